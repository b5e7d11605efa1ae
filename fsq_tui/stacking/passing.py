"""What moves through the scene, taken out of the tiles that it passes.

A tile that is brighter or darker than usual shows something else in that frame, and those beside it
may show its rim. Their sharpness is replaced by that of the frames that are most like this one
elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fsq_tui.pictures.sharpness import SCALES
from fsq_tui.stacking.fitting import differing
from fsq_tui.stacking.tiles import FrameTiles

PASSING = 0.04  # of the logarithm of brightness: what covers a small part of a tile
MOST_LIKE = 3  # frames whose mean stands for what was hidden
FAR = 1.5  # of a logarithm of energy: a larger difference tells no more, only that it is far

Points = npt.NDArray[np.float64]
"""The sharpness of all coarse tiles of each frame, shape (frames, values)."""


def unhidden(frames: Sequence[FrameTiles]) -> Points:
    """The coarse tiles of frames of one scene, those that something passed as they would be."""
    tiles = np.stack([one.coarse.reshape(SCALES, -1) for one in frames]).astype(np.float64)
    brightness = np.stack([one.brightness for one in frames])
    is_hidden = _and_beside(differing(brightness, PASSING)).reshape(len(frames), -1)
    found = tiles.copy()
    for number in np.flatnonzero(is_hidden.any(axis=1)):
        nearest = np.argsort(_apart(tiles, is_hidden, int(number)), kind="stable")
        for tile in np.flatnonzero(is_hidden[number]):
            seen = nearest[~is_hidden[nearest, tile]][:MOST_LIKE]
            if len(seen):
                found[number, :, tile] = tiles[seen, :, tile].mean(axis=0)
    return found.reshape(len(frames), -1)


def _and_beside(is_so: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Of each frame the tiles that are so, and the eight around each."""
    rows, columns = is_so.shape[1:]
    wide = np.pad(is_so, ((0, 0), (1, 1), (1, 1)))
    shifted = [wide[:, r : r + rows, c : c + columns] for r in range(3) for c in range(3)]
    found: npt.NDArray[np.bool_] = np.any(shifted, axis=0)
    return found


def _apart(tiles: Points, is_hidden: npt.NDArray[np.bool_], number: int) -> Points:
    """How far each frame is from one, by the tiles that are hidden in neither."""
    is_seen = ~(is_hidden | is_hidden[number])
    apart = np.minimum(np.abs(tiles - tiles[number]), FAR).mean(axis=1)
    found: Points = (apart * is_seen).sum(axis=1) / np.maximum(1, is_seen.sum(axis=1))
    found[number] = np.inf
    return found
