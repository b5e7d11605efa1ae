"""Where a picture is in focus, and how sharp a part of it is."""

from __future__ import annotations

import numpy as np

from fsq_tui.pictures.decoding import Luma
from fsq_tui.pictures.scaling import Mask
from fsq_tui.pictures.sharpness import DARKEST_LEVEL, GAIN, USUAL_LEVEL, laplacian

BLOCK_PX = 16
QUIET_PERCENT = 5  # of the blocks are taken to hold noise and nothing else
NOISE_TIMES = 6.0  # a mark is so many deviations of the noise: 1 pixel in 500 million of noise
LEAST_LEVELS = 30.0  # what JPEG makes of edges and a blurred edge of full contrast stay below
NOISE_GAIN = 6.0  # of the kernel that noise is read with, for noise of deviation 1


def peaks(luma: Luma) -> Mask:
    """Where there is detail that no defocused picture has: as large as `luma`.

    Detail is the Laplacian, measured against the noise of this picture.
    """
    least = max(LEAST_LEVELS, NOISE_TIMES * np.sqrt(GAIN) * noise_deviation(luma))
    found = np.zeros(luma.shape, np.bool_)
    found[1:-1, 1:-1] = np.abs(laplacian(luma)) > least
    return found


def noise_deviation(luma: Luma) -> float:
    """The deviation of the noise, from the quietest blocks; 0 for a picture of fewer than one.

    After J. Immerkær, Fast Noise Variance Estimation, CVIU 64 (1996): his kernel, which edges
    and slopes leave at 0.
    """
    up_down = luma[:-2] - 2 * luma[1:-1] + luma[2:]
    both = up_down[:, :-2] - 2 * up_down[:, 1:-1] + up_down[:, 2:]
    rows, columns = both.shape[0] // BLOCK_PX, both.shape[1] // BLOCK_PX
    if rows < 1 or columns < 1:
        return 0.0
    blocks = both[: rows * BLOCK_PX, : columns * BLOCK_PX]
    energy = (blocks.reshape(rows, BLOCK_PX, columns, BLOCK_PX) ** 2).mean(axis=(1, 3))
    return float(np.sqrt(np.percentile(energy, QUIET_PERCENT)) / NOISE_GAIN)


def sharpness_level(part: Luma, noise: float) -> float:
    """The deviation of a part's Laplacian above the noise of the picture: 0 where there is none.

    In levels of 255, brought to the usual brightness, so that exposure does not tell.
    """
    if min(part.shape) < 3:
        return 0.0
    energy = float((laplacian(part) ** 2).mean()) - GAIN * noise**2
    brightness = max(float(part.mean()), DARKEST_LEVEL)
    return float(np.sqrt(max(0.0, energy))) * USUAL_LEVEL / brightness
