"""Backlash of a lens whose position is told: what a turn swallows before the lens moves."""

from __future__ import annotations

from fsq_tui.errors import AtStop
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from fsq_tui.session.motor import Motor

PAIRS = 2  # of turns at each place, forward and back
TRUSTED = 1  # index of the count that is believed, of all in order
MOST_COMMANDS = 100  # single steps after a turn; a lens that has not moved by then does not tell


class Backlash:
    """Turns the lens round at several places, and counts single steps until it moves.

    A single step that is lost makes a count too large, and only a reading out of turn makes one
    too small: so it is the second smallest of all counts that is believed.
    """

    def __init__(self, motor: Motor, last_step: int) -> None:
        self._motor = motor
        self._last_step = last_step
        self._counts: list[int] = []
        self._is_told = True

    @property
    def steps(self) -> float:
        """What was found; 0 also where the lens did not tell."""
        if not self._is_told or len(self._counts) <= TRUSTED:
            return 0.0
        return float(sorted(self._counts)[TRUSTED])

    def measure(self) -> None:
        """Turn round where the lens stands; it was last driven backward, and is at the end.

        Not at the forward stop, where it cannot turn.
        """
        if self._motor.step() == self._last_step:
            return
        for _ in range(PAIRS):
            for direction in (FORWARD, BACKWARD):
                if self._is_told:
                    self._turn(direction)

    def _turn(self, direction: int) -> None:
        """A lens that says it meets a stop here is driven to places by its body.

        The body then tries by itself until the lens is there: there is nothing to be counted.
        """
        start = self._motor.step()
        for commands in range(1, MOST_COMMANDS + 1):
            try:
                self._motor.drive(1, direction)
            except AtStop:
                break
            moved = direction * (self._motor.step() - start)
            if moved > 0:
                self._counts.append(max(0, commands - moved))
                return
        self._is_told = False
