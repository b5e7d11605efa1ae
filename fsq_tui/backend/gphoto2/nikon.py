"""A Nikon: the lens goes in pulses, a command returns when the motor stands, stops are told."""

from __future__ import annotations

import math
from dataclasses import replace

from fsq_tui.backend.base import Capabilities
from fsq_tui.backend.gphoto2.body import DRIVE
from fsq_tui.backend.gphoto2.connection import Connection
from fsq_tui.backend.gphoto2.faults import CAMERA_ERROR, Refused
from fsq_tui.backend.gphoto2.nikon_body import NikonBodyLens
from fsq_tui.clock import Clock
from fsq_tui.errors import AtStop, LensBusy, LensFault
from fsq_tui.focus.calibration import FORWARD

UNITS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
"""Pulses to try for the smallest step, in this order; the first that is not too small is used."""
MULTIPLES = {3: 40, 2: 6, 1: 1}
"""How many of these units a step size is: about what the sizes of a Canon are to each other."""

MOST_STEPS = 1500
"""Some lenses have 50,000 pulses: to count them one by one would take an hour."""

TOO_SMALL = "too small"
MOTOR_WAIT_S = 0.9  # libgphoto2 waits 1 s for the motor, then calls the camera busy


class _TooSmall(LensFault):
    """A move of so few pulses that the body refuses it."""


class NikonLens(NikonBodyLens):
    """A lens on a Nikon. The first drive command finds out how many pulses its smallest step is."""

    def __init__(self, camera: Connection, clock: Clock) -> None:
        super().__init__(camera, clock)
        self._unit: int | None = None
        # How far finding the unit has moved the lens: one unit of the command that needed it, which
        # may yet be refused as busy.
        self._ahead = 0

    @property
    def capabilities(self) -> Capabilities:
        """Nothing is measured, but stops are told."""
        return replace(super().capabilities, reports_stops=True, drives=True)

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
