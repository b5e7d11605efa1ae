"""Lines that may be more than fit: scrolled by keys, with or without a selected one."""

from __future__ import annotations

from dataclasses import dataclass

from fsq_tui.widgets.paint import Line, Painted, fitted, painted_as


@dataclass(frozen=True, slots=True)
class Pages:
    """Lines, the first one to show, and the one that is selected (None: nothing can be)."""

    lines: tuple[Line, ...] = ()
    top: int = 0
    selected: int | None = None


class Pager(Painted[Pages]):
    """The lines from `top`, an arrow in the last column where there are more."""

    COMPONENT_CLASSES = painted_as("accent", "key", "muted", "selected", "strong", "warning")

    def paint(self, values: Pages, width: int, height: int) -> list[Line]:
        """Every line takes the whole width, so that a selected one is a bar."""
        top = self.top_for(values, height)
        shown = list(enumerate(values.lines))[top : top + height]
        lines = [_row(line, width, selected=index == values.selected) for index, line in shown]
        if top > 0 and lines:
            lines[0] = [*lines[0], ("▲", "accent")]
        if top + height < len(values.lines) and lines:
            lines[-1] = [*lines[-1], ("▼", "accent")]
        return lines

    def top_for(self, pages: Pages, height: int) -> int:
        """The first line shown: the wanted one, within bounds, the selected one always in sight."""
        top = max(0, min(pages.top, len(pages.lines) - height))
        if pages.selected is None:
            return top
        return max(0, min(max(top, pages.selected - height + 1), pages.selected))


def _row(line: Line, width: int, *, selected: bool) -> Line:
    text = "".join(part for part, _ in line)
    if selected:
        return [(fitted(text, width - 1), "selected")]
    room, row = width - 1, []
    for part, role in line:
        piece = part[:room]
        row.append((piece, role))
        room -= len(piece)
    return [*row, (" " * room, "plain")]
