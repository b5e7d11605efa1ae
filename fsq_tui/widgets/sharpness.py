"""How sharp the picture was at each step of a sweep, as columns, with the present step marked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from fsq_tui.focus.swept import Swept
from fsq_tui.session.snapshot import Snapshot
from fsq_tui.widgets.paint import Line, Painted, painted_as

LEVELS = " ▄█"  # of a row; the Linux console has no finer ones
NO_SWEEP = "No sweep yet."
PRESENT = "▲"
LEAST_ROWS, LEAST_COLUMNS = 3, 12


@dataclass(frozen=True, slots=True)
class Sharpness:
    """A sweep, None before one, and where the lens is now, None where that is not known."""

    swept: Swept | None = None
    step: int | None = None

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        """What a snapshot says of it."""
        return cls(snapshot.swept, snapshot.position.step)


class SharpnessPlot(Painted[Sharpness]):
    """Columns from the first step to the last one, from the least sharp to the sharpest."""

    COMPONENT_CLASSES = painted_as("accent", "muted", "strong")

    def paint(self, values: Sharpness, width: int, height: int) -> list[Line]:
        """The columns; below them the present step and the labels of the scale."""
        swept = values.swept
        if swept is None:
            return [[(NO_SWEEP, "muted")]]
        if height < LEAST_ROWS or width < LEAST_COLUMNS:
            return []
        peak = None if swept.peak_step is None else _column(swept, swept.peak_step, width)
        present = None if values.step is None else _column(swept, values.step, width)
        rows = height - 2
        return [*_columns(swept, width, rows, peak), _mark(present), _labels(values, width)]


def _columns(swept: Swept, width: int, rows: int, peak: int | None) -> list[Line]:
    least, most = min(swept.sharpness), max(swept.sharpness)
    heights = [
        round((_at(swept, _step(swept, x, width)) - least) / ((most - least) or 1.0) * 2 * rows)
        for x in range(width)
    ]
    lines: list[Line] = []
    for text in bars(heights, rows):
        if peak is None:
            lines.append([(text, "plain")])
        else:
            parts = ((text[:peak], "plain"), (text[peak], "strong"), (text[peak + 1 :], "plain"))
            lines.append(list(parts))
    return lines


def bars(heights: Sequence[int], rows: int) -> list[str]:
    """Columns so many half rows high, in lines from the top."""
    return [
        "".join(LEVELS[min(max(height - 2 * row, 0), 2)] for height in heights)
        for row in range(rows - 1, -1, -1)
    ]


def _mark(present: int | None) -> Line:
    return [] if present is None else [(" " * present, "plain"), (PRESENT, "accent")]


def _labels(values: Sharpness, width: int) -> Line:
    """The first step and the last one, and between them what is where."""
    swept = values.swept
    if swept is None:
        return []
    first, last = f"{swept.steps[0]:.0f}", f"{swept.steps[-1]:.0f}"
    parts = [
        "" if swept.peak_step is None else f"sharpest {swept.peak_step:.0f}",
        "" if values.step is None else f"{PRESENT} {values.step}",
    ]
    room = max(0, width - len(first) - len(last))
    middle = "  ".join(part for part in parts if part)
    if len(middle) + 2 > room:
        middle = ""
    return [(first, "muted"), (f"{middle:^{room}}", "plain"), (last, "muted")]


def _column(swept: Swept, step: float, width: int) -> int:
    """The column of a step; the nearest end where it was not swept."""
    share = (step - swept.steps[0]) / (swept.steps[-1] - swept.steps[0])
    return min(max(round(share * (width - 1)), 0), width - 1)


def _step(swept: Swept, column: int, width: int) -> float:
    return swept.steps[0] + (swept.steps[-1] - swept.steps[0]) * column / (width - 1)


def _at(swept: Swept, step: float) -> float:
    """How sharp it was at a step; between two places, in a line."""
    after = min(max(bisect_left(swept.steps, step), 1), len(swept.steps) - 1)
    left, right = swept.steps[after - 1], swept.steps[after]
    share = min(max((step - left) / (right - left), 0.0), 1.0)
    return swept.sharpness[after - 1] * (1 - share) + swept.sharpness[after] * share
