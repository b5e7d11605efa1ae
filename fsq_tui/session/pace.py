"""How long the drive commands of a lens really take, which is never quite what was calibrated."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import replace
from statistics import median

from fsq_tui.focus.calibration import StepMode
from fsq_tui.focus.fastest import Modes

COMMANDS = 24  # of each size that are remembered
ENOUGH = 6  # of them for a median that one hiccup does not move
TICK = 0.02  # pace is told in steps of so much, that what was planned for it serves again
LEAST, MOST = 0.5, 2.0


class Pace:
    """Learns from each command how much longer than calibrated those of its size take."""

    def __init__(self) -> None:
        self._ratios: defaultdict[int, deque[float]] = defaultdict(lambda: deque(maxlen=COMMANDS))

    def learn(self, mode: StepMode, took_s: float) -> None:
        """A command of this mode has taken so long."""
        self._ratios[mode.step_size].append(took_s / mode.duration_s)

    def modes(self, calibrated: Modes) -> Modes:
        """The modes with the speeds they have now, as far as that is known."""
        return tuple(
            replace(mode, speed_steps_s=mode.speed_steps_s / self._factor(mode.step_size))
            for mode in calibrated
        )

    def _factor(self, step_size: int) -> float:
        """That of the size; of all sizes together where it was not used enough."""
        ratios = self._ratios[step_size]
        if len(ratios) < ENOUGH:
            ratios = deque(ratio for each in self._ratios.values() for ratio in each)
        if len(ratios) < ENOUGH:
            return 1.0
        return min(max(round(median(ratios) / TICK) * TICK, LEAST), MOST)
