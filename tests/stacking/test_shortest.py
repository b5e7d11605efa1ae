"""The shortest way through points, against all ways there are."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import numpy.typing as npt
import pytest

from fsq_tui.stacking.shortest import shortened


def length(distances: npt.NDArray[np.float64], way: list[int]) -> float:
    return sum(float(distances[one, other]) for one, other in pairwise(way))


def apart(places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = np.abs(places[:, None] - places[None, :]).sum(axis=2)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_from_any_way_it_comes_to_the_shortest_of_few(seed: int) -> None:
    distances = apart(np.random.default_rng(seed).normal(size=(7, 3)))
    found = shortened(distances, list(range(7)))
    assert (found[0], found[-1]) == (0, 6)
    assert sorted(found) == list(range(7))
    least = min(length(distances, [0, *inner, 6]) for inner in permutations(range(1, 6)))
    assert length(distances, found) == pytest.approx(least)


@pytest.mark.parametrize("seed", range(4))
def test_points_on_a_line_come_into_their_order(seed: int) -> None:
    places = np.sort(np.random.default_rng(seed).uniform(size=40))
    numbers = np.random.default_rng(seed).permutation(np.arange(1, 39))
    found = shortened(apart(places[:, None]), [0, *(int(number) for number in numbers), 39])
    assert found == list(range(40))


def test_the_ends_alone_are_left() -> None:
    for count in (2, 3):
        way = list(range(count))
        assert shortened(np.ones((count, count)), way) == way
