"""The table of the points: where they lie, what was asked, what the lens can do, and why not."""

from __future__ import annotations

from dataclasses import dataclass

from fsq_tui.focus.distance import distance_label
from fsq_tui.session.snapshot import PointRow, Snapshot
from fsq_tui.widgets.paint import Line, Painted, cut, fitted, painted_as

MARK_CURRENT, MARK_DESTINATION = "► ", "=>"
WHY_WIDTH = 24  # the least that says anything; narrower tables tell the reason in a line below
NAME_WITH_WHY = 6  # columns that names get on top where the table has reasons
EMPTY = "No points yet."


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table; `least_width` is the table width from which it is shown."""

    title: str
    width: int
    least_width: int = 0
    right: bool = True


NUMBER = Column("#", 3)
NAME = Column("name", 10, 52, right=False)
DISTANCE = Column("distance", 8)
STEP = Column("step", 5, 46)
TARGET = Column("target", 7)
EXPECTED = Column("expected", 8)
REACH = Column("reach", 16, 70, right=False)
COLUMNS = (NUMBER, NAME, DISTANCE, STEP, TARGET, EXPECTED, REACH)


@dataclass(frozen=True, slots=True)
class Table:
    """What the table shows; `index` and `destination` count from 0."""

    rows: tuple[PointRow, ...] = ()
    index: int = 0
    destination: int | None = None

    @classmethod
    def of(cls, snapshot: Snapshot) -> Table:
        """From a snapshot."""
        return cls(snapshot.rows, snapshot.index, snapshot.destination)


class PointsTable(Painted[Table]):
    """The points around the current one, under a line of titles."""

    COMPONENT_CLASSES = painted_as("destination", "muted", "selected", "strong", "warning")

    def paint(self, values: Table, width: int, height: int) -> list[Line]:
        """As many rows as fit, the current point always among them, and why it is out of reach."""
        if not values.rows:
            return [header(width), [(EMPTY, "muted")]]
        reason = _reason(values)
        if len(reason) <= why_width(width):
            reason = ""  # it stands in its row
        room = height - 1 - (1 if reason else 0)
        first = first_row(values.index, len(values.rows), room)
        indices = range(first, min(first + max(0, room), len(values.rows)))
        lines = [header(width), *(row_line(values, index, width) for index in indices)]
        return [*lines, [(cut(f"! {reason}", width), "warning")]] if reason else lines


def first_row(index: int, count: int, room: int) -> int:
    """The first row to show: the current one in the middle, no blank rows while there are more."""
    return max(0, min(index - room // 2, count - room, index))


def _reason(table: Table) -> str:
    """Why the current point's target cannot be reached, or the destination's."""
    for index in (table.destination, table.index):
        if index is not None and index < len(table.rows):
            transition = table.rows[index].transition
            if transition is not None and transition.reason:
                return f"{index + 1}: {transition.reason}"
    return ""


def shown_columns(width: int) -> list[tuple[Column, int]]:
    """The columns that a table of this width has, and how wide each is."""
    columns = [(column, column.width) for column in COLUMNS if width >= column.least_width]
    spare = width - 2 - sum(each for _, each in columns) - len(columns)
    if why_width(width):
        spare = min(spare, NAME_WITH_WHY)
    return [(c, w + (max(0, min(spare, 22)) if c is NAME else 0)) for c, w in columns]


def why_width(width: int) -> int:
    """How much room a table of this width has for reasons; 0 for too little."""
    left = width - 2 - sum(column.width + 1 for column in COLUMNS) - NAME_WITH_WHY
    return left if left >= WHY_WIDTH else 0


def header(width: int) -> Line:
    """The titles of the columns."""
    titles = [
        fitted(column.title, each, right=column.right) for column, each in shown_columns(width)
    ]
    why = "why not" if why_width(width) else ""
    return [(fitted("  " + " ".join([*titles, why]), width), "muted")]


def row_line(table: Table, index: int, width: int) -> Line:
    """One point. Everything is said by characters; the roles repeat it in colour."""
    row = table.rows[index]
    texts = cells(row, index)
    line: Line = [(_mark(table, index), _row_role(table, index))]
    for column, each in shown_columns(width):
        late = column in (TARGET, REACH) and _is_late(row)
        text = fitted(texts[column.title], each, right=column.right)
        line.append((f"{text} ", "warning" if late else _row_role(table, index)))
    reason = row.transition.reason if row.transition else ""
    why = fitted(reason, why_width(width)) if why_width(width) else ""
    return (
        [*line, (why, "warning")] if index != table.index else _selected([*line, (why, "")], width)
    )


def _selected(line: Line, width: int) -> Line:
    text = "".join(part for part, _ in line)
    return [(fitted(text, width), "selected")]


def cells(row: PointRow, index: int) -> dict[str, str]:
    """What stands in each column of a point, by title."""
    move = row.transition
    return {
        NUMBER.title: str(index + 1),
        NAME.title: row.point.name,
        DISTANCE.title: distance_label(row.point.distance_cm),
        STEP.title: "-" if row.step is None else str(row.step),
        TARGET.title: f"{row.point.duration_s:.3f}" if index else "",
        EXPECTED.title: f"{move.expected_s:.3f}" if move else "",
        REACH.title: reach(row),
    }


def reach(row: PointRow) -> str:
    """The durations it can take, up to the asked one: `1.243 .. 5.000`; if none, `! from 1.243`."""
    if row.transition is None:
        return ""
    fastest_s = row.transition.fastest_s
    if _is_late(row):
        return f"! from {fastest_s:.3f}"
    return f"{fastest_s:.3f} .. {row.point.duration_s:.3f}"


def _is_late(row: PointRow) -> bool:
    return row.transition is not None and bool(row.transition.reason)


def _mark(table: Table, index: int) -> str:
    if index == table.destination:
        return MARK_DESTINATION
    return MARK_CURRENT if index == table.index else "  "


def _row_role(table: Table, index: int) -> str:
    return "destination" if index == table.destination else "plain"
