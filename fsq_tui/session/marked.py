"""Calibration by hand: fsq drives, and the operator presses SET when the lens stands at its stop.

For a lens whose body tells nothing, where the picture tells nothing either. SET comes late by the
operator's reaction. The ways to be counted therefore end in single steps, slow enough for that to
be a step or two; how far the larger sizes go follows from how many single steps they leave over.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

from fsq_tui.errors import LensFault
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration, StepMode
from fsq_tui.session.measuring import Show, overdrive
from fsq_tui.session.motor import Motor

REACTION_S, UNSURE_S = 0.25, 0.15
"""SET is taken to come so long after the lens has stopped, give or take: what people need to answer
to something they see or hear. Nobody has measured this operator."""
SINGLE_S = 0.1
"""From one single step to the next: no body is known whose motor does not keep up."""
UNSURE_STEPS = math.ceil(UNSURE_S / SINGLE_S)
GIVE_UP_S = 900.0  # without SET; the longest lenses take half of that in single steps
LEAST_STEPS = 10
LARGE_WAY = 0.5  # of a way back at a larger size, the rest in single steps
LEAST_LEFT = 0.1  # of the steps, that these must be
AGREE = 0.05  # how far the two ways at a size may differ, besides what the reaction explains


class Mark:
    """Where SET leaves its mark, while one is awaited."""

    def __init__(self) -> None:
        self._since_s: float | None = None
        self.at_s: float | None = None

    @contextmanager
    def awaited(self, since_s: float) -> Iterator[None]:
        """Await a new one from now on."""
        self._since_s, self.at_s = since_s, None
        try:
            yield
        finally:
            self._since_s = None

    def put(self, at_s: float) -> bool:
        """SET was pressed at this time; whether that was awaited."""
        if self._since_s is None or self.at_s is not None or at_s < self._since_s:
            return False
        self.at_s = at_s
        return True


@dataclass(frozen=True, slots=True)
class Marked:
    """A lens calibrated by hand, and how exact that is, in words."""

    calibration: Calibration
    exactness: str


@dataclass(frozen=True, slots=True)
class _Sweep:
    """A way to a stop: when its commands were begun, and when the lens stood, by the mark."""

    begun_s: tuple[float, ...]
    stopped_s: float

    @property
    def whole(self) -> int:
        """Commands begun before the lens stood."""
        return sum(at_s <= self.stopped_s for at_s in self.begun_s)

    @property
    def commands(self) -> float:
        """How many it took, the last one as far as it went."""
        return (self.stopped_s - self.begun_s[0]) / self.command_s

    @property
    def command_s(self) -> float:
        """What a command took in the middle half of the time.

        The first may be taken in at once, and those at the stop be over at once.
        """
        begin_s, end_s = self.begun_s[0], self.stopped_s
        if self.whole < 2:
            raise _disagreeing("SET came at once")
        first, last = (
            self._under_way(begin_s + share * (end_s - begin_s)) for share in (0.25, 0.75)
        )
        if first == last:
            last += 1
        return (self.begun_s[last] - self.begun_s[first]) / (last - first)

    def _under_way(self, when_s: float) -> int:
        """Which command was, of those that another one followed."""
        return min(sum(at_s <= when_s for at_s in self.begun_s), len(self.begun_s) - 1) - 1


def calibrate_by_hand(motor: Motor, show: Show, mark: Mark) -> Marked:
    """Steps and sizes by the operator's SET at each stop; ends at the backward stop.

    Both ways fast; forward in single steps; then at each larger size half the way back, the rest in
    single steps. Speeds are those the commands were sent at. Nothing is changed before all is
    marked. Raises Stopped, and LensFault where the marks do not agree.
    """
    known = motor.calibration
    try:
        motor.lens.pace({})  # as usual: what was known may be wrong
        return _Marking(motor, show, mark).run()
    finally:
        motor.calibration = known  # which tells the body its pace again


class _Marking:
    """One calibration by hand."""

    def __init__(self, motor: Motor, show: Show, mark: Mark) -> None:
        self._motor = motor
        self._show = show
        self._mark = mark
        self._sizes = motor.lens.step_sizes
        self._sweeps = 0

    def run(self) -> Marked:
        top = self._sizes[0]
        self._sweep(top, FORWARD)
        fast = self._sweep(top, BACKWARD)
        steps = self._sweep(1, FORWARD).whole
        if steps < LEAST_STEPS:
            raise _disagreeing(f"SET came after {steps} single steps")
        modes, words = [], [f"{steps + 1} ±{UNSURE_STEPS} steps"]
        for size in self._sizes[:-1]:
            sweep = fast if size == top else self._sweep(size, FORWARD)
            calls = max(1, round(LARGE_WAY * sweep.commands))
            average = self._average_steps(size, calls, steps, sweep)
            modes.append(StepMode(size, round(average, 2), round(average / sweep.command_s, 1)))
            words.append(f"size {size} goes {average:.2f} ±{2 * UNSURE_STEPS / calls:.2f}")
        modes.append(StepMode(1, 1.0, round(1 / SINGLE_S, 1)))
        if any(mode.steps <= after.steps for mode, after in pairwise(modes)):
            raise _disagreeing("a larger step size would go no farther than a smaller one")
        name = self._motor.lens.identity.lens_name
        return Marked(Calibration(name, tuple(range(steps + 1)), tuple(modes)), ", ".join(words))

    def _average_steps(self, size: int, calls: int, steps: int, sweep: _Sweep) -> float:
        """So many commands back from the forward stop, the rest of all the steps singly.

        What a command goes follows from how many are left, and must agree with the sweep.
        """
        self._show(self._done, f"backward, {calls} commands of size {size}")
        for _ in range(calls):
            self._motor.drive_blind(size, BACKWARD)
        left = self._sweep(1, BACKWARD).whole
        if not LEAST_LEFT * steps <= left < steps:
            raise _disagreeing(
                f"{left} of {steps} single steps are left after {calls} of size {size}"
            )
        average = (steps - left) / calls
        off = abs(steps / average - sweep.commands)
        if off > AGREE * sweep.commands + UNSURE_S / sweep.command_s:
            found = f"{sweep.commands:.0f} commands of size {size}"
            raise _disagreeing(f"{found} from stop to stop, where {steps / average:.0f} would do")
        return average

    def _sweep(self, size: int, direction: int) -> _Sweep:
        """Drive until SET, and then surely into the stop."""
        end = "forward" if direction == FORWARD else "backward"
        clock = self._motor.clock
        begun_s: list[float] = []
        with self._mark.awaited(clock.now()):
            while self._mark.at_s is None:
                now_s = clock.now()
                self._show(self._done, f"SET at {end} stop: {len(begun_s)} of size {size} sent")
                self._motor.drive_blind(size, direction)
                begun_s.append(now_s)
                if size == 1:
                    self._motor.attention.pause_until(now_s + SINGLE_S)
                if now_s - begun_s[0] > GIVE_UP_S:
                    raise LensFault("SET was not pressed.", "Calibrate by hand again.")
            marked_s = self._mark.at_s
        self._sweeps += 1
        self._show(self._done, f"surely into {end} stop")
        overdrive(self._motor, self._sizes[0], direction, 0)
        return _Sweep(tuple(begun_s), marked_s - REACTION_S)

    @property
    def _done(self) -> float:
        return self._sweeps / (2 * len(self._sizes))


def _disagreeing(what: str) -> LensFault:
    return LensFault(
        f"The marks do not agree: {what}.",
        "Calibrate by hand again: press SET as soon as the lens stands at its stop.",
    )
