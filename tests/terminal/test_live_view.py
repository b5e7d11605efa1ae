"""The picture in a real terminal: it comes, RATE takes it away, and the overlay never moves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.terminal.conftest import Start
from tests.terminal.scenes import point_at, write_scene
from tests.terminal.screen import Terminal
from tests.terminal.test_keys import FAST, edit

pytestmark = pytest.mark.timeout(120)

HALF_BLOCK = "▀"
METER = r"^ sharpness [█░]+ +[0-9.]+ of +[0-9.]+"
OVERLAY_ROW = 2


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    return write_scene(tmp_path / "take.toml", point_at(15), point_at(151, 2.0))


def has_picture(fsq: Terminal) -> bool:
    return HALF_BLOCK in fsq.text()


def stays_in_place(fsq: Terminal) -> None:
    """The overlay of point 1, once its brackets do not blink."""
    wanted = " [edit]   1 / 2 |  16.470m  |"
    fsq.wait_until(lambda: fsq.line(OVERLAY_ROW) == wanted, "the overlay is not in its row")


@pytest.mark.parametrize("variables", [{}, {"SSH_CONNECTION": "127.0.0.1 1 127.0.0.1 22"}])
def test_the_picture_comes_and_rate_takes_it_away(
    start: Start, scene: Path, variables: dict[str, str]
) -> None:
    fsq = start("--sim", *FAST, scene, **variables)
    edit(fsq)
    fsq.wait_for(r"^ +2 +54cm +151 ")  # on a small screen the points stand there at first
    fsq.send("r")
    fsq.wait_until(lambda: has_picture(fsq), "no picture came")
    fsq.wait_for(METER)
    stays_in_place(fsq)
    fsq.send("r")
    fsq.wait_until(lambda: not has_picture(fsq), "RATE left the picture")
    fsq.wait_for(r"^ +2 +54cm +151 ")  # the points have their room again
    stays_in_place(fsq)
    fsq.send("r")
    fsq.wait_until(lambda: has_picture(fsq), "RATE did not bring the picture back")
    stays_in_place(fsq)
    assert fsq.quit() == 0


def test_keys_act_at_once_while_pictures_come(start: Start, scene: Path) -> None:
    fsq = start("--sim", *FAST, scene)
    edit(fsq)
    fsq.send("r")
    fsq.wait_until(lambda: has_picture(fsq), "no picture came")
    fsq.send("right")
    fsq.wait_for_line("[edit]   2 / 2 |     54cm  |  2.000s")
    fsq.send("up")
    fsq.wait_for_overlay(re.escape("[edit]   2 / 2 |     54cm  | >2.100s<"))
    fsq.send("escape", "left")
    fsq.wait_for_line("[edit]   1 / 2 |  16.470m  |")
    assert fsq.quit() == 0


def test_the_arrows_move_the_magnified_part_alone(start: Start, scene: Path) -> None:
    fsq = start("--sim", *FAST, scene)
    edit(fsq)
    fsq.send("r")
    fsq.wait_for(METER)
    fsq.send("z")
    fsq.wait_for("  magnified")
    fsq.send("right", "down", "v")
    fsq.wait_for("  peaking  magnified")
    fsq.send("escape")
    fsq.wait_until(lambda: "magnified" not in fsq.text(), "STOP did not leave the magnified part")
    stays_in_place(fsq)
    fsq.send("right")
    fsq.wait_for_line("[edit]   2 / 2 |     54cm  |  2.000s")
    assert fsq.quit() == 0
