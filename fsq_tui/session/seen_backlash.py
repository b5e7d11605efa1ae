"""Backlash where only the picture tells: forward and back again in as many single steps.

Half-way, by the count, the lens would stand on the way back where it stood on the way forward, were
it not for the play that each turn has swallowed: on the way back it is ahead by just that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import mean, stdev

from fsq_tui.focus.calibration import BACKWARD, FORWARD
from fsq_tui.pictures.track import Track
from fsq_tui.session.eye import Eye
from fsq_tui.session.motor import Motor

LOOPS = 3  # at each place at most
LEAST_HALF, MOST_HALF = 6, 60  # single steps of half a way
SPARE = 2.0  # times the backlash expected, that half a way is long
LEAST_WAY = 0.25  # of what is left of the half beyond the play
LEAST_STEPS = 0.5  # what is less is not even one single step to take up
STUDENT = {3: 22.33, 4: 10.21, 5: 7.17, 6: 5.89}
"""Student's t for so many values: beyond it is one in a thousand, as for all that is SURE."""


class SeenBacklash:
    """Loops at several places, found on a track; half of each is longer than the play expected."""

    def __init__(self, motor: Motor, eye: Eye, track: Track) -> None:
        self._motor = motor
        self._eye = eye
        self._track = track
        self._found: list[float] = []
        self._is_told = True

    @property
    def steps(self) -> float:
        """What was found, to a tenth of a step; 0 where it is not sure that there is any."""
        steps = surely(self._found) if self._is_told else 0.0
        return round(steps, 1) if steps >= LEAST_STEPS else 0.0

    def measure(self, expected_steps: float) -> None:
        """Loops where the lens stands; it was last driven backward, and is at the end.

        The body must be given the time of its single steps, for the pictures to be of a lens at
        rest. Nothing is measured where the forward stop is nearer than a loop is long.
        """
        half = min(max(LEAST_HALF, math.ceil(SPARE * expected_steps)), MOST_HALF)
        room = self._track.last - 2 * half
        if room < 0:
            return
        begin = self._place(self._track.last / 2, self._track.last)
        if begin > room:
            return
        for loop in range(LOOPS):
            # As far back as it should then be at the same place: there the track errs least.
            expected = self._found[-1] if self._found else expected_steps
            further = min(max(0, round(expected)), half)
            self._drive(half, FORWARD)
            ahead = self._place(begin + half, 2 * half)
            self._drive(half, FORWARD)
            self._drive(half + further, BACKWARD)
            back = self._place(begin + half, 2 * half)
            self._drive(half - further, BACKWARD)
            self._found.append(further + back - ahead)
            if loop == 0 and ahead - begin < LEAST_WAY * (half - self._found[-1]):
                self._is_told = False  # it stands where it began: there is more play than half
            if not self._is_told or self._is_sure():
                break

    def _is_sure(self) -> bool:
        """Whether more loops would tell nothing new: there is surely some, or surely none."""
        if surely(self._found) > 0.0:
            return True
        return abs(mean(self._found)) + unsure(self._found) < LEAST_STEPS

    def _drive(self, commands: int, direction: int) -> None:
        for _ in range(commands):
            self._motor.drive_blind(1, direction)

    def _place(self, near: float, within: float) -> float:
        return self._track.between(self._eye.rest().sharpness, near, within)


def surely(values: Sequence[float]) -> float:
    """The mean of what was measured, where it is surely more than 0; else 0."""
    found = mean(values) if values else 0.0
    return found if found > unsure(values) else 0.0


def unsure(values: Sequence[float]) -> float:
    """By how much the mean may be wrong, with the confidence of all that is SURE."""
    if len(values) not in STUDENT:
        return math.inf
    return STUDENT[len(values)] * stdev(values) / math.sqrt(len(values))
