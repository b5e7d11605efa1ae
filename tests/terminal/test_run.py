"""A sequence that runs by itself, started and ended with keys, in real time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fsq_tui.focus.sequence import Order
from fsq_tui.focus.shape import Shape
from fsq_tui.storage.scene import read_scene
from tests.terminal.conftest import Start
from tests.terminal.scenes import point_at, write_scene
from tests.terminal.test_keys import FAST
from tests.terminal.test_story import ARROW

MOVING = rf"\[play\] {ARROW}\( %d\) \| \(.{{7}}\) \| ?\([0-9.]+s\)"

pytestmark = pytest.mark.timeout(120)

# Twenty times as fast: what is to be answered with a key lasts for some seconds.
POINTS = (
    replace(point_at(15, 2.0), dwell_s=9.0),
    replace(point_at(151, 80.0), dwell_s=70.0),
    point_at(60, 6.0),
)


def test_a_loop_is_set_up_run_and_ended_with_keys(start: Start, tmp_path: Path) -> None:
    path = write_scene(tmp_path / "loop.toml", *POINTS)
    fsq = start(*FAST, path)
    fsq.wait_for_line("[    ]")
    fsq.send("i")
    fsq.wait_for_line("[edit]   1 / 3 |  16.470m  |")
    fsq.send("right")
    fsq.wait_for_overlay(r"\[edit\]   2 / 3 \|     54cm  \| 80\.000s")
    fsq.send("s")
    fsq.wait_for(r"Point 2: the pull to it is ease-in\.")
    fsq.send("m", *["down"] * 10, "right")
    fsq.wait_for(r"Play order +loop")
    fsq.send("m", "left", "i")
    fsq.wait_for_overlay(r"\[play\]   1 / 3 \|  16\.470m  \|  2\.000s")
    found = read_scene(path)
    assert (found.order, found.points[1].shape) == (Order.LOOP, Shape.EASE_IN)

    fsq.send("p")
    fsq.wait_for(r"dwelling 9s, then on by itself")
    fsq.wait_for_overlay(MOVING % 2)
    fsq.wait_for_overlay(r"\[play\]   2 / 3 \|     54cm  \| 80\.000s")
    fsq.send("enter")
    fsq.wait_for(r"SET refused: the lens is dwelling\. STOP halts it\.")
    fsq.wait_for_overlay(MOVING % 1)
    fsq.wait_for_overlay(MOVING % 2)
    fsq.send("p")
    fsq.wait_for(r"The run ends when this transition is done\.")
    fsq.wait_for(r"The run has ended at point 2\.")
    fsq.wait_for_overlay(r"\[play\]   2 / 3 \|     54cm  \| 80\.000s")

    fsq.send("p")
    fsq.wait_for(r"dwelling 70s, then on by itself")
    fsq.send("escape")
    fsq.wait_for(r"STOP: dwelling was halted\.")
    fsq.wait_for_overlay(r"\[play\]   2 / 3 \|     54cm  \| 80\.000s")
    assert fsq.quit() == 0
