"""How close the plans come to the best possible, to the camera's, and what planning takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from benchmarks.figures import Figure, median, percentile
from benchmarks.in_camera import in_camera_plan
from benchmarks.stage import Stage
from benchmarks.yardstick import Command, best_plan
from fsq_tui.focus import plan as planning
from fsq_tui.focus.calibration import StepMode
from fsq_tui.focus.fastest import Modes
from fsq_tui.focus.ideal import Ideal
from fsq_tui.focus.plan import Plan, fastest_s, plan, tracking_error_steps
from fsq_tui.focus.shape import LINEAR, Curve, Shape, curve

LENSES: dict[str, tuple[int, tuple[Command, ...]]] = {
    "ef24": (1, (Command(26, 276), Command(4, 82), Command(1, 43))),
    "loose": (1, (Command(20, 250), Command(5, 111), Command(1, 40))),
    "long throw": (1, (Command(64, 320), Command(8, 90), Command(1, 25))),
    "quick": (1, (Command(100, 200), Command(10, 50), Command(1, 20))),
    "alike": (1, (Command(17, 150), Command(7, 130), Command(1, 50))),
    "two sizes": (1, (Command(10, 120), Command(1, 40))),
    "one size": (1, (Command(1, 40),)),
    "fifths": (5, (Command(130, 276), Command(22, 90), Command(5, 43))),
    "quarters": (4, (Command(103, 270), Command(17, 84), Command(4, 43))),
}
"""Parts of a step, and the commands in these parts: averages of 25.75 are 103 quarters."""
STEPS = (7, 30, 61, 120, 240, 333)
SLOWNESS = (1.0, 1.02, 1.15, 1.5, 2.2, 3.5, 6.0)  # of the fastest possible time
MOST_TICKS = 20_000
PERFECT_STEPS = 0.001  # to where both are this good a ratio says nothing
WORST_RATIO, GOOD_RATIO, PLANNING_PERCENT = 1.10, 1.02, 1.0
TRIES = 3
SHAPED = (Shape.EASE_IN, Shape.EASE_OUT, Shape.EASE)


@dataclass(frozen=True, slots=True)
class Case:
    """A transition that was planned, and what it was measured against."""

    ratio: float
    to_camera: float | None
    planning_percent: float


def measure(_stage: Stage) -> list[Figure]:
    """Every lens, way and time; shapes on a part of them."""
    even = [_case(*each, LINEAR) for each in _grid()]
    shaped = [
        _case(*each, curve(SHAPED[i % len(SHAPED)])) for i, each in enumerate(_grid()) if i % 3 == 0
    ]
    return [
        *_ratios("tracking error to the best possible", even),
        *_ratios("the same, shaped pulls", shaped),
        *_to_camera(even),
        *_planning(even + shaped),
        *_long_ways(),
    ]


def _grid() -> Iterator[tuple[str, int, int]]:
    for name, steps, slowness in product(LENSES, STEPS, SLOWNESS):
        parts, _ = LENSES[name]
        ticks = round(fastest_s(_modes(name), steps) * 1000 * slowness)
        if ticks <= MOST_TICKS and steps * parts <= 1200:
            yield name, steps, ticks


def _modes(name: str) -> Modes:
    parts, commands = LENSES[name]
    return tuple(
        StepMode(len(commands) - i, c.steps / parts, c.steps / parts / c.duration_ms * 1000)
        for i, c in enumerate(commands)
    )


def _case(name: str, steps: int, ticks: int, shares: Curve) -> Case:
    parts, commands = LENSES[name]
    best = best_plan(commands, steps * parts, ticks, shares, tolerance=parts // 2)
    if best is None:
        raise ValueError(f"{name} cannot go {steps} steps in {ticks} ms")
    planned, percent = _planned(_modes(name), steps, ticks / 1000, shares)
    ours = tracking_error_steps(planned) + PERFECT_STEPS
    theirs = in_camera_plan(_modes(name), steps, ticks / 1000) if len(commands) == 3 else None
    compared = None if theirs is None or shares != LINEAR else ours / _error_steps(theirs)
    return Case(ours / (best.rms_steps / parts + PERFECT_STEPS), compared, percent)


def _planned(modes: Modes, steps: int, target_s: float, shares: Curve) -> tuple[Plan, float]:
    """The plan, and what making it took in percent of its time: the least of some tries."""
    taken_s = []
    for _ in range(TRIES):
        planning.plan.cache_clear()
        planning._steering.cache_clear()
        begin_s = time.perf_counter()
        planned = plan(modes, steps, target_s, shares)
        taken_s.append(time.perf_counter() - begin_s)
    return planned, 100 * min(taken_s) / planned.expected_s


def _error_steps(planned: Plan) -> float:
    """That of a plan which may end at another time than asked, over the asked one."""
    times_s = np.array([0.0, *(action.end_s for action in planned.actions)])
    at = np.cumsum([0.0, *(action.steps for action in planned.actions)])
    ideal = Ideal(planned.steps, planned.target_s, LINEAR)
    inside = np.union1d(times_s[times_s < planned.target_s], [planned.target_s])
    return ideal.error_steps(inside, np.interp(inside, times_s, at)) + PERFECT_STEPS


def _ratios(name: str, cases: list[Case]) -> list[Figure]:
    ratios = [case.ratio for case in cases]
    note = f"{len(cases)} of (lens, way, time)"
    return [
        Figure(f"{name}, median", median(ratios), "times", GOOD_RATIO, note),
        Figure(f"{name}, p95", percentile(ratios, 95), "times", GOOD_RATIO, note),
        Figure(f"{name}, worst", max(ratios), "times", WORST_RATIO, note),
    ]


def _to_camera(cases: list[Case]) -> list[Figure]:
    compared = [case.to_camera for case in cases if case.to_camera is not None]
    note = f"{len(compared)} of them, where the camera has a plan"
    return [
        Figure("tracking error to the camera's, median", median(compared), "times", None, note),
        Figure("tracking error to the camera's, p95", percentile(compared, 95), "times"),
    ]


def _planning(cases: list[Case]) -> list[Figure]:
    percents = [case.planning_percent for case in cases]
    name = "planning time to the transition's"
    return [
        Figure(f"{name}, median", median(percents), "%", PLANNING_PERCENT, f"{len(cases)} plans"),
        Figure(f"{name}, p95", percentile(percents, 95), "%", PLANNING_PERCENT),
        Figure(f"{name}, worst", max(percents), "%", PLANNING_PERCENT),
    ]


def _long_ways() -> Iterator[Figure]:
    for name, steps, target_s in (("ef24", 4416, 99.0), ("long throw", 10_000, 99.0)):
        _, percent = _planned(_modes(name), steps, target_s, curve(Shape.EASE))
        note = f"{name}, {steps} steps eased in {target_s:g} s"
        yield Figure("planning time of a long way", percent, "%", PLANNING_PERCENT, note)
