"""Planning one transition: which drive commands, when, to be there in the asked time.

The model: a command of mode k moves `steps_k` evenly during `steps_k / speed_k`; a wait moves
nothing. The ideal is the curve from start to end; the tracking error is the root mean square of
(position - ideal), and the plan is the one that makes it least, as far as is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.fastest import Dash, Modes, duration_s, fastest_counts
from fsq_tui.focus.sequence import MAX_DURATION_S, round_duration
from fsq_tui.focus.shape import LINEAR, Curve

if TYPE_CHECKING:
    from fsq_tui.focus.placing import Placed
    from fsq_tui.focus.steering import Steering

TOLERANCE_S = 1e-9


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
def fastest_s(modes: Modes, steps: int) -> float:
    """The shortest time in which this lens moves over `steps` steps."""
    return duration_s(modes, fastest_counts(modes, steps))


def fastest_duration_s(calibration: Calibration, start: int, end: int) -> float:
    """What a new point's target begins with: the fastest pull between two normalized positions.

    Rounded up to the millisecond, and never more than a target may be.
    """
    steps = abs(calibration.step_at(end) - calibration.step_at(start))
    return min(round_duration(fastest_s(calibration.modes, steps)), MAX_DURATION_S)


def expected_s(modes: Modes, steps: int, target_s: float) -> float:
    """How long a transition takes: the target, or the shortest time where that is longer."""
    return max(target_s, fastest_s(modes, steps))


@lru_cache(maxsize=64)
def plan(modes: Modes, steps: int, target_s: float, curve: Curve = LINEAR) -> Plan:
    """Plan a move over `steps` steps, at least 0, in `target_s` seconds; direction is the player's.

    `modes` are one to three, fastest first, ending in size 1. The plan lands on the exact step as
    far as the averages tell; it takes `target_s` where feasible, else the fastest possible time.
    """
    total_s = expected_s(modes, steps, target_s)
    if steps * 2 <= modes[-1].steps:
        wait = (Action(0.0, total_s, None, 0.0),) if total_s > TOLERANCE_S else ()
        return Plan(steps, target_s, total_s, wait, curve)
    placed = _best(modes, steps, total_s, curve)
    return Plan(steps, target_s, total_s, tuple(_actions(placed, total_s)), curve)


def course(modes: Modes, steps: int, target_s: float, curve: Curve = LINEAR) -> Steering | Dash:
    """What decides on each command of a transition, as the time and the steps left then are.

    With a target of 0 it is as fast as can be and keeps to no curve. Others take a while to be
    made, a percent of their time at most, but for the last few, which are kept.
    """
    if target_s == 0.0 or 2 * steps <= modes[-1].steps:
        return Dash(modes)
    total_s = expected_s(modes, steps, target_s)
    farthest = _reaches(modes, steps, total_s, curve)[-1]
    return _steering(modes, steps, total_s, curve, farthest)


def tracking_error_steps(planned: Plan) -> float:
    """Root mean square of (position - ideal) over the plan, in steps; 0 for a plan without time."""
    if planned.expected_s <= 0.0 or planned.steps == 0:
        return 0.0
    import numpy as np

    from fsq_tui.focus.ideal import Ideal

    times_s = np.array([0.0, *(action.end_s for action in planned.actions)])
    positions = np.cumsum([0.0, *(action.steps for action in planned.actions)])
    ideal = Ideal(planned.steps, planned.expected_s, planned.curve)
    return ideal.error_steps(times_s, positions)


def _reaches(modes: Modes, steps: int, total_s: float, curve: Curve) -> list[float]:
    from fsq_tui.focus.ideal import Ideal  # with numpy, which comes slower than most verbs end
    from fsq_tui.focus.reach import reaches

    return reaches(modes, Ideal(steps, total_s, curve))


@lru_cache(maxsize=16)
def _steering(modes: Modes, steps: int, total_s: float, curve: Curve, reach: float) -> Steering:
    from fsq_tui.focus.ideal import Ideal
    from fsq_tui.focus.steering import Steering

    return Steering(modes, Ideal(steps, total_s, curve), reach)


def _best(modes: Modes, steps: int, total_s: float, curve: Curve) -> Placed:
    """The best of what tables of each reach lead to, and of its like in the best order.

    The finer tables may miss what needs the farther reach.
    """
    from fsq_tui.focus.candidates import promising
    from fsq_tui.focus.ideal import Ideal
    from fsq_tui.focus.ordering import ordered
    from fsq_tui.focus.placing import Placed

    ideal = Ideal(steps, total_s, curve)
    single = modes[-1]
    if 2 * steps <= 3 * single.steps and single.duration_s <= total_s + TOLERANCE_S:
        return Placed.of((single,), ideal)
    rows = [
        _steering(modes, steps, total_s, curve, reach).drives(steps)
        for reach in _reaches(modes, steps, total_s, curve)
    ]
    found = [tuple(row.count(mode) for mode in modes) for row in rows]
    rows += [ordered(modes, counts, ideal) for counts in promising(modes, steps, total_s, found)]
    tried = [Placed.of(row, ideal) for row in dict.fromkeys(rows)]
    return min(tried, key=lambda placed: placed.error_steps)


def _actions(placed: Placed, total_s: float) -> Iterator[Action]:
    """The commands with every gap between them filled by a wait."""
    free_s = 0.0
    for mode, start_s in zip(placed.drives, placed.starts_s, strict=True):
        if start_s - free_s > TOLERANCE_S:
            yield Action(free_s, start_s - free_s, None, 0.0)
        yield Action(start_s, mode.duration_s, mode.step_size, mode.steps)
        free_s = start_s + mode.duration_s
    if total_s - free_s > TOLERANCE_S:
        yield Action(free_s, total_s - free_s, None, 0.0)
