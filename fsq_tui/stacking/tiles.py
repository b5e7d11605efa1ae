"""What is kept of a frame once it was looked at: how sharp and how bright each of its tiles is.

The frame itself is let go, so a series takes a few kilobytes a frame, however large it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fsq_tui.pictures.decoding import Luma
from fsq_tui.pictures.sharpness import COLUMNS, ROWS, SCALES, Sharpness, tile_means, tile_sharpness

TILE_PX = 16  # a side at least, so that even the coarsest scale sees 4 pixels across
MOST_FINENESS = 8  # of the tiles: 64 x 96, or 74 kilobytes a frame
LEAST_BRIGHTNESS = 2.0  # levels: darker tiles differ by noise alone

Coarse = npt.NDArray[np.float32]
"""The logarithm of the brightness of each tile over that of the frame, shape (ROWS, COLUMNS)."""


@dataclass(frozen=True, slots=True, eq=False)
class FrameTiles:
    """A frame of `height_px` x `width_px`, its mean level, and what its tiles hold.

    `sharpness` has the shape (SCALES, k ROWS, k COLUMNS), where k is by how much they are finer.
    """

    height_px: int
    width_px: int
    level: float
    sharpness: Sharpness
    brightness: Coarse

    @property
    def coarse(self) -> Sharpness:
        """The sharpness in ROWS x COLUMNS tiles."""
        rows, columns = self.sharpness.shape[1] // ROWS, self.sharpness.shape[2] // COLUMNS
        energies = np.exp(self.sharpness).reshape(SCALES, ROWS, rows, COLUMNS, columns)
        found: Sharpness = np.log(energies.mean(axis=(2, 4)))
        return found


def tiles_of(luma: Luma) -> FrameTiles:
    """Look at a frame. Raises ValueError for one too small to be cut into tiles."""
    height, width = luma.shape
    fineness = min(height // (ROWS * TILE_PX), width // (COLUMNS * TILE_PX), MOST_FINENESS)
    fineness = max(1, fineness)
    level = float(luma.mean())
    brightness = np.maximum(tile_means(luma, ROWS, COLUMNS), LEAST_BRIGHTNESS)
    return FrameTiles(
        height,
        width,
        level,
        tile_sharpness(luma, ROWS * fineness, COLUMNS * fineness),
        np.log(brightness / max(level, LEAST_BRIGHTNESS)),
    )
