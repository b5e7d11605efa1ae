"""The distance scale of a lens: which distance is at which step; between two, even in dioptres.

It is made of knots, steps whose distance is known. Those are the operator's marks where there are
three or more, since who measured knows better, and else what the lens reports: a value that several
steps share holds for the middle one. Between two knots dioptres go evenly with the steps.

Beyond the outermost knots their slope goes on, but no distance is told far from what is known.
Where the lens reports, that ends with the last step that reports a distance. Where the operator
has marked, it ends half as far from the outermost mark as the next one is, and at no more than
twice the distance of the farthest.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from statistics import fmean, median

from fsq_tui.errors import LensFault
from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.distance import INFINITY_CM, UNKNOWN_CM, dioptres, distance_label, whole_cm
from fsq_tui.focus.sequence import printable
from fsq_tui.focus.shape import LINEAR, SAMPLES, Curve, Shape, curve

MIN_MARKS = 3  # two could not show that a third is wrong
ROUNDING = 1e-9  # dioptres by which the end of the scale may be missed


@dataclass(frozen=True, slots=True)
class DistanceScale:
    """Knots and what lies between; at least two.

    `steps` rise strictly, `knots` (the dioptres there) rise or fall strictly. `reach` are the first
    and the last step of which a distance is told. `marks` is how many of the operator's it comes
    from, 0 where the lens reported it.
    """

    steps: tuple[float, ...]
    knots: tuple[float, ...]
    reach: tuple[float, float]
    marks: int = 0

    def dioptres_at(self, step: float) -> float:
        """1/distance in metres at a step; beyond infinity, where some lenses go, it is negative.

        Beyond the reach it goes on with the outermost slope: good for a course, not for a distance.
        """
        return _interpolated(self.steps, self.knots, step)

    def distance_cm_at(self, step: float) -> int:
        """The distance at a step: 65535 at infinity and beyond, 0 (unknown) out of reach."""
        if not self.reach[0] <= step <= self.reach[1]:
            return UNKNOWN_CM
        return _cm(self.dioptres_at(step))

    def step_at(self, distance_cm: float) -> int:
        """The step nearest to a distance. Raises LensFault where the scale does not reach it."""
        if not self.reaches(distance_cm):
            farthest, nearest = sorted(map(self.dioptres_at, self.reach))
            raise LensFault(
                f"{_label(distance_cm)} is off the distance scale of this lens, "
                f"{distance_label(_cm_up(nearest))} to {distance_label(_cm_down(farthest))}."
            )
        first, last = math.ceil(self.reach[0]), math.floor(self.reach[1])
        return min(max(round(self._step_of(dioptres(distance_cm))), first), last)

    def reaches(self, distance_cm: float) -> bool:
        """Whether `step_at` has a step for a distance."""
        farthest, nearest = sorted(map(self.dioptres_at, self.reach))
        return max(farthest, 0.0) - ROUNDING <= dioptres(distance_cm) <= nearest + ROUNDING

    @lru_cache(maxsize=512)  # noqa: B019  a frozen value, worth as much as its equal
    def even_in_dioptres(self, from_step: int, to_step: int) -> Curve:
        """The course from step to step on which 1/distance moves evenly in time."""
        if from_step == to_step:
            return LINEAR
        start, end = self.dioptres_at(from_step), self.dioptres_at(to_step)
        dioptres_on_way = (start + (end - start) * i / (SAMPLES - 1) for i in range(1, SAMPLES - 1))
        way = to_step - from_step
        shares = ((self._step_of(each) - from_step) / way for each in dioptres_on_way)
        kept = (min(max(share, 0.0), 1.0) for share in shares)
        return (0.0, *accumulate(kept, max), 1.0)  # no rounding makes it fall

    def _step_of(self, wanted: float) -> float:
        """The inverse of `dioptres_at`."""
        if self.knots[0] < self.knots[-1]:
            return _interpolated(self.knots, self.steps, wanted)
        return _interpolated(self.knots[::-1], self.steps[::-1], wanted)


@lru_cache(maxsize=8)
def scale_of(calibration: Calibration) -> DistanceScale | None:
    """The distance scale of a lens; None where neither the lens nor the operator tells enough."""
    if len(calibration.marks) >= MIN_MARKS:
        return _marked(calibration)
    return _reported(calibration.distances_cm)


def require_scale(calibration: Calibration) -> DistanceScale:
    """The same. Raises LensFault where there is none."""
    scale = scale_of(calibration)
    if scale is None:
        raise LensFault(
            f"The lens {printable(calibration.lens_name)!r} reports no distances.",
            f"Mark the distance of {MIN_MARKS} steps, or go by steps.",
        )
    return scale


def marked_cm(calibration: Calibration, step: float) -> int:
    """The distance at a step by the operator's marks; 0 where they are too few or too far away."""
    scale = scale_of(calibration) if len(calibration.marks) >= MIN_MARKS else None
    return UNKNOWN_CM if scale is None else scale.distance_cm_at(step)


def shapes_of(calibration: Calibration | None) -> tuple[Shape, ...]:
    """The shapes that a pull on a lens can have: DIOPTRES only where it has a distance scale."""
    has_scale = calibration is not None and scale_of(calibration) is not None
    return tuple(shape for shape in Shape if has_scale or shape is not Shape.DIOPTRES)


def curve_for(shape: Shape, calibration: Calibration, from_step: int, to_step: int) -> Curve:
    """The course of a pull from step to step; an even one where the lens has no scale for it."""
    if shape is not Shape.DIOPTRES:
        return curve(shape)
    scale = scale_of(calibration)
    return LINEAR if scale is None else scale.even_in_dioptres(from_step, to_step)


@dataclass(frozen=True, slots=True)
class _Knot:
    """A step of known dioptres; `weight` is how many steps say so."""

    step: float
    dioptres: float
    weight: int = 1


def _marked(calibration: Calibration) -> DistanceScale | None:
    all_steps = range(len(calibration.positions))
    knots = _monotone(
        _Knot(
            _interpolated(calibration.positions, all_steps, mark.normalized_position),
            dioptres(mark.distance_cm),
        )
        for mark in calibration.marks
    )
    if len(knots) < 2:
        return None
    first = knots[0].step - _beyond(knots[1], knots[0])
    last = knots[-1].step + _beyond(knots[-2], knots[-1])
    reach = max(first, 0.0), min(last, float(calibration.last_step))
    return _scale(knots, reach, len(calibration.marks))


def _beyond(inner: _Knot, outer: _Knot) -> float:
    """How many steps beyond the outermost mark a distance is still told."""
    gap = abs(outer.step - inner.step)
    rise = inner.dioptres - outer.dioptres  # per gap, outwards: positive where it gets farther
    if rise <= 0.0 or outer.dioptres == 0.0:
        return gap / 2
    return gap * min(0.5, outer.dioptres / 2 / rise)


def _reported(distances_cm: tuple[int, ...]) -> DistanceScale | None:
    reporting: dict[int, list[int]] = {}
    for step, cm in enumerate(distances_cm):
        if cm != UNKNOWN_CM:
            reporting.setdefault(cm, []).append(step)
    # The median is the middle of the steps that share a value, and not moved by a stray one.
    knots = _monotone(
        _Knot(median(steps), dioptres(cm), len(steps)) for cm, steps in reporting.items()
    )
    if len(knots) < 2:
        return None
    told = [step for steps in reporting.values() for step in steps]
    return _scale(knots, (float(min(told)), float(max(told))), 0)


def _scale(knots: list[_Knot], reach: tuple[float, float], marks: int) -> DistanceScale:
    steps = tuple(knot.step for knot in knots)
    return DistanceScale(steps, tuple(knot.dioptres for knot in knots), reach, marks)


def _monotone(knots: Iterable[_Knot]) -> list[_Knot]:
    """The knots by rising step; neighbours that go against the others are joined to their mean.

    This is isotonic regression by pooling adjacent violators (Ayer et al. 1955), made strict.
    """
    ordered = sorted(knots, key=lambda knot: knot.step)
    direction = _direction(ordered)
    pooled: list[_Knot] = []
    for knot in ordered:
        pooled.append(knot)
        while len(pooled) > 1 and not _goes(pooled[-2], pooled[-1], direction):
            pooled[-2:] = [_joined(pooled[-2], pooled[-1])]
    return pooled


def _direction(knots: Sequence[_Knot]) -> int:
    """Whether dioptres rise (1) or fall (-1) with the steps, on the whole."""
    if not knots:
        return 1
    middle = fmean(knot.step for knot in knots)
    slope = sum((knot.step - middle) * knot.dioptres for knot in knots)
    return 1 if slope >= 0.0 else -1


def _goes(before: _Knot, after: _Knot, direction: int) -> bool:
    return after.step > before.step and (after.dioptres - before.dioptres) * direction > 0.0


def _joined(one: _Knot, other: _Knot) -> _Knot:
    weight = one.weight + other.weight
    step = (one.step * one.weight + other.step * other.weight) / weight
    mean = (one.dioptres * one.weight + other.dioptres * other.weight) / weight
    return _Knot(step, mean, weight)


def _interpolated(xs: Sequence[float], ys: Sequence[float], x: float) -> float:
    """The straight line between the two of the rising `xs` around `x`, or the outermost two."""
    above = min(max(bisect_left(xs, x), 1), len(xs) - 1)
    x0, x1, y0, y1 = xs[above - 1], xs[above], ys[above - 1], ys[above]
    if x == x1:
        return y1  # to the last bit
    return y0 + (x - x0) / (x1 - x0) * (y1 - y0)


def _label(distance_cm: float) -> str:
    """As it was asked for: a fraction of a centimetre may be what puts it off the scale."""
    whole = distance_cm == round(distance_cm)
    return distance_label(round(distance_cm)) if whole else f"{distance_cm:g}cm"


def _cm(there: float) -> int:
    return INFINITY_CM if there * INFINITY_CM <= 100.0 else whole_cm(100.0 / there)


def _cm_up(there: float) -> int:
    """Whole centimetres that are still on a scale which ends there at its near end."""
    return INFINITY_CM if there * INFINITY_CM <= 100.0 else math.ceil(100.0 / there - ROUNDING)


def _cm_down(there: float) -> int:
    """The same for the far end."""
    return INFINITY_CM if there * INFINITY_CM <= 100.0 else math.floor(100.0 / there + ROUNDING)
