"""Where the shots of a stack lie by the steps of the lens alone, without a look at the scene."""

from __future__ import annotations

from collections.abc import Sequence

from fsq_tui.errors import UsageFault
from fsq_tui.focus.calibration import FORWARD, Calibration
from fsq_tui.focus.scale import scale_of
from fsq_tui.focus.stack import LEAST_SHOTS, MOST_SHOTS, PlannedShot
from fsq_tui.stacking.plain import PlainStack
from fsq_tui.storage.stack_manifest import StackShot

Ends = tuple[float | None, float | None]
"""The steps of the near mark and the far one, None for a lens without."""


def step_between(ends: Ends, depth: float) -> int | None:
    """The step of the lens at a depth, None where it has none to go by."""
    first, last = ends
    return None if first is None or last is None else round(first + depth * (last - first))


def evenly(near_step: int, far_step: int, shots: int) -> tuple[PlannedShot, ...]:
    """So many, even in steps, from near to far, whichever step is the larger.

    Raises UsageFault for marks at one step, and for more shots than there are steps.
    """
    way = far_step - near_step
    if not way:
        raise UsageFault(
            f"The near and the far plane are both at step {near_step}.",
            "Name two planes that are apart.",
        )
    if not LEAST_SHOTS <= shots <= min(MOST_SHOTS, abs(way) + 1):
        most = min(MOST_SHOTS, abs(way) + 1)
        raise UsageFault(
            f"{shots} shots cannot lie from step {near_step} to step {far_step}.",
            f"Take {LEAST_SHOTS} to {most}.",
        )
    depths = [number / (shots - 1) for number in range(shots)]
    reasons = ["at the near mark", *["evenly spaced"] * (shots - 2), "at the far mark"]
    return tuple(
        PlannedShot(depth, depth, reason, near_step + round(way * depth))
        for depth, reason in zip(depths, reasons, strict=True)
    )


def plainly(
    plain: PlainStack, middle_step: int, calibration: Calibration
) -> tuple[PlannedShot, ...]:
    """Evenly in front of and behind a step. Raises UsageFault for one shot and beyond a stop."""
    if not LEAST_SHOTS <= plain.count <= MOST_SHOTS:
        raise UsageFault(
            f"A stack has {LEAST_SHOTS} to {MOST_SHOTS} shots, not {plain.count}.",
            "Give the shots in front and those behind.",
        )
    farther = -nearer(calibration)
    steps = [middle_step + farther * offset for offset in plain.offsets_steps]
    for step in steps:
        if not 0 <= step <= calibration.last_step:
            raise UsageFault(
                f"A shot would be at step {step}, beyond the stop: the lens has 0 to "
                f"{calibration.last_step}.",
                "Take fewer shots on that side, or fewer steps from one to the next.",
            )
    depths = [number / (plain.count - 1) for number in range(plain.count)]
    offsets = plain.offsets_steps
    return tuple(
        PlannedShot(depth, depth, _plain_reason(offset), step)
        for depth, offset, step in zip(depths, offsets, steps, strict=True)
    )


def nearer(calibration: Calibration) -> int:
    """The direction in which the focus comes nearer: by the distances of the lens, where known.

    Else forward: cameras call what is driven forward Near.
    """
    scale = scale_of(calibration)
    if scale is None:
        return FORWARD
    return FORWARD if scale.knots[-1] > scale.knots[0] else -FORWARD


def to_take(planned: Sequence[PlannedShot]) -> tuple[StackShot, ...]:
    """The same as a manifest has them."""
    return tuple(StackShot(n, shot.depth, shot.step) for n, shot in enumerate(planned, 1))


def _plain_reason(offset_steps: int) -> str:
    if not offset_steps:
        return "where it was focused"
    side = "in front" if offset_steps < 0 else "behind"
    return f"{abs(offset_steps)} steps {side}"
