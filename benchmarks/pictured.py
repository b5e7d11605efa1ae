"""Pictures for a lens that has none, as large as those of a camera, which take as long to come."""

from __future__ import annotations

import os
from dataclasses import replace

from fsq_tui.backend.base import Capabilities
from fsq_tui.backend.simulated import SimulatedLens

PICTURE_BYTES = 100_000  # 960x640 of a textured scene
JPEG = b"\xff\xd8" + os.urandom(PICTURE_BYTES - 4) + b"\xff\xd9"


class PicturedLens(SimulatedLens):
    """Every picture is the same, and keeps whoever asks for it for `frame_s`."""

    frame_s = 0.005

    @property
    def capabilities(self) -> Capabilities:
        """As the simulated lens, with live view."""
        return replace(super().capabilities, live_view=True)

    def frame(self) -> bytes:
        """The picture."""
        self._clock.wait(self._clock.now() + self.frame_s)
        return JPEG
