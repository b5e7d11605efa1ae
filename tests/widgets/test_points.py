"""The table keeps the current point in sight and says why a time is out of reach."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsq_tui.session.snapshot import Transition
from fsq_tui.widgets.paint import line_width
from fsq_tui.widgets.points import PointsTable, Table, first_row, header, reach, row_line
from tests.screens.fake import LATE, PLAYED, REACH, ROW_1, row


def painted(table: Table, width: int, height: int) -> list[str]:
    lines = PointsTable().paint(table, width, height)
    return ["".join(text for text, _ in line) for line in lines]


def test_the_band_goes_from_the_fastest_to_the_asked_time() -> None:
    assert reach(REACH) == "1.243 .. 5.000"
    assert reach(ROW_1) == ""
    assert reach(LATE) == "! from 3.954"


@given(st.integers(1, 999), st.data(), st.integers(1, 40))
def test_the_current_point_is_always_in_sight(count: int, data: st.DataObject, room: int) -> None:
    index = data.draw(st.integers(0, count - 1))
    first = first_row(index, count, room)
    assert first <= index < first + room
    assert first == 0 or first + room <= count


def test_marks_tell_where_one_is_and_where_one_goes() -> None:
    shown = painted(Table(PLAYED, 0, 2), 78, 6)
    assert [line[:2] for line in shown[1:4]] == ["► ", "  ", "=>"]


@pytest.mark.parametrize("width", [36, 60, 78])
def test_a_reason_without_a_column_stands_under_the_table(width: int) -> None:
    assert painted(Table(PLAYED, 2), width, 6)[-1].startswith("! 3: too fast for this")


def test_a_reason_stands_in_its_row_where_there_is_room() -> None:
    shown = painted(Table(PLAYED, 0), 118, 6)
    assert "too fast for this lens: 360 steps take 3.954 s" in shown[3]
    assert len(shown) == 4


def test_a_reason_longer_than_its_column_is_told_in_full_below() -> None:
    long = row(9, 20, 0.1, Transition(9, 1.0, 1.0, "a reason that goes on and on " * 3))
    assert "on and on a reason that goes on" in painted(Table((ROW_1, long), 1), 118, 6)[-1]


@pytest.mark.parametrize("width", [1, 5, 20, 36, 45, 46, 52, 70, 78, 90, 118, 200])
def test_lines_never_overflow(width: int) -> None:
    for index in range(3):
        shown = PointsTable().paint(Table(PLAYED, index, 1), width, 5)
        assert len(shown) <= 5
        if width >= 36:
            assert all(line_width(line) <= width for line in shown)


@pytest.mark.parametrize("width", [46, 52, 70, 78, 118])
def test_titles_stand_over_their_columns(width: int) -> None:
    titles = header(Table(), width)[0][0]
    cells = "".join(text for text, _ in row_line(Table(PLAYED, 0), 1, width))
    assert cells.index("31") + 2 == titles.index("step") + 4
    assert cells.index("5.000") + 5 == titles.index("target") + 6


def test_an_empty_table_says_so() -> None:
    assert painted(Table(), 78, 5)[1] == "No points yet."


def test_a_lens_that_is_not_calibrated_has_no_steps() -> None:
    unknown = row(0, 54, 1.0, None)
    shown = painted(Table((type(unknown)(unknown.point),)), 78, 5)[1]
    assert " - " in shown
