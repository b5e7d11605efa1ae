"""The console: what the program did and found, newest at the bottom."""

from __future__ import annotations

import textwrap

from fsq_tui.focus.sequence import printable
from fsq_tui.session.snapshot import LogLine, Severity
from fsq_tui.widgets.info import MARKS, ROLES
from fsq_tui.widgets.paint import Line, Painted, cut, painted_as


class Console(Painted[tuple[LogLine, ...]]):
    """The last lines of the log that fit, long ones wrapped."""

    COMPONENT_CLASSES = painted_as("muted", "warning", "fault")

    def paint(self, values: tuple[LogLine, ...], width: int, height: int) -> list[Line]:
        """Newest at the bottom, blank rows above where the log is shorter."""
        lines: list[Line] = []
        for entry in reversed(values):
            if len(lines) >= height:
                break
            lines = log_lines(entry, width) + lines
        return [[] for _ in range(height - len(lines))] + lines[-height:]


def log_lines(entry: LogLine, width: int) -> list[Line]:
    """`09:30:12 ! text`: severity by a character and by style; what is too long wraps."""
    role = ROLES[entry.severity]
    indent = 11
    texts = textwrap.wrap(printable(entry.text), max(8, width - indent)) or [""]
    text_role = "plain" if entry.severity is Severity.NOTE else role
    first: Line = [
        (f"{entry.at:%H:%M:%S} ", "muted"),
        (f"{MARKS[entry.severity]} ", role if text_role != "plain" else "muted"),
        (cut(texts[0], width - indent), text_role),
    ]
    rest: list[Line] = [
        [(" " * indent, "plain"), (cut(t, width - indent), text_role)] for t in texts[1:]
    ]
    return [first, *rest]
