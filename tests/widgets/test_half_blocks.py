"""Half blocks hold the picture's colours, and little is written again."""

from __future__ import annotations

import numpy as np
import pytest
from rich.color import ColorSystem
from textual.geometry import Region

from fsq_tui.pictures.decoding import Colours
from fsq_tui.widgets.half_blocks import (
    UPPER_HALF,
    _style,
    changed_spans,
    settled,
    strips,
    written_bytes,
)


def picture(seed: int = 1, cells: int = 12, lines: int = 3) -> Colours:
    return np.random.default_rng(seed).integers(0, 256, (2 * lines, cells, 3), dtype=np.uint8)


def pixels_of(lines: list[object], cells: int) -> Colours:
    """Back from the strips to what they show."""
    made = np.zeros((2 * len(lines), cells, 3), np.uint8)
    for y, strip in enumerate(lines):
        x = 0
        for text, style, _ in strip:  # type: ignore[attr-defined]
            lower = style.bgcolor.triplet
            upper = style.color.triplet if text[0] == UPPER_HALF else lower
            made[2 * y, x : x + len(text)], made[2 * y + 1, x : x + len(text)] = upper, lower
            x += len(text)
        assert x == cells
    return made


def test_every_pixel_is_a_half_of_a_cell() -> None:
    shown = picture()
    shown[:2, 3:7] = (9, 8, 7)  # a run of one colour
    assert (pixels_of(list(strips(shown)), 12) == shown).all()
    assert len(list(strips(shown)[0])) == 9


def test_a_run_of_one_colour_is_one_piece_of_blanks() -> None:
    (line,) = strips(np.full((2, 30, 3), 40, np.uint8))
    assert [segment.text for segment in line] == [" " * 30]


def test_colours_settle_on_few_levels_close_to_the_picture() -> None:
    shown = picture(2)
    made = settled(None, shown, 16)
    assert np.abs(made.astype(int) - shown).max() <= 8
    assert len(np.unique(made)) <= 16


def test_noise_writes_nothing_and_a_change_is_written() -> None:
    random = np.random.default_rng(3)
    still = np.full((20, 40, 3), 120, np.uint8)
    before = settled(None, still, 16)
    noisy = (still + random.integers(-4, 5, still.shape)).astype(np.uint8)
    after = settled(before, noisy, 16)
    assert changed_spans(before, after) == []
    noisy[4:6, 10:13] = 200
    assert changed_spans(before, settled(before, noisy, 16)) == [Region(10, 2, 3, 1)]


def test_changes_far_apart_are_written_apart_and_close_ones_together() -> None:
    before = np.zeros((2, 40, 3), np.uint8)
    after = before.copy()
    after[0, (2, 6, 30)] = 255
    assert changed_spans(before, after) == [Region(2, 0, 5, 1), Region(30, 0, 1, 1)]


def test_another_size_is_written_whole() -> None:
    assert changed_spans(picture(cells=5), picture(cells=6, lines=2)) == [
        Region(0, 0, 6, 1), Region(0, 1, 6, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("system", "per_cell"), [(ColorSystem.TRUECOLOR, 40), (ColorSystem.EIGHT_BIT, 25)]
)
def test_the_bytes_are_those_of_the_cells_that_differ(system: ColorSystem, per_cell: int) -> None:
    _style.cache_clear()  # rich keeps what a style is in the colours it was first written in
    lines = strips(picture(4))
    some = written_bytes(lines, [Region(2, 0, 5, 1)], system)
    assert 5 * 15 < some < 8 + 5 * (per_cell + 7)
    assert written_bytes(lines, [], system) == 0
