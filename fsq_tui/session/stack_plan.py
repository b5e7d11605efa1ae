"""Which shots a stack has: chosen between its marks, or plainly around where the lens was.

What chooses is imported where it is needed: numpy is slow to come.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from fsq_tui.errors import UsageFault
from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.stack import MOST_SHOTS, Plane, PlannedShot, StackSettings
from fsq_tui.session.requests import AddShot, DragShot, PinShot, PlanPlain, RemoveShot
from fsq_tui.session.stack_points import Ends, plainly, step_between
from fsq_tui.stacking.plain import PlainStack

if TYPE_CHECKING:
    from fsq_tui.stacking.selection import Information, Selection

OfShots = DragShot | PinShot | AddShot | RemoveShot

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StackPlan:
    """Shots from near to far; `ends` are the steps of the first and the last, where it has any."""

    selection: Selection
    ends: Ends
    is_plain: bool = False

    @property
    def shots(self) -> tuple[PlannedShot, ...]:
        """As the screen shows them."""
        return tuple(
            PlannedShot(
                shot.depth,
                shot.even,
                shot.reason,
                step_between(self.ends, shot.depth),
                shot.is_pinned,
            )
            for shot in self.selection.shots
        )

    def edited(self, request: OfShots) -> StackPlan:
        """With a shot dragged, pinned, added or removed. Raises UsageFault."""
        match request:
            case DragShot(number, depth):
                return self._with(number, depth, lambda s: s.dragged(number - 1, depth))
            case PinShot(number, is_pinned):
                return self._with(number, 0.0, lambda s: s.pinned(number - 1, is_pinned))
            case AddShot(depth):
                if len(self.selection.shots) >= MOST_SHOTS:
                    raise UsageFault(f"A stack has {MOST_SHOTS} shots at most.")
                return self._with(1, depth, lambda s: s.added(depth))
            case RemoveShot(number):
                return self._with(number, 0.0, lambda s: s.removed(number - 1))

    def _with(self, number: int, depth: float, edit: Callable[[Selection], Selection]) -> StackPlan:
        count = len(self.selection.shots)
        if not 1 <= number <= count:
            raise UsageFault(f"There is no shot {number}: the stack has {count}.")
        if not 0.0 <= depth <= 1.0:  # NaN is none either
            raise UsageFault("That is no depth.", "The near mark is 0 %, the far one 100 %.")
        return replace(self, selection=_sentence_of(lambda: edit(self.selection)))


def between(
    near: Plane,
    far: Plane,
    settings: StackSettings,
    information: Information | None = None,
    pins: tuple[float, ...] = (),
    ends: Ends | None = None,
) -> StackPlan:
    """As many shots as are set, and no more than there are steps; even where nothing is known.

    `ends` are where a sweep has found the planes, where it has counted otherwise than the marks.
    Raises UsageFault for marks at one step, and more pins than there are shots.
    """
    import numpy as np

    from fsq_tui.stacking.selection import selected

    count = settings.shots
    if near.step is not None and far.step is not None:
        if near.step == far.step:
            raise UsageFault(
                "The near and the far plane are at the same step.",
                "Focus on the other one and mark it again: NEAR, FAR.",
            )
        count = min(count, abs(far.step - near.step) + 1)
    strength = 0.0 if information is None else settings.gravity
    known = np.ones(1) if information is None else information
    selection = _sentence_of(lambda: selected(count, known, strength, pins))
    return StackPlan(selection, (near.step, far.step) if ends is None else ends)


def around(request: PlanPlain, step: int, known: Calibration) -> StackPlan:
    """Shots evenly in front of and behind a step. Raises UsageFault."""
    from fsq_tui.stacking.selection import Selection, Shot

    plain = _sentence_of(
        lambda: PlainStack(request.in_front, request.behind, request.steps_per_shot)
    )
    shots = plainly(plain, step, known)
    selection = Selection(tuple(Shot(one.depth, one.even, one.reason) for one in shots))
    return StackPlan(selection, (shots[0].step, shots[-1].step), is_plain=True)


def _sentence_of(work: Callable[[], T]) -> T:
    """What is done, with a refusal as a sentence."""
    try:
        return work()
    except ValueError as refused:
        said = str(refused)
        raise UsageFault(f"{said[:1].upper()}{said[1:]}.") from refused
