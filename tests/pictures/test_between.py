"""Where between two places a picture was taken, by tiles some of which come into focus there."""

from __future__ import annotations

import numpy as np
import pytest

from fsq_tui.pictures.between import Values, between

PLACES = np.arange(30.0)
PEAK = 12.4
NOISE = 0.01


def seen(places: Values) -> Values:
    """Tiles that come into focus at PEAK, twice as many as those that change evenly."""
    at = places[:, None]
    peaks = -np.abs(at - PEAK) * np.linspace(0.5, 2.0, 40)
    even = 0.02 * (at - 15.0) * np.linspace(-3.0, 3.0, 20)
    return np.concatenate([peaks, even], axis=1)


def noisy(values: Values, seed: int = 1) -> Values:
    return values + np.random.default_rng(seed).normal(0, NOISE, values.shape)


def found(at: float, near: float, within: float = 4.0, seed: int = 1) -> float:
    noise = np.full(60, 2 * NOISE**2)
    asked = noisy(seen(np.array([at])), seed + 100)[0]
    return between(noisy(seen(PLACES), seed), noise, asked, near, within)


@pytest.mark.parametrize("at", [3.0, 8.3, 11.6, 12.0, 12.4, 12.8, 13.5, 20.7, 29.0])
def test_the_place_is_found_beside_a_peak_too(at: float) -> None:
    off = [abs(found(at, at + aside, seed=seed) - at) for seed, aside in enumerate((-1, 0, 2))]
    assert max(off) < 0.25


def test_no_farther_than_asked_nor_beyond_the_ends() -> None:
    assert 8.0 <= found(20.0, near=10.0, within=2.0) <= 12.0
    assert found(0.0, near=-5.0) == pytest.approx(0.0, abs=0.1)
    assert found(29.0, near=40.0) == pytest.approx(29.0, abs=0.1)


def test_two_places_are_enough() -> None:
    shown = seen(np.array([2.0, 3.0]))
    asked = (shown[0] * 3 + shown[1]) / 4
    assert between(shown, np.full(60, 1e-4), asked, 0.5, 1.0) == pytest.approx(0.25, abs=0.01)
