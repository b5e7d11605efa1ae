"""What an act of the soak may do: where the lens may go on the way, and what becomes of the points.

Written from the specification, not from the session.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration, StepMode
from fsq_tui.focus.modes import Mode
from fsq_tui.focus.sequence import FocusPoint, tick_duration
from fsq_tui.session.snapshot import Snapshot
from tests.virtual_camera import CameraSetup, Operation

Points = tuple[FocusPoint, ...]


class Drive(NamedTuple):
    """A drive command that moved the lens, or met a stop: `steps` as the calibration counts."""

    direction: int
    steps: float


@dataclass(frozen=True, slots=True)
class SoakedBody:
    """A body that joins, with a calibration of its lens.

    `promise_steps` is how far the count may be from the truth; `drive` reads the camera's log, None
    where a command was refused.
    """

    setup: CameraSetup
    steps: int
    modes: tuple[StepMode, ...]
    opcode: int
    drive: Callable[[Operation], Drive | None]
    promise_steps: int = 0

    @property
    def calibration(self) -> Calibration:
        """As if the lens had been calibrated before."""
        name = self.setup.model.lens_name
        return Calibration(name, tuple(range(self.steps)), self.modes)


class Leg(NamedTuple):
    """A part of an act's way: no command in it goes the other way or leads too far."""

    direction: int
    most_steps: float = float("inf")

    def holds(self, drive: Drive, gone_steps: float) -> bool:
        """Whether a command is part of it, by which the lens has gone so far on it."""
        return drive.direction == self.direction and gone_steps <= self.most_steps


def legs_of(body: SoakedBody, before: Snapshot, button: str, way: list[int]) -> list[Leg]:
    """The way an act may take: to the stops only where the position was not known."""
    if before.mode is not Mode.OFF and button.startswith("jog_"):
        _, towards, size = button.split("_")
        steps = next(mode.steps for mode in body.modes if mode.step_size == int(size))
        return [Leg(FORWARD if towards == "forward" else BACKWARD, steps)]
    if before.position.step is not None:
        return _legs_over([before.position.step, *way[-1:]])
    homes = bool(way) or (before.mode is Mode.OFF and button == "info")
    return [Leg(FORWARD), Leg(BACKWARD), *_legs_over([0, *way])] if homes else []


def ways(before: Snapshot, points: Points, button: str) -> list[int]:
    """The steps of the current point and the one to go to; none where the lens stays."""
    steps = [point.normalized_position for point in points]
    index, count = before.index, len(points)
    match before.mode, button:
        case Mode.OFF, "info":
            return [steps[index]] if steps else []
        case Mode.EDIT, "left":
            return [steps[index], steps[(index - 1) % count]]
        case Mode.EDIT, "right":
            return [steps[index], steps[(index + 1) % count]]
        case Mode.EDIT, "trash" if count > 1:
            del steps[index]
            return [steps[min(index, count - 2)]]
        case Mode.PLAY, "set" if index + 1 < count:
            return [steps[index], steps[index + 1]]
        case Mode.PLAY, "q":
            return [steps[index], steps[0]]
    return []


def require_directed(legs: list[Leg], drives: list[Drive], promise_steps: int) -> None:
    """Every command goes the way of its leg, and no leg is longer than asked."""
    todo = list(legs)
    gone = 0.0
    for drive in drives:
        gone += drive.steps
        while todo and not todo[0].holds(drive, gone - promise_steps):
            del todo[0]
            gone = drive.steps
        assert todo, f"{drive} is no part of {legs}: {drives}"


def edited(
    before: Snapshot, old_points: Points, button: str, standing: int, after: Snapshot
) -> Points:
    """The points as they should be; what Q makes of the duration is taken from `after`."""
    index, points = before.index, list(old_points)
    if before.mode is Mode.OFF and button == "info" and not points:
        points = [FocusPoint(0)]
    elif before.mode is Mode.EDIT:
        match button:
            case "set":
                points[index] = FocusPoint(standing, 0, points[index].duration_s)
            case "q":
                rows = after.rows
                now_s = rows[index + 1].point.duration_s if len(rows) > len(points) else 0.0
                points.insert(index + 1, FocusPoint(standing, 0, now_s))
            case "trash" if len(points) > 1:
                del points[index]
            case "up" | "down" if index > 0:
                old = points[index]
                tick_s = tick_duration(old.duration_s, 1 if button == "up" else -1)
                points[index] = FocusPoint(old.normalized_position, 0, tick_s)
    return tuple(points)


def _legs_over(steps: list[int]) -> list[Leg]:
    return [
        Leg(FORWARD if there > here else BACKWARD, abs(there - here))
        for here, there in pairwise(steps)
        if here != there
    ]
