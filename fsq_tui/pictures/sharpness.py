"""How sharp each part of a picture is: the logarithm of the energy of its Laplacian, in tiles.

After S. Nayar and Y. Nakagawa, Shape from Focus, IEEE PAMI 16 (1994), who sum the Laplacian over
small windows. Taken at several scales, because far out of focus only the coarse ones hold anything.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fsq_tui.pictures.decoding import Luma

Sharpness = npt.NDArray[np.float32]
"""Logarithms of energy, shape (SCALES, ROWS, COLUMNS), fine scale first."""

SCALES, ROWS, COLUMNS = 3, 8, 12
USUAL_LEVEL = 128.0  # brightness that pictures are brought to, so that exposure does not tell
DARKEST_LEVEL = 8.0  # below this a picture is not brightened any further
GAIN = 20.0  # of the Laplacian: the energy that white noise of variance 1 has in it
QUIET_LEVELS = 2.0  # noise as strong as this is added to the energy, so that its own tells little


def tile_sharpness(luma: Luma) -> Sharpness:
    """The sharpness of each tile. Raises ValueError for less than 4 pixels a tile at any scale."""
    scaled = luma * (USUAL_LEVEL / max(float(luma.mean()), DARKEST_LEVEL))
    found = np.empty((SCALES, ROWS, COLUMNS), np.float32)
    for scale in range(SCALES):
        floor = GAIN * QUIET_LEVELS**2 / 4**scale
        found[scale] = np.log(_tile_means(laplacian(scaled) ** 2) + floor)
        scaled = halved(scaled)
    return found


def halved(luma: Luma) -> Luma:
    """The mean of each 2 by 2 pixels; an odd row or column is left out."""
    height, width = luma.shape[0] // 2 * 2, luma.shape[1] // 2 * 2
    even = luma[:height, :width]
    quarters = even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]
    mean: Luma = quarters * np.float32(0.25)
    return mean


def laplacian(luma: Luma) -> Luma:
    """How much each pixel differs from the four around it; those at the rim are left out."""
    around = luma[:-2, 1:-1] + luma[2:, 1:-1]
    around += luma[1:-1, :-2]
    around += luma[1:-1, 2:]
    inner: Luma = luma[1:-1, 1:-1] * 4
    inner -= around
    return inner


def _tile_means(values: Luma) -> Luma:
    height, width = values.shape[0] // ROWS, values.shape[1] // COLUMNS
    if height < 2 or width < 2:
        raise ValueError("the picture is too small to be cut into tiles")
    whole = values[: height * ROWS, : width * COLUMNS]
    means: Luma = whole.reshape(ROWS, height, COLUMNS, width).mean(axis=(1, 3))
    return means
