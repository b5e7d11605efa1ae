"""An Olympus or OM System: three step sizes, stops that nobody hears of, no word of the motor."""

from __future__ import annotations

from fsq_tui.backend.base import Capabilities
from fsq_tui.backend.gphoto2.body import PROBE_S
from fsq_tui.backend.gphoto2.manual import ManualFocusLens
from fsq_tui.backend.gphoto2.three_sizes import ThreeSizesLens
from fsq_tui.focus.modes import How

PACE_S = {1: 0.05, 2: 0.12, 3: 0.4}
"""What a command is given. No figure is published but 5 to 50 ms for a small step, by others."""


class OlympusLens(ThreeSizesLens, ManualFocusLens):
    """A lens on an E-M or OM body. Its choices of manualfocusdrive are those of a Canon."""

    usual_s = PACE_S

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
