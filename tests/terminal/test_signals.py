"""A screen that is told to end, or whose terminal goes away, in the middle of a transition."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from fsq_tui.storage.scene import read_scene
from tests.terminal.conftest import Start
from tests.terminal.scenes import point_at, write_scene
from tests.terminal.screen import Terminal, environment, fsq_command
from tests.terminal.test_keys import FAST, SLOW_PULL_S, edit, pull

pytestmark = pytest.mark.timeout(120)

POINTS = (point_at(15), point_at(151, SLOW_PULL_S, "Anna"))


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    """Two points, far apart in time."""
    return write_scene(tmp_path / "take.toml", *POINTS)


def assert_nothing_is_lost(start: Start, scene: Path) -> None:
    """The scene is as it was, and a new start finds it free."""
    assert read_scene(scene).points == POINTS
    fsq = start(*FAST, scene)
    edit(fsq)
    assert fsq.quit() == 0
    assert read_scene(scene).points == POINTS
    assert not list(scene.parent.glob("*.lock"))


def assert_restored(raw: bytes) -> None:
    """Everything that was switched on for the application is off again."""
    for on, off in (
        (b"\x1b[?1049h", b"\x1b[?1049l"),  # the alternate screen
        (b"\x1b[?25l", b"\x1b[?25h"),  # the hidden cursor
        (b"\x1b[?1004h", b"\x1b[?1004l"),  # reports of the focus
        (b"\x1b[?2004h", b"\x1b[?2004l"),  # bracketed paste
        (b"\x1b[?1003h", b"\x1b[?1003l"),  # the mouse
    ):
        assert raw.count(on) <= raw.count(off), f"{on!r} is left on"
        assert raw.rfind(on) < raw.rfind(off), f"{on!r} is left on"


def assert_it_goes_on(start: Start, scene: Path) -> None:
    """The pull has not been disturbed, and a new screen finds it, mode and point."""
    fsq = start(scene)
    fsq.wait_for_overlay(r"\[play\] .*")
    fsq.wait_for_line("[play]   2 / 2 |     54cm  | 99.000s")
    fsq.wait_for(r"point 2: .* took 99\.0[0-9]+s, off by [-+][0-9]+,\s+corrected to \+0, measured")
    fsq.wait_for("step 151 / 406 measured")
    assert fsq.quit() == 0
    assert read_scene(scene).points == POINTS
    assert not list(scene.parent.glob("*.lock"))


def test_sigterm_in_a_transition_ends_the_show(start: Start, scene: Path) -> None:
    fsq = start(*FAST, scene)
    before = fsq.line_settings()
    edit(fsq)
    pull(fsq)
    assert fsq.line_settings() != before
    fsq.kill(signal.SIGTERM)
    assert fsq.ended() == 143
    assert_restored(fsq.raw)
    assert fsq.line_settings() == before
    assert not list(scene.parent.glob("*.lock"))
    assert_nothing_is_lost(start, scene)


def test_sighup_in_a_transition_ends_the_screen_alone(start: Start, scene: Path) -> None:
    fsq = start(*FAST, scene)
    before = fsq.line_settings()
    edit(fsq)
    pull(fsq)
    fsq.kill(signal.SIGHUP)
    assert fsq.ended() == 129
    assert_restored(fsq.raw)
    assert fsq.line_settings() == before
    assert_it_goes_on(start, scene)


def test_a_signal_in_a_calibration_leaves_the_lens_uncalibrated(
    start: Start, tmp_path: Path
) -> None:
    fsq = start("--time-scale", "10", tmp_path / "new.toml")
    fsq.wait_for_line("[    ]")
    fsq.send("i")
    fsq.wait_for("indexing forward")
    fsq.kill(signal.SIGTERM)
    assert fsq.ended() == 143
    assert_restored(fsq.raw)
    assert read_scene(tmp_path / "new.toml").calibration is None


@pytest.mark.parametrize(
    "before",
    [
        pytest.param([], id="with SIGHUP"),
        # The kernel tells the leader of the session only: this one keeps it to itself.
        pytest.param(["/bin/sh", "-c", 'trap : HUP; "$0" "$@"; exit $?'], id="without a signal"),
    ],
)
def test_a_terminal_that_is_closed(
    start: Start, scene: Path, tmp_path: Path, before: list[str]
) -> None:
    command = [*before, *fsq_command(), *FAST, str(scene)]
    fsq = Terminal(command, environment(tmp_path / "home"))
    try:
        edit(fsq)
        pull(fsq)
        assert fsq.hang_up() == 129
    finally:
        fsq.close()
    assert_it_goes_on(start, scene)


def test_a_screen_that_is_killed(start: Start, scene: Path) -> None:
    fsq = start(*FAST, scene)
    edit(fsq)
    pull(fsq)
    fsq.kill(signal.SIGKILL)
    assert fsq.ended() == 128 + signal.SIGKILL
    assert_it_goes_on(start, scene)
