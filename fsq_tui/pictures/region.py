"""The part of a picture that is magnified and measured."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

SHARE = 0.25  # of the picture's width and of its height
STRIDE = 0.05  # of the picture, for one key


@dataclass(frozen=True, slots=True)
class Region:
    """A part of SHARE by SHARE of a picture; its left and top edge as shares of the picture."""

    left: float = (1 - SHARE) / 2
    top: float = (1 - SHARE) / 2

    def moved(self, right: int, down: int) -> Self:
        """So many strides on, never out of the picture."""
        return replace(
            self, left=_kept(self.left + right * STRIDE), top=_kept(self.top + down * STRIDE)
        )

    def of(self, height: int, width: int) -> tuple[slice, slice]:
        """Its rows and columns in a picture of this size: at least one of each."""
        return _span(self.top, height), _span(self.left, width)


def _kept(edge: float) -> float:
    return round(min(max(edge, 0.0), 1 - SHARE), 6)


def _span(edge: float, size: int) -> slice:
    length = max(1, round(SHARE * size))
    first = min(round(edge * size), size - length)
    return slice(first, first + length)
