"""In which order given drive commands follow an ideal best."""

from __future__ import annotations

import numpy as np

from fsq_tui.focus.calibration import StepMode
from fsq_tui.focus.fastest import Counts, Modes
from fsq_tui.focus.ideal import Ideal

MOST_STATES = 600  # beyond, an even spread is close enough


def ordered(modes: Modes, counts: Counts, ideal: Ideal) -> tuple[StepMode, ...]:
    """So many commands of each mode in the order with the least tracking error.

    Waits are left to whoever places them: here every command is stretched to fill the time.
    """
    shape = tuple(count + 1 for count in counts)
    if np.prod(shape) > MOST_STATES:
        return _spread(modes, counts)
    came_by = _ways(modes, shape, ideal)
    drives: list[StepMode] = []
    state = counts
    while any(state):
        k = came_by[state]
        drives.append(modes[k])
        state = (*state[:k], state[k] - 1, *state[k + 1 :])
    return tuple(drives[::-1])


def _ways(modes: Modes, shape: tuple[int, ...], ideal: Ideal) -> dict[Counts, int]:
    """For each number of commands done of each mode, the last one on the best way there."""
    done = np.indices(shape, dtype=float).reshape(len(modes), -1)
    sizes = np.array([mode.steps for mode in modes])
    durations_s = np.array([mode.duration_s for mode in modes])
    durations_s *= ideal.total_s / float((np.array(shape) - 1) @ durations_s)
    at, times_s = sizes @ done, durations_s @ done
    off = at - ideal.at(times_s)
    errors = []
    for size, duration_s in zip(sizes, durations_s, strict=True):
        middle = at - size / 2 - ideal.at(times_s - duration_s / 2)
        before = at - size - ideal.at(times_s - duration_s)
        errors.append(((off**2 + 4 * middle**2 + before**2) * duration_s).tolist())
    best = {(0,) * len(modes): 0.0}
    came_by: dict[Counts, int] = {}
    for i, state in enumerate(zip(*done.astype(int).tolist(), strict=True)):
        if i == 0:
            continue
        ways = [
            (best[*state[:k], state[k] - 1, *state[k + 1 :]] + errors[k][i], k)
            for k in range(len(modes))
            if state[k]
        ]
        best[state], came_by[state] = min(ways)
    return came_by


def _spread(modes: Modes, counts: Counts) -> tuple[StepMode, ...]:
    """Each size spread evenly over the move."""
    keyed = [
        ((i + 0.5) / count, rank, mode)
        for rank, (mode, count) in enumerate(zip(modes, counts, strict=True))
        for i in range(count)
    ]
    return tuple(mode for _, _, mode in sorted(keyed, key=lambda entry: entry[:2]))
