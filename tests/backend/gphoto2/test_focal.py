from __future__ import annotations

import pytest

from fsq_tui.backend.gphoto2.focal import FocalTravel
from fsq_tui.focus.calibration import BACKWARD, FORWARD


def drive(
    travel: FocalTravel,
    place: float,
    units: float,
    direction: int,
    span: float,
    least: int = 0,
    most: int = 100,
) -> tuple[float, bool]:
    """Where a lens of `span` units goes, and whether that is told to be a stop."""

    def shown(at: float) -> int:
        return most - round((most - least) * at / span)

    after = min(max(place + direction * units, 0.0), span)
    return after, travel.at_stop(units, direction, shown(place), shown(after))


@pytest.mark.parametrize("span", [300.0, 2000.0, 8000.0])
@pytest.mark.parametrize("units", [1, 8, 55])
@pytest.mark.parametrize("direction", [FORWARD, BACKWARD])
def test_a_stop_is_told_at_the_stop_and_soon(span: float, units: int, direction: int) -> None:
    travel = FocalTravel(span / 10, 10)
    place, told, late = span / 2, False, 0
    stop = span if direction == FORWARD else 0.0
    while not told:
        at_stop = place == stop
        place, told = drive(travel, place, units, direction, span)
        late += at_stop
    assert place == stop
    assert late * units <= 2 * span / 100 + units


def test_a_lens_that_never_shows_its_end_has_stops_all_the_same() -> None:
    span = 2000.0
    travel = FocalTravel(200, 10)
    place, told, commands = 0.0, False, 0
    while not told and commands < 100:
        place, told = drive(travel, place, 55, FORWARD, span, least=4, most=93)
        commands += 1
    assert place == span
    assert commands < 2000 / 55 + 12


def test_play_in_the_gear_is_no_stop() -> None:
    """Nor is a turn of direction: what was driven the other way does not count."""
    travel = FocalTravel(400, 100)  # 4 units to a percent
    for direction in (FORWARD, BACKWARD) * 3:
        for _ in range(35):
            assert not travel.at_stop(1, direction, 50, 50)


def test_wide_percents_are_waited_for() -> None:
    """Where the scale is not even, the last percent may be as wide as the one before it."""
    travel = FocalTravel(1000, 100)  # 10 units to a percent, elsewhere
    for _ in range(59):
        travel.at_stop(1, FORWARD, 1, 1)
    assert not travel.at_stop(1, FORWARD, 1, 0)  # 60 units to this one
    told = [travel.at_stop(1, FORWARD, 0, 0) for _ in range(100)]
    assert told.index(True) + 1 == 90
