"""The ideal of a transition: where the lens should be at each moment, and how far a motion is off.

A curve is straight between its samples, so that every integral here is exact.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fsq_tui.focus.shape import Curve

Floats = NDArray[np.floating[Any]]


class Ideal:
    """The motion over `steps` steps (more than none) in `total_s` seconds (more than none)."""

    def __init__(self, steps: float, total_s: float, curve: Curve) -> None:
        self.steps = steps
        self.total_s = total_s
        self._times_s = np.linspace(0.0, total_s, len(curve))
        self._at = steps * np.array(curve)

    @cached_property
    def top_speed_steps_s(self) -> float:
        """Its speed where it is fastest."""
        return float(np.max(np.diff(self._at)) / self._times_s[1])

    @property
    def is_even(self) -> bool:
        """Whether its speed never changes."""
        return len(self._at) == 2

    def at(self, times_s: Floats) -> Floats:
        """Steps done by each time; none before the start, all after the end."""
        if self.is_even:
            return np.asarray(np.clip(times_s * (self.steps / self.total_s), 0.0, self.steps))
        return np.asarray(np.interp(times_s, self._times_s, self._at))

    def time_of(self, positions: Floats) -> Floats:
        """When it passes each position; within a rest, somewhere in it."""
        if self.is_even:
            return np.asarray(positions * (self.total_s / self.steps))
        hair = np.linspace(0.0, 1e-9 * self.steps, len(self._at))  # so that it always rises
        return np.interp(positions, self._at + hair, self._times_s)

    def sum_until(self, times_s: Floats) -> Floats:
        """The integral of `at` from the start to each time within the transition, in step seconds.

        >>> Ideal(4.0, 2.0, (0.0, 1.0)).sum_until(np.array([0.0, 1.0, 2.0])).tolist()
        [0.0, 1.0, 4.0]
        """
        tick_s = float(self._times_s[1])
        inside = np.clip(times_s, 0.0, self.total_s)
        index = np.minimum((inside / tick_s).astype(int), len(self._at) - 2)
        part_s = inside - index * tick_s
        first = self._at[index]
        slope = (self._at[index + 1] - first) / tick_s
        return np.asarray(self._sums[index] + part_s * (first + slope * part_s / 2))

    def error_steps(self, times_s: Floats, positions: Floats) -> float:
        """Root mean square of (position - ideal) for a motion that is straight between `times_s`.

        They rise from the start to the end of the transition.
        """
        moments = np.union1d(times_s, self._times_s)
        off = np.interp(moments, times_s, positions) - np.interp(moments, self._times_s, self._at)
        before, after = off[:-1], off[1:]
        squares = (before * before + before * after + after * after) / 3
        return float(np.sqrt(np.dot(squares, np.diff(moments)) / self.total_s))

    @cached_property
    def _sums(self) -> Floats:
        means = (self._at[:-1] + self._at[1:]) / 2
        return np.concatenate(([0.0], np.cumsum(means * self._times_s[1])))
