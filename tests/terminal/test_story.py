"""The seed's whole story, as an operator plays it: the installed command, in real time."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from fsq_tui.storage.scene import read_scene
from tests.terminal.conftest import Start
from tests.terminal.screen import Terminal

pytestmark = pytest.mark.timeout(180)

# A calibration of 40 s in 8; a move of 1.6 s still lasts for three frames.
SCALE = "5"
SPINNER = r"( \.oO|\.oOo|oOo\.|Oo\. |o\. \.|\. \.o)"
ARROW = r"(==>| ==|  =|   |>  |=> )"
SECONDS = r"[0-9]\.[0-9]{3}s"


def test_from_an_unknown_lens_to_a_sequence_that_is_still_there(
    start: Start, tmp_path: Path
) -> None:
    fsq = start("--time-scale", SCALE)
    calibrate(fsq)
    expected_s = record_two_points(fsq)
    target_s = lengthen(fsq, expected_s)
    go_back(fsq, target_s)
    play(fsq, target_s)
    assert fsq.quit() == 0

    fsq = start("--time-scale", SCALE)
    fsq.wait_for_line("[    ]")
    fsq.send("i")
    # The lens is known and the first point is where it goes: no calibration, the points kept.
    fsq.wait_for_line("[edit]   1 / 2 |  16.470m  |")
    assert "calibrat" not in fsq.raw.decode()
    fsq.wait_for(rf"^ +2 +54cm +151 +{target_s:.3f} ")
    assert fsq.quit() == 0
    scene = read_scene(tmp_path / "home" / "data" / "fsq" / "focus_sq.toml")
    assert [point.distance_cm for point in scene.points] == [1647, 54]
    assert scene.points[1].duration_s == target_s


def calibrate(fsq: Terminal) -> None:
    fsq.wait_for_line("[    ]")
    fsq.send("i")
    fsq.wait_for_overlay(rf"\[{SPINNER}\] checking lens limits\.\.\.")
    fsq.wait_for_overlay(rf"\[{SPINNER}\] calibrating lens\.\.\.")
    fsq.wait_for(r"indexing forward, step [0-9]+ .*[0-9]%")
    fsq.wait_for_line("[edit]   1 / 1 |    inf.   |")
    fsq.wait_for(r"calibrated\b.* 407 steps")


def record_two_points(fsq: Terminal) -> float:
    """The expected duration from the one to the other."""
    fsq.send("f")
    fsq.wait_for_line("[edit]   1 / 1 | {16.470m} |")
    fsq.wait_for_line("[edit]   1 / 1 |  16.470m  |")  # the braces blink
    fsq.wait_for("step 15 / 406 measured")
    fsq.send("enter")
    fsq.wait_for_line("[edit]   1 / 1 | >16.470m< |")
    fsq.send("f")
    fsq.wait_for_line("[edit]   1 / 1 | {   54cm} |")
    fsq.wait_for("step 151 / 406 measured")
    fsq.send("q")
    fsq.wait_for_overlay(rf"\[edit\] > 2</ 2 \|     54cm  \|  {SECONDS}")
    at_rest = fsq.wait_for_overlay(rf"\[edit\]   2 / 2 \|     54cm  \|  (?P<s>{SECONDS})")
    return float(at_rest["s"].removesuffix("s"))


def lengthen(fsq: Terminal, expected_s: float) -> float:
    """UP; the target that comes of it."""
    # What the lens was measured to do depends on the machine; the next tenth above it does not.
    target_s = math.floor(expected_s * 10 + 1e-6) / 10 + 0.1
    fsq.send("up")
    fsq.wait_for_line(f"[edit]   2 / 2 |     54cm  | >{target_s:.3f}s<")
    fsq.wait_for_line(f"[edit]   2 / 2 |     54cm  |  {target_s:.3f}s")
    return round(target_s, 3)


def go_back(fsq: Terminal, target_s: float) -> None:
    fsq.send("left")
    moving = rf"\[edit\] {ARROW}\( 1\) \| \((?P<cm> *[0-9.]+c?m)\) \| \((?P<s>{SECONDS})\)"
    shown = fsq.wait_for_overlay(moving)
    assert float(shown["s"].removesuffix("s")) <= target_s
    fsq.wait_for_line("[edit]   1 / 2 |  16.470m  |")
    fsq.wait_for(r"point 1: asked 0\.000s, planned [0-9.]+s, took [0-9.]+s, off by [-+][0-9]+")


def play(fsq: Terminal, target_s: float) -> None:
    fsq.send("i")
    fsq.wait_for_line("[play]   1 / 2 |  16.470m  |")
    fsq.send("enter")
    fsq.wait_for_overlay(rf"\[play\] {ARROW}\( 2\) \| \(.{{7}}\) \| \({SECONDS}\)")
    fsq.wait_for_line(f"[play]   2 / 2 |     54cm  |  {target_s:.3f}s")
    fsq.wait_for("point 2: ")
    fsq.send("enter")
    fsq.wait_for(r"! Point 2 is the last one\. Q returns to point 1\.")
    fsq.send("q")
    fsq.wait_for_overlay(rf"\[play\] {ARROW}\( 1\) \| \(.{{7}}\) \| \({SECONDS}\)")
    fsq.wait_for_line("[play]   1 / 2 |  16.470m  |")
