"""The line above the live view, and how fast pictures may follow each other."""

from __future__ import annotations

import pytest

from fsq_tui.widgets.meter import Gauge, gauge_line
from fsq_tui.widgets.pace import LEAST_PER_S, MOST_PER_S, Pace
from fsq_tui.widgets.paint import line_width


def text(gauge: Gauge, width: int) -> str:
    return "".join(part for part, _ in gauge_line(gauge, width))


def test_a_full_bar_is_the_peak() -> None:
    assert text(Gauge(12.4, 12.4), 40) == "sharpness ███████████████  12.4 of  12.4"
    assert text(Gauge(6.2, 12.4), 40) == "sharpness ████████░░░░░░░   6.2 of  12.4"


def test_nothing_sharp_at_all_is_an_empty_bar() -> None:
    assert "█" not in text(Gauge(0.0, 0.0), 60)


def test_what_is_on_is_said() -> None:
    said = text(Gauge(1.0, 2.0, peaking=True, magnified=True, damaged=3), 80)
    assert said.endswith("  peaking  magnified  3 damaged")
    assert text(Gauge(), 60) == "live view: no picture yet"
    assert text(Gauge(damaged=2), 60) == "live view: 2 damaged pictures"


@pytest.mark.parametrize("width", range(1, 90))
def test_it_is_never_wider_than_its_line(width: int) -> None:
    for gauge in (Gauge(), Gauge(1.0, 2.0), Gauge(999.9, 999.9, True, True, 12)):
        assert line_width(gauge_line(gauge, width)) <= width


def shown_in(seconds: float, size_bytes: int, limit_bytes_s: float) -> int:
    """How many pictures are shown of 1000 a second, each of so many bytes."""
    pace, shown = Pace(limit_bytes_s), 0
    for tick in range(round(seconds * 1000)):
        if pace.wait_s(tick / 1000) == 0:
            pace.wrote(tick / 1000, size_bytes)
            shown += 1
    return shown


@pytest.mark.parametrize("size_bytes", [10_000, 30_000, 100_000, 900_000])
def test_no_more_is_written_than_the_line_bears(size_bytes: int) -> None:
    written = shown_in(60.0, size_bytes, 300_000) * size_bytes
    assert written <= 60 * 300_000 + size_bytes
    assert written >= 0.9 * 60 * 300_000 - size_bytes


def test_as_many_are_asked_for_as_the_line_bears() -> None:
    pace = Pace(300_000)
    assert pace.per_s == MOST_PER_S
    for _ in range(20):
        pace.wrote(0.0, 100_000)
    assert pace.per_s == pytest.approx(3.0, rel=0.25)
    for _ in range(60):
        pace.wrote(0.0, 9_000_000)
    assert pace.per_s == LEAST_PER_S
    for _ in range(60):
        pace.wrote(0.0, 0)
    assert pace.per_s == MOST_PER_S


def test_the_rate_is_not_asked_anew_for_every_picture() -> None:
    pace = Pace(300_000)
    rates = set()
    for index in range(50):
        pace.wrote(0.0, 100_000 + 5_000 * (index % 2))
        rates.add(pace.per_s)
    assert len(rates) == 1
