"""Whether the camera is still there; and bringing it back where it is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fsq_tui.backend.base import Lens
from fsq_tui.clock import Clock
from fsq_tui.errors import FsqError, LensFault, LensGone
from fsq_tui.session.motor import Motor
from fsq_tui.session.retry import FIRST_RETRY_S, next_retry_s

Remount = Callable[[], Lens]
"""Opens the camera anew. Raises FsqError where that does not succeed."""


@dataclass(frozen=True, slots=True)
class Mounted:
    """A lens to play on, and how to get at it again.

    `stand_in`: it is simulated though nobody asked for that. `notes` are for the console.
    """

    lens: Lens
    remount: Remount
    stand_in: bool = False
    notes: tuple[str, ...] = ()


class Watch:
    """`lost` is the sentence about a camera that is gone, '' while it is there.

    A camera at rest is asked now and then whether it is there; one that is gone is looked for as
    `retry` says. Used from the owner's thread only; times are the clock's.
    """

    def __init__(
        self, clock: Clock, motor: Motor, remount: Remount, look: Callable[[], object]
    ) -> None:
        """`look` takes in what else the camera tells; it may raise LensFault."""
        self._clock = clock
        self._motor = motor
        self._remount = remount
        self._look = look
        self.lost = ""
        self._wait_s = FIRST_RETRY_S
        self._due_s = self._next_probe_s()

    def due_s(self) -> float | None:
        """When `tend` has something to do, None for never."""
        return self._due_s

    def lose(self, gone: LensGone) -> None:
        """The camera went: nothing that was known of the lens holds any more.

        Of one that is gone already somebody wants something: it is looked for at once.
        """
        if self.lost:
            self._due_s = self._clock.now()
            return
        self.lost = gone.message
        self._motor.forget()
        self._wait_s = FIRST_RETRY_S
        self._due_s = self._clock.now() + self._wait_s * self._clock.rate

    def tend(self) -> bool:
        """Do what is due; whether the camera went or came back by it."""
        if self._due_s is None or self._clock.now() < self._due_s:
            return False
        return self._bring_back() if self.lost else self._probe()

    def _probe(self) -> bool:
        self._due_s = self._next_probe_s()
        try:
            self._motor.lens.battery_percent()  # a question that keeps the body awake as well
            self._look()
        except LensGone as gone:
            self.lose(gone)
            return True
        except LensFault:
            pass  # it answered
        return False

    def _bring_back(self) -> bool:
        wanted = self._motor.lens.identity.lens_name
        self._motor.lens.close()
        try:
            lens = self._remount()
        except FsqError as fault:
            self._try_later(fault.message)
            return False
        if (mounted := lens.identity.lens_name) != wanted:
            lens.close()
            self._try_later(f'The "{mounted}" is mounted, but the scene is for the "{wanted}".')
            return False
        self._motor.mount(lens)
        self.lost = ""
        self._due_s = self._next_probe_s()
        return True

    def _try_later(self, reason: str) -> None:
        self._wait_s = next_retry_s(self._wait_s)
        self.lost = reason
        self._due_s = self._clock.now() + self._wait_s * self._clock.rate

    def _next_probe_s(self) -> float | None:
        probe_s = self._motor.lens.capabilities.probe_s
        return None if probe_s is None else self._clock.now() + probe_s * self._clock.rate
