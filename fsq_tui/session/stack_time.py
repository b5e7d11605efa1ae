"""How long the shots of a stack take, as far as that is known before."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from fsq_tui.focus.plan import fastest_s
from fsq_tui.focus.stack import Extent, StackSettings
from fsq_tui.session.motor import Motor
from fsq_tui.storage.stack_manifest import StackShot

RELEASE_S = 1.0  # what a picture is taken to need until one was taken


def stack_s(
    motor: Motor, shots: Sequence[StackShot], settings: StackSettings, home_step: int | None
) -> float:
    """About how long shots take from where the lens stands, and the way home, as far as known."""
    waits_s = sum(_waits_s(shot, settings) for shot in shots)
    if motor.calibration is None:
        return waits_s
    modes = motor.pace.modes(motor.calibration.modes)
    steps = [motor.position().step, *(shot.planned_step for shot in shots), home_step]
    ways = (abs(b - a) for a, b in pairwise(steps) if a is not None and b is not None)
    return waits_s + sum(fastest_s(modes, way) for way in ways)


def _waits_s(shot: StackShot, settings: StackSettings) -> float:
    """About how long a shot takes once the lens is there."""
    if settings.extent is not Extent.FULL:
        return max(settings.settle_s, settings.flash_delay_s)
    first_s = max(settings.settle_s + RELEASE_S, settings.flash_delay_s)
    return first_s + (len(shot.lacking(settings.bracket_ev)) - 1) * further_s(settings)


def further_s(settings: StackSettings) -> float:
    """About how long another exposure of a shot takes."""
    return max(RELEASE_S, settings.flash_delay_s)
