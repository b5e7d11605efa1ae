"""The scale: stops at the ends, labels apart, points and lens on their columns."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsq_tui.focus.calibration import Calibration
from fsq_tui.widgets.paint import Line
from fsq_tui.widgets.ruler import LensRuler, Scale, column, ruler_lines
from tests.screens.fake import CALIBRATION, MARKS, MODES


def text(line: Line) -> str:
    return "".join(part for part, _ in line)


def lines(scale: Scale, width: int = 78) -> list[str]:
    assert scale.calibration is not None
    return [text(line) for line in ruler_lines(scale, scale.calibration, width)]


SCALE = Scale(CALIBRATION, ((1, 4), (2, 150)), current=2, live_step=112, live_cm=78)


def test_stops_stand_at_both_ends() -> None:
    axis = lines(SCALE)[1]
    assert (axis[0], axis[-1], len(axis)) == ("█", "█", 78)
    assert column(0, CALIBRATION, 78) == 0
    assert column(406, CALIBRATION, 78) == 77


def test_the_lens_stands_above_its_words() -> None:
    _, axis, _, words = lines(SCALE)
    assert axis.index("▼") == words.index("▲") == column(112, CALIBRATION, 78)
    assert "112  78cm" in words


def test_points_stand_under_their_steps_and_the_current_one_is_marked() -> None:
    points = ruler_lines(SCALE, CALIBRATION, 78)[2]
    assert text(points)[column(150, CALIBRATION, 78)] == "2"
    assert (" 2 ", "selected") in points


def test_the_current_point_hides_a_neighbour_but_not_that_there_is_one() -> None:
    scale = replace(SCALE, points=((1, 148), (2, 150), (3, 158)))
    shown = lines(scale)[2]
    assert "2" in shown
    assert "1" not in shown
    assert "•" in shown


@pytest.mark.parametrize("width", range(12, 200))
def test_labels_never_touch_and_lines_never_overflow(width: int) -> None:
    for line in lines(SCALE, width):
        assert len(line) <= width
    labels = lines(SCALE, width)[0]
    assert all(label in _LABELS for label in labels.split())


_LABELS = {f"{cm}cm" for cm in range(1, 100)} | {"inf"} | {
    f"{m}m" for m in ("1", "1.2", "1.5", "2", "2.5", "3", "4", "5", "7", "10", "20", "30", "50")
}  # fmt: skip


def test_a_label_stands_where_the_lens_reports_that_distance() -> None:
    labels = lines(SCALE)[0]
    x = labels.index("50cm") + 2
    step = round(x * 406 / 77)
    assert abs(CALIBRATION.distances_cm[step] - 50) <= 4


def test_without_distances_steps_are_told() -> None:
    scale = replace(SCALE, calibration=replace(CALIBRATION, distances_cm=()))
    assert lines(scale)[0].split() == ["0", "50", "100", "150", "200", "250", "300", "350", "406"]


def test_without_reported_distances_those_of_the_marks_are_told() -> None:
    lens = replace(CALIBRATION, distances_cm=(), marks=MARKS)
    scale = replace(SCALE, calibration=lens, live_marks=3)
    labels, axis, _, words = lines(scale)
    assert {"5m", "1m", "50cm", "30cm"} <= set(labels.split())
    assert "inf" not in labels
    assert axis[column(150, lens, 78)] == "┴"
    assert "112  78cm from 3 marks" in words
    two = replace(scale, calibration=replace(lens, marks=MARKS[:2]), live_marks=0)
    assert lines(two)[0].split()[:2] == ["0", "50"]
    assert "marks" not in lines(two)[3]


def test_a_lens_that_is_not_calibrated_says_so() -> None:
    shown = LensRuler().paint(Scale(), 78, 4)
    assert "not calibrated" in text(shown[1])


def test_a_lens_without_a_known_position_has_no_marker() -> None:
    shown = lines(replace(SCALE, live_step=None))
    assert "▼" not in shown[1]
    assert shown[3] == "position unknown"


@given(st.integers(2, 5000), st.integers(-5, 6000), st.integers(12, 250))
def test_any_lens_and_any_position_fit(steps: int, live_step: int, width: int) -> None:
    lens = Calibration("any", tuple(range(steps)), MODES)
    shown = lines(Scale(lens, ((1, 0), (99, steps - 1)), 1, 99, live_step, 120), width)
    assert all(len(line) <= width for line in shown)
    assert "▼" in shown[1]
