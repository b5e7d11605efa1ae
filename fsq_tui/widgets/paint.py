"""The base of every live widget: values in, lines of text out, and only what differs repainted."""

from __future__ import annotations

from typing import Generic, TypeVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from fsq_tui.focus.sequence import printable

Span = tuple[str, str]
"""Text and its role: a component class without its `fsq--`."""

Line = list[Span]

V = TypeVar("V")


def painted_as(*roles: str) -> set[str]:
    """The component classes of roles."""
    return {f"fsq--{role}" for role in roles}


class Painted(Widget, Generic[V]):
    """A widget that draws its values itself, as lines of spans.

    It costs the terminal only the columns that changed: no layout, no markup, no focus.
    COMPONENT_CLASSES names the roles the widget paints besides `plain`, and no others: Textual
    works each of them out anew, for every widget, whenever a class on the screen changes.
    """

    def __init__(self, widget_id: str | None = None) -> None:
        super().__init__(id=widget_id)
        self._values: V | None = None
        self._lines: list[Line] = []
        self._painted_size = Size(0, 0)

    def paint(self, values: V, width: int, height: int) -> list[Line]:
        """The lines that show these values in so many columns and rows."""
        raise NotImplementedError

    @property
    def values(self) -> V | None:
        """What is shown now; None before the first `show`."""
        return self._values

    def show(self, values: V) -> None:
        """Show other values. Repaints the columns that differ and nothing else."""
        if values == self._values:
            return
        self._values = values
        if self.size != self._painted_size:
            self.refresh()  # the lines are made when the widget is next drawn
            return
        before, self._lines = self._lines, self._made()
        regions = changed_regions(before, self._lines, self.size.width)
        if regions:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        """One line of the widget, cut or filled to its width."""
        if self.size != self._painted_size:
            self._painted_size = self.size
            self._lines = self._made()
        spans = self._lines[y] if y < len(self._lines) else []
        segments = [Segment(text, self._style(role)) for text, role in spans]
        plain = self.rich_style
        return Strip(segments).adjust_cell_length(self.size.width, plain)

    def notify_style_update(self) -> None:
        """Another theme: every line looks different."""
        super().notify_style_update()
        self._painted_size = Size(0, 0)

    def _made(self) -> list[Line]:
        if self._values is None:
            return []
        return self.paint(self._values, self.size.width, self.size.height)

    def _style(self, role: str) -> Style:
        if role == "plain":
            return self.rich_style
        return self.get_component_rich_style(f"fsq--{role}")


def changed_regions(before: list[Line], after: list[Line], width: int) -> list[Region]:
    """The smallest run of columns in each line that must be drawn again."""
    regions = []
    for y in range(max(len(before), len(after))):
        old = before[y] if y < len(before) else []
        new = after[y] if y < len(after) else []
        if old != new:
            first, last = _changed_columns(old, new, width)
            if first < last:
                regions.append(Region(first, y, last - first, 1))
    return regions


def _changed_columns(old: Line, new: Line, width: int) -> tuple[int, int]:
    if not (_is_simple(old) and _is_simple(new)):
        return 0, width
    cells_old, cells_new = _cells(old, width), _cells(new, width)
    differing = [x for x in range(width) if cells_old[x] != cells_new[x]]
    return (differing[0], differing[-1] + 1) if differing else (0, 0)


def _is_simple(line: Line) -> bool:
    """Whether each character takes one column, so that they can be compared by index."""
    return all(cell_len(text) == len(text) for text, _ in line)


def _cells(line: Line, width: int) -> list[tuple[str, str]]:
    cells = [(character, role) for text, role in line for character in text]
    return (cells + [(" ", "")] * width)[:width]


def line_width(line: Line) -> int:
    """How many columns a line takes."""
    return sum(cell_len(text) for text, _ in line)


def fitted(text: str, width: int, *, right: bool = False) -> str:
    """Foreign text in exactly so many columns: control characters out, cut with `..`, filled up."""
    text = cut(text, width)
    gap = " " * (width - cell_len(text))
    return gap + text if right else text + gap


def cut(text: str, width: int) -> str:
    """Foreign text in at most so many columns: control characters out, cut with `..`."""
    text = printable(text)
    if cell_len(text) <= width:
        return text
    return (
        f"{set_cell_size(text, width - 2)}.." if width > 3 else set_cell_size(text, max(0, width))
    )
