"""Planning one transition: which drive commands, when, to be there in the asked time.

The model (spec of the measure): a command of mode k moves `steps_k` evenly during
`steps_k / speed_k`; a wait moves nothing. The ideal is an even motion from start to end.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fsq_tui.focus.calibration import StepMode

TOLERANCE_S = 1e-9


@dataclass(frozen=True, slots=True)
class Action:
    """One drive command (or, with `step_size` None, one wait) of a plan; times from its start."""

    start_s: float
    duration_s: float
    step_size: int | None
    steps: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A transition of `steps` steps. `expected_s` is `target_s` wherever the lens is fast enough."""

    steps: int
    target_s: float
    expected_s: float
    actions: tuple[Action, ...]


Counts = tuple[int, ...]  # how many commands of each mode, in the order of the modes


@lru_cache(maxsize=4096)
def plan(modes: tuple[StepMode, ...], steps: int, target_s: float) -> Plan:
    """Plan a move over `steps` steps (either direction: the sign is the player's) in `target_s`.

    `modes` are fastest first and end in size 1. Lands on the exact step as far as the averages
    tell; takes `target_s` where feasible and the fastest possible time otherwise.
    """
    distance = abs(steps)
    candidates = list(_candidates(modes, distance))
    in_time = [counts for counts in candidates if _duration(modes, counts) <= target_s + TOLERANCE_S]
    if in_time:
        # The slowest commands that are still in time leave the least waiting between them.
        counts = max(in_time, key=lambda counts: _duration(modes, counts))
    else:
        counts = min(candidates, key=lambda counts: _duration(modes, counts))
    expected_s = max(target_s, _duration(modes, counts))
    drives = _placed(modes, _interleaved(modes, counts), expected_s)
    return Plan(distance, target_s, expected_s, tuple(_with_waits(drives, expected_s)))


def fastest_s(modes: tuple[StepMode, ...], steps: int) -> float:
    """The shortest time in which this lens can move over `steps` steps."""
    return plan(modes, steps, 0.0).expected_s
