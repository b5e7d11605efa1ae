"""Which frames are focused beyond one of the marks, where nothing but the pictures tells.

What is sharp at the far mark is blurred the more, the farther away from it the focus is. So a frame
in which that is more blurred than in the near mark's lies beyond the near mark; and the other way.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fsq_tui.stacking.tiles import FrameTiles

AT_MARK, RISE = (
    0.1,
    0.3,
)  # of a logarithm of energy: below the sharpest frame, above the other mark's
LESS = 0.05  # of the same, median of the tiles: by so much a frame is surely more blurred


def beyond(frames: Sequence[FrameTiles], near: int, far: int) -> dict[int, str]:
    """The numbers of frames that lie beyond the near mark's or the far one's; which it is of both.

    None where nothing is sharp at a mark, or the frames differ in size.
    """
    if len({frame.sharpness.shape for frame in frames}) > 1:
        return {}
    sharpness = np.stack([frame.sharpness for frame in frames])
    beyond_near = _farther(sharpness, far, near)
    beyond_far = _farther(sharpness, near, far)
    found = dict.fromkeys(beyond_near, "it lies beyond the near mark")
    for number, less in beyond_far.items():  # of one that is far from both, the mark less blurred
        if less < beyond_near.get(number, 0.0):
            found[number] = "it lies beyond the far mark"
    return found


def _farther(sharpness: npt.NDArray[np.float32], mark: int, other: int) -> dict[int, float]:
    """The frames farther from a mark than the other mark is, and how much less of it they show.

    By the coarsest scale: far out of focus nothing is left on the finer ones but what the blur of
    other parts brings there.
    """
    energies = sharpness.mean(axis=1)
    of_mark = energies[mark] >= energies.max(axis=0) - AT_MARK
    of_mark &= energies[mark] >= energies[other] + RISE
    if not of_mark.any():
        return {}
    less = np.median((sharpness[:, -1] - sharpness[other, -1])[:, of_mark], axis=1)
    return {int(number): float(less[number]) for number in np.flatnonzero(less < -LESS)}
