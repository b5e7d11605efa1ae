"""A depth map in the terminal, in colours beside the picture; two pixels a cell."""

from __future__ import annotations

from rich.console import Console
from rich.segment import Segment, Segments

from fsq_tui.session.stack_depth import StackDepth
from fsq_tui.session.stack_frames import size_px, thumbnail_of
from fsq_tui.widgets.half_blocks import strips
from fsq_tui.widgets.heat import heat_map, heat_scale

GAP_CELLS = 2
MOST_CELLS, LEAST_CELLS = 72, 12  # of each of the two, across


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
        strips(heat_map(found.map.depth, found.map.confidence, cells, 2 * lines)),
        strict=True,
    )
    for picture, depth in beside:
        segments = [*picture, Segment(" " * GAP_CELLS), *depth, Segment.line()]
        console.print(Segments(segments), end="")
    console.print("near to far, grey where it is not sure:", style="dim")
    console.print(Segments([*strips(heat_scale(cells))[0], Segment.line()]), end="")
