"""From the JPEG of a frame to what is put on the screen: decoded, marked, scaled.

It takes some milliseconds and touches no widget, so that it need not be done on their thread.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rich.color import ColorSystem
from textual.geometry import Region as Cells
from textual.strip import Strip

from fsq_tui.focus.region import MIDDLE, WHOLE, Region
from fsq_tui.pictures.decoding import Colours, Damaged, Luma, coloured, decoded
from fsq_tui.pictures.peaking import noise_deviation, peaks, sharpness_level
from fsq_tui.pictures.scaling import resized, resized_mask
from fsq_tui.widgets.graphics import Drawing, encoded
from fsq_tui.widgets.half_blocks import changed_spans, settled, strips, written_bytes

PEAK_COLOUR = (255, 0, 0)
REGION_COLOUR = (255, 224, 0)
DIM = 0.45  # of the brightness
MOST_PX = (640, 427)  # a picture that a terminal stretches need not be larger


@dataclass(frozen=True, slots=True)
class Wish:
    """How a frame is to be shown: in so many columns and rows, with which aids.

    `colour_step` is between two levels of a colour in half blocks, `system` the terminal's colours.
    `is_dim` shows it dark and grey, as one that is old.
    """

    columns: int
    rows: int
    drawing: Drawing
    cell_px: tuple[int, int]
    system: ColorSystem
    colour_step: int
    peaking: bool = False
    magnified: bool = False
    region: Region = MIDDLE
    is_dim: bool = False


@dataclass(frozen=True, slots=True)
class Developed:
    """A picture ready to be shown: `columns` by `rows` cells, and how sharp its region is.

    In half blocks it is `lines`, and `spans` of them differ from the picture before; else it is
    `drawn` by the terminal. `size_bytes` is what it takes to write.
    """

    pixels: Colours
    columns: int
    rows: int
    sharpness: float
    lines: tuple[Strip, ...] = ()
    spans: tuple[Cells, ...] = ()
    drawn: str = ""
    size_bytes: int = 0


def developed(jpeg: bytes, wish: Wish, before: Colours | None) -> Developed | Damaged:
    """The picture as wished; `before` is what its half blocks are painted over."""
    luma = decoded(jpeg)
    if isinstance(luma, Damaged):
        return luma
    height, width = luma.shape
    cell_width, cell_height = wish.cell_px if wish.drawing is not Drawing.HALF_BLOCKS else (1, 2)
    pane = (wish.columns * cell_width, wish.rows * cell_height)
    shown_width, shown_height = fitted((width, height), pane)
    columns, rows = -(-shown_width // cell_width), -(-shown_height // cell_height)
    if wish.drawing is Drawing.HALF_BLOCKS:
        shown_height = 2 * rows
    else:
        shown_width, shown_height = fitted((shown_width, shown_height), MOST_PX, grow=False)
    pixels = _pixels(jpeg, luma, wish, shown_width, shown_height)
    if isinstance(pixels, Damaged):
        return pixels
    sharpness = sharpness_level(luma[wish.region.of(height, width)], noise_deviation(luma))
    if wish.drawing is not Drawing.HALF_BLOCKS:
        drawn = encoded(wish.drawing, pixels, columns, rows)
        return Developed(pixels, columns, rows, sharpness, drawn=drawn, size_bytes=len(drawn))
    pixels = settled(before, pixels, wish.colour_step)
    lines, spans = strips(pixels), changed_spans(before, pixels)
    size_bytes = written_bytes(lines, spans, wish.system)
    return Developed(
        pixels, columns, rows, sharpness, tuple(lines), tuple(spans), size_bytes=size_bytes
    )


def fitted(size: tuple[int, int], pane: tuple[int, int], *, grow: bool = True) -> tuple[int, int]:
    """The largest width and height of this aspect in the pane, at least 1 by 1."""
    scale = min(pane[0] / size[0], pane[1] / size[1])
    scale = scale if grow else min(1.0, scale)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _pixels(jpeg: bytes, luma: Luma, wish: Wish, width: int, height: int) -> Colours | Damaged:
    """The whole picture, or its region, in this size, with its marks."""
    shown = wish.region if wish.magnified else WHOLE
    colours = coloured(jpeg, int(width / shown.width), int(height / shown.height))
    if isinstance(colours, Damaged):
        return colours
    if wish.magnified:
        colours = colours[wish.region.of(*colours.shape[:2])]
    pixels = resized(colours, width, height)
    if wish.peaking:
        marks = peaks(luma)
        if wish.magnified:
            marks = marks[wish.region.of(*marks.shape)]
        pixels[resized_mask(marks, width, height)] = PEAK_COLOUR
    if not wish.magnified:
        _frame(pixels, wish.region)
    return dimmed(pixels) if wish.is_dim else pixels


def dimmed(pixels: Colours) -> Colours:
    """The same in dark grey."""
    grey = pixels.mean(axis=2, keepdims=True) * DIM
    return np.repeat(grey.astype(np.uint8), 3, axis=2)


def _frame(pixels: Colours, region: Region) -> None:
    """The edges of the region, drawn into the picture."""
    rows, columns = region.of(*pixels.shape[:2])
    part = pixels[rows, columns]
    for edge in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]):
        part[edge] = REGION_COLOUR
