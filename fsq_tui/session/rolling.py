"""One key for the whole take: pre-roll, record, hold, the pulls, hold, cut."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from fsq_tui.clock import Clock
from fsq_tui.errors import Stopped
from fsq_tui.focus.holds import Holds
from fsq_tui.focus.modes import Activity
from fsq_tui.session.attention import Attention
from fsq_tui.session.recording import Recording

HAIR_S = 1e-6  # by which a whole second may be missed


class Floor(Protocol):
    """Where the take is seen to go on."""

    activity: Activity

    def begin(self, activity: Activity) -> None:
        """The lens is at something."""

    def end(self) -> None:
        """It is at rest."""

    def note(self, text: str) -> None:
        """What the take is at."""


class Rolling:
    """Rolls the camera around what is done in a `with` of `rolled`."""

    def __init__(
        self, clock: Clock, attention: Attention, floor: Floor, recording: Recording
    ) -> None:
        self._clock = clock
        self._attention = attention
        self._floor = floor
        self._recording = recording

    @contextmanager
    def rolled(self, holds: Holds) -> Iterator[None]:
        """Record what is done inside. However that ends, so does the clip, if fsq has begun it.

        The lens must be at rest before and after. Where it is halted inside, or fails, the clip is
        cut at once. Raises Stopped, NoMovieMode, LensGone and other LensFaults.
        """
        self._recording.require()
        try:
            with self._holding():
                self._count_down("Take: recording", holds.pre_roll_s)
                self._floor.note("Take: the clip is being started")
                self._recording.start()
                self._count_down("Recording: pull", holds.before_s)
            yield
            with self._holding():
                self._count_down("Recording: cut", holds.after_s)
        finally:
            self._recording.stop()

    def end(self) -> None:
        """TAKE again: in a hold the take ends at once. Raises Stopped there, else does nothing."""
        if self._floor.activity is Activity.HOLDING:
            raise Stopped("The take was ended in a hold.")

    def _count_down(self, coming: str, hold_s: float) -> None:
        """Rest for so long."""
        until_s = self._clock.now() + hold_s
        while (left_s := until_s - self._clock.now()) > HAIR_S:
            seconds = math.ceil(left_s - HAIR_S)
            self._floor.note(f"{coming} in {seconds} s")
            self._attention.pause_until(until_s - (seconds - 1))

    @contextmanager
    def _holding(self) -> Iterator[None]:
        """Keys are heeded under an activity alone: at rest one would begin something of its own."""
        self._floor.begin(Activity.HOLDING)
        try:
            yield
        finally:
            self._floor.end()
