"""The colours of depth: a map of it, and the scale from near to far."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fsq_tui.pictures.decoding import Colours

STOPS = np.array(
    [(253, 231, 37), (94, 201, 98), (33, 145, 140), (59, 82, 139), (68, 1, 84)], np.float64
)
"""From near to far: viridis (S. van der Walt and N. Smith), which the colour-blind read too."""
UNSURE = np.array((60.0, 60.0, 60.0))

Values = npt.NDArray[np.float64]


def heat_map(depth: Values, confidence: Values, width_px: int, height_px: int) -> Colours:
    """The colours of a map, both 0.0 ... 1.0, at this size: what is not sure fades to grey."""
    rows = np.arange(height_px) * depth.shape[0] // height_px
    columns = np.arange(width_px) * depth.shape[1] // width_px
    deep, sure = (values[np.ix_(rows, columns)] for values in (depth, confidence))
    share = np.clip(sure, 0.0, 1.0)[:, :, None]
    mixed: Colours = (coloured(deep) * share + UNSURE * (1 - share)).round().astype(np.uint8)
    return mixed


def heat_scale(cells: int) -> Colours:
    """The colours from near to far, of shape (2, cells, 3)."""
    return np.repeat(coloured(np.linspace(0.0, 1.0, cells))[None], 2, axis=0)


def coloured(depth: Values) -> Colours:
    """The colour of each depth, between two stops in proportion."""
    at = np.linspace(0.0, 1.0, len(STOPS))
    channels = [np.interp(depth, at, STOPS[:, channel]) for channel in range(3)]
    found: Colours = np.stack(channels, axis=-1).round().astype(np.uint8)
    return found
