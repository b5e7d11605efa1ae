"""Only what differs is drawn again, and foreign text cannot break out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.geometry import Region

from fsq_tui.widgets.paint import changed_regions, cut, fitted


def test_only_the_columns_that_differ_are_drawn_again() -> None:
    before = [[("abc", "plain"), ("def", "strong")], [("same", "plain")]]
    after = [[("abX", "plain"), ("dYf", "strong")], [("same", "plain")]]
    assert changed_regions(before, after, 10) == [Region(2, 0, 3, 1)]


def test_a_role_is_a_difference_and_another_cut_of_the_same_is_none() -> None:
    assert changed_regions([[("abc", "plain")]], [[("abc", "strong")]], 5) == [Region(0, 0, 3, 1)]
    assert changed_regions([[("abc", "plain")]], [[("a", "plain"), ("bc", "plain")]], 5) == []


def test_a_line_that_goes_is_wiped() -> None:
    assert changed_regions([[], [("abc", "plain")]], [], 5) == [Region(0, 1, 3, 1)]


def test_wide_characters_take_the_whole_line() -> None:
    assert changed_regions([[("日本", "plain")]], [[("日x", "plain")]], 9) == [Region(0, 0, 9, 1)]


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("short", 8, "short"),
        ("rather long", 8, "rather.."),
        ("rather long", 3, "rat"),
        ("a\x1b[31mb\r\n", 9, "a[31mb"),
        ("日本語日本語", 7, "日本 .."),
        ("any", 0, ""),
        ("any", -2, ""),
    ],
)
def test_cut(text: str, width: int, shown: str) -> None:
    assert cut(text, width).rstrip() == shown


@given(st.text(), st.integers(0, 40))
def test_fitted_text_has_its_width_and_no_control_characters(text: str, width: int) -> None:
    for right in (False, True):
        shown = fitted(text, width, right=right)
        assert cell_len(shown) == width
        assert shown.isprintable()
