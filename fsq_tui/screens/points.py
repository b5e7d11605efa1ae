"""All points, with the reasons in full."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from dataclasses import replace

from textual.events import Resize
from textual.widget import Widget

from fsq_tui.focus.sequence import FocusPoint
from fsq_tui.focus.shape import Shape
from fsq_tui.screens.base import View
from fsq_tui.screens.modal import ListBox
from fsq_tui.widgets.keys import Keys
from fsq_tui.widgets.pager import Pager, Pages
from fsq_tui.widgets.paint import Line
from fsq_tui.widgets.points import EMPTY, Table, header, row_line


class PointsScreen(ListBox):
    """The whole table; SET goes to the selected point."""

    def __init__(self, keys: Keys, go_to: Callable[[int], None]) -> None:
        super().__init__(keys, "Points")
        self._go_to = go_to
        self._selected: int | None = None
        self._table = Table()
        self._pager = Pager()
        self._titles = Pager()
        self._titles.styles.height = 1
        actions = self.scroll_actions()
        actions["choose"] = (*self.of("set"), "enter", "space")
        actions["close"] = self.of("points", "menu", "stop")
        self.bind_keys(actions)
        self.tell_keys(set="go there", points="close")

    def body(self) -> Iterable[Widget]:
        """The titles stay, the points scroll."""
        yield self._titles
        yield self._pager

    def show(self, view: View) -> None:
        """The table follows the session; the selection starts on the current point."""
        self._table = replace(Table.of(view.snapshot), has_played=False)  # it is said in full
        self._again()

    def on_resize(self, _event: Resize) -> None:
        """Another width, other columns."""
        self._again()

    def action_move(self, lines: int) -> None:
        """Select another point."""
        last = len(self._table.rows) - 1
        self._selected = max(0, min(last, self._current() + lines))
        self._again()

    def action_choose(self) -> None:
        """SET: go to the selected point."""
        self.dismiss(None)
        if self._table.rows:
            self._go_to(self._current() + 1)

    def _current(self) -> int:
        selected = self._table.index if self._selected is None else self._selected
        return min(selected, max(0, len(self._table.rows) - 1))

    def _again(self) -> None:
        width = max(0, self._box.size.width - 1)
        self._titles.show(Pages((header(self._table, width),)))
        lines, first_lines = table_lines(self._table, width)
        selected = first_lines[self._current()] if first_lines else None
        self._pager.show(Pages(lines, selected=selected))


def table_lines(table: Table, width: int) -> tuple[tuple[Line, ...], list[int]]:
    """All rows, each with how it is played and with its reason in full, and where each begins."""
    if not table.rows:
        return ([(EMPTY, "muted")],), []
    lines: list[Line] = []
    first_lines = []
    for index, row in enumerate(table.rows):
        first_lines.append(len(lines))
        lines.append([(text, _unbarred(role)) for text, role in row_line(table, index, width)])
        reason = row.transition.reason if row.transition else ""
        for said, role in ((played_text(row.point), "plain"), (reason, "warning")):
            lines += [[(f"      {text}", role)] for text in textwrap.wrap(said, max(8, width - 8))]
    return tuple(lines), first_lines


def played_text(point: FocusPoint) -> str:
    """How a point is played, in words; '' where that is as usual."""
    parts = [
        f"pull {point.shape.value}" if point.shape is not Shape.LINEAR else "",
        f"rests {point.dwell_s:g}s" if point.dwell_s else "",
        "goes on by itself" if point.chain else "",
        "play passes over it" if point.skip else "",
    ]
    return ", ".join(part for part in parts if part)


def _unbarred(role: str) -> str:
    """The bar belongs to the selected point here; the current one is told by its mark."""
    return "strong" if role == "selected" else role
