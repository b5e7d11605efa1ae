"""The operator's distance marks: made, taken away, and carried over to another calibration.

With the steps their distances go one way, nearer or farther; a mark that would go against the
others is refused, since either it or one of them is wrong.
"""

from __future__ import annotations

from dataclasses import replace

from fsq_tui.errors import LensFault
from fsq_tui.focus.calibration import Calibration, DistanceMark
from fsq_tui.focus.distance import dioptres, distance_label

NEAR_STEPS = 5  # a mark so far from the lens is the one that is meant


def with_mark(calibration: Calibration, mark: DistanceMark) -> Calibration:
    """The lens with one more mark, in place of one at the same step.

    Raises LensFault, naming the mark it contradicts.
    """
    step = calibration.step_at(mark.normalized_position)
    others = tuple(
        other
        for other in calibration.marks
        if calibration.step_at(other.normalized_position) != step
    )
    against = _contradicted(others, mark)
    if against is not None:
        raise LensFault(
            f"{distance_label(mark.distance_cm)} here contradicts the mark "
            f"{distance_label(against.distance_cm)} at step "
            f"{calibration.step_at(against.normalized_position)}.",
            "Remove that one first.",
        )
    marks = sorted((*others, mark), key=lambda mark: mark.normalized_position)
    return replace(calibration, marks=tuple(marks))


def without_mark(calibration: Calibration, normalized_position: int) -> Calibration:
    """The lens without the mark at a position; as it was where there is none."""
    kept = [mark for mark in calibration.marks if mark.normalized_position != normalized_position]
    return replace(calibration, marks=tuple(kept))


def mark_near(calibration: Calibration, step: int) -> DistanceMark | None:
    """The mark nearest to a step, None where all are more than NEAR_STEPS away."""

    def gap(mark: DistanceMark) -> int:
        return abs(calibration.step_at(mark.normalized_position) - step)

    nearest = min(calibration.marks, key=gap, default=None)
    return nearest if nearest is not None and gap(nearest) <= NEAR_STEPS else None


def carried_over(
    calibration: Calibration, marks: tuple[DistanceMark, ...]
) -> tuple[Calibration, str]:
    """The lens as newly calibrated with the marks it had; and a sentence on those it lost, or ''.

    Those are the ones beyond its last position.
    """
    last = calibration.positions[-1]
    kept = tuple(mark for mark in marks if mark.normalized_position <= last)
    lost = [distance_label(mark.distance_cm) for mark in marks if mark not in kept]
    told = f"Marks beyond the last step were dropped: {', '.join(lost)}." if lost else ""
    return replace(calibration, marks=kept), told


def _contradicted(others: tuple[DistanceMark, ...], mark: DistanceMark) -> DistanceMark | None:
    """The nearest of the other marks that would lie on the wrong side of this one."""
    way = dioptres(others[-1].distance_cm) - dioptres(others[0].distance_cm) if others else 0.0

    def gap(other: DistanceMark) -> int:
        return other.normalized_position - mark.normalized_position

    for other in sorted(others, key=lambda other: abs(gap(other))):
        rise = (dioptres(other.distance_cm) - dioptres(mark.distance_cm)) * gap(other)
        if rise * way < 0.0 or other.distance_cm == mark.distance_cm:
            return other
    return None
