"""A body with three sizes of drive command, sent by their choices, that tells no stop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from fsq_tui.backend.gphoto2.body import DRIVE, CameraLens
from fsq_tui.backend.gphoto2.connection import Connection
from fsq_tui.backend.gphoto2.pacing import Pacer
from fsq_tui.clock import Clock
from fsq_tui.focus.calibration import BACKWARD, FORWARD

CHOICE = {FORWARD: {1: 0, 2: 1, 3: 2}, BACKWARD: {1: 4, 2: 5, 3: 6}}
"""The choices of manualfocusdrive are Near 1 to 3, None, Far 1 to 3."""


class ThreeSizesLens(CameraLens):
    """Some bodies refuse a command while the motor runs, others queue it: see Pacer."""

    usual_s: ClassVar[Mapping[int, float]]

    def __init__(self, camera: Connection, clock: Clock) -> None:
        super().__init__(camera, clock)
        self._pacer = Pacer(clock, self.usual_s)

    def pace(self, durations_s: Mapping[int, float]) -> None:
        """What to give the motor for each step size; `usual_s` where it is not named."""
        self._pacer.pace(durations_s)

    def _drive(self, step_size: int, direction: int) -> None:
        choice = CHOICE[direction][step_size]
        self._pacer.drive(
            step_size, lambda: self._command(lambda: self._camera.choose(DRIVE, choice))
        )
