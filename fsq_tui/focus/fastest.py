"""The shortest time in which a lens gets somewhere, and with which drive commands."""

from __future__ import annotations

import math
from dataclasses import dataclass

from fsq_tui.focus.calibration import StepMode

Modes = tuple[StepMode, ...]
Counts = tuple[int, ...]  # how many commands of each mode, in the order of the modes

HAIR = 1e-9
LANDED = 1e-6  # steps: what a sum of averages may be off by rounding
MOST_FEWER = 64  # commands of a faster size that are given up for slower ones
"""More can pay where sizes are as fast as each other, by less than the smallest command takes."""


def fastest_counts(modes: Modes, steps: float) -> Counts:
    """The counts that take least time of those that land.

    A plan lands if it ends less than half a command of the smallest size from `steps`, which is
    exact where the averages are whole numbers of its steps.
    """
    return _Search(modes, steps).found


def has_landed(modes: Modes, left: float) -> bool:
    """Whether no command brings a lens closer to its end than it is, with so many steps left."""
    return left <= modes[-1].steps / 2 + 2 * LANDED


def duration_s(modes: Modes, counts: Counts) -> float:
    """How long so many commands take."""
    return sum(n * mode.duration_s for n, mode in zip(counts, modes, strict=True))


@dataclass(frozen=True, slots=True)
class Command:
    """A drive command to come: its mode and when it is to begin, in seconds from the start."""

    mode: StepMode
    start_s: float


class Dash:
    """What decides on the commands of a move that is to be as fast as the lens can."""

    def __init__(self, modes: Modes) -> None:
        self._modes = modes

    def has_landed(self, left: float) -> bool:
        """Whether no command brings the lens closer to its end than it is."""
        return has_landed(self._modes, left)

    def next(self, now_s: float, left: float, pace: float = 1.0, spare_s: float = 0.0) -> Command:
        """The largest command on the fastest way, at once; whatever the pace and the spare time."""
        del pace, spare_s
        counts = fastest_counts(self._modes, left)
        mode = next(mode for mode, count in zip(self._modes, counts, strict=True) if count)
        return Command(mode, now_s)


class _Search:
    """Branch and bound: as many commands of the fastest size as fit, then ever fewer of them."""

    def __init__(self, modes: Modes, steps: float) -> None:
        smallest = modes[-1]
        self._tolerance = smallest.steps * 0.5 + LANDED
        self._order = sorted(range(len(modes)), key=lambda i: -modes[i].speed_steps_s)
        self._modes = [modes[i] for i in self._order]
        singles = max(0, math.ceil((steps - self._tolerance) / smallest.steps))
        self.found: Counts = (*(0,) * (len(modes) - 1), singles)
        self._best_s = singles * smallest.duration_s
        self._try(0, steps, 0.0, (0,) * len(modes))

    def _try(self, depth: int, rest: float, spent_s: float, counts: Counts) -> None:
        """All ways to go the rest with the sizes from `depth` on that may still be the best."""
        mode = self._modes[depth]
        is_last = depth + 1 == len(self._modes)
        if is_last:
            most = fewest = max(0, math.ceil((rest - self._tolerance) / mode.steps))
        else:
            most = max(0, math.floor((rest + self._tolerance) / mode.steps))
            fewest = max(0, most - MOST_FEWER)
        for count in range(most, fewest - 1, -1):
            left = rest - count * mode.steps
            after_s = spent_s + count * mode.duration_s
            least_s = after_s
            if not is_last:
                # Not cut off at 0: so it never falls from one count to the next.
                least_s += (left - self._tolerance) / self._modes[depth + 1].speed_steps_s
            if least_s >= self._best_s - HAIR:
                break  # with fewer of this size it only gets longer
            at = self._order[depth]
            chosen = (*counts[:at], count, *counts[at + 1 :])
            if abs(left) <= self._tolerance:
                if after_s < self._best_s:
                    self._best_s, self.found = after_s, chosen
            elif not is_last:
                self._try(depth + 1, left, after_s, chosen)
