"""A sweep that met the stops of a lens, in steps of its calibration."""

from __future__ import annotations

import numpy as np
import pytest

from fsq_tui.pictures.comparing import Still
from fsq_tui.pictures.seen import Seen
from fsq_tui.pictures.sharpness import COLUMNS, ROWS, SCALES
from fsq_tui.pictures.stops import between_stops

LAST = 200
NOISE = 0.01
VARIANCES = np.full(SCALES, NOISE**2)


def sweep(counted: np.ndarray, true: np.ndarray, telling: float = 0.05) -> Seen:
    """Pictures at true steps, by the count at others; each step changes a tile by `telling`."""
    random = np.random.default_rng(4)
    slopes = random.uniform(-telling, telling, (SCALES, ROWS, COLUMNS))
    places = np.clip(true, 0, LAST)
    pictures = [
        Still(
            (slopes * at + random.normal(0, NOISE, slopes.shape)).astype(np.float32), VARIANCES, 1
        )
        for at in places
    ]
    return Seen(tuple(map(float, counted)), tuple(pictures))


def test_from_the_backward_stop_steps_begin_where_the_picture_first_changes() -> None:
    counted = np.arange(-8.0, 100.0, 4.0)
    seen, left = between_stops(sweep(counted, counted + 5.0), LAST, True, False)
    assert seen.steps[0] == 0.0
    assert len(seen.steps) == len(seen.pictures) == len(counted[left])
    assert np.array(seen.steps[1:]) == pytest.approx(counted[left][1:] + 5.0, abs=0.5)


@pytest.mark.parametrize("off", [-5.0, 6.0])
def test_into_the_forward_stop_all_steps_are_off_alike(off: float) -> None:
    counted = np.arange(120.0, 216.0, 4.0)
    seen, left = between_stops(sweep(counted, counted + off), LAST, False, False)
    assert seen.steps[-1] == LAST
    assert np.array(seen.steps[:-1]) == pytest.approx(counted[left][:-1] + off, abs=0.5)
    assert max(seen.steps[:-1]) < LAST


def test_from_stop_to_stop_steps_are_off_by_a_share() -> None:
    counted = np.arange(-4.0, 217.0, 4.0)
    seen, left = between_stops(sweep(counted, (counted - 2.0) / 1.03), LAST, True, False)
    assert (seen.steps[0], seen.steps[-1]) == (0.0, LAST)
    assert np.array(seen.steps[1:-1]) == pytest.approx((counted[left][1:-1] - 2) / 1.03, abs=0.7)


def test_a_stop_that_is_told_of_needs_no_picture() -> None:
    counted = np.arange(120.0, 191.0, 5.0)
    seen, left = between_stops(sweep(counted, counted + 10.0), LAST, False, True)
    assert left == slice(0, len(counted))
    assert seen.steps == pytest.approx(counted + 10.0)


def test_what_was_not_met_is_counted() -> None:
    counted = np.arange(4.0, 100.0, 4.0)
    seen, left = between_stops(sweep(counted, counted), LAST, False, False)
    assert left == slice(0, len(counted))
    assert seen.steps == tuple(counted)


@pytest.mark.parametrize("telling", [0.05, 1e-5])
def test_the_count_is_trusted_where_the_pictures_tell_no_better(telling: float) -> None:
    counted = np.arange(-4.0, 217.0, 4.0)
    seen, _ = between_stops(sweep(counted, counted + 1.0, telling), LAST, True, False)
    assert seen.steps == pytest.approx(np.arange(0.0, 201.0, 4.0))
