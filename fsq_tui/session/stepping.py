"""A rack by Step Size: commands one after the other, as Step Wait and Step Delay have it.

With Step Wait each command comes to its end before Step Delay begins. Without it a command is
handed over and the next one follows after Step Delay, at least 10 ms; more than two that the motor
has not done are never under way: five have crashed cameras.
"""

from __future__ import annotations

from collections import deque
from types import TracebackType
from typing import Self

from fsq_tui.errors import AtStop
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from fsq_tui.focus.rack import Stepping
from fsq_tui.session.motor import Motor
from fsq_tui.session.player import Report, corrected

MOST_UNANSWERED = 2


class Stepper:
    """Sends the commands of a drive or a rack; to be left before anything else drives the lens.

    `drive` raises Stopped and every LensFault.
    """

    def __init__(self, motor: Motor, stepping: Stepping) -> None:
        self._motor = motor
        self._stepping = stepping
        self._done_s: deque[float] = deque(maxlen=MOST_UNANSWERED)  # by the calibration

    def __enter__(self) -> Self:
        if not self._stepping.waits:
            self._motor.lens.pace(dict.fromkeys(self._motor.lens.step_sizes, 0.0))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._stepping.waits:
            self._motor.tell_lens()

    def drive(self, step_size: int, direction: int) -> None:
        """One command, and what is to pass after it."""
        attention, clock = self._motor.attention, self._motor.clock
        if not self._stepping.waits and len(self._done_s) == MOST_UNANSWERED:
            attention.pause_until(self._done_s[0])
        sent_s = clock.now()
        self._motor.drive(step_size, direction)
        if not self._stepping.waits and self._motor.calibration is not None:
            free_s = max(sent_s, *self._done_s) if self._done_s else sent_s
            self._done_s.append(free_s + self._motor.calibration.mode(step_size).duration_s)
        attention.pause_until(clock.now() + self._stepping.gap_s)

    def take_up(self, direction: int) -> None:
        """Turn the gear through its play, as far as that is known."""
        for _ in range(self._motor.commands_of_play(direction)):
            self.drive(1, direction)

    def finish(self) -> None:
        """Wait until the motor has done what was handed over."""
        if self._done_s:
            self._motor.attention.pause_until(self._done_s[-1])


def rack_by_steps(motor: Motor, to_step: int, stepping: Stepping, expected_s: float) -> Report:
    """As many commands of the Step Size as fit, the rest in single steps, then as pulls are.

    The rest is from where the lens tells that it is, or its count says. Raises Stopped and every
    LensFault; a stop that is met ends the commands, and the report says how far off that leaves it.
    """
    start_s, from_step = motor.clock.now(), motor.step()
    way = to_step - motor.place_steps()
    direction = FORWARD if way > 0 else BACKWARD
    with Stepper(motor, stepping) as stepper:
        try:
            stepper.take_up(direction)
            for _ in range(stepping.commands(abs(way))):
                stepper.drive(stepping.mode.step_size, direction)
            stepper.finish()
            for _ in range(stepping.singles((to_step - motor.place_steps()) * direction)):
                stepper.drive(1, direction)
            stepper.finish()
        except AtStop:
            pass
    before = motor.step() - to_step
    after = corrected(motor, to_step, before)
    is_known = not motor.is_counted
    return Report(
        from_step=from_step,
        to_step=to_step,
        asked_s=0.0,
        planned_s=expected_s,
        took_s=motor.clock.now() - start_s,
        off_by_steps_before=before if is_known else None,
        off_by_steps=after if is_known else None,
        how=motor.how(),
    )
