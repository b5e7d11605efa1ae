"""The rack as the screen shows it: worked out anew from where the lens is, so that they agree."""

from __future__ import annotations

import math

from fsq_tui.focus.calibration import BACKWARD, FORWARD
from fsq_tui.focus.doubt import unsure_between, unsure_steps
from fsq_tui.focus.plan import expected_s
from fsq_tui.focus.rack import Ends, Mark, Stepping, steps_from
from fsq_tui.focus.settings import FocusSettings
from fsq_tui.session.motor import Motor
from fsq_tui.session.snapshot import Position, RackView


def mark_here(motor: Motor, position: Position) -> Mark | None:
    """Where the lens stands, to be gone back to; None where that is not known."""
    if position.normalized_position is None or motor.calibration is None:
        return None
    if not motor.is_counted:
        return Mark(position.normalized_position)
    unsure = math.ceil(unsure_steps(motor.travel, motor.calibration))
    return Mark(position.normalized_position, unsure, motor.travel)


def rack_view(
    motor: Motor,
    position: Position,
    ends: Ends,
    settings: FocusSettings,
    countdown_s: float | None = None,
) -> RackView:
    """What a snapshot holds of it."""
    known = motor.calibration
    is_set = ends.end is not None
    if known is None or position.step is None:
        return RackView(is_set=is_set, countdown_s=countdown_s)
    counter = steps_from(known, ends.end, position.step)
    start = steps_from(known, ends.start, position.step)
    return RackView(
        is_set=is_set,
        counter_steps=counter,
        start_steps=None if start is None else -start,
        unsure_steps=max(_unsure(motor, mark) for mark in (ends.end, ends.start)),
        expected_s=rack_s(motor, counter, settings) if counter else None,
        countdown_s=countdown_s,
    )


def rack_s(motor: Motor, counter: int, settings: FocusSettings) -> float:
    """How long a rack to the end point takes, so many steps from it."""
    known = motor.calibration
    if known is None:
        return 0.0
    towards = BACKWARD if counter > 0 else FORWARD
    play_commands = motor.commands_of_play(towards)
    if settings.rack_duration_s:
        lead_s = motor.take_up_s(towards)
        modes = motor.pace.modes(known.modes)
        return max(settings.rack_duration_s, lead_s + expected_s(modes, abs(counter), 0.0))
    return Stepping.of(known, settings).expected_s(abs(counter), play_commands)


def _unsure(motor: Motor, mark: Mark | None) -> int:
    """By how much the way from here to a place may be off; 0 where the body measures it."""
    known = motor.calibration
    if mark is None or known is None or not motor.is_counted:
        return 0
    if mark.travel is None:  # from another run: each of the two is off by itself
        apart = mark.unsure_steps + unsure_steps(motor.travel, known)
        return min(math.ceil(apart), known.last_step)
    return math.ceil(unsure_between(mark.travel, motor.travel, known))
