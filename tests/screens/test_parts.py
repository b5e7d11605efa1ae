"""The pure parts of the screens: durations, themes, when to paint, hang-ups."""

from __future__ import annotations

import asyncio
import os
import pty
from dataclasses import replace
from itertools import pairwise

import pytest

from fsq_tui.compat import watch_hangup
from fsq_tui.errors import UsageFault
from fsq_tui.screens.base import View, bindings
from fsq_tui.screens.dialogs import parse_duration
from fsq_tui.screens.refresh import Refresher, next_paint_s
from fsq_tui.screens.themes import choose_theme
from fsq_tui.session.snapshot import Hint
from tests.screens.fake import NOW_S, WALL, marked, moving, second_of_two


@pytest.mark.parametrize(
    ("text", "duration_s"),
    [("2", 2.0), ("2.5", 2.5), ("2,5", 2.5), ("2.5s", 2.5), (" 2.5 s ", 2.5), ("0", 0.0),
     ("99.9", 99.9), (".5", 0.5), ("5.", 5.0), ("1.23456", 1.235), ("2S", 2.0)],
)  # fmt: skip
def test_durations_as_people_type_them(text: str, duration_s: float) -> None:
    assert parse_duration(text) == duration_s


@pytest.mark.parametrize(
    "text",
    ["", "s", "x", "-1", "+1", "99.91", "100", "nan", "inf", "1e2", "1.2.3", "1,2,3", "2 5", "2m",
     "٣", "9" * 400],
)  # fmt: skip
def test_other_durations_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(UsageFault, match=r"\."):
        parse_duration(text)


@pytest.mark.parametrize(
    ("environ", "theme"),
    [
        ({"TERM": "xterm-256color"}, "textual-dark"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "textual-dark"),
        ({"TERM": "xterm-kitty"}, "textual-dark"),
        ({"TERM": "linux"}, "ansi-dark"),
        ({"TERM": "xterm"}, "ansi-dark"),
        ({"TERM": "screen"}, "ansi-dark"),
        ({}, "ansi-dark"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "ansi-dark"),
        ({"TERM": "linux", "COLORTERM": ""}, "ansi-dark"),
        ({"TERM": "linux", "TEXTUAL_THEME": "nord"}, "nord"),
        ({"TERM": "linux", "TEXTUAL_THEME": "no such"}, "ansi-dark"),
    ],
)
def test_the_theme_follows_the_terminal(environ: dict[str, str], theme: str) -> None:
    assert choose_theme(environ) == theme


def test_a_key_named_twice_belongs_to_the_first_action() -> None:
    made = bindings({"one": ("up", "comma"), "two": ("up", "x")})
    assert [(key, each.action) for key, each in made] == [
        ("up", "one"), ("comma", "one"), ("x", "two"),
    ]  # fmt: skip


def test_at_rest_the_next_painting_is_the_next_minute() -> None:
    assert next_paint_s(View(second_of_two(), NOW_S, WALL)) == 30.0


def test_what_moves_is_painted_ten_times_a_second_until_it_rests() -> None:
    assert next_paint_s(View(moving(), NOW_S, WALL)) == pytest.approx(0.1)
    blinking = marked(second_of_two(), index_s=NOW_S)
    assert next_paint_s(View(blinking, NOW_S + 0.9, WALL)) == pytest.approx(0.1)
    assert next_paint_s(View(blinking, NOW_S + 1.0, WALL)) == 30.0


def test_nothing_moves_while_sequencing_is_stopped() -> None:
    assert next_paint_s(View(replace(moving(), sequencing=False), NOW_S, WALL)) == 30.0


def test_a_hint_is_taken_away_when_it_is_over() -> None:
    hint = Hint("any", NOW_S - 1.0)
    assert next_paint_s(View(second_of_two(), NOW_S, WALL, hint)) == pytest.approx(2.0)
    assert next_paint_s(View(second_of_two(), NOW_S + 2.0, WALL, hint)) == 30.0


async def test_many_changes_are_one_painting_at_once_and_one_a_tenth_later() -> None:
    loop = asyncio.get_running_loop()
    painted_s: list[float] = []

    def paint() -> float:
        painted_s.append(loop.time())
        return 60.0

    refresher = Refresher(loop, paint)
    while len(painted_s) < 4:
        refresher.changed()
        await asyncio.sleep(0.002)
    refresher.close()
    gaps_s = [later - earlier for earlier, later in pairwise(painted_s)]
    assert all(gap_s > 0.04 for gap_s in gaps_s)


async def test_a_closed_terminal_is_heard_without_a_signal() -> None:
    master, slave = pty.openpty()
    closed = asyncio.Event()
    end = watch_hangup(asyncio.get_running_loop(), slave, closed.set)
    await asyncio.sleep(0)
    assert not closed.is_set()
    os.close(master)
    await asyncio.wait_for(closed.wait(), 5)
    end()
    os.close(slave)


async def test_input_on_a_terminal_is_no_hang_up_and_a_pipe_is_not_watched() -> None:
    master, slave = pty.openpty()
    heard: list[str] = []
    end = watch_hangup(asyncio.get_running_loop(), slave, lambda: heard.append("closed"))
    os.write(master, b"x\n")
    await asyncio.sleep(0.05)
    end()
    end()
    reading, writing = os.pipe()
    watch_hangup(asyncio.get_running_loop(), reading, lambda: heard.append("pipe"))()
    assert heard == []
    for fileno in (master, slave, reading, writing):
        os.close(fileno)
