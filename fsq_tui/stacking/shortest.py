"""The shortest way through all points from the first to the last one, from a way that is near it.

By turning round and by moving parts of it as long as that makes it shorter: the 2-opt of
G. Croes, Operations Research 6 (1958), and the Or-opt of I. Or, dissertation, Northwestern
University, 1976.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Distances = npt.NDArray[np.float64]
"""How far each point is from each, shape (points, points), symmetric."""

PARTS = (1, 2, 3, 4, 6)  # points that are moved together
MOVES_EACH = 4  # at most, for each point: a way that is near the shortest takes far fewer
LEAST_GAIN = 1e-9


class _Change(NamedTuple):
    """The way that comes of a change, and by how much it is longer: less than 0 for a gain."""

    longer: float
    way: list[int]


def shortened(distances: Distances, way: list[int]) -> list[int]:
    """The way when nothing makes it shorter any more; its ends stay."""
    for _ in range(MOVES_EACH * len(way)):
        change = min(_changes(distances, way), key=lambda one: one.longer, default=None)
        if change is None or change.longer > -LEAST_GAIN:
            break
        way = change.way
    return way


def _changes(distances: Distances, way: list[int]) -> Iterator[_Change]:
    if len(way) < 4:
        return
    between = distances[np.ix_(way, way)]
    yield _turned(between, way)
    for length in PARTS:
        for first in range(1, len(way) - length):
            yield _moved(between, way, first, first + length - 1)


def _turned(between: Distances, way: list[int]) -> _Change:
    """The best turning round of a part."""
    inner = np.arange(1, len(way) - 1)
    first, last = inner[:, None], inner[None, :]
    longer = (
        between[first - 1, last]
        + between[first, last + 1]
        - between[first - 1, first]
        - between[last, last + 1]
    )
    longer = np.where(last > first, longer, 0.0)
    i, j = (int(at) + 1 for at in np.unravel_index(longer.argmin(), longer.shape))
    return _Change(float(longer.min()), way[:i] + way[i : j + 1][::-1] + way[j + 1 :])


def _moved(between: Distances, way: list[int], first: int, last: int) -> _Change:
    """The best place for the part from `first` to `last`, either way round."""
    gained = between[first - 1, first] + between[last, last + 1] - between[first - 1, last + 1]
    before = np.r_[0 : first - 1, last + 1 : len(way) - 1]
    if not len(before):
        return _Change(0.0, way)
    apart = between[before, before + 1]
    forward = between[before, first] + between[last, before + 1] - apart
    backward = between[before, last] + between[first, before + 1] - apart
    longer = np.minimum(forward, backward)
    best = int(longer.argmin())
    part = way[first : last + 1]
    if backward[best] < forward[best]:
        part = part[::-1]
    rest = way[:first] + way[last + 1 :]
    after = int(before[best]) + 1
    after -= len(part) if after > last else 0
    return _Change(float(longer[best] - gained), rest[:after] + part + rest[after:])
