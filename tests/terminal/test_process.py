"""A screen or a camera process that is killed, in every state; and a second screen."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from fsq_tui.storage.scene import read_scene
from tests.terminal.conftest import Start
from tests.terminal.scenes import point_at, write_scene
from tests.terminal.screen import Terminal
from tests.terminal.shows import pid_of_show, wait_for_end
from tests.terminal.test_keys import FAST, SLOW_PULL_S, edit, pull

pytestmark = pytest.mark.timeout(120)

POINTS = (point_at(15), point_at(151, SLOW_PULL_S, "Anna"))
BUSY = r"\[.{4}\] "


def to_nothing(_fsq: Terminal) -> None:
    pass


def to_checking(fsq: Terminal) -> None:
    fsq.send("i")
    fsq.wait_for_overlay(BUSY + r"checking lens limits\.\.\.")


def to_calibrating(fsq: Terminal) -> None:
    edit(fsq)
    fsq.send("m", *["down"] * 8, "enter")
    fsq.wait_for_overlay(BUSY + r"calibrating lens\.\.\.")


def to_autofocus(fsq: Terminal) -> None:
    edit(fsq)
    fsq.send("f")


def to_pull(fsq: Terminal) -> None:
    edit(fsq)
    pull(fsq)


def to_dialog(fsq: Terminal) -> None:
    edit(fsq)
    fsq.send("n")
    fsq.wait_for("Name of point 1")


@dataclass(frozen=True)
class State:
    """How to get into it, and what a screen that comes later must find in the end."""

    enter: Callable[[Terminal], None]
    found: str

    def __str__(self) -> str:
        return self.enter.__name__.removeprefix("to_")


STATES = [
    State(to_nothing, r"\[    \]"),
    State(to_checking, r"\[edit\]   1 / 2 \|  16\.470m  \|"),
    State(to_calibrating, r"\[edit\] .*"),
    State(edit, r"\[edit\]   1 / 2 \|  16\.470m  \|"),
    State(to_autofocus, r"\[edit\]   1 / 2 \| .*"),
    State(to_dialog, r"\[edit\]   1 / 2 \|  16\.470m  \|"),
    State(to_pull, r"\[play\]   2 / 2 \|     54cm  \| 99\.000s"),
]


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    """Two points, far apart in time."""
    return write_scene(tmp_path / "take.toml", *POINTS)


@pytest.mark.parametrize("state", STATES, ids=str)
def test_a_killed_screen_leaves_the_show_as_it_is(start: Start, scene: Path, state: State) -> None:
    fsq = start(*FAST, scene)
    fsq.wait_for_line("[    ]")
    state.enter(fsq)
    fsq.kill(signal.SIGKILL)
    assert fsq.ended() == 128 + signal.SIGKILL
    again = start()  # without its name: it is the show that waits for a screen
    again.wait_for_overlay(state.found)
    again.wait_for(r"─ take\.toml ─")
    assert again.quit() == 0
    assert read_scene(scene).points == POINTS
    assert not list(scene.parent.glob("*.lock"))


@pytest.mark.parametrize("state", STATES, ids=str)
def test_a_killed_process_is_told_and_comes_back(
    start: Start, scene: Path, tmp_path: Path, state: State
) -> None:
    fsq = start(*FAST, scene)
    fsq.wait_for_line("[    ]")
    state.enter(fsq)
    os.kill(pid_of_show(tmp_path / "home"), signal.SIGKILL)
    if state.enter is to_dialog:
        fsq.send("escape")
    fsq.wait_for(r"CAMERA GONE  The camera process was ended by SIGKILL; it is started again\.")
    fsq.wait_for_line("[    ]")
    fsq.wait_until(lambda: "CAMERA GONE" not in fsq.text(), "it never came back")
    fsq.wait_for(r"! The camera process was ended by SIGKILL; it is started again\. The scene is")
    assert read_scene(scene).points == POINTS
    edit(fsq)
    assert fsq.quit() == 0
    assert read_scene(scene).points == POINTS


def test_a_second_screen_watches_until_it_takes_over(start: Start, scene: Path) -> None:
    first = start(*FAST, scene)
    edit(first)
    second = start(scene)
    second.wait_for("WATCHING  ctrl\\+t takes the keys over")
    second.wait_for_line("[edit]   1 / 2 |  16.470m  |")
    second.send("x")
    second.wait_for("Another screen drives; this one watches")
    second.send("\x14")
    second.wait_until(lambda: "WATCHING" not in second.text(), "it still watches")
    first.wait_for("WATCHING  ctrl\\+t takes")
    second.send("right")
    second.wait_for_overlay(r"\[edit\]   2 / 2 \|     54cm  \| 99\.000s")
    first.wait_for_overlay(r"\[edit\]   2 / 2 \|     54cm  \| 99\.000s")
    assert first.quit() == 0
    second.send("left")
    second.wait_for_overlay(r"\[edit\]   1 / 2 \|  16\.470m  \|")
    assert second.quit() == 0
    assert read_scene(scene).points == POINTS


def test_the_screen_that_drives_ends_the_show_for_all(start: Start, scene: Path) -> None:
    first = start(*FAST, scene)
    edit(first)
    second = start(scene)
    second.wait_for("WATCHING")
    assert first.quit() == 0
    assert second.ended() == 0
    assert b"fsq: Another screen has ended the show." in second.raw


def test_a_show_that_no_screen_comes_back_to_ends(
    start: Start, scene: Path, tmp_path: Path
) -> None:
    fsq = start(*FAST, "--linger", "0.001", scene)
    edit(fsq)
    pid = pid_of_show(tmp_path / "home")
    fsq.kill(signal.SIGKILL)
    assert fsq.ended() == 128 + signal.SIGKILL
    wait_for_end(pid)
    assert not list(scene.parent.glob("*.lock"))
