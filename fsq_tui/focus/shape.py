"""The course of a transition: which share of the way is to be done at which share of the time."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import cache

SAMPLES = 513  # of a curve: between two of them it is straight


class Shape(Enum):
    """How a pull goes from point to point. The value is how files and options spell it."""

    LINEAR = "linear"  # even in steps
    EASE_IN = "ease-in"  # from rest, ever faster
    EASE_OUT = "ease-out"  # ever slower, to rest
    EASE = "ease"  # both
    DIOPTRES = "dioptres"  # even in 1/distance, where the lens has a distance scale


Curve = tuple[float, ...]
"""Shares of the way, from 0.0 never falling to 1.0, at even shares of the time; at least two."""

LINEAR: Curve = (0.0, 1.0)

_EASINGS: dict[Shape, Callable[[float], float]] = {
    Shape.EASE_IN: lambda share: share * share,
    Shape.EASE_OUT: lambda share: share * (2.0 - share),
    Shape.EASE: lambda share: share * share * (3.0 - 2.0 * share),
}


def share_of(curve: Curve, time_share: float) -> float:
    """The share of the way at a share of the time; before the start none, after the end all.

    >>> share_of((0.0, 0.25, 1.0), 0.75)
    0.625
    """
    place = min(max(time_share, 0.0), 1.0) * (len(curve) - 1)
    index = min(int(place), len(curve) - 2)
    return curve[index] + (place - index) * (curve[index + 1] - curve[index])


@cache
def curve(shape: Shape) -> Curve:
    """The curve of a shape that is the same on every lens. Raises KeyError for DIOPTRES."""
    if shape is Shape.LINEAR:
        return LINEAR
    easing = _EASINGS[shape]
    return tuple(easing(i / (SAMPLES - 1)) for i in range(SAMPLES))
