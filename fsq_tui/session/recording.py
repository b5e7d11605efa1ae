"""A movie clip around a take: begun and seen to run, and ended by nobody but who began it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from fsq_tui.busy import asked_while_busy
from fsq_tui.errors import LensBusy, LensFault, LensGone
from fsq_tui.session.motor import Motor
from fsq_tui.session.patience import GIVE_UP_S, RETRY_S
from fsq_tui.session.snapshot import Severity

POLL_S = 0.1
START_S = 5.0  # much longer than a body takes to begin
UNTOLD_S = 1.0  # what a body is given that does not tell whether it records
END_S = 3.0

STOP_IT = "Stop the clip on the camera."
UNTOLD = "Whether it records is not confirmed: the camera does not tell."
ENDED = "The clip ended by itself before the take did. Look at the card of the camera: is it full?"
LOOK = "Look at the camera: movie mode, no menu open, a card with room."


class Story(Protocol):
    """Who is told. A sentence that is said stays to be read; one that is told is seen at once."""

    def say(self, text: str, severity: Severity = Severity.NOTE) -> None:
        """Say it."""

    def tell(self, text: str, severity: Severity = Severity.WARNING) -> None:
        """Tell it; a fault is said, too."""

    def show_recording(self, is_on: bool | None) -> None:
        """Whether a clip runs, whoever began it; None where that is not known."""


class Recording:
    """The clip of the body. Used on the owner's thread, while the lens is at rest."""

    def __init__(self, motor: Motor, story: Story) -> None:
        self._motor = motor
        self._story = story
        self._is_ours = False
        self._began_s: float | None = None  # when ours was seen to run

    def require(self) -> None:
        """Raises LensFault for a body that cannot be made to record."""
        lens = self._motor.lens
        if not lens.capabilities.records:
            raise LensFault(
                f"fsq cannot make {lens.identity.body} record.",
                "Start the clip on the camera, then press PLAY.",
            )

    def look(self) -> bool | None:
        """Whether a clip runs, and show it. Raises LensGone."""
        is_on = self._motor.lens.is_recording()
        self._story.show_recording(is_on)
        return is_on

    def at_s(self, when_s: float) -> float | None:
        """How far into the clip a moment of the clock is; None while none of ours runs."""
        return None if self._began_s is None else when_s - self._began_s

    def start(self) -> None:
        """Begin a clip and return once it runs; one that runs already is left to who began it.

        A body that does not tell is given UNTOLD_S. Raises Stopped, NoMovieMode, LensGone,
        LensFault; `stop` must follow in any case.
        """
        self.require()
        if self.look():
            self._story.say("A clip runs already: fsq leaves it to who began it.")
            return
        self._order()
        self._confirm()
        self._began_s = self._motor.clock.now()

    def stop(self) -> None:
        """End the clip that `start` has begun, or ordered. Nothing that is asked prevents it.

        What goes wrong is told. Raises LensGone.
        """
        began_s, self._began_s = self._began_s, None
        is_ours, self._is_ours = self._is_ours, False
        if not is_ours:
            return
        try:
            self._end(began_s)
        except LensGone:
            self._story.show_recording(None)
            self._story.say(f"The camera went while it recorded. {STOP_IT}", Severity.FAULT)
            raise
        except LensFault as fault:
            sentence = f"The clip was not stopped: {fault.message} {STOP_IT}"
            self._story.tell(sentence, Severity.FAULT)

    def _order(self) -> None:
        """One that is refused is none; one that is not answered may be carried out yet."""
        self._is_ours = True
        try:
            self._motor.patience.retried(self._motor.lens.start_recording, self._motor.attention)
        except LensGone:
            raise
        except LensBusy as busy:
            self._is_ours = False
            raise LensFault("The camera is too busy to start a clip.", LOOK) from busy
        except LensFault:
            self._is_ours = False
            raise

    def _confirm(self) -> None:
        clock = self._motor.clock
        ordered_s = clock.now()
        while not (is_on := self.look()):
            waited_s = clock.now() - ordered_s
            if is_on is None and waited_s >= UNTOLD_S:
                self._story.tell(UNTOLD)
                self._story.say(UNTOLD, Severity.WARNING)
                return
            if waited_s >= START_S:
                raise LensFault(
                    f"The camera was told to record and has not begun within {START_S:g} s.", LOOK
                )
            self._motor.attention.pause_until(clock.now() + POLL_S)

    def _end(self, began_s: float | None) -> None:
        if began_s is not None and self.look() is False:
            self._story.tell(ENDED, Severity.FAULT)
            return
        self._patiently(self._motor.lens.stop_recording)
        clock = self._motor.clock
        give_up_s = clock.now() + END_S
        is_last = False
        while self.look():
            if is_last:
                raise LensFault("it runs on.")
            clock.wait(clock.now() + POLL_S)
            is_last = clock.now() >= give_up_s
        if began_s is not None:
            sentence = f"Recorded a clip of {clock.now() - began_s:.1f} s."
            self._story.tell(sentence, Severity.NOTE)
            self._story.say(sentence)

    def _patiently(self, order: Callable[[], None]) -> None:
        """As often as a busy body needs, and deaf to STOP, which may be what brought us here."""
        clock = self._motor.clock
        asked_while_busy(order, clock, GIVE_UP_S, lambda: clock.wait(clock.now() + RETRY_S))
