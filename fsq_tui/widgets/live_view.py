"""The live view: the newest picture in the middle of its pane, drawn as the terminal can."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, ClassVar

from rich.console import COLOR_SYSTEMS
from rich.segment import Segment
from textual.geometry import Offset, Size
from textual.strip import Strip
from textual.widget import Widget

from fsq_tui.compat import write_raw
from fsq_tui.widgets.graphics import cell_px, drawing_for, erased, placed
from fsq_tui.widgets.paint import cut

if TYPE_CHECKING:  # numpy is loaded with the first picture, not before
    from fsq_tui.pictures.decoding import Colours
    from fsq_tui.widgets.developing import Developed, Wish

NO_PICTURE = "No picture yet."
LOCAL_STEP, REMOTE_STEP = 8, 16  # levels between two shades of a colour in half blocks


class LiveView(Widget):
    """Draws what was developed; a sentence while every picture has come damaged."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"live-view--muted"}

    def __init__(self) -> None:
        super().__init__()
        self._shown: Developed | None = None
        self._size = Size(0, 0)
        self.remote = bool(os.environ.get("SSH_CONNECTION"))
        self._cell_px = cell_px(sys.__stdout__.fileno()) if sys.__stdout__ else (0, 0)
        self.drawing = drawing_for(os.environ, self.remote, self._cell_px)

    @property
    def can_draw(self) -> bool:
        """Whether the pane is there."""
        return bool(self.size) and self.display

    def wish(self) -> Wish:
        """How a picture is to be made for this pane."""
        from fsq_tui.widgets.developing import Wish

        system = COLOR_SYSTEMS[self.app.console.color_system or "standard"]
        step = REMOTE_STEP if self.remote else LOCAL_STEP
        width, height = self.size
        return Wish(width, height, self.drawing, self._cell_px, system, step)

    @property
    def painted(self) -> Colours | None:
        """The half blocks that stand there now."""
        is_there = self._shown is not None and self._size == self.size
        return self._shown.pixels if is_there and self._shown is not None else None

    def show(self, picture: Developed) -> None:
        """Show a picture made for this size."""
        before, self._shown = self._shown, picture
        moved = before is None or (before.columns, before.rows) != (picture.columns, picture.rows)
        if moved or self._size != self.size:
            self._size = self.size
            self.refresh()
        elif picture.spans:
            at = self._corner(picture)
            self.refresh(*(span.translate(at) for span in picture.spans))
        self.redraw()

    def redraw(self) -> None:
        """Draw the picture again over what was written in its place."""
        if self._shown is not None and self._shown.drawn and self._size == self.size:
            at = self.region.offset + self._corner(self._shown)
            self.call_after_refresh(self._write, placed(self._shown.drawn, at.x, at.y))

    def clear(self) -> None:
        """Take the picture away."""
        self.uncover()
        self._shown = None
        self.refresh()

    def uncover(self) -> None:
        """Something is shown in its place: what does not go by being written over goes now."""
        if self._shown is not None and self._shown.drawn:
            write_raw(self.app, erased(self.drawing))

    def render_line(self, y: int) -> Strip:
        """A line of the picture between its margins; without one, the sentence."""
        plain = self.rich_style
        picture = self._shown
        if picture is None:
            return self._sentence(y)
        at = self._corner(picture)
        line = y - at.y
        if self._size != self.size or not 0 <= line < len(picture.lines):
            return Strip.blank(self.size.width, plain)
        right = self.size.width - at.x - picture.columns
        strip = picture.lines[line]
        margins = Segment(" " * at.x, plain), Segment(" " * right, plain)
        return Strip([margins[0], *strip, margins[1]], self.size.width)

    def _sentence(self, y: int) -> Strip:
        text = NO_PICTURE if y == self.size.height // 2 else ""
        style = self.get_component_rich_style("live-view--muted")
        return Strip([Segment(cut(text, self.size.width).center(self.size.width), style)])

    def _corner(self, picture: Developed) -> Offset:
        spare = self.size - Size(picture.columns, picture.rows)
        return Offset(spare.width // 2, spare.height // 2)

    def _write(self, data: str) -> None:
        if self.screen.is_active and self.display:
            write_raw(self.app, data)
