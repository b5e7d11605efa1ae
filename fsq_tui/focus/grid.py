"""The states that a transition is looked at in: numbers of steps left, and times at each."""

from __future__ import annotations

import math

import numpy as np

from fsq_tui.focus.calibration import StepMode
from fsq_tui.focus.fastest import Modes
from fsq_tui.focus.ideal import Floats, Ideal
from fsq_tui.focus.placing import rising
from fsq_tui.focus.reach import mixed

CELLS = 256  # times looked at for each number of steps left
ROWS_PER_S, LEAST_ROWS = 180, 32  # how many the time of the transition allows for
MOST_PARTS = 5  # of a step, for averages that are no whole numbers
CLOSE = 0.01  # how much an average may be off in whole parts
LEAST_WINDOW = 1 / 8  # in shares of the reach
TRIED_REACHES = np.linspace(0.8, 1.2, 81)  # in shares of the asked one
POSITIONS = 257  # at which a motion is described that follows its ideal as far as it can
HAIR = 1e-7


class Grid:
    """A row for each number of steps left, from `beyond` rows past the end on; CELLS times each.

    `reach`: how far from the ideal, in steps, the lens may get; the closer, the finer the times.
    Attributes: `runs`, a mode for each size, of several commands where one is less than a row;
    `widths`, the rows that each goes; by row `left` in steps, `first_s` and `cell_s`, the first of
    its times and how far they are apart.
    """

    def __init__(self, modes: Modes, ideal: Ideal, reach: float) -> None:
        self._modes = modes
        self._ideal = ideal
        self.part = self._parted()
        runs = [max(1, round(self.part / mode.steps)) for mode in modes]
        self.runs = [
            StepMode(mode.step_size, run * mode.steps, mode.speed_steps_s)
            for run, mode in zip(runs, modes, strict=True)
        ]
        self.widths = [max(1, round(run.steps / self.part)) for run in self.runs]
        self.beyond = math.floor(modes[-1].steps / 2 / self.part + HAIR)
        self.rows = math.ceil(ideal.steps / self.part - HAIR) + self.beyond + 1
        self.left = self.part * (np.arange(self.rows) - self.beyond)
        self.first_s, self.cell_s = self._windows(reach)

    def row(self, left: float) -> int:
        """The row of a number of steps left."""
        return min(self.rows - 1, max(0, round(left / self.part) + self.beyond))

    def cell(self, row: int, time_s: float) -> int:
        """The cell of a time in a row, or the one next to it."""
        cell = round(float((time_s - self.first_s[row]) / self.cell_s[row]))
        return min(max(cell, 0), CELLS - 1)

    def cells_after(self, k: int, block: slice, times_s: Floats) -> Floats:
        """Where in their rows the times lie at which size `k`, begun at `times_s`, is done.

        One line for each row of the block; those of rows that the size goes beyond mean nothing.
        """
        rows = np.maximum(np.arange(block.start, block.stop) - self.widths[k], 0)
        done_s = times_s + (self.runs[k].duration_s - HAIR)
        return np.asarray((done_s - self.first_s[rows, None]) / self.cell_s[rows, None])

    def is_landed(self, row: int) -> bool:
        """Whether a plan may end there."""
        return row <= 2 * self.beyond

    def _parted(self) -> float:
        """The steps a row stands for: parts of a step of which each size has a whole number.

        Where there is no time for so many rows, for a few steps.
        """
        smallest = self._modes[-1].steps
        rows = LEAST_ROWS + ROWS_PER_S * self._ideal.total_s
        coarse = max(1, math.ceil(self._ideal.steps / smallest / rows))
        if coarse > 1:
            return min((smallest * n for n in range(coarse, 2 * coarse)), key=self._unevenness)
        finest = min(MOST_PARTS, max(1, int(rows * smallest / self._ideal.steps)))
        tries = [smallest / parts for parts in range(1, finest + 1)]
        return next((part for part in tries if self._unevenness(part) < CLOSE), None) or min(
            tries, key=self._unevenness
        )

    def _unevenness(self, part: float) -> float:
        """How much a size may be off in whole parts, in shares of it."""
        sizes = [max(1, round(part / mode.steps)) * mode.steps / part for mode in self._modes]
        return max(abs(size / max(1, round(size)) - 1.0) for size in sizes)

    def _windows(self, reach: float) -> tuple[Floats, Floats]:
        """For each row the first time looked at, and how far apart the times are."""
        ideal = self._ideal
        at = ideal.steps - self.left
        mean_s = ideal.total_s / ideal.steps
        if ideal.is_even:
            reach = self._even_reach(reach)
        line = _Followed(ideal, max(mode.speed_steps_s for mode in self._modes))
        early, late = at - reach, at + reach
        first_s = line.time_of(early) + np.minimum(0.0, early) * mean_s
        last_s = line.time_of(late) + np.maximum(0.0, late - ideal.steps) * mean_s
        last_s = np.minimum(last_s, self._deadlines())
        first_s = np.minimum(first_s, last_s - LEAST_WINDOW * reach * mean_s)
        return first_s, (last_s - first_s) / (CELLS - 1)

    def _deadlines(self) -> Floats:
        """For each row the time until which the end can still be reached in time."""
        total_s = self._ideal.total_s
        latest_s = [total_s] * self.rows
        ways = [(w, run.duration_s) for w, run in zip(self.widths, self.runs, strict=True)]
        for row in range(2 * self.beyond + 1, self.rows):
            latest_s[row] = max(
                (latest_s[row - width] - duration for width, duration in ways if width <= row)
            )
        return np.array(latest_s)

    def _even_reach(self, reach: float) -> float:
        """About the reach, so that the usual commands lead from cell to cell.

        Between two cells costs are interpolated, which blurs them a little at every command.
        """
        speed = self._ideal.steps / self._ideal.total_s
        lags_s = [
            mode.duration_s - width * self.part / speed
            for mode, width in zip(self.runs, self.widths, strict=True)
        ]
        tries = reach * TRIED_REACHES
        cells = np.outer(lags_s, speed * (CELLS - 1) / 2 / tries)
        parts = cells - np.floor(cells)
        often = np.array(mixed(self._modes, speed))
        blur = often @ (parts * (1.0 - parts)) * tries * tries
        return float(tries[blur.argmin()])


class _Followed:
    """The ideal as far as a lens of a top speed can follow it, were it driven without steps."""

    def __init__(self, ideal: Ideal, top_speed_steps_s: float) -> None:
        self._ideal = ideal
        self._times_s: Floats | None = None
        if ideal.is_even or ideal.top_speed_steps_s <= top_speed_steps_s:
            return
        self._at = np.linspace(0.0, ideal.steps, POSITIONS)
        wanted_s = ideal.time_of(self._at)
        self._at_top_s = self._at / top_speed_steps_s
        weights = 1.0 / np.maximum(np.gradient(wanted_s), HAIR)
        slack_s = max(0.0, ideal.total_s - float(self._at_top_s[-1]))
        lead_s = rising(wanted_s - self._at_top_s, weights)
        self._times_s = self._at_top_s + np.clip(lead_s, 0.0, slack_s)

    def time_of(self, positions: Floats) -> Floats:
        """When it passes each position; for those beyond the ends, the times of the ends."""
        if self._times_s is not None:
            return np.interp(positions, self._at, self._times_s)
        return self._ideal.time_of(np.clip(positions, 0.0, self._ideal.steps))
