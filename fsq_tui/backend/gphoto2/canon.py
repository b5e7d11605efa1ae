"""A Canon EOS: three step sizes, stops that nobody hears of, an answer before the motor has run."""

from __future__ import annotations

from contextlib import suppress

from fsq_tui.backend.base import Capabilities, Pause
from fsq_tui.backend.gphoto2.body import AUTOFOCUS, PROBE_S
from fsq_tui.backend.gphoto2.connection import Connection
from fsq_tui.backend.gphoto2.faults import Refused
from fsq_tui.backend.gphoto2.three_sizes import ThreeSizesLens
from fsq_tui.clock import Clock
from fsq_tui.focus.modes import How

PACE_S = {1: 0.05, 2: 0.12, 3: 0.3}
"""What a command is given where the body does not tell when its motor is done. No figure is
published; 50 ms for a small step is what others use, the rest is chosen from the reference lens."""

AUTOFOCUS_SLICE_S = 0.05
AUTOFOCUS_SLICES = 100
FOCUSED = "AfResult"


class CanonLens(ThreeSizesLens):
    """A lens on a Canon EOS."""

    usual_s = PACE_S

    def __init__(self, camera: Connection, clock: Clock) -> None:
        super().__init__(camera, clock)
        self._focused = False

    @property
    def capabilities(self) -> Capabilities:
        """Nothing is measured, and stops are silent."""
        return Capabilities(How.COUNTED, reports_stops=False, live_view=True, probe_s=PROBE_S)

    def autofocus(self, pause: Pause) -> None:
        """Autofocus until the body tells a result, or for 5 s; whether it succeeded is not told."""
        self.check()
        self._focused = False
        self._command(lambda: self._camera.put(AUTOFOCUS, 1))
        try:
            for _ in range(AUTOFOCUS_SLICES):
                pause(AUTOFOCUS_SLICE_S)
                self._listen()
                if self._focused:
                    break
        finally:
            with suppress(Refused):
                self._camera.put("cancelautofocus", 1)

    def _listen(self) -> list[str]:
        texts = super()._listen()
        self._focused = self._focused or any(FOCUSED in text for text in texts)
        return texts
