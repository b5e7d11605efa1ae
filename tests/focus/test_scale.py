"""The distance scale: from reports, from marks, and what lies between."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fsq_tui.backend.model import load_model
from fsq_tui.errors import LensFault
from fsq_tui.focus.calibration import Calibration, DistanceMark, StepMode
from fsq_tui.focus.distance import dioptres
from fsq_tui.focus.scale import (
    MIN_MARKS,
    DistanceScale,
    curve_for,
    marked_cm,
    require_scale,
    scale_of,
    shapes_of,
)
from fsq_tui.focus.shape import LINEAR, SAMPLES, Shape, curve

STEPS = 201
BARE = Calibration("Mute 50mm", tuple(10 * s for s in range(STEPS)), (StepMode(1, 1.0, 20.0),))


def reporting(*distances_cm: int) -> Calibration:
    positions = tuple(10 * step for step in range(len(distances_cm)))
    return replace(BARE, positions=positions, distances_cm=distances_cm)


def marked(*marks: tuple[int, int]) -> Calibration:
    return replace(BARE, marks=tuple(DistanceMark(10 * step, cm) for step, cm in marks))


@st.composite
def reporting_lenses(draw: st.DrawFn) -> Calibration:
    """Distances in plateaus, falling or rising with the steps, with steps that report nothing."""
    different = draw(st.lists(st.integers(5, 3000), min_size=2, max_size=20, unique=True))
    values = sorted([*different, 65535], reverse=draw(st.booleans()))
    table = [cm for cm in values for _ in range(draw(st.integers(1, 15)))]
    unknown = draw(st.sets(st.integers(0, len(table) - 1), max_size=3))
    return reporting(*(0 if step in unknown else cm for step, cm in enumerate(table)))


@st.composite
def marked_lenses(draw: st.DrawFn) -> Calibration:
    places = draw(st.lists(st.integers(0, STEPS - 1), min_size=3, max_size=8, unique=True))
    cms = st.integers(20, 3000) | st.just(65535)
    distances = draw(st.lists(cms, min_size=len(places), max_size=len(places), unique=True))
    distances.sort(reverse=draw(st.booleans()))
    return marked(*zip(sorted(places), distances, strict=True))


lenses = reporting_lenses() | marked_lenses()


@st.composite
def scales(draw: st.DrawFn) -> DistanceScale:
    scale = scale_of(draw(lenses))
    assume(scale is not None)
    assert scale is not None
    return scale


def test_a_reported_value_holds_for_the_middle_of_its_steps() -> None:
    scale = require_scale(reporting(65535, 65535, 65535, 200, 200, 200, 200, 200, 100, 100, 100))
    assert scale.steps == (1.0, 5.0, 9.0)
    assert scale.knots == (0.0, 0.5, 1.0)
    assert [scale.distance_cm_at(step) for step in (0, 1, 3, 5, 7, 9)] == [
        65535, 65535, 400, 200, 133, 100
    ]  # fmt: skip
    assert scale.dioptres_at(0) < 0.0, "this lens goes beyond infinity"
    assert [scale.step_at(cm) for cm in (65535, 400, 200, 133, 100)] == [1, 3, 5, 7, 9]


def test_a_scale_may_rise_with_the_steps() -> None:
    scale = require_scale(reporting(50, 50, 50, 100, 100, 100, 65535, 65535, 65535))
    assert [scale.step_at(cm) for cm in (50, 75, 100, 65535)] == [1, 3, 4, 7]


def test_a_stray_report_moves_no_other() -> None:
    table = [65535] * 9 + [400] * 9 + [200] * 9 + [100] * 9
    clean = require_scale(reporting(*table))
    table[30] = 65535
    stray = require_scale(reporting(*table))
    for step in range(len(table)):
        assert stray.dioptres_at(step) == pytest.approx(clean.dioptres_at(step), abs=0.04)


def test_values_that_go_against_the_others_are_joined() -> None:
    scale = require_scale(reporting(*[400] * 9, *[150] * 9, *[200] * 9, *[100] * 9))
    assert scale.steps == (4.0, 17.5, 31.0)
    assert scale.knots[1] == pytest.approx((dioptres(150) + dioptres(200)) / 2)


@pytest.mark.parametrize("name", ["ef24", "longthrow"])
def test_the_scale_of_a_simulated_lens_is_within_one_reported_value_of_its_table(name: str) -> None:
    table = load_model(name).distances_cm()
    scale = require_scale(reporting(*table))
    values = sorted({dioptres(cm) for cm in table})
    coarsest = max(b - a for a, b in pairwise(values))
    for step, cm in enumerate(table):
        assert abs(scale.dioptres_at(step) - dioptres(cm)) <= coarsest


def test_between_marks_dioptres_go_evenly() -> None:
    scale = require_scale(marked((20, 65535), (60, 200), (100, 100)))
    assert scale.marks == 3
    assert [scale.distance_cm_at(step) for step in (20, 40, 60, 80, 100)] == [
        65535, 400, 200, 133, 100
    ]  # fmt: skip
    assert scale.step_at(400) == 40


def test_no_distance_is_told_far_from_the_marks() -> None:
    scale = require_scale(marked((40, 1000), (60, 200), (100, 100)))
    assert scale.reach == (40 - 20 * 0.05 / 0.4, 120.0)
    assert scale.distance_cm_at(37) == 0
    assert 1000 < scale.distance_cm_at(38) <= 2000
    assert scale.distance_cm_at(120) == 80
    assert scale.distance_cm_at(121) == 0
    assert require_scale(marked((40, 1000), (60, 200), (195, 100))).reach[1] == STEPS - 1


@pytest.mark.parametrize(
    ("distance_cm", "told"), [(79, "79cm"), (79.9, "79.9cm"), (2001, "20.01m"), (65535, "inf")]
)
def test_what_is_off_the_scale_is_refused_by_name(distance_cm: float, told: str) -> None:
    scale = require_scale(marked((40, 1000), (60, 200), (100, 100)))
    with pytest.raises(LensFault) as refused:
        scale.step_at(distance_cm)
    assert str(refused.value) == (
        f"{told} is off the distance scale of this lens, which goes from 80cm to 20m."
    )
    assert not scale.reaches(distance_cm)
    assert scale.step_at(80) == 120
    assert scale.step_at(2000) == 38


def test_marks_go_before_reports_but_not_before_there_are_three() -> None:
    lens = reporting(*[65535] * 67, *[300] * 67, *[100] * 67)
    marks = (DistanceMark(0, 500), DistanceMark(1000, 250), DistanceMark(2000, 80))
    assert require_scale(replace(lens, marks=marks[:2])).marks == 0
    scale = require_scale(replace(lens, marks=marks))
    assert (scale.marks, scale.distance_cm_at(100)) == (MIN_MARKS, 250)


def test_marks_keep_their_place_between_the_steps() -> None:
    """A new calibration may have its steps elsewhere."""
    marks = (DistanceMark(5, 500), DistanceMark(1004, 250), DistanceMark(1998, 80))
    assert require_scale(replace(BARE, marks=marks)).steps == (0.5, 100.4, 199.8)


@pytest.mark.parametrize(
    "lens",
    [
        BARE,
        reporting(0, 0, 0),
        reporting(65535, 65535),
        reporting(0, 54, 0),
        marked((1, 50), (2, 40)),
        marked((1, 50), (2, 50), (3, 50)),
    ],
)
def test_a_lens_without_a_scale_says_so_and_has_no_shape_of_it(lens: Calibration) -> None:
    assert scale_of(lens) is None
    assert marked_cm(lens, 1) == 0
    with pytest.raises(LensFault, match="'Mute 50mm' reports no distances"):
        require_scale(lens)
    assert Shape.DIOPTRES not in shapes_of(lens)
    assert curve_for(Shape.DIOPTRES, lens, 0, 1) == LINEAR


def test_a_lens_with_a_scale_has_every_shape() -> None:
    lens = marked((20, 65535), (60, 200), (100, 100))
    assert shapes_of(lens) == tuple(Shape)
    assert curve_for(Shape.EASE, lens, 0, 100) == curve(Shape.EASE)
    assert curve_for(Shape.DIOPTRES, lens, 0, 100) != LINEAR
    assert marked_cm(lens, 60) == 200
    assert marked_cm(reporting(65535, 100), 1) == 0, "reported, not marked"


@given(scales())
def test_a_scale_is_strictly_monotone(scale: DistanceScale) -> None:
    assert all(a < b for a, b in pairwise(scale.steps))
    direction = 1 if scale.knots[-1] > scale.knots[0] else -1
    there = [scale.dioptres_at(step / 3) * direction for step in range(3 * STEPS)]
    assert all(a < b for a, b in pairwise(there))


@given(scales(), st.data())
def test_step_and_distance_are_inverse(scale: DistanceScale, data: st.DataObject) -> None:
    first, last = scale.reach
    assume(int(last) > first + 1)
    step = data.draw(st.integers(int(first) + 1, int(last)))
    there = scale.dioptres_at(step)
    assume(there > 100 / 65534)
    assert scale.step_at(100 / there) == step


@given(scales(), st.integers(0, STEPS - 1), st.integers(0, STEPS - 1))
def test_even_in_dioptres_is_that(scale: DistanceScale, from_step: int, to_step: int) -> None:
    course = scale.even_in_dioptres(from_step, to_step)
    assert (course[0], course[-1]) == (0.0, 1.0)
    assert all(a <= b for a, b in pairwise(course))
    if from_step == to_step:
        return
    assert len(course) == SAMPLES
    start, end = scale.dioptres_at(from_step), scale.dioptres_at(to_step)
    for index in range(0, SAMPLES, 64):
        there = scale.dioptres_at(from_step + course[index] * (to_step - from_step))
        assert there == pytest.approx(start + (end - start) * index / (SAMPLES - 1), abs=1e-6)
