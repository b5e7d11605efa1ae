"""What is kept of a frame once it was looked at: how sharp and how bright each of its tiles is.

The frame itself is let go, so a series takes a few kilobytes a frame, however large it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fsq_tui.pictures.decoding import Luma
from fsq_tui.pictures.sharpness import (
    COLUMNS,
    DARKEST_LEVEL,
    GAIN,
    QUIET_LEVELS,
    ROWS,
    SCALES,
    USUAL_LEVEL,
    Sharpness,
    halved,
    laplacian,
)

TILE_PX = 12  # a side at least, so that even the coarsest scale sees 3 pixels across
LEAST_TILE_PX = 8  # a side of the coarse tiles, of which there are always ROWS x COLUMNS
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
    """Look at a frame. Raises ValueError for one of less than 64 x 96 pixels."""
    height, width = luma.shape
    if height < ROWS * LEAST_TILE_PX or width < COLUMNS * LEAST_TILE_PX:
        raise ValueError("the picture is too small to be cut into tiles")
    fineness = min(height // (ROWS * TILE_PX), width // (COLUMNS * TILE_PX), MOST_FINENESS)
    level = float(luma.mean())
    brightness = np.maximum(_tile_means(luma, ROWS, COLUMNS), LEAST_BRIGHTNESS)
    sharpness = _sharpness(luma * np.float32(USUAL_LEVEL / max(level, DARKEST_LEVEL)), fineness)
    relative = np.log(brightness / max(level, LEAST_BRIGHTNESS))
    return FrameTiles(height, width, level, sharpness, relative)


def _sharpness(scaled: Luma, fineness: int) -> Sharpness:
    """As pictures/sharpness.py has it, in tiles that lie in the same place at every scale."""
    rows, columns = ROWS * max(1, fineness), COLUMNS * max(1, fineness)
    found = np.empty((SCALES, rows, columns), np.float32)
    for scale in range(SCALES):
        energy = np.zeros_like(scaled)
        energy[1:-1, 1:-1] = laplacian(scaled) ** 2
        floor = GAIN * QUIET_LEVELS**2 / 4**scale
        found[scale] = np.log(_tile_means(energy, rows, columns) + floor)
        scaled = halved(scaled)
    return found


def _tile_means(values: Luma, rows: int, columns: int) -> Luma:
    """The mean of each tile, shape (rows, columns); whole pixels, so tiles differ by one."""
    down = np.arange(rows + 1) * values.shape[0] // rows
    across = np.arange(columns + 1) * values.shape[1] // columns
    sums = np.add.reduceat(np.add.reduceat(values, down[:-1], axis=0), across[:-1], axis=1)
    means: Luma = (sums / np.outer(np.diff(down), np.diff(across))).astype(np.float32)
    return means
