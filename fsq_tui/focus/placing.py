"""When each of a row of drive commands should begin, their order given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fsq_tui.focus.calibration import StepMode
from fsq_tui.focus.ideal import Floats, Ideal

ROUNDS = 4  # of Newton's method; an even motion needs one
LEAST_WEIGHT = 1e-9


def rising(values: Floats, weights: Floats) -> Floats:
    """The never falling row closest to `values` in the sense of weighted least squares.

    The pool-adjacent-violators algorithm (Ayer et al. 1955).
    """
    sums: list[float] = []
    pooled: list[float] = []
    counts: list[int] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        total, mass, count = value * weight, weight, 1
        while sums and sums[-1] * mass >= total * pooled[-1]:
            total, mass, count = total + sums.pop(), mass + pooled.pop(), count + counts.pop()
        sums.append(total)
        pooled.append(mass)
        counts.append(count)
    return np.repeat(np.array(sums) / np.array(pooled), counts)


@dataclass(frozen=True, slots=True)
class Placed:
    """Drive commands, when each begins, and the tracking error of that."""

    drives: tuple[StepMode, ...]
    starts_s: tuple[float, ...]
    error_steps: float

    @classmethod
    def of(cls, drives: tuple[StepMode, ...], ideal: Ideal) -> Placed:
        """The commands placed best."""
        starts_s = _best_starts(drives, ideal)
        ends_s = starts_s + np.array([mode.duration_s for mode in drives])
        moments_s = np.column_stack((starts_s, ends_s)).ravel()
        done = np.cumsum([0.0, *(mode.steps for mode in drives)])
        error_steps = ideal.error_steps(
            np.concatenate(([0.0], moments_s, [ideal.total_s])), np.repeat(done, 2)
        )
        return cls(drives, tuple(starts_s.tolist()), error_steps)


def _best_starts(drives: tuple[StepMode, ...], ideal: Ideal) -> Floats:
    """The starts, in seconds, with which the commands follow the ideal best.

    The error of a motion is a sum of convex functions, one of each start: a command is placed best
    where the mean of its own error is 0. That the commands do not overlap makes it a problem
    of rising values: of the start of each, less the time that those before it take.
    """
    steps = np.array([mode.steps for mode in drives])
    durations_s = np.array([mode.duration_s for mode in drives])
    before_s = np.concatenate(([0.0], np.cumsum(durations_s)[:-1]))
    middles = np.cumsum(steps) - steps / 2
    slack_s = max(0.0, ideal.total_s - float(durations_s.sum()))
    starts_s: Floats = ideal.time_of(np.clip(middles, 0.0, ideal.steps)) - durations_s / 2
    leads_s: Floats = starts_s - before_s
    for _ in range(1 if ideal.is_even else ROUNDS):
        starts_s = np.clip(leads_s, 0.0, slack_s) + before_s
        ends_s = starts_s + durations_s
        ahead = middles * durations_s - (ideal.sum_until(ends_s) - ideal.sum_until(starts_s))
        slope = np.maximum(ideal.at(ends_s) - ideal.at(starts_s), LEAST_WEIGHT)
        speeds = steps / durations_s
        leads_s = rising(starts_s + ahead / slope - before_s, speeds * slope)
    return np.asarray(np.clip(leads_s, 0.0, slack_s) + before_s)
