"""Whether two pictures differ by more than their noise, and how surely."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fsq_tui.pictures.sharpness import Sharpness

LEAST_SPREAD = 0.005  # of a logarithm of energy: JPEG hides what is smaller
FREEDOM = 40.0  # independent tiles that a picture is taken to have; neighbours see the same edges
SURE = 0.999
"""The confidence from which on a decision is taken."""


@dataclass(frozen=True, slots=True)
class Still:
    """The picture of a lens at rest: the mean sharpness of `count` frames, and their noise.

    `variances` is the variance of one frame, one for each scale.
    """

    sharpness: Sharpness
    variances: npt.NDArray[np.float64]
    count: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How much two pictures differ: `change` is 1 on average where only noise does.

    `confidence` is that of the sentence `they differ`: about 0.5 for two alike, 1 for two apart.
    """

    change: float
    confidence: float

    @property
    def differ(self) -> bool:
        """Whether they surely differ."""
        return self.confidence >= SURE

    @property
    def alike(self) -> bool:
        """Whether they may well be the same; what is neither this nor `differ` is unsure."""
        return self.change <= ALIKE


ALIKE = 1.6
"""Changes up to here come from noise alone: 2.7 deviations of it. Sure ones begin at 1.7."""


def still(frames: Sequence[Sharpness], usual: npt.NDArray[np.float64] | None = None) -> Still:
    """The mean of frames of one place.

    Fewer than 2 tell nothing of their noise: it is then `usual`, that of other frames. Raises
    ValueError where that is missing, or for no frame.
    """
    together = np.stack(frames)
    mean: Sharpness = together.mean(axis=0)
    if len(frames) < 2:
        if usual is None:
            raise ValueError("the noise of a single frame is not known")
        variances = usual
    else:
        variances = together.astype(np.float64).var(axis=0, ddof=1).mean(axis=(1, 2))
    return Still(mean, np.maximum(variances, LEAST_SPREAD**2), len(frames))


def compared(one: Still, other: Still) -> Comparison:
    """How surely two pictures show a lens at two places."""
    noise = one.variances / one.count + other.variances / other.count
    square = (one.sharpness.astype(np.float64) - other.sharpness) ** 2
    change = float((square / noise[:, None, None]).mean())
    deviations = (change - 1.0) / math.sqrt(2.0 / FREEDOM)
    return Comparison(change, 0.5 * math.erfc(-deviations / math.sqrt(2.0)))
