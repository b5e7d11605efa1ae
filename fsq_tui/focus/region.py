"""A part of the picture, in shares of it: what is magnified, measured, swept and focused on."""

from __future__ import annotations

from dataclasses import dataclass

STRIDE = 0.05  # of the picture, for one key


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle, 0.0 ... 1.0 from the left edge and from the top."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_possible(self) -> bool:
        """Whether it is a part of a picture, and holds anything."""
        return 0.0 <= self.left < self.right <= 1.0 and 0.0 <= self.top < self.bottom <= 1.0

    @property
    def width(self) -> float:
        """Its share of the picture's width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Its share of the picture's height."""
        return self.bottom - self.top

    def moved(self, right: int, down: int) -> Region:
        """So many strides on, as large as it is, never out of the picture."""
        left = _kept(self.left + right * STRIDE, self.width)
        top = _kept(self.top + down * STRIDE, self.height)
        return Region(left, top, round(left + self.width, 6), round(top + self.height, 6))

    def of(self, height: int, width: int) -> tuple[slice, slice]:
        """Its rows and columns in a picture of this size: at least one of each."""
        return _span(self.top, self.height, height), _span(self.left, self.width, width)


WHOLE = Region(0.0, 0.0, 1.0, 1.0)
MIDDLE = Region(0.375, 0.375, 0.625, 0.625)


def _kept(edge: float, share: float) -> float:
    return round(min(max(edge, 0.0), 1 - share), 6)


def _span(edge: float, share: float, size: int) -> slice:
    length = max(1, round(share * size))
    first = min(round(edge * size), size - length)
    return slice(first, first + length)
