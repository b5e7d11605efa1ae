"""The points as the screen lists them: with their steps, and the transitions into them."""

from __future__ import annotations

from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.order import led_from
from fsq_tui.focus.plan import expected_s, fastest_s
from fsq_tui.focus.sequence import Sequence
from fsq_tui.session.snapshot import PointRow, Transition


def rows(sequence: Sequence, calibration: Calibration | None) -> tuple[PointRow, ...]:
    """Each point with its step and the transition into it; bare points for an unknown lens."""
    points = sequence.points
    if calibration is None:
        return tuple(PointRow(point) for point in points)
    steps = [calibration.step_at(point.normalized_position) for point in points]
    made: list[PointRow] = []
    for index, point in enumerate(points):
        before = led_from(points, sequence.order, index)
        move = None if before is None else steps[index] - steps[before]
        into = None if move is None else transition(calibration, move, point.duration_s)
        made.append(PointRow(point, steps[index], into))
    return tuple(made)


def transition(calibration: Calibration, steps: int, target_s: float) -> Transition:
    """What a target comes to on this lens, and why it cannot be reached where it cannot."""
    distance = abs(steps)
    fastest = fastest_s(calibration.modes, distance)
    expected = expected_s(calibration.modes, distance, target_s)
    reason = ""
    if fastest > target_s + 0.0005:
        top = calibration.modes[0]
        reason = (
            f"{distance} steps take {fastest:.3f}s at least: "
            f"size {top.step_size} makes {top.speed_steps_s:.0f} steps/s on this lens"
        )
    return Transition(distance, expected, fastest, reason)
