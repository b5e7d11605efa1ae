"""Performing a transition: by absolute deadlines, then read back and corrected step by step."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from fsq_tui.errors import AtStop, LensFault
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration
from fsq_tui.focus.modes import How
from fsq_tui.focus.plan import Action, Plan, plan
from fsq_tui.focus.shape import Shape
from fsq_tui.session.motor import Motor

LATE_S = 0.05
MAX_CORRECTIONS = 10  # backlash swallows a step or more of each


@dataclass(frozen=True, slots=True)
class Sample:
    """A moment of a pull, `at_s` after its start: where the lens stood and where it should have.

    Both in steps of the lens. `step` is what its commands add up to, or what the body has told:
    `how` says which.
    """

    at_s: float
    step: float
    ideal_step: float
    how: How


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a pull. Steps off are (where it stands - where it should), signed.

    On a lens whose position is counted nobody knows how far off it is: then both are None.
    `asked_s` is the target, `planned_s` what the lens can do, `took_s` the time until the lens
    stood for good: corrections, if any, included.
    """

    from_step: int
    to_step: int
    asked_s: float
    planned_s: float
    took_s: float
    off_by_steps_before: int | None
    off_by_steps: int | None
    how: How
    shape: Shape = Shape.LINEAR
    samples: tuple[Sample, ...] = ()

    @property
    def deviation(self) -> str:
        """`off by -1, corrected to +0`, or that nobody knows."""
        if self.off_by_steps_before is None or self.off_by_steps is None:
            return "not verified"
        return f"off by {self.off_by_steps_before:+d}, corrected to {self.off_by_steps:+d}"


@dataclass(frozen=True, slots=True)
class Pull:
    """A transition from where the lens stands, planned and not begun. Signs are the direction's."""

    calibration: Calibration
    from_step: int
    to_step: int
    plan: Plan

    @property
    def direction(self) -> int:
        """FORWARD or BACKWARD."""
        return FORWARD if self.to_step > self.from_step else BACKWARD


def prepare(motor: Motor, to_step: int, target_s: float) -> Pull:
    """Plan a pull from where the lens stands now. Raises LensFault for an uncalibrated lens."""
    if motor.calibration is None:
        raise LensFault("The lens is not calibrated.", "Press INFO to calibrate it.")
    from_step = motor.step()
    planned = plan(motor.calibration.modes, abs(to_step - from_step), target_s)
    return Pull(motor.calibration, from_step, to_step, planned)


def perform(motor: Motor, pull: Pull) -> Report:
    """Do it, beginning now, as well as the lens can.

    Raises Stopped, LensBusy, LensOnManual, LensGone; the lens then stands where it was halted.
    """
    start_s = motor.clock.now()
    _follow(motor, pull, start_s)
    motor.attention.pause_until(start_s + pull.plan.expected_s)
    ended_s = motor.clock.now()
    off_before = motor.step() - pull.to_step
    off = _corrected(motor, pull.to_step, off_before)
    if off_before:
        ended_s = motor.clock.now()
    is_known = not motor.is_counted
    return Report(
        from_step=pull.from_step,
        to_step=pull.to_step,
        asked_s=pull.plan.target_s,
        planned_s=pull.plan.expected_s,
        took_s=ended_s - start_s,
        off_by_steps_before=off_before if is_known else None,
        off_by_steps=off if is_known else None,
        how=motor.how(),
    )


def _follow(motor: Motor, pull: Pull, start_s: float) -> None:
    """Send each command at its time; when the lens is late, plan what is left anew."""
    end_s = start_s + pull.plan.expected_s
    base_s = start_s
    drives = deque(_drives(pull.plan))
    while drives:
        action, size = drives.popleft()
        motor.attention.pause_until(base_s + action.start_s)
        try:
            motor.drive(size, pull.direction)
        except AtStop:
            return  # the read-back says how far off this leaves the lens
        now_s = motor.clock.now()
        if drives and now_s > base_s + action.end_s + LATE_S:
            left = round(sum(action.steps for action, _ in drives))
            base_s = now_s
            drives = deque(_drives(plan(pull.calibration.modes, left, max(0.0, end_s - now_s))))


def _drives(planned: Plan) -> list[tuple[Action, int]]:
    """The commands with their sizes; waits lie between their starts."""
    return [
        (action, action.step_size) for action in planned.actions if action.step_size is not None
    ]


def _corrected(motor: Motor, to_step: int, off: int) -> int:
    """Walk the rest in single steps. Returns how many steps are left between lens and point."""
    for _ in range(MAX_CORRECTIONS):
        if off == 0:
            break
        try:
            for _ in range(abs(off)):
                motor.drive(1, BACKWARD if off > 0 else FORWARD)
        except AtStop:
            return motor.step() - to_step
        off = motor.step() - to_step
    return off
