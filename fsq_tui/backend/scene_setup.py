"""What stands before a lens that is not there, and how its camera shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST_NOISE_LEVELS = 20
"""Noise is cut off here, in levels; pictures keep so far from 0 and 255 that it never wraps."""


class SceneKind(StrEnum):
    """What stands in front of the lens. In the dark, and before nothing, no focus shows."""

    TEXTURED = "textured"
    DARK = "dark"
    BLANK = "blank"
    MOVING = "moving"

    @property
    def has_subjects(self) -> bool:
        """Whether autofocus finds anything."""
        return self not in {SceneKind.DARK, SceneKind.BLANK}


@dataclass(frozen=True, slots=True)
class SceneSetup:
    """The live-view picture, `width_px` by `height_px`.

    A plane that is out of focus by the whole travel of the lens is blurred by a Gaussian of
    `blur_px` (standard deviation), and less in proportion. `noise_levels` is the standard deviation
    of the sensor's noise in levels of 255; 0 turns it off.
    """

    kind: SceneKind = SceneKind.TEXTURED
    noise_levels: float = 1.0
    blur_px: float = 12.0
    width_px: int = 640
    height_px: int = 428
    seed: int = 7
