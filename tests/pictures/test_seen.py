"""What a sweep has seen: the sharpest place, and the place of a picture."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fsq_tui.focus.region import MIDDLE, WHOLE, Region
from fsq_tui.pictures.comparing import Still, still
from fsq_tui.pictures.seen import Seen, sharpness_of
from fsq_tui.pictures.sharpness import tile_sharpness
from tests.pictures.scenes import WIDTH_PX, blurred, noisy, texture

LEFT, RIGHT = Region(0.0, 0.0, 0.5, 1.0), Region(0.5, 0.0, 1.0, 1.0)
SHARP = {"left": 22.0, "right": 61.0}
PX_A_STEP = 0.05


def taken(step: float, seed: int, shift_px: int = 0, level: float = 1.0) -> Still:
    """A near thing on the left, a far one on the right, with the lens at a step."""
    halves = [blurred(texture(), math.hypot(0.6, PX_A_STEP * (step - at))) for at in SHARP.values()]
    half = WIDTH_PX // 2
    whole = np.concatenate([halves[0][:, :half], halves[1][:, half:]], axis=1)
    whole = np.roll(whole, shift_px, axis=1) * np.float32(level)
    return still([tile_sharpness(noisy(whole, 10 * seed + i)) for i in range(3)])


@pytest.fixture(scope="module")
def seen() -> Seen:
    steps = tuple(float(step) for step in range(0, 81, 4))
    return Seen(steps, tuple(taken(step, int(step)) for step in steps))


def test_the_peak_of_a_region_lies_between_the_places(seen: Seen) -> None:
    assert seen.peak(LEFT) == pytest.approx(SHARP["left"], abs=1.5)
    assert seen.peak(RIGHT) == pytest.approx(SHARP["right"], abs=1.5)
    assert seen.peak(MIDDLE) is not None


def test_where_all_is_as_sharp_everywhere_there_is_no_peak(seen: Seen) -> None:
    steps = seen.steps
    assert Seen(steps, tuple(taken(40, int(at)) for at in steps)).peak() is None


@pytest.mark.parametrize("step", [0, 3, 17, 22, 41.5, 66, 80])
def test_the_place_of_a_picture_is_known_with_its_error(seen: Seen, step: float) -> None:
    found = seen.inferred(taken(step, 999))
    assert found is not None
    assert found.step == pytest.approx(step, abs=1.5)
    assert abs(found.step - step) <= found.error_steps <= 6


def test_the_place_by_one_side_of_the_picture(seen: Seen) -> None:
    found = seen.inferred(taken(30, 77), LEFT)
    assert found is None or abs(found.step - 30) <= found.error_steps


@pytest.mark.parametrize("shift_px", [2, 10, 60])
def test_another_framing_cannot_tell(seen: Seen, shift_px: int) -> None:
    assert all(seen.inferred(taken(step, 5, shift_px)) is None for step in (5, 30, 70))


def test_other_light_tells_the_place_or_nothing(seen: Seen) -> None:
    for level in (0.4, 0.7, 0.9):
        found = seen.inferred(taken(30, 5, level=level))
        assert found is None or abs(found.step - 30) <= found.error_steps


def test_steps_that_do_not_begin_at_the_stop(seen: Seen) -> None:
    shifted = Seen(tuple(step + 100 for step in seen.steps), seen.pictures)
    found = shifted.inferred(taken(33, 4))
    assert found is not None
    assert found.step == pytest.approx(133, abs=1.5)


def test_sharpness_of_a_region_is_that_of_its_tiles() -> None:
    here = taken(SHARP["left"], 1).sharpness
    assert sharpness_of(here, LEFT) > sharpness_of(here, WHOLE) > sharpness_of(here, RIGHT)


@pytest.mark.parametrize(
    "region",
    [Region(0.5, 0, 0.5, 1), Region(-0.1, 0, 1, 1), Region(0, 0, 1, 1.1), Region(0, 0.9, 1, 0.2)],
)
def test_no_region(region: Region) -> None:
    assert not region.is_possible
    assert WHOLE.is_possible
