"""How the camera plans a transition and orders its commands: the baseline, with its faults.

Written from a description of its rules. Where those never end, and where the plan holds nothing to
do, there is no baseline.
"""

from __future__ import annotations

import math

from fsq_tui.focus.fastest import Counts, Modes, duration_s
from fsq_tui.focus.plan import Action, Plan

TRIES, SPREAD, TICK = 81, 0.2, 0.005
FIRST_SLEEP_S = 0.01


def in_camera_plan(modes: Modes, steps: int, target_s: float) -> Plan | None:
    """Its plan for a lens of three sizes; None where the camera would hang or do nothing."""
    counts = _counts(modes, steps, target_s)
    wait_s = target_s - duration_s(modes, counts)
    sleeps = _sleeps(max(counts), wait_s) if wait_s > 0 else (0, 0.0)
    if sleeps is None or not any(counts):
        return None
    jobs = _interleaved([*counts, sleeps[0]])
    return _timed(modes, steps, target_s, jobs, sleeps[1])


def _counts(modes: Modes, steps: int, target_s: float) -> Counts:
    slowest_s = [steps / mode.speed_steps_s for mode in modes]
    if target_s < slowest_s[0]:
        return _filled(modes, steps, ())
    if target_s > slowest_s[-1]:
        return (*(0,) * (len(modes) - 1), round(steps / modes[-1].steps))
    faster = next(k for k in range(len(modes)) if target_s <= slowest_s[k + 1])
    # The share of the way that the faster of the two sizes is to go.
    near = (slowest_s[faster + 1] - target_s) / (slowest_s[faster + 1] - slowest_s[faster])
    if near < SPREAD:  # then some of the tried shares are negative, and the largest one wins
        most = math.ceil((near + SPREAD) * steps / modes[faster].steps)
        return _filled(modes, steps, (*(0,) * faster, most))
    tried = []
    for i in range(TRIES):
        share = near - SPREAD + i * TICK
        count = max(0, round(share * steps / modes[faster].steps))
        tried.append(_filled(modes, steps, (*(0,) * faster, count)))
    return min(tried, key=lambda counts: abs(duration_s(modes, counts) - target_s))


def _filled(modes: Modes, steps: int, given: Counts) -> Counts:
    """The rest in as many of each smaller size as fit."""
    counts = list(given)
    rest = steps - sum(n * mode.steps for n, mode in zip(given, modes, strict=False))
    for mode in modes[len(given) :]:
        counts.append(max(0, math.floor(rest / mode.steps + 1e-9)))
        rest -= counts[-1] * mode.steps
    return tuple(counts)


def _sleeps(most: int, wait_s: float) -> tuple[int, float] | None:
    """How many sleeps of which length: doubled until they are fewer than the commands are."""
    if most == 0:
        return None
    sleep_s = FIRST_SLEEP_S
    while int(wait_s / sleep_s) >= most:
        sleep_s *= 2
    return int(wait_s / sleep_s), sleep_s


def _interleaved(counts: list[int]) -> list[int]:
    """The jobs in their order: each runs in every so-manieth cycle."""
    most = max(counts)
    every = [most // count if count else 0 for count in counts]
    left = list(counts)
    order = []
    cycle = 0
    while any(left):
        for job, interval in enumerate(every):
            if left[job] and cycle % interval == 0:
                order.append(job)
                left[job] -= 1
        cycle += 1
    return order


def _timed(modes: Modes, steps: int, target_s: float, jobs: list[int], sleep_s: float) -> Plan:
    actions = []
    now_s = 0.0
    for job in jobs:
        if job == len(modes):
            actions.append(Action(now_s, sleep_s, None, 0.0))
        else:
            mode = modes[job]
            actions.append(Action(now_s, mode.duration_s, mode.step_size, mode.steps))
        now_s = actions[-1].end_s
    return Plan(steps, target_s, now_s, tuple(actions))
