"""Which drive command is best next, and when: dynamic programming over (steps left, time).

The cost of a transition is the integral of (position - ideal) squared. For every number of steps
that can be left, and for times around the ideal's, the least cost of the rest is worked out from
the end backward; what attains it is kept as a table, in which a state is looked up in no time.
"""

from __future__ import annotations

import math

import numpy as np

from fsq_tui.focus.calibration import StepMode
from fsq_tui.focus.fastest import LANDED, Command, Modes, duration_s, fastest_counts, has_landed
from fsq_tui.focus.grid import CELLS, Grid
from fsq_tui.focus.ideal import Floats, Ideal

BLOCK = 128  # rows worked out at once, which is quicker than one by one and small in memory
FAR = 1e12  # squared steps times seconds: the cost of leaving the table
TIME_HAIR_S = 1e-7
WORTH_SINGLES = 2  # commands of size 1 in whose time a way beyond the end must be shorter
_CELLS = np.arange(float(CELLS))


class Steering:
    """The tables of one transition.

    `reach`: how far from the ideal, in steps, the lens may get; the closer, the finer the tables.
    """

    def __init__(self, modes: Modes, ideal: Ideal, reach: float) -> None:
        self._modes = modes
        self._ideal = ideal
        self._tolerance = modes[-1].steps / 2 + 2 * LANDED
        self._fastest_s: dict[float, float] = {}
        self._grid = Grid(modes, ideal, reach)
        self._starts = np.zeros((self._grid.rows, CELLS), dtype=np.int16)
        self._choices = np.zeros((self._grid.rows, CELLS), dtype=np.int8)
        self._work_out()

    def drives(self, steps: float) -> tuple[StepMode, ...]:
        """The commands it leads to over the whole transition, each as its mode says."""
        now_s, left = 0.0, float(steps)
        drives = []
        while not self.has_landed(left):
            command = self.next(now_s, left)
            drives.append(command.mode)
            now_s = command.start_s + command.mode.duration_s
            left -= command.mode.steps
        return tuple(drives)

    def has_landed(self, left: float) -> bool:
        """Whether no command brings the lens closer to its end than it is."""
        return has_landed(self._modes, left)

    def next(self, now_s: float, left: float, pace: float = 1.0, spare_s: float = 0.0) -> Command:
        """The best command at a time with so many steps left, not landed.

        It ends `spare_s` before its time wherever the lens still can. `pace`: how much longer
        commands take than their modes say.
        """
        grid = self._grid
        row = grid.row(left)
        start = int(self._starts[row, grid.cell(row, now_s)])
        mode = self._modes[int(self._choices[row, start])]
        start_s = float(grid.first_s[row] + start * grid.cell_s[row])
        until_s = (self._ideal.total_s - now_s) / pace
        slack_s = until_s - spare_s / pace - self._shortest_s(mode, left)
        if slack_s < -TIME_HAIR_S:
            mode = self._in_time(mode, until_s, spare_s / pace, left)
            slack_s = max(0.0, until_s - self._shortest_s(mode, left))
        return Command(mode, max(now_s, min(start_s, now_s + slack_s * pace)))

    def _shortest_s(self, mode: StepMode, left: float) -> float:
        """How long it takes at least, beginning with this mode; for ever where it goes too far."""
        after = left - mode.steps
        if after < -self._tolerance:
            return math.inf
        key = round(after, 6)
        if key not in self._fastest_s:
            self._fastest_s[key] = duration_s(self._modes, fastest_counts(self._modes, after))
        return mode.duration_s + self._fastest_s[key]

    def _in_time(self, wanted: StepMode, until_s: float, spare_s: float, left: float) -> StepMode:
        """The smallest command with which the lens is in time and has some to spare.

        If there is none, one on the fastest way, the wanted one where that is. If that is late, and
        time was to be spared for what is found underway, it may go a little too far, where to come
        back in single steps takes much less time than to go there in smaller ones.
        """
        shortest = {mode: self._shortest_s(mode, left) for mode in self._modes}
        for mode in reversed(self._modes):
            if shortest[mode] <= until_s - spare_s + TIME_HAIR_S:
                return mode
        fastest_s = min(shortest.values())
        if fastest_s > until_s + TIME_HAIR_S and spare_s > 0.0:
            return min(shortest, key=lambda mode: min(shortest[mode], self._past_s(mode, left)))
        if shortest[wanted] <= fastest_s + TIME_HAIR_S:
            return wanted
        return min(shortest, key=lambda mode: shortest[mode])

    def _past_s(self, mode: StepMode, left: float) -> float:
        """How long it takes to go too far with this mode and come back, the bother included."""
        single = self._modes[-1]
        beyond = round((mode.steps - left) / single.steps)
        if not 0 < beyond <= self._modes[-2:][0].steps / single.steps / 2:
            return math.inf
        return mode.duration_s + (beyond + WORTH_SINGLES) * single.duration_s

    def _work_out(self) -> None:
        costs: list[Floats] = []
        for begin in range(0, self._grid.rows, BLOCK):
            self._work_out_block(range(begin, min(begin + BLOCK, self._grid.rows)), costs)

    def _work_out_block(self, rows: range, costs: list[Floats]) -> None:
        """Fill the tables of some rows; `costs` are those of all rows before, and then of these."""
        grid = self._grid
        block = slice(rows.start, rows.stop)
        at = (self._ideal.steps - grid.left[block])[:, None]
        times_s = grid.first_s[block, None] + grid.cell_s[block, None] * _CELLS
        off = at - self._ideal.at(times_s)
        waits = _waiting(off, grid.cell_s[block, None])
        moves = [self._moving(run, at, times_s, off) for run in grid.runs]
        cells = [grid.cells_after(k, block, times_s) for k in range(len(grid.runs))]
        spent = np.full((len(rows), len(grid.runs) + 1, CELLS), FAR)
        lowest = np.empty_like(off)
        for i, row in enumerate(rows):
            for k, width in enumerate(grid.widths):
                if width <= row:
                    then = np.interp(cells[k][i], _CELLS, costs[row - width], FAR, FAR)
                    np.add(moves[k][i], then, out=spent[i, k])
            if grid.is_landed(row):
                spent[i, -1] = np.interp(self._ideal.total_s, times_s[i], waits[i]) - waits[i]
            best = spent[i].min(axis=0) + waits[i]
            lowest[i] = np.minimum.accumulate(best[::-1])[::-1]
            costs.append(lowest[i] - waits[i])
        self._keep(block, spent, waits, lowest)

    def _moving(self, run: StepMode, at: Floats, times_s: Floats, off: Floats) -> Floats:
        """The squared error over a command begun at each time (Simpson's rule)."""
        middle = at + run.steps / 2 - self._ideal.at(times_s + run.duration_s / 2)
        end = at + run.steps - self._ideal.at(times_s + run.duration_s)
        return np.asarray((off**2 + 4 * middle**2 + end**2) * (run.duration_s / 6))

    def _keep(self, block: slice, spent: Floats, waits: Floats, lowest: Floats) -> None:
        """From the costs to what attains them: the command, and the cell it begins in."""
        self._choices[block] = spent[:, :-1].argmin(axis=1)
        is_start = spent.min(axis=1) + waits == lowest
        starts = np.where(is_start, np.arange(CELLS), CELLS - 1)
        self._starts[block] = np.minimum.accumulate(starts[:, ::-1], axis=1)[:, ::-1]


def _waiting(off: Floats, cell_s: Floats) -> Floats:
    """The squared error of standing still from the first time of a row to each."""
    waits = np.zeros_like(off)
    before, after = off[:, :-1], off[:, 1:]
    squares = before**2 + before * after + after**2
    np.cumsum(squares * (cell_s / 3), axis=1, out=waits[:, 1:])
    return waits
