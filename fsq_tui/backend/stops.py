"""Exposures in EV, from the words that cameras have for them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from fsq_tui.errors import LensFault

_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)(?:/(\d+(?:\.\d+)?))?s?")
PARTS = (1, 2, 3)  # cameras are set in whole stops, in halves, or in thirds
MOST_OFF_EV = 0.5


def time_stops(text: str) -> float | None:
    """An exposure time in EV above one second, from texts like 1/60, 0.3, 30 or 0.0080s.

    Such a text is rounded (1/60 is 1/64 of a second): the next half or third is meant. None for a
    text without a time, as bulb is.
    """
    seconds = _number(text)
    return None if seconds is None or seconds <= 0 else _meant(math.log2(seconds))


def compensation_stops(text: str) -> float | None:
    """A compensation in EV, from texts like 1, -0.6 or 0.333; None for a text without one."""
    number = _number(text)
    return None if number is None else _meant(number)


def nearest(stops: Iterable[tuple[str, float | None]], base: float, ev: float) -> tuple[str, float]:
    """Of choices with their stops the one that is nearest to `ev` from `base`, and its EV.

    '' where it is more than MOST_OFF_EV off, or half of what is asked for.
    """
    known = [(choice, found - base) for choice, found in stops if found is not None]
    choice, found = min(known, key=lambda one: abs(one[1] - ev), default=("", math.inf))
    return (choice, found) if abs(found - ev) <= min(MOST_OFF_EV, abs(ev) / 2) else ("", 0.0)


def no_exposure(body: str, setting: str, ev: float) -> LensFault:
    """Why an exposure cannot be had, `ev` from what the body is set to."""
    return LensFault(
        f"{body} has no exposure {ev:+g} EV from {setting}.",
        "Take a smaller bracket, or another exposure to begin with.",
    )


def _number(text: str) -> float | None:
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    below = float(found[2] or 1)
    return float(found[1]) / below if below else None


def _meant(stops: float) -> float:
    """The next whole, half or third; of those equally near the first."""
    return min((round(stops * part) / part for part in PARTS), key=lambda one: abs(one - stops))
