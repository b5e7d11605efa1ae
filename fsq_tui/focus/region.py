"""A part of the picture, in shares of it."""

from __future__ import annotations

from dataclasses import dataclass


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


WHOLE = Region(0.0, 0.0, 1.0, 1.0)
MIDDLE = Region(1 / 3, 1 / 3, 2 / 3, 2 / 3)
