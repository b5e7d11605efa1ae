"""Which shots of a stack do not stand where they were planned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from fsq_tui.focus.doubt import unsure_steps
from fsq_tui.focus.modes import How
from fsq_tui.focus.stray import Stray, stray
from fsq_tui.session.motor import Motor
from fsq_tui.storage.stack_manifest import StackShot


def placed(motor: Motor, shot: StackShot) -> StackShot:
    """A shot with where the lens stands now, how that is known, and how sure.

    What was driven since a picture told the place is counted.
    """
    at = motor.position()
    how, unsure = at.how, 0
    if how in (How.COUNTED, How.INFERRED) and motor.calibration is not None:
        unsure = math.ceil(unsure_steps(motor.travel, motor.calibration))
        if any(driven.commands for driven in motor.travel.by_size):
            how = How.COUNTED
    return replace(shot, step=at.step, how=how, unsure_steps=unsure)


def stray_of(shot: StackShot, shots: Sequence[StackShot]) -> Stray | None:
    """How far off a shot stands among all shots; None where it is as planned.

    So it is where no step was planned: then the camera has focused for itself.
    """
    if shot.planned_step is None:
        return None
    first, last = shots[0].planned_step or 0, shots[-1].planned_step or 0
    farther = 1 if last >= first else -1
    return stray(shot.number, shot.planned_step, shot.step, shot.how, shot.unsure_steps, farther)


def strays_of(shots: Sequence[StackShot]) -> tuple[Stray, ...]:
    """Of all that were taken."""
    found = (stray_of(shot, shots) for shot in shots if shot.is_taken)
    return tuple(one for one in found if one is not None)
