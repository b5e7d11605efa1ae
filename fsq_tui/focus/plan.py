"""Planning one transition: which drive commands, when, to be there in the asked time.

The model: a command of mode k moves `steps_k` evenly during `steps_k / speed_k`; a wait moves
nothing. The ideal is an even motion from start to end.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from fsq_tui.focus.calibration import Calibration, StepMode
from fsq_tui.focus.sequence import MAX_DURATION_S, round_duration
from fsq_tui.focus.shape import LINEAR, Curve

TOLERANCE_S = 1e-9
Modes = tuple[StepMode, ...]
Counts = tuple[int, ...]  # how many commands of each mode, in the order of the modes


@dataclass(frozen=True, slots=True)
class Action:
    """One drive command (or, with `step_size` None, one wait) of a plan; times from its start."""

    start_s: float
    duration_s: float
    step_size: int | None
    steps: float

    @property
    def end_s(self) -> float:
        """When the action is over."""
        return self.start_s + self.duration_s


@dataclass(frozen=True, slots=True)
class Plan:
    """A transition over `steps` steps; `expected_s` is `target_s` where the lens is fast enough.

    `curve` is the course it was asked to take.
    """

    steps: int
    target_s: float
    expected_s: float
    actions: tuple[Action, ...]
    curve: Curve = LINEAR


@lru_cache(maxsize=4096)
def plan(modes: Modes, steps: int, target_s: float) -> Plan:
    """Plan a move over `steps` steps, at least 0, in `target_s` seconds; direction is the player's.

    `modes` are one to three, fastest first, ending in size 1. The plan lands on the exact step as
    far as the averages tell; it takes `target_s` where feasible, else the fastest possible time.
    """
    counts = _gentlest_in_time(modes, steps, target_s) or _fastest(modes, steps)
    expected_s = max(target_s, _duration_s(modes, counts))
    drives = _placed(_interleaved(modes, counts), expected_s)
    return Plan(steps, target_s, expected_s, tuple(_with_waits(drives, expected_s)))


def fastest_s(modes: Modes, steps: int) -> float:
    """The shortest time in which this lens moves over `steps` steps."""
    return _duration_s(modes, _fastest(modes, steps))


def fastest_duration_s(calibration: Calibration, start: int, end: int) -> float:
    """What a new point's target begins with: the fastest pull between two normalized positions.

    Rounded up to the millisecond, and never more than a target may be.
    """
    steps = abs(calibration.step_at(end) - calibration.step_at(start))
    return min(round_duration(fastest_s(calibration.modes, steps)), MAX_DURATION_S)


def tracking_error_steps(planned: Plan) -> float:
    """Root mean square of (position - ideal) over the plan, in steps; 0 for a plan without time."""
    if planned.expected_s <= 0.0:
        return 0.0
    area = gap = 0.0
    for action in planned.actions:
        after = gap + action.steps - planned.steps * action.duration_s / planned.expected_s
        area += action.duration_s * (gap * gap + gap * after + after * after) / 3
        gap = after
    return math.sqrt(area / planned.expected_s)


def _gentlest_in_time(modes: Modes, steps: int, target_s: float) -> Counts | None:
    """As few large commands as the time allows; what is left of it will be spread as waits."""
    limit_s = target_s + TOLERANCE_S
    for fast in _fast_counts(modes, steps):
        if _duration_s(modes, fast) <= limit_s:
            return _gentler(modes, steps, fast, limit_s)
    return None


def _gentler(modes: Modes, steps: int, fast: Counts, limit_s: float) -> Counts:
    """Trade medium commands of a plan that is in time for small ones while it stays in time."""
    if len(modes) < 2:
        return fast
    *larger, most = fast[:-1]

    def with_medium(count: int) -> Counts:
        return _filled(modes, steps, (*larger, count))

    count = bisect_left(
        range(most), -limit_s, key=lambda medium: -_duration_s(modes, with_medium(medium))
    )
    # Rounded remainders make the duration uneven by a step: never end up over the limit.
    while count < most and _duration_s(modes, with_medium(count)) > limit_s:
        count += 1
    return with_medium(count)


def _fastest(modes: Modes, steps: int) -> Counts:
    return min(_fast_counts(modes, steps), key=lambda counts: _duration_s(modes, counts))


def _fast_counts(modes: Modes, steps: int) -> Iterator[Counts]:
    """For each possible number of the largest commands, fewest first, the fastest completion."""
    if len(modes) < 3:
        yield _filled(modes, steps, ())
        return
    for large in range(_fitting(modes[0], steps) + 1):
        yield _filled(modes, steps, (large,))


def _filled(modes: Modes, steps: int, given: Counts) -> Counts:
    """Complete the given counts with as many of each further mode as fit, the last one rounded."""
    counts = list(given)
    rest = steps - sum(n * mode.steps for n, mode in zip(given, modes, strict=False))
    for mode in modes[len(given) : -1]:
        counts.append(_fitting(mode, rest))
        rest -= counts[-1] * mode.steps
    return (*counts, max(0, round(rest / modes[-1].steps)))


def _fitting(mode: StepMode, steps: float) -> int:
    return max(0, math.floor(steps / mode.steps + TOLERANCE_S))


def _duration_s(modes: Modes, counts: Counts) -> float:
    return sum(n * mode.duration_s for n, mode in zip(counts, modes, strict=True))


def _interleaved(modes: Modes, counts: Counts) -> list[StepMode]:
    """The commands in an order that spreads each size evenly over the move."""
    keyed = [
        ((i + 0.5) / count, rank, mode)
        for rank, (mode, count) in enumerate(zip(modes, counts, strict=True))
        for i in range(count)
    ]
    return [mode for _, _, mode in sorted(keyed, key=lambda entry: entry[:2])]


def _placed(drives: list[StepMode], total_s: float) -> list[Action]:
    """Give each command the start that centres it on the ideal line, without overlaps."""
    travel = sum(mode.steps for mode in drives)
    starts: list[float] = []
    done_steps = free_s = 0.0
    for mode in drives:
        centred_s = total_s * (done_steps + mode.steps / 2) / travel - mode.duration_s / 2
        starts.append(max(centred_s, free_s))
        done_steps += mode.steps
        free_s = starts[-1] + mode.duration_s
    latest_s = total_s
    for i in reversed(range(len(drives))):
        starts[i] = max(0.0, min(starts[i], latest_s - drives[i].duration_s))
        latest_s = starts[i]
    return [
        Action(start_s, mode.duration_s, mode.step_size, mode.steps)
        for start_s, mode in zip(starts, drives, strict=True)
    ]


def _with_waits(drives: list[Action], total_s: float) -> Iterator[Action]:
    """The same commands with every gap between them filled by a wait."""
    free_s = 0.0
    for drive in drives:
        if drive.start_s - free_s > TOLERANCE_S:
            yield Action(free_s, drive.start_s - free_s, None, 0.0)
        yield drive
        free_s = drive.end_s
    if total_s - free_s > TOLERANCE_S:
        yield Action(free_s, total_s - free_s, None, 0.0)
