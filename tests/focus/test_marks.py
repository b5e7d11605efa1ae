"""Marks are made where they agree, taken away, and carried over."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsq_tui.errors import LensFault
from fsq_tui.focus.calibration import Calibration, DistanceMark, StepMode
from fsq_tui.focus.distance import dioptres
from fsq_tui.focus.marks import NEAR_STEPS, carried_over, mark_near, with_mark, without_mark

BARE = Calibration("Mute 50mm", tuple(range(0, 1010, 10)), (StepMode(1, 1.0, 20.0),))
MARKS = (DistanceMark(100, 1000), DistanceMark(400, 200), DistanceMark(800, 80))
LENS = replace(BARE, marks=MARKS)


def test_marks_stand_by_rising_position() -> None:
    made = BARE
    for mark in (MARKS[1], MARKS[2], MARKS[0]):
        made = with_mark(made, mark)
    assert made == LENS


def test_a_mark_takes_the_place_of_one_at_the_same_step() -> None:
    again = DistanceMark(400, 210)
    assert with_mark(LENS, again).marks == (MARKS[0], again, MARKS[2])
    beside = replace(BARE, marks=(MARKS[0], DistanceMark(404, 200), MARKS[2]))
    assert with_mark(beside, again).marks == (MARKS[0], again, MARKS[2])


@pytest.mark.parametrize(
    ("position", "distance_cm", "against"),
    [
        (600, 300, "2m at step 40"),
        (600, 70, "80cm at step 80"),
        (390, 190, "2m at step 40"),
        (410, 200, "2m at step 40"),
        (50, 900, "10m at step 10"),
        (900, 65535, "80cm at step 80"),
        (900, 80, "80cm at step 80"),
        (100, 200, "2m at step 40"),
    ],
)
def test_what_contradicts_a_mark_is_refused_by_its_name(
    position: int, distance_cm: int, against: str
) -> None:
    with pytest.raises(LensFault) as refused:
        with_mark(LENS, DistanceMark(position, distance_cm))
    assert f"here contradicts the mark {against}." in refused.value.message
    assert refused.value.remedy == "Remove that one first."


def test_two_marks_contradict_each_other_only_by_the_same_distance() -> None:
    one = with_mark(BARE, MARKS[1])
    assert len(with_mark(one, DistanceMark(100, 80)).marks) == 2
    assert len(with_mark(one, DistanceMark(100, 1000)).marks) == 2
    with pytest.raises(LensFault, match="2m here contradicts the mark 2m at step 40"):
        with_mark(one, DistanceMark(100, 200))


def test_a_mark_is_taken_away_by_its_position() -> None:
    assert without_mark(LENS, 400).marks == (MARKS[0], MARKS[2])
    assert without_mark(LENS, 401) == LENS


def test_the_mark_that_is_meant_is_the_nearest_within_a_few_steps() -> None:
    assert mark_near(LENS, 40) == MARKS[1]
    assert mark_near(LENS, 40 - NEAR_STEPS) == MARKS[1]
    assert mark_near(LENS, 40 - NEAR_STEPS - 1) is None
    assert mark_near(BARE, 0) is None


def test_a_new_calibration_keeps_the_marks_within_its_range() -> None:
    assert carried_over(BARE, MARKS) == (LENS, "")
    shorter = replace(BARE, positions=tuple(range(0, 700, 10)))
    kept, told = carried_over(shorter, MARKS)
    assert kept == replace(shorter, marks=MARKS[:2])
    assert told == "Marks beyond the last step were dropped: 80cm."


@given(st.lists(st.builds(DistanceMark, st.integers(0, 1000), st.integers(1, 65535)), max_size=30))
def test_whatever_is_marked_the_marks_go_one_way(marks: list[DistanceMark]) -> None:
    lens = BARE
    for mark in marks:
        try:
            lens = with_mark(lens, mark)
        except LensFault:
            continue
        assert mark in lens.marks
    assert all(a.normalized_position < b.normalized_position for a, b in pairwise(lens.marks))
    rises = [dioptres(b.distance_cm) - dioptres(a.distance_cm) for a, b in pairwise(lens.marks)]
    assert all(rise > 0 for rise in rises) or all(rise < 0 for rise in rises)
