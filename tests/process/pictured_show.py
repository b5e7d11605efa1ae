"""The process of a show whose simulated lens shows pictures: PICTURE_BYTES each, numbered.

Run as `pictured_show.py FD SETUP`, as `fsq_tui.process` is. A picture is its number and then zeros.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from fsq_tui.backend import BACKENDS
from fsq_tui.backend.base import Capabilities, Lens
from fsq_tui.backend.model import load_model
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.clock import Clock
from fsq_tui.process import __main__ as process

COMMAND = (sys.executable, str(Path(__file__)))
PICTURE_BYTES = 100_000


class ShowingLens(SimulatedLens):
    """Shows pictures at once."""

    pictures = 0

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, live_view=True)

    def frame(self) -> bytes:
        self.pictures += 1
        return b"%-10d" % self.pictures + bytes(PICTURE_BYTES - 10)


def make(clock: Clock, model: str, seed: int | None) -> Lens:
    return ShowingLens(load_model(model), clock, seed)


if __name__ == "__main__":
    BACKENDS["simulated"] = make
    sys.exit(process.main())
