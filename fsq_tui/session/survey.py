"""Finding out about a lens: its limits in this run, and, for an unknown one, its calibration."""

from __future__ import annotations

from dataclasses import replace

from fsq_tui.errors import AtStop, LensFault
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration, Limits, StepMode
from fsq_tui.focus.distance import UNKNOWN_CM
from fsq_tui.session.backlash import Backlash
from fsq_tui.session.counted import calibrate_counted, check_counted_limits
from fsq_tui.session.measuring import (
    CALIBRATE_AGAIN,
    SIZE_CALLS,
    Show,
    counting,
    not_moved,
    run_to_stop,
    unmoved,
)
from fsq_tui.session.motor import Motor
from fsq_tui.session.reading import raw_of

MAX_UNMOVED = 30  # single steps without motion before the lens is said not to move
RANGE_TOLERANCE = 0.01
TIMED_WAY = 0.93  # of the way to the stop: eight samples may be off by so much
LEAST_TIMED_STEPS = 20  # what the speed of single steps is timed on at least
INDEXED = 0.5  # the share of a calibration's time that indexing takes, on the reference lens
SPEED_PROGRESS = {1: (0.55, 0.15), 2: (0.7, 0.2), 3: (0.9, 0.1)}  # step size: begin, share


def check_limits(motor: Motor, show: Show) -> Limits:
    """Fast forward to the stop, fast backward to the stop; the lens ends at step 0.

    Raises Stopped and every LensFault; one of them when the lens does not move at all.
    """
    if motor.is_silent:
        from fsq_tui.session.silent import check_silent_limits  # numpy is slow to come

        return check_silent_limits(motor, show)
    if motor.is_counted:
        return check_counted_limits(motor, show)
    size = motor.lens.step_sizes[0]
    forward = run_to_stop(motor, size, FORWARD, counting(show, 0.0, "forward"))
    backward = run_to_stop(motor, size, BACKWARD, counting(show, 0.5, "backward"))
    if forward == backward:
        raise not_moved()
    return Limits.between(backward, forward)


def require_fit(calibration: Calibration, limits: Limits, step_sizes: tuple[int, ...]) -> None:
    """Refuse, with LensFault, a kept calibration that cannot be of the lens just checked."""
    span = calibration.positions[-1]
    unknown = [m.step_size for m in calibration.modes if m.step_size not in step_sizes]
    if unknown:
        raise LensFault(
            f"This lens has no step size {unknown[0]}, but its calibration has.", CALIBRATE_AGAIN
        )
    if abs(limits.span - span) > max(1.0, RANGE_TOLERANCE * span):
        raise LensFault(
            f"This lens moves over {limits.span} positions, but its calibration over {span}.",
            CALIBRATE_AGAIN,
        )


def calibrate(motor: Motor, show: Show) -> Calibration:
    """Measure the mounted lens, in the camera's order of moves; begins and ends at step 0.

    Needs the limits. Nothing is changed before all is measured. Raises Stopped and every LensFault.
    """
    found = _calibrated(motor, show)
    return replace(found, simulated=motor.lens.identity.is_simulated)


def _calibrated(motor: Motor, show: Show) -> Calibration:
    if motor.is_silent:
        from fsq_tui.session.tracked import calibrate_tracked

        return calibrate_tracked(motor, show)
    if motor.is_counted:
        return calibrate_counted(motor, show)
    return _Calibrator(motor, show).run()


class _Calibrator:
    """One calibration run. The motor's calibration is lent the new step table while it lasts."""

    def __init__(self, motor: Motor, show: Show) -> None:
        if motor.limits is None:
            raise LensFault("The limits of the lens are not known.", "Check the limits first.")
        self._motor = motor
        self._limits = motor.limits
        self._show = show
        self._name = motor.lens.identity.lens_name
        self._sizes = motor.lens.step_sizes
        self._steps = dict.fromkeys(self._sizes, 0)  # moved by how many commands of each size
        self._calls = dict.fromkeys(self._sizes, 0)

    def run(self) -> Calibration:
        previous = self._motor.calibration
        try:
            positions, distances_cm = self._index()
            self._motor.calibration = Calibration(self._name, positions, ())
            backlash = Backlash(self._motor, self._last_step)
            for size in self._sizes[:-1]:
                self._sample_size(size)
                self._show(INDEXED, "backlash")
                backlash.measure()
            if self._motor.step() < LEAST_TIMED_STEPS:
                self._to_end(FORWARD)  # a lens of few steps: the rest is too short to be timed
            speeds = {1: self._speed(1, BACKWARD)}
            backlash.measure()
            if 2 in self._sizes:
                speeds[2] = self._speed(2, FORWARD)
            self._to_end(FORWARD)
            if 3 in self._sizes:
                speeds[3] = self._speed(3, BACKWARD)
            self._to_end(BACKWARD)
        finally:
            self._motor.calibration = previous
        modes = tuple(
            StepMode(size, round(self._average_steps(size), 3), round(speeds[size], 3))
            for size in self._sizes
        )
        return Calibration(
            self._name, positions, modes, distances_cm, backlash_steps=backlash.steps
        )

    def _index(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Step by step forward over the whole range: position and distance of every step."""
        positions, distances_cm = [0], [self._motor.settle().distance_cm]
        unmoved = 0
        while positions[-1] < self._limits.span:
            self._drive_past_stop(1, FORWARD)
            reading = self._motor.settle()
            position = self._limits.normalize(raw_of(reading))
            if position > positions[-1]:
                positions.append(position)
                distances_cm.append(reading.distance_cm)
                unmoved = 0
            else:
                unmoved += 1
            if unmoved > MAX_UNMOVED:
                raise LensFault(
                    f"The lens stopped moving in single steps at step {len(positions) - 1}.",
                    "Check that nothing holds the focus ring, then calibrate again.",
                )
            self._show(
                INDEXED * position / self._limits.span,
                f"indexing forward, step {len(positions) - 1}",
            )
        known = any(distance != UNKNOWN_CM for distance in distances_cm)
        return tuple(positions), tuple(distances_cm) if known else ()

    def _sample_size(self, size: int) -> None:
        """Part of the way back at one size, reading after each command how far it went."""
        self._show(INDEXED, f"average steps of size {size}")
        self._drive_past_stop(size, BACKWARD)  # takes up the backlash of the turn
        start = self._motor.step()
        for calls in range(1, SIZE_CALLS + 1):
            self._drive_past_stop(size, BACKWARD)
            step = self._motor.step()
            self._steps[size], self._calls[size] = start - step, calls
            if step - self._average_steps(size) < start / 4:
                break  # a short lens: leave room for the sizes to come
        if start == step:
            raise unmoved(size)

    def _average_steps(self, size: int) -> float:
        """Steps a command makes on average; a single step is the unit and therefore 1."""
        return 1.0 if size == 1 else self._steps[size] / self._calls[size]

    def _speed(self, size: int, direction: int) -> float:
        """All the way that is left in a direction at one size, timed without feedback; steps/s."""
        self._drive_past_stop(size, direction)  # takes up the backlash of the turn
        start = self._motor.step()
        way = self._last_step - start if direction == FORWARD else start
        commands = max(1, int(TIMED_WAY * way / self._average_steps(size)))
        begin_s = self._motor.clock.now()
        met_stop = self._drive_all(size, direction, commands)
        elapsed_s = self._motor.clock.now() - begin_s
        moved = abs(self._motor.step() - start)
        if moved == 0 or elapsed_s <= 0.0:
            raise unmoved(size)
        if not met_stop:  # then these commands tell how far one goes as well
            self._steps[size] += moved
            self._calls[size] += commands
        return moved / elapsed_s

    def _drive_all(self, size: int, direction: int, commands: int) -> bool:
        """Whether a stop was met before all the commands were done."""
        done, share = SPEED_PROGRESS[size]
        for command in range(commands):
            try:
                self._motor.drive_blind(size, direction)
            except AtStop:
                return True
            self._show(done + share * command / commands, f"speed of size {size}")
        return False

    def _to_end(self, direction: int) -> None:
        """What is left to the stop, in single steps with feedback."""
        goal = self._last_step if direction == FORWARD else 0
        unmoved = 0
        step = self._motor.step()
        while step != goal and unmoved <= MAX_UNMOVED:
            self._drive_past_stop(1, direction)
            before, step = step, self._motor.step()
            unmoved = unmoved + 1 if step == before else 0

    @property
    def _last_step(self) -> int:
        calibration = self._motor.calibration
        return 0 if calibration is None else calibration.last_step

    def _drive_past_stop(self, size: int, direction: int) -> None:
        """A command whose outcome is read from the position: meeting a stop is not a fault."""
        try:
            self._motor.drive(size, direction)
        except AtStop:
            return
