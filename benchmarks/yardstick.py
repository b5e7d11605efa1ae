"""The best possible plan, by dynamic programming over (time in 1 ms, position): the yardstick.

Exact for lenses whose commands take whole milliseconds and go whole steps, and as slow as that is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TICKS_S = 1000  # the grid: milliseconds
Row = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Command:
    """One size of drive command: whole steps in whole milliseconds."""

    steps: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Best:
    """The least tracking error, in steps, and how many commands of each size attain it."""

    rms_steps: float
    counts: tuple[int, ...]


class _Ideal:
    """What the errors are integrated from: the ideal position at each tick, and its integrals."""

    def __init__(self, shares: Row, steps: int, ticks: int) -> None:
        times = np.arange(ticks + 1) / max(1, ticks)
        self.x = steps * np.interp(times, np.linspace(0.0, 1.0, len(shares)), shares)
        first, last = self.x[:-1], self.x[1:]
        at = np.arange(ticks, dtype=float)
        # Between two ticks the ideal is straight; so these integrals are exact.
        self.x1 = _summed((first + last) / 2)
        self.x2 = _summed((first * first + first * last + last * last) / 3)
        self.tx = _summed(at * (first + last) / 2 + first / 6 + last / 3)


def _summed(values: Row) -> Row:
    return np.concatenate(([0.0], np.cumsum(values)))


def best_plan(
    commands: tuple[Command, ...],
    steps: int,
    ticks: int,
    shares: tuple[float, ...] = (0.0, 1.0),
    tolerance: int = 0,
) -> Best | None:
    """The best plan over `steps` steps in `ticks` ms; None where the lens cannot do it.

    `shares` is the curve of the ideal: shares of the way at even shares of the time. The plan may
    end `tolerance` steps off: with a lens of fractional averages these are fractions of steps.
    """
    furthest = steps + tolerance
    ideal = _Ideal(np.array(shares), steps, ticks)
    arrive = np.full((furthest + 1, ticks + 1), np.inf)
    chosen = np.full((furthest + 1, ticks + 1), -1, dtype=np.int8)
    since = np.zeros((furthest + 1, ticks + 1), dtype=np.int32)  # when the wait there began
    arrive[0, 0] = 0.0
    for p in range(furthest + 1):
        if not np.isfinite(arrive[p]).any():
            continue
        waiting = p * p * np.arange(ticks + 1) - 2 * p * ideal.x1 + ideal.x2
        relative = arrive[p] - waiting
        lowest = np.minimum.accumulate(relative)
        ticks_of = np.where(relative == lowest, np.arange(ticks + 1), 0)
        since[p] = np.maximum.accumulate(ticks_of)
        arrive[p] = lowest + waiting
        for number, command in enumerate(commands):
            to, d = p + command.steps, command.duration_ms
            if to > furthest or d > ticks:
                continue
            cost = arrive[p, : ticks + 1 - d] + _moving(command, p, d, ticks, ideal)
            better = cost < arrive[to, d:]
            arrive[to, d:][better] = cost[better]
            chosen[to, d:][better] = number
    end = min(range(max(0, steps - tolerance), furthest + 1), key=lambda p: arrive[p, ticks])
    cost = arrive[end, ticks]
    if not math.isfinite(cost):
        return None
    return Best(math.sqrt(max(0.0, cost) / ticks), _counts(commands, chosen, since, end, ticks))


def _moving(command: Command, p: int, d: int, ticks: int, ideal: _Ideal) -> Row:
    """The squared error over one command from position `p`, for each tick it may begin at."""
    start = np.arange(ticks + 1 - d)
    slope = command.steps / d
    own = d * (p * p + p * command.steps + command.steps**2 / 3)
    x1 = ideal.x1[d:] - ideal.x1[: ticks + 1 - d]
    x2 = ideal.x2[d:] - ideal.x2[: ticks + 1 - d]
    tx = ideal.tx[d:] - ideal.tx[: ticks + 1 - d]
    result: Row = own - 2 * ((p - slope * start) * x1 + slope * tx) + x2
    return result


def _counts(
    commands: tuple[Command, ...],
    chosen: NDArray[np.int8],
    since: NDArray[np.int32],
    end: int,
    ticks: int,
) -> tuple[int, ...]:
    counts = [0] * len(commands)
    p, t = end, int(since[end, ticks])
    while p > 0:
        number = int(chosen[p, t])
        counts[number] += 1
        p, t = p - commands[number].steps, t - commands[number].duration_ms
        t = int(since[p, t])
    return tuple(counts)
