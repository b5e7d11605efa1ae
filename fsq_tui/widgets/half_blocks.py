"""A picture in half blocks: two pixels a cell, written so that little has to be written again.

Measured on 66 x 22 cells in 24-bit colour: textual-image's half cells take 61 kB for each picture,
these 36 kB for the first, then 0.2 kB of a still scene (0.5 with much noise), 33 of one that moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from fsq_tui.pictures.decoding import Colours
from fsq_tui.pictures.scaling import Mask

UPPER_HALF = "▀"
KEPT_STEPS = 0.75  # a colour stays while the new one is no further off: noise writes nothing
GAP_CELLS = 8  # unchanged cells between two changed ones that cost less than going there anew
CURSOR_BYTES = 8  # what it takes to go to where a run of cells begins


def settled(before: Colours | None, picture: Colours, step: int) -> Colours:
    """The picture in levels of `step`, each pixel as it was `before` where it hardly differs."""
    coarse: Colours = (picture // step * step + step // 2).astype(np.uint8)
    if before is None or before.shape != picture.shape:
        return coarse
    off = np.abs(picture.astype(np.int16) - before).max(axis=2, keepdims=True)
    kept: Colours = np.where(off <= KEPT_STEPS * step, before, coarse)
    return kept


def strips(pixels: Colours) -> list[Strip]:
    """The lines of a picture of shape (2 * lines, cells, 3)."""
    pairs = np.concatenate((pixels[0::2], pixels[1::2]), axis=2)
    return [_strip(line) for line in pairs]


def _strip(line: npt.NDArray[np.uint8]) -> Strip:
    """One line of cells, shape (cells, 6): runs of the same colours in one piece."""
    new = np.flatnonzero((line[1:] != line[:-1]).any(axis=1)) + 1
    starts = [0, *new.tolist()]
    segments = []
    for start, end in zip(starts, [*starts[1:], len(line)], strict=True):
        upper, lower = tuple(line[start, :3].tolist()), tuple(line[start, 3:].tolist())
        text = " " if upper == lower else UPPER_HALF
        segments.append(Segment(text * (end - start), _style(upper, lower)))
    return Strip(segments, len(line))


@lru_cache(maxsize=8192)
def _style(upper: tuple[int, int, int], lower: tuple[int, int, int]) -> Style:
    over = None if upper == lower else Color.from_rgb(*upper)
    return Style(color=over, bgcolor=Color.from_rgb(*lower))


def changed_spans(before: Colours | None, pixels: Colours) -> list[Region]:
    """The cells that differ, in runs; all of them where there was another size before."""
    lines, cells = pixels.shape[0] // 2, pixels.shape[1]
    if before is None or before.shape != pixels.shape:
        return [Region(0, y, cells, 1) for y in range(lines)]
    differ = (before != pixels).any(axis=2)
    differ = differ[0::2] | differ[1::2]
    return [Region(x, y, end - x, 1) for y in range(lines) for x, end in _runs(differ[y])]


def _runs(differ: Mask) -> list[tuple[int, int]]:
    columns = np.flatnonzero(differ)
    if not columns.size:
        return []
    breaks = np.flatnonzero(np.diff(columns) > GAP_CELLS)
    starts = columns[np.concatenate(([0], breaks + 1))].tolist()
    ends = (columns[np.concatenate((breaks, [-1]))] + 1).tolist()
    return list(zip(starts, ends, strict=True))


def written_bytes(lines: Sequence[Strip], spans: Sequence[Region], system: ColorSystem) -> int:
    """What writing these cells takes on a terminal with such colours."""
    total = 0
    for span in spans:
        total += CURSOR_BYTES
        for segment in lines[span.y].crop(span.x, span.right):
            style = segment.style or Style()
            total += len(style.render(segment.text, color_system=system).encode())
    return total
