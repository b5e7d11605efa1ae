"""The keys of the stack screen: what each does now, grey where it does nothing."""

from __future__ import annotations

from dataclasses import dataclass

from fsq_tui.widgets.footer import GAP, Entry, packed
from fsq_tui.widgets.paint import Line, Painted, painted_as


@dataclass(frozen=True, slots=True)
class KeyRow:
    """Keys in the order in which they have a place: the last ones give way.

    `grey` are buttons that do nothing now, `next_id` is the most useful one, '' for none.
    """

    entries: tuple[Entry, ...] = ()
    grey: frozenset[str] = frozenset()
    next_id: str = ""


class StackKeys(Painted[KeyRow]):
    """In the lines there are; what works now before what does not."""

    COMPONENT_CLASSES = painted_as("key", "next", "track")

    def paint(self, values: KeyRow, width: int, height: int) -> list[Line]:
        """As many as fit, each where it always stands."""
        by_use = sorted(values.entries, key=lambda entry: entry.button_id in values.grey)
        for count in range(len(by_use), 0, -1):
            kept = by_use[:count]
            entries = [entry for entry in values.entries if entry in kept]
            rows = packed(entries, width, height, with_verb=True)
            if rows is not None:
                return [_line(row, values) for row in rows]
        return []


def _line(entries: list[Entry], values: KeyRow) -> Line:
    line: Line = []
    for entry in entries:
        if line:
            line.append((" " * GAP, "plain"))
        text = f" {entry.text(with_verb=True)}"
        if entry.button_id in values.grey:
            line.append((entry.key + text, "track"))
        elif entry.button_id == values.next_id:
            line.append((entry.key + text, "next"))
        else:
            line += [(entry.key, "key"), (text, "plain")]
    return line
