"""A Nikon: the lens goes in pulses, a command returns when the motor stands, stops are told."""

from __future__ import annotations

import math

from fsq_tui.backend.base import Capabilities, Pause
from fsq_tui.backend.gphoto2.body import AUTOFOCUS, DRIVE, PROBE_S
from fsq_tui.backend.gphoto2.connection import Connection
from fsq_tui.backend.gphoto2.faults import CAMERA_ERROR, Refused
from fsq_tui.backend.gphoto2.movie import MOVIE, refusal
from fsq_tui.backend.gphoto2.shutter import ShutterLens
from fsq_tui.clock import Clock
from fsq_tui.errors import AtStop, LensBusy, LensFault
from fsq_tui.focus.calibration import FORWARD
from fsq_tui.focus.modes import How

UNITS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
"""Pulses to try for the smallest step, in this order; the first that is not too small is used."""
MULTIPLES = {3: 40, 2: 6, 1: 1}
"""How many of these units a step size is: about what the sizes of a Canon are to each other."""

MOST_STEPS = 1500
"""Some lenses have 50,000 pulses: to count them one by one would take an hour."""

TOO_SMALL, NO_FOCUS = "too small", "Out of Focus"
MOTOR_WAIT_S = 0.9  # libgphoto2 waits 1 s for the motor, then calls the camera busy
AUTOFOCUS_WAIT_S = 8.0  # it waits 5 s for autofocus

PROHIBIT, IS_ON = "movieprohibit", "Already in movie recording"
EVENTS_OF_CLIP = {"Event c10a": True, "Event c105": False, "Event c108": False}
"""Started, interrupted, complete. Of the bodies listed in libgphoto2 some have them."""
STOP_WAIT_S = 15.0  # it waits 10 s and longer for the end of a clip: 3 s for 10 s on a Z 6


class _TooSmall(LensFault):
    """A move of so few pulses that the body refuses it."""


class NikonLens(ShutterLens):
    """A lens on a Nikon. The first drive command finds out how many pulses its smallest step is."""

    def __init__(self, camera: Connection, clock: Clock) -> None:
        super().__init__(camera, clock)
        self._unit: int | None = None
        # How far finding the unit has moved the lens: one unit of the command that needed it, which
        # may yet be refused as busy.
        self._ahead = 0
        self._records = camera.has(MOVIE)
        self._recording: bool | None = None

    @property
    def capabilities(self) -> Capabilities:
        """Nothing is measured, but stops are told."""
        return Capabilities(
            How.COUNTED,
            reports_stops=True,
            live_view=True,
            records=self._records,
            captures=True,
            probe_s=PROBE_S,
        )

    @property
    def drive_unit(self) -> int:
        """Pulses in a command of size 1; 0 before one was sent."""
        return self._unit or 0

    def use_drive_unit(self, unit: int) -> None:
        """Drive in steps of so many pulses."""
        self._unit, self._ahead = unit, 0

    def suit_range(self, commands: int) -> None:
        """Make the unit so large that the lens has at most MOST_STEPS."""
        if self._unit is not None:
            self._unit *= max(1, math.ceil(commands * MULTIPLES[3] / MOST_STEPS))

    def autofocus(self, pause: Pause) -> None:
        """Autofocus; the body keeps the caller waiting, `pause` is called when it is done."""
        self.check()
        self._command(self._send_autofocus)
        pause(0.0)

    def start_recording(self) -> None:
        """Order the clip; libgphoto2 changes to what it calls application mode before.

        Whether the lens can be driven then is not known. Raises NoMovieMode, LensBusy, LensGone,
        LensFault.
        """
        self._listen()
        self._recording = None  # until the body tells
        try:
            self._order(lambda: self._camera.put(MOVIE, 1))
        except Refused as refused:
            raise refusal(self._identity.body, refused.text) from refused

    def stop_recording(self) -> None:
        """End the clip; libgphoto2 waits until it is written. Raises LensBusy, LensGone."""
        self._order(lambda: self._camera.put(MOVIE, 0, STOP_WAIT_S))
        self._recording = None  # libgphoto2 keeps the event of its end to itself

    def is_recording(self) -> bool | None:
        """By the property that some bodies have, or by their events; None where neither came."""
        self._listen()
        prohibited = self._camera.value(PROHIBIT)
        return IS_ON in prohibited if prohibited else self._recording

    def _release(self) -> None:
        """In live view the driver takes pictures without autofocus; it waits for the exposure.

        A body that is busy for ever it takes for one that is done: then no picture is told of.
        """
        self._order(self._camera.release)

    def _listen(self) -> list[str]:
        texts = super()._listen()
        for text in texts:
            for event, is_on in EVENTS_OF_CLIP.items():
                if event in text:
                    self._recording = is_on
        return texts

    def _drive(self, step_size: int, direction: int) -> None:
        if self._unit is None:
            self._unit = self._found_unit(direction)
            self._ahead = direction
        units = MULTIPLES[step_size] - direction * self._ahead
        try:
            if units:
                self._turn(units * self._unit, direction)
        except AtStop:
            self._ahead = 0
            raise
        self._ahead = 0

    def _found_unit(self, direction: int) -> int:
        for pulses in UNITS:
            try:
                self._turn(pulses, direction)
            except _TooSmall:
                continue
            return pulses
        raise LensFault(
            f"The camera refuses to drive the lens by as many as {UNITS[-1]} pulses.",
            "Try another lens; some old ones cannot be driven from a computer.",
        )

    def _turn(self, pulses: int, direction: int) -> None:
        self._command(lambda: self._send(pulses, direction))

    def _send(self, pulses: int, direction: int) -> None:
        start_s = self._clock.now()
        try:
            self._camera.put(DRIVE, -pulses if direction == FORWARD else pulses)
        except LensBusy:
            took_s = (self._clock.now() - start_s) / self._clock.rate
            if took_s < MOTOR_WAIT_S:
                raise
            # The motor runs on; the next command will find it busy until it is done.
        except Refused as refused:
            raise _meant(refused, pulses, direction) from refused

    def _send_autofocus(self) -> None:
        try:
            self._camera.put(AUTOFOCUS, 1, AUTOFOCUS_WAIT_S)
        except Refused as refused:
            if NO_FOCUS not in refused.text:
                raise
            raise LensFault(
                "The camera found nothing to focus on.",
                "Point it at something with more light and contrast.",
            ) from refused


def _meant(refused: Refused, pulses: int, direction: int) -> LensFault:
    """A stop and too small a move have one code; only the text tells them apart."""
    if refused.code != CAMERA_ERROR:
        return refused
    if TOO_SMALL in refused.text:
        return _TooSmall(
            f"The lens does not take steps of {pulses} pulses any more.",
            "Open the camera again and calibrate the lens anew.",
        )
    end = "forward" if direction == FORWARD else "backward"
    return AtStop(f"The lens is at its {end} stop.", "Drive it the other way.")
