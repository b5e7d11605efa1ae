"""Where a move ended at a stop, from how its pictures came to be like that at the stop."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

NEAR_CHANGE = 17.0  # from the picture at the stop: up to here a step more changes it evenly
CHANGED, LEAST_CHANGED = 1.0, 4  # so many pictures are looked at that surely are not that one
FINENESS_STEPS = 0.1
MOST_BLUR = 4.0
"""Steps. An edge was seen to be a third of its blur off, the largest step size by 1.4: from here on
the size is the more exact of the two."""
LEAST_HEIGHT = 1e-4  # of a change in a step, squared: a scene that hardly tells anything


class Edge(NamedTuple):
    """The place of a stop; `blur`: the steps before it that change the picture as noise does."""

    place: float
    blur: float


def edge_of(places: Sequence[float], changes: Sequence[float]) -> Edge:
    """The place from which on pictures are that at the stop.

    `changes` is that of the picture at each place to the one at the stop (1 = noise alone). It is 1
    + (way left x what a step changes) squared, near the stop; nothing but noise beyond. Takes two
    places or more, rising, and those beyond the stop count.
    """
    above = np.asarray(changes, dtype=np.float64) - 1.0
    first, changed = len(above) - 1, 0
    while first > 0 and (above[first] < NEAR_CHANGE - 1 or changed < LEAST_CHANGED):
        first -= 1
        changed += above[first] > CHANGED
    at, above = np.asarray(places, dtype=np.float64)[first:], above[first:]
    weights = 1.0 / (1.0 + 2.0 * np.maximum(above, 0.0))  # noise varies more where more changes
    tried = np.arange(at[0] + FINENESS_STEPS, at[-1] + FINENESS_STEPS, FINENESS_STEPS)
    fits = [_fit(at, above, weights, float(edge)) for edge in tried]
    best = int(np.argmin([misfit for misfit, _ in fits]))
    return Edge(float(tried[best]), 1.0 / math.sqrt(max(fits[best][1], LEAST_HEIGHT)))


def _fit(
    at: npt.NDArray[np.float64],
    above: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64],
    edge: float,
) -> tuple[float, float]:
    """How badly a parabola fits that ends at the edge and is 0 beyond; and its height."""
    shape = np.maximum(edge - at, 0.0) ** 2
    height = float((weights * shape * above).sum() / max((weights * shape**2).sum(), 1e-9))
    return float((weights * (above - height * shape) ** 2).sum()), height
