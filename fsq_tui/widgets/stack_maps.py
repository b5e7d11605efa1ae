"""The scene of a stack beside the map of its depth, in half blocks; under both, their colours."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from fsq_tui.focus.stack import SceneMap
from fsq_tui.widgets.stack import Stack

GAP_CELLS = 2
SCALE = (("near ", " far, grey: not sure"), ("near ", " far"), ("", ""))
LIT = ("bright: sharpest in shot {}", "bright: shot {}", "")
LEAST_SCALE = 8  # cells of colour between the words
SURE = 0.5  # of the confidence: where less, nothing is said of a tile
LEAST_COLUMNS, LEAST_ROWS = 40, 4
DIMMED = 0.35  # of its light: what another shot shows more sharply


@dataclass(frozen=True, slots=True)
class Maps:
    """The scene, None before a scan; the depths at which the chosen shot is the nearest one."""

    scene: SceneMap | None = None
    number: int = 0
    from_depth: float = 0.0
    to_depth: float = 1.0

    @classmethod
    def of(cls, stack: Stack) -> Self:
        """With the half of each gap beside the chosen shot, all of it beyond an end."""
        depths = [shot.depth for shot in stack.view.shots]
        if not depths:
            return cls(stack.scene)
        edges = [0.0, *((near + far) / 2 for near, far in pairwise(depths)), 1.0]
        return cls(stack.scene, stack.selected, edges[stack.selected - 1], edges[stack.selected])


class SceneMaps(Widget):
    """As large as its pane lets the pictures be in their shape."""

    def __init__(self) -> None:
        super().__init__()
        self._maps = Maps()
        self._lines: list[Strip] = []
        self._made_for: tuple[Maps, Size] = (self._maps, Size(0, 0))

    def show(self, maps: Maps) -> None:
        """Another scene, or another shot."""
        if maps != self._maps:
            self._maps = maps
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """A line of the two pictures, or what is under them."""
        if self._made_for != (self._maps, self.size):
            self._made_for = (self._maps, self.size)
            self._lines = self._made()
        strip = self._lines[y] if y < len(self._lines) else Strip([])
        return strip.adjust_cell_length(self.size.width, self.rich_style)

    def _made(self) -> list[Strip]:
        width, height = self.size
        if self._maps.scene is None or width < LEAST_COLUMNS or height < LEAST_ROWS:
            return []
        return map_lines(self._maps, self._maps.scene, width, height, self.rich_style)


def map_lines(maps: Maps, scene: SceneMap, width: int, height: int, plain: Style) -> list[Strip]:
    """The pictures in the middle of so many cells, in the last line what their colours mean.

    In the first one the light is on what the chosen shot shows most sharply of all.
    """
    import numpy as np  # with the first map, not before

    from fsq_tui.pictures.scaling import resized
    from fsq_tui.widgets.half_blocks import strips
    from fsq_tui.widgets.heat import heat_map

    lines = height - 1
    cells = min((width - GAP_CELLS) // 2, max(1, 2 * lines * scene.columns // scene.rows))
    lines = max(1, min(lines, round(cells * scene.rows / scene.columns / 2)))
    shape = (scene.rows, scene.columns)
    pixels = np.frombuffer(scene.picture, np.uint8).reshape(*shape, 3)
    depth, sure = (
        np.frombuffer(values, np.uint8).reshape(shape) / 255.0
        for values in (scene.depth, scene.confidence)
    )
    is_lit = (depth >= maps.from_depth) & (depth <= maps.to_depth) & (sure >= SURE)
    lit = (pixels * np.where(is_lit, 1.0, DIMMED)[:, :, None]).astype(np.uint8)
    left = Segment(" " * ((width - 2 * cells - GAP_CELLS) // 2), plain)
    gap = Segment(" " * GAP_CELLS, plain)
    beside = zip(
        strips(resized(lit, cells, 2 * lines)),
        strips(heat_map(depth, sure, cells, 2 * lines)),
        strict=True,
    )
    made = [Strip([left, *picture, gap, *heat]) for picture, heat in beside]
    return [*made, Strip([left, *_legend(maps.number, cells, plain)])]


def _legend(number: int, cells: int, plain: Style) -> list[Segment]:
    """Under each of the two, in its width."""
    from fsq_tui.widgets.half_blocks import strips
    from fsq_tui.widgets.heat import heat_scale

    said = next(text for text in LIT if len(text.format(number)) <= cells).format(number)
    first, last = next(each for each in SCALE if cells - sum(map(len, each)) >= LEAST_SCALE)
    scale = strips(heat_scale(cells - len(first) - len(last)))[0]
    under = f"{said if number else '':<{cells + GAP_CELLS}}{first}"
    return [Segment(under, plain), *scale, Segment(last, plain)]
