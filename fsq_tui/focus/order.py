"""Which point comes next: the play order of a scene, and the legs that it is made of.

A transition takes the time and the shape of the later one of its two points, whichever way it is
travelled: the pull between points 2 and 3 is that of point 3 on the way back as well. Its shape is
seen in the direction of travel: an ease-in begins from rest both ways, it is not a film run
backward. From the last point round to the first, in a loop, it takes those of the first.
"""

from __future__ import annotations

from dataclasses import dataclass

from fsq_tui.focus.sequence import FocusPoint, Order
from fsq_tui.focus.shape import Shape

ONWARD, BACK = 1, -1


@dataclass(frozen=True, slots=True)
class Leg:
    """One transition of a sequence; indices count from 0.

    `index` is the point it goes to, `by` the one whose time and shape it takes, `travel` whether
    it goes ONWARD or BACK.
    """

    index: int
    by: int
    travel: int


def next_leg(
    points: tuple[FocusPoint, ...], order: Order, index: int, travel: int = ONWARD
) -> Leg | None:
    """The transition from the point at `index`, skipped ones passed over; None at the end.

    `travel` is how that point was come to; it matters in PING_PONG alone, which turns round where
    there is nothing ahead.
    """
    played = [number for number, point in enumerate(points) if not point.skip]
    ahead = next((number for number in played if number > index), None)
    behind = next((number for number in reversed(played) if number < index), None)
    onward = None if ahead is None else Leg(ahead, ahead, ONWARD)
    back = None if behind is None else Leg(behind, index, BACK)
    match order:
        case Order.ONCE:
            return onward
        case Order.REVERSE:
            return back
        case Order.LOOP:
            round_again = None if behind is None else Leg(played[0], played[0], ONWARD)
            return onward or round_again
        case Order.PING_PONG:
            return onward or back if travel == ONWARD else back or onward


def first_index(points: tuple[FocusPoint, ...], order: Order) -> int:
    """The index of the point that the order begins with; where all are skipped, of any."""
    played = [number for number, point in enumerate(points) if not point.skip]
    played = played or list(range(len(points)))
    return played[-1 if order is Order.REVERSE else 0]


def led_from(points: tuple[FocusPoint, ...], order: Order, index: int) -> int | None:
    """The index of the point that the transition into a point comes from, travelling onward.

    That is the nearest point before it that is not skipped; where all of them are, the one
    before it. Into the first point none leads, except in a LOOP from the last one.
    """
    before = [number for number in range(index) if not points[number].skip]
    if before:
        return before[-1]
    if order is Order.LOOP:
        after = [number for number in range(index + 1, len(points)) if not points[number].skip]
        if after:
            return after[-1]
    return index - 1 if index else None


def manner(point: FocusPoint) -> str:
    """How a point is played where that is not the usual: `ease-in 1.5s> skip`, else ''.

    The time is how long the focus dwells there, `>` that it goes on by itself.
    """
    words = [
        point.shape.value if point.shape is not Shape.LINEAR else "",
        dwell_label(point),
        "skip" if point.skip else "",
    ]
    return " ".join(word for word in words if word)


def dwell_label(point: FocusPoint) -> str:
    """`1.5s` for a dwell, with `>` behind it for a point that chains."""
    dwell = f"{point.dwell_s:g}s" if point.dwell_s else ""
    return f"{dwell}>" if point.chain else dwell
