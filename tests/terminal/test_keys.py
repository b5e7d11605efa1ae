"""Every kind of key and terminal an operator may have, on a lens that is known already."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fsq_tui.storage.scene import read_scene
from tests.terminal.conftest import Start
from tests.terminal.scenes import point_at, write_scene
from tests.terminal.screen import Terminal

pytestmark = pytest.mark.timeout(120)

FAST = ("--time-scale", "20")
SLOW_PULL_S = 99.0  # five seconds at FAST: nothing waits for its end
ARROW = r"(==>| ==|  =|   |>  |=> )"
UNDER_WAY = rf"\[play\] {ARROW}\( 2\) \| \((?P<cm>.{{7}})\) \| ?\((?P<s>[0-9.]+)s\)"
COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    """Two points, far apart in time."""
    return write_scene(tmp_path / "take.toml", point_at(15), point_at(151, SLOW_PULL_S))


def edit(fsq: Terminal) -> None:
    """INFO, until the lens stands on point 1."""
    fsq.wait_for_line("[    ]")
    fsq.send("i")
    fsq.wait_for_line("[edit]   1 / 2 |  16.470m  |")


def pull(fsq: Terminal) -> None:
    """On to play, and into a transition that lasts."""
    fsq.send("i")
    fsq.wait_for_line("[play]   1 / 2 |  16.470m  |")
    fsq.send("enter")
    fsq.wait_for_overlay(UNDER_WAY)


def test_a_transition_shows_live_distance_and_countdown(start: Start, scene: Path) -> None:
    fsq = start(*FAST, scene)
    edit(fsq)
    pull(fsq)
    first = fsq.wait_for_overlay(UNDER_WAY)
    later = fsq.wait_for_overlay(rf"(?!.*\({re.escape(first['cm'])}\)){UNDER_WAY}")
    assert float(later["s"]) < float(first["s"]) <= SLOW_PULL_S
    assert fsq.quit() == 0


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
def test_stop_halts_a_transition(start: Start, scene: Path, key: str) -> None:
    fsq = start(*FAST, scene)
    edit(fsq)
    pull(fsq)
    fsq.wait_for(r"step (1[6-9]|[2-9][0-9]) / 406")
    fsq.send(key)
    fsq.wait_for("STOP: moving was halted")
    # At rest between the points, and the overlay says so: the braces blink on.
    fsq.wait_for_overlay(r"\[play\]   1 / 2 \| \{.{7}\} \|")
    fsq.wait_for_overlay(r"\[play\]   1 / 2 \|  .{7}  \|")
    fsq.send("q")
    fsq.wait_for_line("[play]   1 / 2 |  16.470m  |")
    assert fsq.quit() == 0


def test_keys_during_a_transition_are_refused_visibly_and_not_queued(
    start: Start, scene: Path
) -> None:
    fsq = start(*FAST, scene)
    edit(fsq)
    pull(fsq)
    fsq.send("enter")
    fsq.wait_for(r"! SET refused: the lens is moving\. STOP halts it\.")
    fsq.send("up")
    fsq.wait_for(r"! UP does nothing in play mode")
    fsq.send("2")
    fsq.wait_for(r"! POINT 2 refused: the lens is moving")
    fsq.send("escape")
    fsq.wait_for("STOP: moving was halted")
    fsq.wait_for_overlay(r"\[play\]   1 / 2 \| .{9} \|")
    fsq.send("i")
    fsq.wait_for_line("[    ]")
    assert fsq.quit() == 0
    assert read_scene(scene).points[1].duration_s == SLOW_PULL_S


def test_menu_opens_and_closes_even_while_the_lens_moves(start: Start, scene: Path) -> None:
    fsq = start(*FAST, scene)
    edit(fsq)
    pull(fsq)
    fsq.send("m")
    fsq.wait_for("─ Focus ─")
    assert fsq.overlay() == ""
    fsq.send("m")
    fsq.wait_for_overlay(r"\[play\] .*")
    assert "─ Focus ─" not in fsq.text()
    assert fsq.quit() == 0


def test_a_macro_pad_of_twelve_keys(start: Start, tmp_path: Path) -> None:
    scene = write_scene(tmp_path / "take.toml", point_at(40), point_at(151, SLOW_PULL_S))
    fsq = start(*FAST, "--keymap", "macropad", scene)
    fsq.wait_for_line("[    ]")
    fsq.send("f14")
    fsq.wait_for_line("[edit]   1 / 2 |   2.260m  |")
    fsq.send("f18")
    fsq.wait_for_overlay(r"\[edit\]   2 / 2 \|     54cm  \| 99\.000s")
    fsq.send("f20")
    fsq.wait_for_line("[edit]   2 / 2 |     54cm  |>99.100s<")
    fsq.send("f19")
    fsq.wait_for_line("[edit]   2 / 2 |     54cm  |>99.000s<")
    fsq.send("f24")
    fsq.wait_for("step 152 / 406")
    fsq.send("f23")
    fsq.wait_for("step 151 / 406")
    fsq.send("f17")
    fsq.wait_for_line("[edit]   1 / 2 |   2.260m  |")
    fsq.send("f21")
    fsq.wait_for_line("[edit]   1 / 2 | {16.470m} |")  # braces: the lens is at rest again
    fsq.send("f15")
    fsq.wait_for_overlay(r"\[edit\] > 2</ 3 \|  16\.470m  \|  [0-9.]+s")
    fsq.send("f16")
    fsq.wait_for_overlay(r"\[edit\]   2 / 3 \| >16\.470m< \|  [0-9.]+s")
    fsq.send("f22")
    fsq.wait_for_overlay(r"\[edit\] > 2</ 2 \|     54cm  \|.*")
    fsq.send("f14")
    fsq.wait_for_overlay(r"\[play\]   [12] / 2 \|.*")
    fsq.send("f13")
    fsq.wait_for("STOP")
    assert fsq.quit() == 0


def test_undo_and_redo_after_a_restart(start: Start, scene: Path) -> None:
    fsq = start(*FAST, scene)
    edit(fsq)
    fsq.send("q")
    fsq.wait_for_overlay(r"\[edit\] > 2</ 3 \|.*")
    assert fsq.quit() == 0
    fsq = start(*FAST, scene)
    fsq.wait_for_line("[    ]")
    fsq.send("i")
    fsq.wait_for_line("[edit]   1 / 3 |  16.470m  |")
    fsq.send("u")
    fsq.wait_for_overlay(r"\[edit\] > 1</ 2 \|.*")
    assert len(read_scene(scene).points) == 2
    fsq.send("ctrl+r")
    fsq.wait_for_overlay(r"\[edit\] > 1</ 3 \|.*")
    assert fsq.quit() == 0
    assert len(read_scene(scene).points) == 3


def test_a_typed_duration_and_a_name(start: Start, scene: Path) -> None:
    fsq = start(*FAST, scene)
    edit(fsq)
    fsq.send("right")
    fsq.wait_for_line("[edit]   2 / 2 |     54cm  | 99.000s")
    fsq.send("t")
    fsq.wait_for("Target duration of point 2")
    fsq.send("2,5q", "enter")
    fsq.wait_for("not a number of seconds")
    fsq.send("\x7f", "enter")
    fsq.wait_for_line("[edit]   2 / 2 |     54cm  | >2.500s<")
    fsq.send("n")
    fsq.wait_for("Name of point 2")
    fsq.send("Anna, quick", "enter")
    fsq.wait_for(r"► +2 Anna, quick +54cm +151 +2\.500")
    assert fsq.quit() == 0
    saved = read_scene(scene).points[1]
    assert (saved.name, saved.duration_s) == ("Anna, quick", 2.5)


def test_jog_keys_of_every_step_size(start: Start, scene: Path) -> None:
    fsq = start(*FAST, scene)
    edit(fsq)
    for key, step in ((".", "16"), (",", "15"), (">", "(1[89]|20)")):
        fsq.send(key)
        fsq.wait_for(f"step {step} / 406")
    fsq.wait_for_overlay(r"\[edit\]   1 / 2 \| \{.{7}\} \|")
    fsq.send(")")
    fsq.wait_for("step 4[3-7] / 406")
    fsq.send("(")
    fsq.wait_for("step (1[6-9]|2[0-2]) / 406")
    fsq.send("<")
    fsq.wait_for("step 1[1-9] / 406")
    assert fsq.quit() == 0


def test_a_terminal_of_40_by_12(start: Start, scene: Path) -> None:
    fsq = start(*FAST, scene, columns=40, rows=12)
    fsq.wait_for_line("[    ]")
    fsq.wait_for("i INFO")
    edit(fsq)
    fsq.wait_for("█[┴─▼]+█")
    pull(fsq)
    assert fsq.quit() == 0


def test_a_terminal_that_becomes_too_small_and_large_again(start: Start, scene: Path) -> None:
    fsq = start(*FAST, scene)
    edit(fsq)
    fsq.resize(20, 3)
    fsq.wait_for(r"^ *fsq needs 38 x 6\b")
    fsq.resize(80, 24)
    fsq.wait_for_line("[edit]   1 / 2 |  16.470m  |")
    assert "fsq needs" not in fsq.text()
    fsq.send("right")
    fsq.wait_for_line("[edit]   2 / 2 |     54cm  | 99.000s")
    assert fsq.quit() == 0


def test_a_terminal_that_cannot_be_drawn_on_is_refused(start: Start) -> None:
    fsq = start(TERM="dumb")
    assert fsq.ended() == 2
    assert fsq.raw.startswith(b"fsq: This terminal cannot be drawn on (TERM is dumb).")
    assert b"\x1b" not in fsq.raw


def test_without_colours(start: Start, scene: Path) -> None:
    fsq = start(*FAST, scene, NO_COLOR="1")
    edit(fsq)
    assert fsq.quit() == 0
    assert not COLOUR.search(fsq.raw)


def test_the_linux_console(start: Start, scene: Path) -> None:
    fsq = start(*FAST, scene, TERM="linux")
    edit(fsq)
    assert fsq.quit() == 0
    assert COLOUR.search(fsq.raw)
    assert not re.search(rb"\x1b\[[0-9;]*[34]8;", fsq.raw), "more than the 16 colours it has"
