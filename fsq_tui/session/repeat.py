"""How well a lens comes back: the same two steps again and again, and what a turn of it loses.

All is read from the lens. One whose position is only counted can be told nothing by its own count:
there the picture tells, after a sweep, or the lens is refused where there is no live view.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass

from fsq_tui.backend.base import Lens
from fsq_tui.clock import Clock
from fsq_tui.errors import AtStop, LensFault
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration, StepMode
from fsq_tui.focus.modes import How
from fsq_tui.session.headless import Signalled
from fsq_tui.session.measuring import Show
from fsq_tui.session.motor import Motor
from fsq_tui.session.player import perform, prepare
from fsq_tui.session.survey import check_limits, require_fit

RUN_STEPS = 40.0  # more than the backlash of a lens that can be used
RUN_SHARE = 0.4  # of the way, at most: two runs one after the other fit in, with room at both ends
SURE = 3.0  # times the standard error: true in about 99 of 100 cases
RESOLUTION_STEPS = 0.5  # a lens tells whole steps


@dataclass(frozen=True, slots=True)
class End:
    """Where pulls to a step ended before any correction: steps off it, signed, one a pull."""

    step: int
    off_by_steps: tuple[int, ...]

    @property
    def mean_steps(self) -> float:
        """How far off on average."""
        return statistics.fmean(self.off_by_steps)

    @property
    def std_dev_steps(self) -> float:
        """Standard deviation, of a sample."""
        return statistics.stdev(self.off_by_steps)

    @property
    def spread_steps(self) -> int:
        """From the lowest place to the highest."""
        return max(self.off_by_steps) - min(self.off_by_steps)


@dataclass(frozen=True, slots=True)
class Backlash:
    """What turns lost, in steps: in each round one to forward and one to backward.

    A run is `commands` of one size, `run_steps` by the calibration. Where the lens did not move at
    all in a run after a turn, the play is wider than that and nobody knows how wide: `is_wider`.
    """

    step_size: int
    commands: int
    run_steps: float
    forward: tuple[int, ...]
    backward: tuple[int, ...]
    is_wider: bool

    @property
    def steps(self) -> float:
        """The mean of both directions."""
        return statistics.fmean(self._rounds())

    @property
    def error_steps(self) -> float:
        """How far the mean may be off: by SURE standard errors, and by what the lens tells.

        Those of the rounds, since the two turns of one are not independent of each other.
        """
        rounds = self._rounds()
        error_steps = statistics.stdev(rounds) / math.sqrt(len(rounds))
        return math.hypot(SURE * error_steps, RESOLUTION_STEPS)

    def _rounds(self) -> list[float]:
        return [sum(turns) / 2 for turns in zip(self.forward, self.backward, strict=True)]


@dataclass(frozen=True, slots=True)
class Repeated:
    """Both ends in the order they were named; no backlash where they are too near together.

    `how` the places are known: MEASURED, or INFERRED from the picture; each may then be wrong by
    `error_steps`, and of backlash nothing is told.
    """

    ends: tuple[End, End]
    backlash: Backlash | None
    how: How = How.MEASURED
    error_steps: float = 0.0


def repeat(
    lens: Lens,
    clock: Clock,
    attention: Signalled,
    calibration: Calibration,
    steps: tuple[int, int],
    times: int,
    show: Show,
) -> Repeated:
    """Pull from the first step to the second and back, so often; then measure the backlash.

    Pulls are as fast as the lens can; each is corrected before the next, but counts as it ended
    before. `times` is at least 2. Raises Stopped and every LensFault, one of them where neither
    the lens nor its picture tells where it is.
    """
    motor = Motor(lens, clock, attention)
    if motor.is_counted and not lens.capabilities.live_view:
        raise _unmeasured()
    motor.calibration = calibration
    limits = check_limits(motor, show)
    require_fit(calibration, limits, lens.step_sizes)
    motor.limits = limits
    first, second = steps
    if motor.is_counted:
        from fsq_tui.session.seen_repeat import Inferring  # numpy is slow to come

        seen = Inferring(motor, show)
        return Repeated(_ends(seen.pull, steps, times, show), None, How.INFERRED, seen.error_steps)
    ends = _ends(lambda step: _pull(motor, step), steps, times, show)
    return Repeated(ends, _backlash(motor, calibration, min(steps), abs(second - first), times))


def _ends(
    pull: Callable[[int], int], steps: tuple[int, int], times: int, show: Show
) -> tuple[End, End]:
    """There and back, so often; `pull` goes to a step and says how far off it ended."""
    first, second = steps
    pull(first)
    off: tuple[list[int], list[int]] = ([], [])
    for done in range(times):
        show(done / times, f"pull {done + 1} of {times}, there and back")
        off[1].append(pull(second))
        off[0].append(pull(first))
    return End(first, tuple(off[0])), End(second, tuple(off[1]))


def _pull(motor: Motor, step: int) -> int:
    """Go there as fast as possible; how many steps off it ended before it was corrected."""
    report = perform(motor, prepare(motor, step, 0.0))
    if report.off_by_steps_before is None:
        raise _unmeasured()
    return report.off_by_steps_before


def _backlash(
    motor: Motor, calibration: Calibration, lowest: int, way: int, times: int
) -> Backlash | None:
    """What a turn loses, measured between the two steps; None where they are too near together.

    A run is always the same number of commands of one size. The first run after a turn ends short
    of the one that follows it in the same direction by the way in which the motor turned and the
    lens did not:

        lost = |way of the second run| - |way of the first run|

    which is also how far a place that the motor counts lies higher when it is reached from above
    than from below (the reversal value of ISO 230-2). Both runs have one direction, so sizes that
    differ between the directions cancel out, and so does what the player does about backlash, for
    it does not drive here. Each round turns once to backward and once to forward.
    """
    most_steps = min(RUN_STEPS, RUN_SHARE * way)
    mode = _mode(calibration, most_steps)
    commands = int(most_steps / mode.steps)
    if not commands:
        return None
    margin = (way - 2 * commands * mode.steps) / 2
    lost: dict[int, list[int]] = {FORWARD: [], BACKWARD: []}
    stood = False
    for _ in range(times):
        _pull(motor, lowest + round(margin))
        _run(motor, mode.step_size, commands, FORWARD)  # takes up what the pull has left
        _run(motor, mode.step_size, commands, FORWARD)
        for direction in (BACKWARD, FORWARD):
            after_turn = _run(motor, mode.step_size, commands, direction)
            lost[direction].append(_run(motor, mode.step_size, commands, direction) - after_turn)
            stood = stood or after_turn == 0
    return Backlash(
        mode.step_size,
        commands,
        commands * mode.steps,
        tuple(lost[FORWARD]),
        tuple(lost[BACKWARD]),
        is_wider=stood,
    )


def _mode(calibration: Calibration, most_steps: float) -> StepMode:
    """The size to run in: single steps get lost, the largest are coarse; single ones at need."""
    medium = calibration.modes[len(calibration.modes) // 2]
    return medium if medium.steps <= most_steps else calibration.modes[-1]


def _run(motor: Motor, step_size: int, commands: int, direction: int) -> int:
    """How far the lens goes in these commands, in steps."""
    before = motor.step()
    try:
        for _ in range(commands):
            motor.drive(step_size, direction)
    except AtStop as fault:
        raise LensFault(
            "The lens met a stop while its backlash was measured.",
            "Name two steps that are farther from its stops.",
        ) from fault
    return (motor.step() - before) * direction


def _unmeasured() -> LensFault:
    return LensFault(
        "This camera does not tell where its lens is: fsq counts, and a count always repeats.",
        "Use a body that reports the focus position, or one that shows a live view.",
    )
