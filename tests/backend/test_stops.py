"""Exposures in EV, from what cameras call them."""

from __future__ import annotations

import pytest

from fsq_tui.backend.stops import compensation_stops, nearest, time_stops
from tests.virtual_camera.exposure import LEAST_THIRDS, TIMES


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        *(("1", 0), ("30", 5), ("1/60", -6), ("1/125", -7), ("0.5", -1), ("1/1.3", -1 / 3)),
        *(("0.0080s", -7), ("10/13", -1 / 3), ("0.3", -5 / 3), ("15", 4), ("1/45", -5.5)),
    ],
)
def test_times(text: str, stops: float) -> None:
    assert time_stops(text) == pytest.approx(stops, abs=0.001)


@pytest.mark.parametrize(
    "text", ["bulb", "auto", "Time", "x 200", "", "0", "1/0", "Unknown value 01", "-1"]
)
def test_no_times(text: str) -> None:
    assert time_stops(text) is None


@pytest.mark.parametrize(
    ("text", "stops"), [("0", 0), ("1.0", 1), ("-0.6", -2 / 3), ("0.333", 1 / 3), ("-2.5", -2.5)]
)
def test_compensations(text: str, stops: float) -> None:
    assert compensation_stops(text) == pytest.approx(stops)


def test_no_compensation() -> None:
    assert compensation_stops("Unknown value 00dc") is None


def test_the_names_of_thirds_are_thirds() -> None:
    base = time_stops("1/125")
    assert base is not None
    for thirds, (dividend, divisor) in enumerate(TIMES, LEAST_THIRDS):
        assert time_stops(f"{dividend}/{divisor}") == pytest.approx(base + thirds / 3)


def test_nearest() -> None:
    whole = [(str(n), float(n)) for n in range(4)] + [("bulb", None)]
    assert nearest(whole, 1.0, 2.0) == ("3", 2.0)
    assert nearest(whole, 1.0, 1.6) == ("3", 2.0)
    assert nearest(whole, 1.0, 3.0) == ("", 0.0), "it is too far off"
    assert nearest(whole, 1.0, 0.4) == ("", 0.0), "it would be none"
    assert nearest([], 1.0, 1.0) == ("", 0.0)
