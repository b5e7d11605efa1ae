"""The plot of sharpness against step, as text."""

from __future__ import annotations

import pytest

from fsq_tui.focus.region import WHOLE
from fsq_tui.focus.swept import Swept
from fsq_tui.widgets.sharpness import NO_SWEEP, Sharpness, SharpnessPlot

HILL = Swept(WHOLE, (0.0, 10.0, 20.0, 30.0, 40.0), (1.0, 1.0, 5.0, 1.0, 1.0), 20.0)


def painted(values: Sharpness, width: int = 41, height: int = 6) -> list[str]:
    lines = SharpnessPlot().paint(values, width, height)
    return ["".join(text for text, _ in line) for line in lines]


def test_the_hill_stands_over_its_step_and_the_mark_under_the_lens() -> None:
    rows = painted(Sharpness(HILL, 31))
    assert len(rows) == 6
    assert rows[0][20] == rows[3][20] == "█"
    assert rows[0][:18].strip() == rows[0][23:].strip() == ""
    assert rows[3][15] in "▄█"
    assert rows[4] == " " * 31 + "▲"
    assert rows[5].startswith("0")
    assert rows[5].endswith("40")
    assert "sharpest 20  ▲ 31" in rows[5]


def test_a_flat_curve_and_a_lens_that_is_lost() -> None:
    flat = Swept(WHOLE, (3.0, 9.0), (2.0, 2.0), None)
    rows = painted(Sharpness(flat), 20, 4)
    assert "".join(rows[:3]).strip() == ""
    assert rows[3] == "3" + " " * 18 + "9"


def test_the_mark_of_a_step_outside_stays_inside() -> None:
    part = Swept(WHOLE, (100.0, 110.0, 120.0), (1.0, 2.0, 1.0), 110.0)
    assert painted(Sharpness(part, 5))[4] == "▲"
    assert painted(Sharpness(part, 400))[4] == " " * 40 + "▲"


@pytest.mark.parametrize(("width", "height"), [(5, 10), (40, 2), (0, 0)])
def test_no_room(width: int, height: int) -> None:
    assert painted(Sharpness(HILL, 3), width, height) == []


def test_before_a_sweep() -> None:
    assert painted(Sharpness()) == [NO_SWEEP]
