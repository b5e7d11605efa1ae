"""A picture of a pull, position against ideal: as text for the terminal, or as a PNG or SVG file.

The libraries that draw are imported where they draw: no other verb waits for them.
"""

from __future__ import annotations

import io
import shutil
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

from fsq_tui.errors import UsageFault
from fsq_tui.storage.atomic import write_atomically

IDEAL, POSITION = "dot", "braille"  # marks that are told apart without colour
LEAST_COLUMNS, MOST_COLUMNS = 30, 120
LEAST_ROWS, MOST_ROWS = 10, 20
MOST_POINTS = 1000  # of a line; the widest picture has 240 dots in a row
BESIDE_ROWS = 12  # of the terminal, for what else a verb prints
FORMATS = {".png": "png", ".svg": "svg"}
INSTALL = "Install it: pip install 'fsq-tui[plots]'"

Points = tuple[tuple[float, float], ...]
"""Seconds from the start and steps; between two points the line is straight."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn; `label` is how the position is known."""

    title: str
    label: str
    position: Points
    ideal: Points


def show(picture: Picture) -> None:
    """Print it, as large as the terminal allows; without colour, so that it may go anywhere."""
    columns, rows = shutil.get_terminal_size()
    width = min(max(columns, LEAST_COLUMNS), MOST_COLUMNS)
    height = min(max(rows - BESIDE_ROWS, LEAST_ROWS), MOST_ROWS)
    text = as_text(picture, width, height)
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"  # there may be no output at all
    print(text.encode(encoding, "replace").decode(encoding))


def as_text(picture: Picture, width: int, height: int) -> str:
    """The picture in so many columns, its drawing in so many rows, title and legend above it."""
    from plotext import figure, uncolorize

    figure.clear()
    figure.theme("colorless")
    figure.plot_size(width, height)
    figure.legend(False)
    figure.label("seconds", "x")
    figure.label("step", "y")
    for points, marker in ((picture.ideal, IDEAL), (picture.position, POSITION)):
        signal = figure.signal(*_columns(_thinned(points)), marker=marker)
        signal.lines(True)
        figure.draw(signal)
    drawn = uncolorize(figure.build()).rstrip().splitlines()
    legend = f"• ideal  ⢕ position, {picture.label}"
    heading = [*textwrap.wrap(picture.title, width), *textwrap.wrap(legend, width)]
    return "\n".join([*heading, *(line.rstrip() for line in drawn)])


def write(picture: Picture, path: Path) -> None:
    """Write it to a .png or .svg file, which is replaced.

    Raises UsageFault for another ending and where matplotlib is missing, FileRefused.
    """
    picture_format = FORMATS.get(path.suffix.lower())
    if picture_format is None:
        raise UsageFault("A picture is written as PNG or SVG.", "Name a file in .png or .svg.")
    try:
        from matplotlib.figure import Figure
    except ImportError as fault:
        raise UsageFault("PNG and SVG need matplotlib, which is missing.", INSTALL) from fault
    figure = Figure(figsize=(9.0, 5.0), layout="constrained")
    axes = figure.add_subplot(
        title=picture.title, xlabel="time in seconds", ylabel="position in steps"
    )
    axes.plot(*_columns(picture.ideal), "--", color="0.5", label="ideal")
    axes.plot(*_columns(picture.position), label=f"position, {picture.label}")
    axes.grid(alpha=0.3)
    axes.legend()
    data = io.BytesIO()
    figure.savefig(data, format=picture_format, dpi=150)
    write_atomically(path, data.getvalue(), keep_previous=False)


def _thinned(points: Points) -> Points:
    """No more than can be told apart in a terminal."""
    every = len(points) // MOST_POINTS + 1
    return points if every == 1 else (*points[::every], points[-1])


def _columns(points: Points) -> tuple[list[float], list[float]]:
    return [at_s for at_s, _ in points], [step for _, step in points]
