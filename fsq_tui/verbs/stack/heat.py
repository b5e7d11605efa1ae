"""A depth map in the terminal, in colours beside the picture; two pixels a cell."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.segment import Segment, Segments

from fsq_tui.pictures.decoding import Colours
from fsq_tui.session.stack_depth import StackDepth
from fsq_tui.session.stack_frames import size_px, thumbnail_of
from fsq_tui.stacking.depth import DepthMap
from fsq_tui.widgets.half_blocks import strips

GAP_CELLS = 2
MOST_CELLS, LEAST_CELLS = 72, 12  # of each of the two, across
STOPS = np.array(
    [(253, 231, 37), (94, 201, 98), (33, 145, 140), (59, 82, 139), (68, 1, 84)], np.float64
)
"""From near to far: viridis (S. van der Walt and N. Smith), which the colour-blind read too."""
UNSURE = np.array((60.0, 60.0, 60.0))


def show(found: StackDepth, console: Console) -> None:
    """Print picture and map side by side, where the terminal is wide enough and has colours."""
    cells = min(MOST_CELLS, (console.width - GAP_CELLS) // 2)
    if console.color_system is None or console.no_color or cells < LEAST_CELLS:
        return
    middle = found.order[len(found.order) // 2]
    width_px, height_px = size_px(middle)
    lines = max(1, round(cells * height_px / width_px / 2))
    beside = zip(
        strips(thumbnail_of(middle, cells, 2 * lines)),
        strips(heat_map(found.map, cells, 2 * lines)),
        strict=True,
    )
    for picture, depth in beside:
        segments = [*picture, Segment(" " * GAP_CELLS), *depth, Segment.line()]
        console.print(Segments(segments), end="")
    scale = strips(np.repeat(_coloured(np.linspace(0.0, 1.0, cells))[None], 2, axis=0))[0]
    console.print("near to far, grey where it is not sure:", style="dim")
    console.print(Segments([*scale, Segment.line()]), end="")


def heat_map(found: DepthMap, width_px: int, height_px: int) -> Colours:
    """The colours of a map at this size: what is not sure fades to grey."""
    rows = np.arange(height_px) * found.depth.shape[0] // height_px
    columns = np.arange(width_px) * found.depth.shape[1] // width_px
    depth, sure = (values[np.ix_(rows, columns)] for values in (found.depth, found.confidence))
    share = np.clip(sure, 0.0, 1.0)[:, :, None]
    mixed: Colours = (_coloured(depth) * share + UNSURE * (1 - share)).round().astype(np.uint8)
    return mixed


def _coloured(depth: npt.NDArray[np.float64]) -> Colours:
    """The colour of each depth, between two stops in proportion."""
    at = np.linspace(0.0, 1.0, len(STOPS))
    channels = [np.interp(depth, at, STOPS[:, channel]) for channel in range(3)]
    found: Colours = np.stack(channels, axis=-1).round().astype(np.uint8)
    return found
