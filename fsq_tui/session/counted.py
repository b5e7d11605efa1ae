"""Limits and calibration of a lens whose body reports its stops, but no position.

All there is to measure is how many commands lie between the stops and how long they take. The
normalized position of a step is then the step itself, and every position of such a lens is counted.
"""

from __future__ import annotations

from fsq_tui.errors import AtStop, LensFault
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration, Limits, StepMode
from fsq_tui.session.measuring import (
    CALIBRATE_AGAIN,
    SIZE_CALLS,
    Show,
    count_to_stop,
    counting,
    not_moved,
    unmoved,
)
from fsq_tui.session.motor import Motor

SWEEP_TOLERANCE = 0.15  # of the commands of a sweep: how far they may be from the calibration's
FEWER_CALLS = (SIZE_CALLS, SIZE_CALLS // 2, SIZE_CALLS // 4, 1, 0)
LEAST_HOME = 1 / 8  # of the steps: what the samples must have left of the way back


def check_counted_limits(motor: Motor, show: Show) -> Limits:
    """Fast forward to the stop, fast backward to the stop; the count begins there, at step 0.

    The span is 0 for a lens that is not calibrated. Raises Stopped and every LensFault.
    """
    size = motor.lens.step_sizes[0]
    forward = count_to_stop(motor, size, FORWARD, counting(show, 0.0, "forward"))
    backward = count_to_stop(motor, size, BACKWARD, counting(show, 0.5, "backward"))
    if forward == backward == 0:
        raise not_moved()
    if motor.calibration is None:
        motor.lens.suit_range(backward)
        return Limits(0, FORWARD, 0, backward)
    _require_like(motor.calibration, size, backward)
    return Limits(0, FORWARD, motor.calibration.positions[-1], backward)


def calibrate_counted(motor: Motor, show: Show) -> Calibration:
    """Count the steps and measure sizes and speeds; begins and ends at the backward stop.

    The moves are those of a measured calibration, in the same order. A stop cuts the last command
    of a sweep short, by half of it on average. Raises Stopped and every LensFault.
    """
    run = _Counting(motor, show)
    top = motor.lens.step_sizes[0]
    steps, _ = run.to_stop(1, FORWARD, 0.0)
    calls, home, home_s = run.way_back(steps)
    modes = [StepMode(1, 1.0, round(home / home_s, 3))]
    sampled = float(steps - home)  # steps that the samples of the larger sizes covered together
    direction = FORWARD
    for size in reversed(motor.lens.step_sizes[:-1]):
        commands, seconds = run.to_stop(size, direction, 0.7 if size == 2 else 0.9)
        average = steps / (commands + 0.5)
        if size == top and calls:
            average = _better(sampled / calls, average)
        sampled -= average * calls
        modes.insert(0, StepMode(size, round(average, 3), round(average * commands / seconds, 3)))
        direction = -direction
    if direction == BACKWARD:
        run.to_stop(top, BACKWARD, 0.98)
    return Calibration(
        motor.lens.identity.lens_name,
        tuple(range(steps + 1)),
        tuple(modes),
        drive_unit=motor.lens.drive_unit,
    )


def _better(from_samples: float, from_sweep: float) -> float:
    """The samples tell the largest size best, unless a stop or backlash has spoilt them."""
    off = abs(from_samples - from_sweep)
    return from_samples if off <= SWEEP_TOLERANCE * from_sweep else from_sweep


def _require_like(calibration: Calibration, size: int, commands: int) -> None:
    """Refuse a kept calibration whose range takes another number of commands than was counted."""
    sizes = {mode.step_size: mode.steps for mode in calibration.modes}
    expected = calibration.last_step / sizes.get(size, 1.0)
    if abs(commands - expected) > max(2.0, SWEEP_TOLERANCE * expected):
        raise LensFault(
            f"This lens takes {commands} commands of size {size} from stop to stop, "
            f"by its calibration {expected:.0f}.",
            CALIBRATE_AGAIN,
        )


class _Counting:
    """The sweeps of one calibration, timed and shown."""

    def __init__(self, motor: Motor, show: Show) -> None:
        self._motor = motor
        self._show = show

    def to_stop(self, size: int, direction: int, done: float, least: int = 1) -> tuple[int, float]:
        """Whole commands to the stop and the seconds they took. Raises LensFault for too few."""
        shown = counting(self._show, done, f"size {size}")
        begin_s = end_s = self._motor.clock.now()

        def each() -> None:
            nonlocal end_s
            end_s = self._motor.clock.now()
            shown()

        commands = count_to_stop(self._motor, size, direction, each)
        if commands < least or (commands and end_s <= begin_s):
            raise unmoved(size)
        return commands, end_s - begin_s

    def way_back(self, steps: int) -> tuple[int, int, float]:
        """Part of it in some commands of each larger size, the rest in single steps.

        Commands of each size; single steps and the seconds they took. A lens of so many steps that
        is too short for SIZE_CALLS of each goes forward again, and back in fewer.
        """
        for calls in FEWER_CALLS:
            if self._sampled(calls):
                home, home_s = self.to_stop(1, BACKWARD, 0.55, least=0)
                if home >= LEAST_HOME * steps:
                    return calls, home, home_s
            self.to_stop(self._motor.lens.step_sizes[0], FORWARD, 0.5)
        raise unmoved(1)

    def _sampled(self, calls: int) -> bool:
        """So many commands of each larger size backward; False where a stop was met."""
        self._show(0.5, "average steps of the larger sizes")
        try:
            for size in self._motor.lens.step_sizes[:-1]:
                for _ in range(calls):
                    self._motor.drive_blind(size, BACKWARD)
        except AtStop:
            return False
        return True
