"""Pictures brought to the size of a pane, and the region that is cut out of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsq_tui.focus.region import MIDDLE
from fsq_tui.pictures.scaling import resized, resized_mask

sizes = st.integers(1, 40)


def test_a_smaller_picture_is_the_mean_of_the_larger() -> None:
    picture = np.zeros((4, 4, 3), np.uint8)
    picture[:2, :2] = (100, 40, 8)
    picture[0, 0] = (200, 40, 8)
    assert resized(picture, 2, 2).tolist() == [[[125, 40, 8], [0, 0, 0]], [[0, 0, 0]] * 2]


def test_a_larger_picture_repeats_the_pixels() -> None:
    picture = np.array([[[10, 0, 0], [20, 0, 0]]], np.uint8)
    assert resized(picture, 4, 2)[:, :, 0].tolist() == [[10, 10, 20, 20]] * 2


@given(sizes, sizes, sizes, sizes, st.integers(0, 255))
def test_a_picture_of_one_colour_stays_one(
    height: int, width: int, new_height: int, new_width: int, level: int
) -> None:
    picture = np.full((height, width, 3), level, np.uint8)
    made = resized(picture, new_width, new_height)
    assert made.shape == (new_height, new_width, 3)
    assert (made == level).all()


@given(sizes, sizes, sizes, sizes, st.data())
def test_no_mark_is_lost(
    height: int, width: int, new_height: int, new_width: int, data: st.DataObject
) -> None:
    mask = np.zeros((height, width), np.bool_)
    row, column = (data.draw(st.integers(0, size - 1)) for size in mask.shape)
    mask[row, column] = True
    made = resized_mask(mask, new_width, new_height)
    assert made.shape == (new_height, new_width)
    if new_height <= height and new_width <= width:
        assert made.sum() == 1
    assert not resized_mask(np.zeros_like(mask), new_width, new_height).any()


@given(st.lists(st.tuples(st.integers(-1, 1), st.integers(-1, 1)), max_size=60), sizes, sizes)
def test_the_region_stays_within_the_picture(
    moves: list[tuple[int, int]], height: int, width: int
) -> None:
    region = MIDDLE
    for right, down in moves:
        region = region.moved(right, down)
    rows, columns = region.of(height, width)
    assert 0 <= rows.start < rows.stop <= height
    assert 0 <= columns.start < columns.stop <= width


def test_the_region_reaches_every_edge_and_comes_back() -> None:
    corner = MIDDLE
    for _ in range(30):
        corner = corner.moved(-1, -1)
    assert (corner.left, corner.top) == (0.0, 0.0)
    for _ in range(30):
        corner = corner.moved(1, 1)
    assert corner.of(400, 800) == (slice(300, 400), slice(600, 800))
    assert corner.left == pytest.approx(0.75)
