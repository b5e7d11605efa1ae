"""Time as a parameter: real, scaled for demonstrations, or virtual for tests."""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
import threading
import time
from collections.abc import Callable
from typing import Protocol


class Clock(Protocol):
    """What everything that measures or waits is given.

    `rate` is how many of this clock's seconds pass in one second of the operator's life; the
    overlay divides by it so that a highlight lasts as long for the eye at any time scale.
    """

    @property
    def rate(self) -> float:
        """Clock seconds per second of wall time."""

    def now(self) -> float:
        """Seconds since an arbitrary start; never goes back."""

    def wall(self) -> dt.datetime:
        """Time of day, with its zone, for the status line and the log."""

    def wait(self, until_s: float, cancel: threading.Event | None = None) -> bool:
        """Wait for `now()` to reach `until_s`. True, at once, when `cancel` is or becomes set."""


class RealClock:
    """The computer's own clock, run `rate` times as fast (1 = real time)."""

    def __init__(self, rate: float = 1.0) -> None:
        self._rate = rate
        self._start_s = time.monotonic()

    @property
    def rate(self) -> float:
        """Clock seconds per second of wall time."""
        return self._rate

    def now(self) -> float:
        """Seconds since this clock was made."""
        return (time.monotonic() - self._start_s) * self._rate

    def wall(self) -> dt.datetime:
        """Local time of day; not scaled."""
        return dt.datetime.now().astimezone()

    def wait(self, until_s: float, cancel: threading.Event | None = None) -> bool:
        """Wait for `now()` to reach `until_s`. True, at once, when `cancel` is or becomes set."""
        remaining_s = max(0.0, (until_s - self.now()) / self._rate)
        if cancel is not None:
            return cancel.wait(remaining_s)
        time.sleep(remaining_s)
        return False


class VirtualClock:
    """A clock that tests own: waiting takes no time, and events can be booked ahead.

    Single-threaded: the code under test and the booked callbacks run on the caller's thread.
    """

    rate = 1.0

    def __init__(self, start: dt.datetime = dt.datetime(2026, 1, 1, 9, 30, tzinfo=dt.UTC)) -> None:
        self._now_s = 0.0
        self._start = start
        self._booked: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()

    def at(self, when_s: float, callback: Callable[[], None]) -> None:
        """Call `callback` when the time comes, in the middle of whoever is waiting then."""
        heapq.heappush(self._booked, (when_s, next(self._order), callback))

    def now(self) -> float:
        """Seconds waited so far."""
        return self._now_s

    def wall(self) -> dt.datetime:
        """The start date plus the seconds waited so far."""
        return self._start + dt.timedelta(seconds=self._now_s)

    def wait(self, until_s: float, cancel: threading.Event | None = None) -> bool:
        """Jump to `until_s`, or to the booked event that sets `cancel` before it."""
        while cancel is None or not cancel.is_set():
            if not self._booked or self._booked[0][0] > until_s:
                self._now_s = max(self._now_s, until_s)
                return False
            when_s, _, callback = heapq.heappop(self._booked)
            self._now_s = max(self._now_s, when_s)
            callback()
        return True
