"""The movie clip of a camera that is not there, with what can go wrong with it."""

from __future__ import annotations

from collections import deque
from enum import Enum
from typing import NamedTuple

from fsq_tui.clock import Clock

START_S = 0.3  # from the order to the first frame; chosen for the simulation


class ClipEvent(Enum):
    """What happened to a clip."""

    STARTED = "started"
    STOPPED = "stopped"
    CARD_FULL = "card full"


class ClipEntry(NamedTuple):
    """It, and when in the camera's seconds."""

    when_s: float
    event: ClipEvent


class SimulatedClip:
    """Starts a while after it was ordered, and ends when it is told to or the card is full.

    `in_movie_mode` is the switch of the body. `start_s` is how late it starts, `never_starts` that
    it takes the order and does nothing, `room_s` how much the card holds. `log` is what happened.
    """

    def __init__(self, clock: Clock) -> None:
        self.in_movie_mode = True
        self.start_s = START_S
        self.never_starts = False
        self.room_s = float("inf")
        self._log: deque[ClipEntry] = deque(maxlen=10_000)
        self._clock = clock
        self._starts_s: float | None = None  # when the clip that was ordered starts or has started
        self._is_on = False

    @property
    def is_on(self) -> bool:
        """Whether it is being recorded now."""
        self._catch_up()
        return self._is_on

    @property
    def log(self) -> list[ClipEntry]:
        """Oldest first."""
        self._catch_up()
        return list(self._log)

    def start(self) -> None:
        """Order it; one that runs goes on."""
        self._catch_up()
        if self._starts_s is None and not self.never_starts:
            self._starts_s = self._clock.now() + self.start_s

    def stop(self) -> None:
        """End it, or the order to start it."""
        self._catch_up()
        if self._is_on:
            self._end(self._clock.now(), ClipEvent.STOPPED)
        self._starts_s = None

    def _catch_up(self) -> None:
        now_s, starts_s = self._clock.now(), self._starts_s
        if starts_s is None or now_s < starts_s:
            return
        if not self._is_on:
            self._is_on = True
            self._log.append(ClipEntry(starts_s, ClipEvent.STARTED))
        if now_s >= starts_s + self.room_s:
            self._end(starts_s + self.room_s, ClipEvent.CARD_FULL)

    def _end(self, when_s: float, event: ClipEvent) -> None:
        self._is_on = False
        self._starts_s = None
        self._log.append(ClipEntry(when_s, event))
