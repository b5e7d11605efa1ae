"""The table of the points: where they lie, what was asked, what the lens can do, and why not."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fsq_tui.focus.distance import distance_label
from fsq_tui.focus.order import dwell_label, manner
from fsq_tui.focus.shape import Shape
from fsq_tui.session.snapshot import PointRow, Snapshot
from fsq_tui.widgets.paint import Line, Painted, cut, fitted, painted_as

MARK_CURRENT, MARK_DESTINATION, MARK_SKIPPED = "►", "=>", "x"
SHAPES = {Shape.EASE_IN: "in", Shape.EASE_OUT: "out", Shape.EASE: "i/o", Shape.DIOPTRES: "1/m"}
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
PLAYED = Column("played", 10, 62, right=False)
WITH_PLAYED = (*COLUMNS[:-1], PLAYED, replace(REACH, least_width=78))


@dataclass(frozen=True, slots=True)
class Table:
    """What the table shows; `index` and `destination` count from 0.

    `has_played` is whether there is a column for how the points are played.
    """

    rows: tuple[PointRow, ...] = ()
    index: int = 0
    destination: int | None = None
    has_played: bool = False

    @classmethod
    def of(cls, snapshot: Snapshot) -> Table:
        """From a snapshot: the column is there where a point is played in an unusual manner."""
        has_played = any(manner(row.point) for row in snapshot.rows)
        return cls(snapshot.rows, snapshot.index, snapshot.destination, has_played)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Those that it has where there is room for them all."""
        return WITH_PLAYED if self.has_played else COLUMNS


class PointsTable(Painted[Table]):
    """The points around the current one, under a line of titles."""

    COMPONENT_CLASSES = painted_as("destination", "muted", "selected", "strong", "warning")

    def paint(self, values: Table, width: int, height: int) -> list[Line]:
        """As many rows as fit, the current point always among them, and why it is out of reach."""
        if not values.rows:
            return [header(values, width), [(EMPTY, "muted")]]
        reason = _reason(values)
        if len(reason) <= why_width(values.columns, width):
            reason = ""  # it stands in its row
        room = height - 1 - (1 if reason else 0)
        first = first_row(values.index, len(values.rows), room)
        indices = range(first, min(first + max(0, room), len(values.rows)))
        lines = [header(values, width), *(row_line(values, index, width) for index in indices)]
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


def shown_columns(columns: tuple[Column, ...], width: int) -> list[tuple[Column, int]]:
    """Those of the columns that a table of this width has, and how wide each is."""
    shown = [(column, column.width) for column in columns if width >= column.least_width]
    spare = width - 2 - sum(each for _, each in shown) - len(shown)
    if why_width(columns, width):
        spare = min(spare, NAME_WITH_WHY)
    return [(c, w + (max(0, min(spare, 22)) if c is NAME else 0)) for c, w in shown]


def why_width(columns: tuple[Column, ...], width: int) -> int:
    """How much room a table of this width has for reasons; 0 for too little."""
    left = width - 2 - sum(column.width + 1 for column in columns) - NAME_WITH_WHY
    return left if left >= WHY_WIDTH else 0


def header(table: Table, width: int) -> Line:
    """The titles of the columns."""
    titles = [
        fitted(column.title, each, right=column.right)
        for column, each in shown_columns(table.columns, width)
    ]
    why = "why not" if why_width(table.columns, width) else ""
    return [(fitted("  " + " ".join([*titles, why]), width), "muted")]


def row_line(table: Table, index: int, width: int) -> Line:
    """One point. Everything is said by characters; the roles repeat it in colour."""
    row = table.rows[index]
    texts = cells(row, index)
    line: Line = [(_mark(table, index), _row_role(table, index))]
    for column, each in shown_columns(table.columns, width):
        late = column.title in (TARGET.title, REACH.title) and _is_late(row)
        text = fitted(texts[column.title], each, right=column.right)
        line.append((f"{text} ", "warning" if late else _row_role(table, index)))
    reason = row.transition.reason if row.transition else ""
    room = why_width(table.columns, width)
    why = fitted(reason, room) if room else ""
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
        TARGET.title: f"{row.point.duration_s:.3f}" if index or move else "",
        EXPECTED.title: f"{move.expected_s:.3f}" if move else "",
        PLAYED.title: f"{SHAPES.get(row.point.shape, '')} {dwell_label(row.point)}".strip(),
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
    current = MARK_CURRENT if index == table.index else " "
    return current + (MARK_SKIPPED if table.rows[index].point.skip else " ")


def _row_role(table: Table, index: int) -> str:
    if index == table.destination:
        return "destination"
    return "muted" if table.rows[index].point.skip else "plain"
