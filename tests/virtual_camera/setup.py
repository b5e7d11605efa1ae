"""What a virtual camera is to be like, and what it tells of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from fsq_tui.backend.model import LensModel
from fsq_tui.backend.scene_setup import SceneSetup


class Maker(StrEnum):
    """Whose protocol the body speaks."""

    CANON = "canon"
    NIKON = "nikon"
    SONY = "sony"
    FUJI = "fuji"
    OLYMPUS = "olympus"
    PANASONIC = "panasonic"


class FocalPosition(StrEnum):
    """What a Sony tells of its lens from 0 to 100: nothing, always the same, or the truth."""

    ABSENT = "absent"
    FIXED = "fixed"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class CameraSetup:
    """A body with a lens. `rate` is how many seconds of the camera pass in one of the test.

    `busy_while_moving`: a Canon, Sony or Olympus refuses a drive command while its motor still
    runs, instead of performing it next. A Nikon's lens goes one step in `pulses_per_step` and
    refuses commands of fewer pulses than `minimum_pulses`. `focal_position` and `focal_distance`
    are what a Sony tells of its lens. A Nikon without `drives` has no drive command. Live view
    shows the lens as it was `frame_lag_s` ago. Port 0 takes a free one. `seed` gives start
    position, play and lost steps.
    """

    maker: Maker
    model: LensModel
    rate: float = 1.0
    seed: int = 1
    port: int = 0
    scene: SceneSetup = field(default_factory=SceneSetup)
    busy_while_moving: bool = False
    pulses_per_step: int = 10
    minimum_pulses: int = 5
    focal_position: FocalPosition = FocalPosition.TOLD
    focal_distance: bool = False
    frame_lag_s: float = 0.05
    drives: bool = True


@dataclass(frozen=True, slots=True)
class Operation:
    """One PTP operation the camera carried out: when (its own seconds), what came and what it said.

    `data` is what the client sent along, not what it got.
    """

    when_s: float
    opcode: int
    params: tuple[int, ...]
    data: bytes
    code: int
