"""The overlay to the column: every line of the specification's table, and what blinks when."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.focus.overlay import (
    ARROW,
    HIGHLIGHT_S,
    REFRESH_S,
    SPINNER,
    Highlights,
    OverlayView,
    is_animated,
    overlay_line,
)

NOW_S = 50.0
FIRST = OverlayView(Mode.EDIT, stored_cm=65535)
SECOND = OverlayView(Mode.EDIT, number=2, count=2, stored_cm=54, target_s=1.3, expected_s=1.243)
RACK = OverlayView(Mode.RACK)
AWAY = OverlayView(Mode.RACK, counter_steps=123, live_cm=54, expected_s=1.243)

TABLE = [
    ("[    ]", OverlayView()),
    ("[.oOo] checking lens limits...", OverlayView(activity=Activity.CHECKING, since_s=49.9)),
    ("[oOo.] calibrating lens...", OverlayView(activity=Activity.CALIBRATING, since_s=49.8)),
    ("[Oo. ] marking the stops...", OverlayView(activity=Activity.MARKING, since_s=49.7)),
    ("[edit]   1 / 1 |    inf.   |", FIRST),
    ("[edit]   2 / 2 |     54cm  |  1.243s", SECOND),
    (
        "[edit]   1 / 1 | {16.470m} |",
        replace(FIRST, live_cm=1647, off_point=True, since_s=NOW_S),
    ),
    (
        "[edit]   1 / 1 | >16.470m< |",
        replace(FIRST, stored_cm=1647, highlights=Highlights(distance_s=NOW_S)),
    ),
    ("[edit] > 2</ 2 |     54cm  |  1.243s", replace(SECOND, highlights=Highlights(index_s=NOW_S))),
    (
        "[edit]   2 / 2 |     54cm  | >1.300s<",
        replace(SECOND, highlights=Highlights(duration_s=NOW_S)),
    ),
    (
        "[edit] ==>( 2) | (   78cm) | (0.800s)",
        replace(
            SECOND, activity=Activity.MOVING, destination=2, live_cm=78, since_s=NOW_S, ends_s=50.8
        ),
    ),
    ("[rack]      -- |   -----   |", RACK),
    ("[rack]       0 |     54cm  |", replace(RACK, counter_steps=0, live_cm=54)),
    ("[rack]    +123 |     54cm  |  1.243s", AWAY),
    ("[rack]  -99999 |     54cm  |  1.243s", replace(AWAY, counter_steps=-99999)),
    (
        "[rack]    +123 |     54cm  | (1.900s)",
        replace(AWAY, activity=Activity.WAITING, ends_s=51.9),
    ),
    (
        "[rack] ==> +123| (   54cm) | (0.800s)",
        replace(AWAY, activity=Activity.MOVING, since_s=NOW_S, ends_s=50.8),
    ),
    (
        "[rack]==>-99999| (   54cm) |",
        replace(AWAY, activity=Activity.JOGGING, since_s=NOW_S, counter_steps=-99999),
    ),
    ("[play]   1 / 3 |    inf.   |", replace(FIRST, mode=Mode.PLAY, count=3)),
    (
        "[play]   2 / 3 |  16.470m  |  5.000s",
        replace(SECOND, mode=Mode.PLAY, count=3, stored_cm=1647, target_s=5.0, expected_s=5.0),
    ),
]


@pytest.mark.parametrize(("line", "view"), TABLE, ids=[line for line, _ in TABLE])
def test_every_line_of_the_table(line: str, view: OverlayView) -> None:
    assert overlay_line(view, NOW_S) == line


def test_spinner_and_arrow_cycle_through_their_frames() -> None:
    busy = OverlayView(activity=Activity.CHECKING)
    moving = replace(SECOND, activity=Activity.MOVING)
    for tick in range(13):
        now_s = tick * REFRESH_S
        assert overlay_line(busy, now_s)[1:5] == SPINNER[tick % 6]
        assert overlay_line(moving, now_s)[7:10] == ARROW[tick % 6]


@pytest.mark.parametrize(
    ("field", "shown", "blank"),
    [
        ("index_s", "[edit] > 2</ 2 |     54cm  |  1.243s", "[edit]   2 / 2 |     54cm  |  1.243s"),
        (
            "distance_s",
            "[edit]   2 / 2 | >   54cm< |  1.243s",
            "[edit]   2 / 2 |     54cm  |  1.243s",
        ),
        (
            "duration_s",
            "[edit]   2 / 2 |     54cm  | >1.300s<",
            "[edit]   2 / 2 |     54cm  |  1.300s",
        ),
        ("mode_s", "[edit]   2 / 2 |     54cm  |  1.243s", " edit    2 / 2 |     54cm  |  1.243s"),
    ],
)
def test_a_highlight_blinks_on_every_other_refresh_for_one_second(
    field: str, shown: str, blank: str
) -> None:
    view = replace(SECOND, highlights=Highlights(**{field: NOW_S}))
    lines = [overlay_line(view, NOW_S + tick * REFRESH_S) for tick in range(10)]
    assert lines == [shown, blank] * 5
    assert overlay_line(view, NOW_S + HIGHLIGHT_S) == overlay_line(SECOND, NOW_S)


def test_braces_blink_for_as_long_as_the_lens_is_off_the_point() -> None:
    view = replace(FIRST, live_cm=1647, off_point=True)
    assert overlay_line(view, 600.0) == "[edit]   1 / 1 | {16.470m} |"
    assert overlay_line(view, 600.1) == "[edit]   1 / 1 |  16.470m  |"
    assert is_animated(view, 600.0)


def test_the_countdown_ends_at_zero_and_runs_at_the_lens_clock() -> None:
    moving = replace(SECOND, activity=Activity.MOVING, destination=2, ends_s=50.8, since_s=50.0)
    assert overlay_line(moving, 50.3).endswith("(0.500s)")
    assert overlay_line(moving, 51.7).endswith("(0.000s)")
    assert overlay_line(replace(moving, rate=10.0), 50.3).endswith("(5.000s)")


def test_nothing_to_refresh_at_rest() -> None:
    assert not is_animated(SECOND, NOW_S)
    assert is_animated(replace(SECOND, highlights=Highlights(index_s=NOW_S)), NOW_S + 0.9)
    assert not is_animated(replace(SECOND, highlights=Highlights(index_s=NOW_S)), NOW_S + 1.0)
    assert is_animated(replace(SECOND, activity=Activity.MOVING), NOW_S)


@given(
    number=st.integers(1, 999),
    count=st.integers(1, 999),
    stored_cm=st.integers(0, 65535),
    live_cm=st.integers(0, 65535),
    off_point=st.booleans(),
    expected_s=st.floats(0, 99.9),
    now_s=st.floats(0, 1000),
    moving=st.booleans(),
)
def test_widths_never_change(
    number: int,
    count: int,
    stored_cm: int,
    live_cm: int,
    off_point: bool,
    expected_s: float,
    now_s: float,
    moving: bool,
) -> None:
    view = OverlayView(
        Mode.PLAY,
        Activity.MOVING if moving else Activity.IDLE,
        number=number,
        count=count,
        destination=number,
        stored_cm=stored_cm,
        live_cm=live_cm,
        off_point=off_point,
        target_s=expected_s,
        expected_s=expected_s,
        ends_s=now_s + expected_s,
        highlights=Highlights(index_s=0.0, distance_s=0.0, duration_s=0.0),
    )
    line = overlay_line(view, now_s)
    assert len(line.ljust(37)) == 37
    assert [i for i, character in enumerate(line) if character == "|"] == [15, 27]
    assert line.rstrip(")<").endswith("s")
