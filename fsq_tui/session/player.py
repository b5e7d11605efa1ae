"""Performing a transition: by absolute deadlines, then read back and corrected step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fsq_tui.errors import AtStop, LensFault
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration, StepMode
from fsq_tui.focus.fastest import Dash
from fsq_tui.focus.modes import How
from fsq_tui.focus.plan import course, fastest_s
from fsq_tui.focus.scale import curve_for
from fsq_tui.focus.shape import Curve, Shape, share_of
from fsq_tui.session.motor import Motor

if TYPE_CHECKING:
    from fsq_tui.focus.steering import Steering

MAX_CORRECTIONS = 10  # a lost single step costs one more
LOOKING = {True: (3.0, 0.5), False: (0.7, 0.25)}
"""Whether looking is quick: in the last seconds, and the last share of its time, a pull looks where
the lens really is, after each command where that is quick, else once."""
QUICK_READ_S = 0.007
MAX_LOOKS = 100  # a lens that does not move would be looked at for ever
SPARE_SINGLES = 2  # commands of size 1 for which time is spared: what a look may find to make good
NEAR_STEPS = 2.5
DOUBT_S = 0.2  # so long the commands must have taken before they count as much as the calibration


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

    `off_by_steps_before` is where its commands alone would have left the lens, `off_by_steps` where
    it stands. On a lens whose position is counted nobody knows: then both are None. `asked_s` is
    the target, `planned_s` what the lens can do, `took_s` the time until the lens stood for good:
    corrections, if any, included. `late_s` is how late its latest command was sent.
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
    late_s: float = 0.0

    @property
    def deviation(self) -> str:
        """`off by -1, corrected to +0`, or that nobody knows."""
        if self.off_by_steps_before is None or self.off_by_steps is None:
            return "not verified"
        return f"off by {self.off_by_steps_before:+d}, corrected to {self.off_by_steps:+d}"


@dataclass(frozen=True, slots=True)
class Pull:
    """A transition from where the lens stands, prepared and not begun.

    `steps` is how far it goes, without sign; of a lens that is counted maybe a part of a step.
    """

    calibration: Calibration
    from_step: int
    to_step: int
    steps: float
    target_s: float
    expected_s: float
    shape: Shape
    curve: Curve
    course: Steering | Dash
    is_quick: bool

    @property
    def direction(self) -> int:
        """FORWARD or BACKWARD."""
        return _towards(self.from_step, self.to_step)

    def ideal_step(self, at_s: float) -> float:
        """Where the lens should be, so long after the start."""
        share = share_of(self.curve, at_s / self.expected_s) if self.expected_s else 1.0
        return self.from_step + (self.to_step - self.from_step) * share


def prepare(motor: Motor, to_step: int, target_s: float, shape: Shape = Shape.LINEAR) -> Pull:
    """Prepare a pull from where the lens stands now. Raises LensFault for an uncalibrated lens.

    To turn the gear through its play belongs to the pull, and takes the lens nowhere.
    """
    if motor.calibration is None:
        raise LensFault("The lens is not calibrated.", "Press INFO to calibrate it.")
    known = motor.calibration
    modes = motor.pace.modes(known.modes)
    from_step, is_quick = motor.step(), motor.read_s <= QUICK_READ_S
    way = abs(to_step - from_step)
    lead_s = motor.take_up_s(_towards(from_step, to_step)) if way else 0.0
    curve = curve_for(shape, known, from_step, to_step)
    expected_s = max(target_s, lead_s + fastest_s(modes, way))
    return Pull(
        calibration=known,
        from_step=from_step,
        to_step=to_step,
        steps=abs(to_step - motor.counted_steps) if motor.is_counted else way,
        target_s=target_s,
        expected_s=expected_s,
        shape=shape,
        curve=curve,
        course=course(modes, way, expected_s if target_s else 0.0, curve),
        is_quick=is_quick,
    )


def foresee(motor: Motor, to_step: int, target_s: float, shape: Shape) -> None:
    """Make what a pull to a step will need, so that it begins at once when it comes."""
    known, from_step = motor.calibration, motor.position().step
    if known is None or from_step is None or motor.take_up_s(_towards(from_step, to_step)):
        return
    way = abs(to_step - from_step)
    curve = curve_for(shape, known, from_step, to_step)
    course(motor.pace.modes(known.modes), way, target_s, curve)


def perform(motor: Motor, pull: Pull) -> Report:
    """Do it, beginning now, as well as the lens can.

    Raises Stopped, LensBusy, LensOnManual, LensGone; the lens then stands where it was halted.
    """
    run = _Run(motor, pull)
    run.follow()
    off_at_end = motor.step() - pull.to_step
    off = corrected(motor, pull.to_step, off_at_end)
    arrived_s = motor.clock.now()
    motor.attention.pause_until(run.start_s + pull.expected_s)
    run.note(motor.clock.now(), pull.to_step + off, motor.how())
    is_known = not motor.is_counted
    return Report(
        from_step=pull.from_step,
        to_step=pull.to_step,
        asked_s=pull.target_s,
        planned_s=pull.expected_s,
        took_s=max(arrived_s - run.start_s, pull.expected_s),
        off_by_steps_before=off_at_end + run.made_good if is_known else None,
        off_by_steps=off if is_known else None,
        how=motor.how(),
        shape=pull.shape,
        samples=tuple(run.samples),
        late_s=run.late_s,
    )


class _Run:
    """The commands of a pull, each decided on when the one before is done."""

    def __init__(self, motor: Motor, pull: Pull) -> None:
        self._motor = motor
        self._pull = pull
        self.start_s = motor.clock.now()
        self.late_s = 0.0
        self.made_good = 0  # steps by which looks have set the count right
        self.samples: list[Sample] = []
        self._left = pull.steps
        self._looks = not motor.is_counted
        self._looked = 0
        self._may_look = self._looks and pull.steps > 0
        self._spent_s = self._meant_s = DOUBT_S
        # To come back from beyond takes up the play of the gear: rather come short.
        self._short = 1.0 if self._looks and pull.calibration.backlash_steps else 0.0
        self.note(self.start_s, pull.from_step, motor.how())

    def follow(self) -> None:
        """Send each command at its time, until the lens has arrived."""
        if self._pull.steps:
            self._motor.take_up(self._pull.direction)
        for mode, start_s in self._commands():
            ready_s = self._motor.clock.now()
            self._motor.attention.pause_until(start_s)
            began_s = self._motor.clock.now()
            self.late_s = max(self.late_s, began_s - max(start_s, ready_s))
            try:
                self._motor.drive(mode.step_size, self._pull.direction)
            except AtStop:
                return  # the read-back says how far off this leaves the lens
            self._count(mode.step_size, self._motor.clock.now() - began_s)

    def note(self, now_s: float, step: float, how: How) -> None:
        """Keep a moment."""
        at_s = now_s - self.start_s
        self.samples.append(Sample(at_s, step, self._pull.ideal_step(at_s), how))

    def _commands(self) -> Iterator[tuple[StepMode, float]]:
        course = self._pull.course
        while True:
            now_s = self._motor.clock.now() - self.start_s
            if self._may_look and (course.has_landed(self._left) or self._is_ending(now_s)):
                self._look()
            elif course.has_landed(self._left):
                return
            else:
                left = self._left - self._short if self._left > NEAR_STEPS else self._left
                pace = self._spent_s / self._meant_s
                command = course.next(now_s, left, pace, self._spare_s())
                yield command.mode, self.start_s + command.start_s

    def _spare_s(self) -> float:
        """The time to be spared: none once only single steps are left, which are what they are."""
        *_, larger, single = (None, *self._pull.calibration.modes)
        if not self._looks or larger is None or self._left <= larger.steps:
            return 0.0
        return SPARE_SINGLES * single.duration_s

    def _is_ending(self, now_s: float) -> bool:
        total_s = self._pull.expected_s
        last_s, share = LOOKING[self._pull.is_quick]
        return total_s - now_s <= min(last_s, share * total_s)

    def _look(self) -> None:
        """Where the lens really is, while there is time to make it good."""
        began_s = self._motor.clock.now()
        step = self._motor.step()
        now_s = self._motor.clock.now()
        left = (self._pull.to_step - step) * self._pull.direction
        self.made_good += round(self._left - left) * self._pull.direction
        self._left = left
        self._may_look = False
        self._looked += 1
        self._spent_s += now_s - began_s
        self._looks = self._pull.is_quick and self._looked < MAX_LOOKS
        self.note(now_s, step, self._motor.how())

    def _count(self, step_size: int, took_s: float) -> None:
        """How far a command went by the calibration, and how much longer it took."""
        mode = self._pull.calibration.mode(step_size)
        self._motor.pace.learn(mode, took_s)
        self._spent_s += took_s
        self._meant_s += mode.duration_s
        self._left -= mode.steps
        self._may_look = self._looks
        step = self._pull.to_step - self._left * self._pull.direction
        self.note(self._motor.clock.now(), step, How.COUNTED)


def corrected(motor: Motor, to_step: int, off: int) -> int:
    """Walk the rest in single steps. Returns how many steps are left between lens and point."""
    for _ in range(MAX_CORRECTIONS):
        if off == 0:
            break
        direction = BACKWARD if off > 0 else FORWARD
        try:
            motor.take_up(direction)
            for _ in range(abs(off)):
                motor.drive(1, direction)
        except AtStop:
            return motor.step() - to_step
        off = motor.step() - to_step
    return off


def _towards(from_step: int, to_step: int) -> int:
    return FORWARD if to_step > from_step else BACKWARD
