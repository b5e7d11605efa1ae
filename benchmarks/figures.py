"""A measured figure beside its aim, and the table and the JSON they are shown in."""

from __future__ import annotations

import json
import math
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `aim` is the highest value that is good enough, None where none is.

    `note` says how it was measured, or what stands beside it.
    """

    name: str
    value: float
    unit: str
    aim: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """`met` or `missed`, '' where there is no aim."""
        if self.aim is None:
            return ""
        return "met" if self.value <= self.aim else "missed"


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest measured value that so many percent of all do not exceed."""
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1]


def as_table(figures: Sequence[Figure]) -> str:
    """Name, value, aim, verdict and note in columns."""
    rows = [("figure", "value", "aim", "", "note")]
    rows += [(f.name, _quantity(f.value, f.unit), _aim(f), f.verdict, f.note) for f in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        f"{row[0]:{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:>{widths[2]}}  "
        f"{row[3]:{widths[3]}}  {row[4]}".rstrip()
        for row in rows
    ]
    return "\n".join(lines)


def write_json(path: Path, figures: Sequence[Figure]) -> None:
    """The figures with their verdicts, and what they were measured on."""
    document = {
        "measured_on": {
            "fsq": version("fsq-tui"),
            "textual": version("textual"),
            "python": platform.python_version(),
            "system": platform.platform(),
            "processors": os.cpu_count(),
        },
        "figures": [{**asdict(figure), "verdict": figure.verdict} for figure in figures],
    }
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def _quantity(value: float, unit: str) -> str:
    digits = 0 if value == int(value) else 2 if abs(value) < 10 else 1
    return f"{value:.{digits}f} {unit}"


def _aim(figure: Figure) -> str:
    return "-" if figure.aim is None else f"<= {figure.aim:g} {figure.unit}"
