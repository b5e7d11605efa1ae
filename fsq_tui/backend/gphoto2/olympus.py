"""An Olympus or OM System: three step sizes, stops that nobody hears of, no word of the motor."""

from __future__ import annotations

from collections.abc import Mapping

from fsq_tui.backend.base import Capabilities
from fsq_tui.backend.gphoto2.body import DRIVE, PROBE_S
from fsq_tui.backend.gphoto2.canon import CHOICE
from fsq_tui.backend.gphoto2.connection import Connection
from fsq_tui.backend.gphoto2.manual import ManualFocusLens
from fsq_tui.backend.gphoto2.pacing import Pacer
from fsq_tui.clock import Clock
from fsq_tui.focus.modes import How

PACE_S = {1: 0.05, 2: 0.12, 3: 0.4}
"""What a command is given. No figure is published but 5 to 50 ms for a small step, by others."""


class OlympusLens(ManualFocusLens):
    """A lens on an E-M or OM body. Its choices of manualfocusdrive are those of a Canon."""

    def __init__(self, camera: Connection, clock: Clock) -> None:
        super().__init__(camera, clock)
        self._pacer = Pacer(clock, PACE_S)

    @property
    def capabilities(self) -> Capabilities:
        """Nothing is measured, and stops are silent."""
        return Capabilities(
            How.COUNTED,
            reports_stops=False,
            live_view=self.live_view,
            autofocus=False,
            probe_s=PROBE_S,
        )

    def pace(self, durations_s: Mapping[int, float]) -> None:
        """Give commands as long as calibration found that they take."""
        self._pacer.durations_s.update(durations_s)

    def _drive(self, step_size: int, direction: int) -> None:
        choice = CHOICE[direction][step_size]
        self._pacer.drive(
            step_size, lambda: self._command(lambda: self._camera.choose(DRIVE, choice))
        )
