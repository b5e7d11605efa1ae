"""Pictures in the size they are shown in."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fsq_tui.pictures.decoding import Colours

Mask = npt.NDArray[np.bool_]
"""Whether each pixel is marked, shape (height, width)."""


def resized(picture: Colours, width: int, height: int) -> Colours:
    """The mean of the pixels under each new one; where there are fewer, the nearest one."""
    rows, columns = _starts(picture.shape[0], height), _starts(picture.shape[1], width)
    sums = np.add.reduceat(picture.astype(np.uint32), rows, axis=0)
    sums = np.add.reduceat(sums, columns, axis=1)
    counts = np.outer(_counts(rows, picture.shape[0]), _counts(columns, picture.shape[1]))
    mean: Colours = (sums // counts[:, :, None]).astype(np.uint8)
    return mean


def resized_mask(mask: Mask, width: int, height: int) -> Mask:
    """Whether any pixel under each new one is marked."""
    rows, columns = _starts(mask.shape[0], height), _starts(mask.shape[1], width)
    found: Mask = np.logical_or.reduceat(np.logical_or.reduceat(mask, rows), columns, axis=1)
    return found


def _starts(size: int, wanted: int) -> npt.NDArray[np.intp]:
    starts: npt.NDArray[np.intp] = np.arange(wanted) * size // wanted
    return starts


def _counts(starts: npt.NDArray[np.intp], size: int) -> npt.NDArray[np.intp]:
    """What `reduceat` takes for each start: up to the next one, at least itself."""
    counts: npt.NDArray[np.intp] = np.maximum(1, np.diff(starts, append=size))
    return counts
