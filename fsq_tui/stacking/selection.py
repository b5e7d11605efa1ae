"""Which depths are captured: evenly between the marks, then drawn to where there is something.

Gravity draws a shot towards the depth richest in information within half a spacing of its even
place, the further the more poorly its even place is off. The ends stay at the marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

LEAST_SHOTS = 2
REACH = 0.5  # of the spacing: as far as a shot is drawn at most
LEAST_GAP = 0.25  # of the spacing: no shot is drawn nearer to another one
CLOSEST = 0.001  # of the range: no shot is put nearer to another one by hand
BLUR = 0.1  # of the spacing, deviation: information so near counts as that of a depth
TINY = 1e-9

Information = npt.NDArray[np.float64]
"""How much comes into focus in equal spans of depth, from near to far (DepthMap.information_at)."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A depth to capture, 0.0 ... 1.0; `even` is where it would be without gravity or hand."""

    depth: float
    even: float
    reason: str
    is_pinned: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """Shots from near to far, the first at 0.0 and the last at 1.0."""

    shots: tuple[Shot, ...]

    @property
    def depths(self) -> tuple[float, ...]:
        """Of the shots."""
        return tuple(shot.depth for shot in self.shots)

    @property
    def pins(self) -> tuple[float, ...]:
        """The depths that a new selection has to keep."""
        return tuple(shot.depth for shot in self.shots if shot.is_pinned)

    def dragged(self, number: int, depth: float) -> Selection:
        """A shot put elsewhere, as far as its neighbours let it, and pinned there.

        Raises ValueError for an end, which stays at its mark.
        """
        self._require_inner(number)
        low = self.shots[number - 1].depth + CLOSEST
        high = self.shots[number + 1].depth - CLOSEST
        if low > high:
            raise ValueError("the shots beside it leave no room")
        put = min(max(depth, low), high)
        return self._having(number, depth=put, reason="put there by hand", is_pinned=True)

    def pinned(self, number: int, is_pinned: bool = True) -> Selection:
        """A shot that a new selection leaves where it is, or that it may move again.

        Raises ValueError for an end, which never moves.
        """
        self._require_inner(number)
        reason = "pinned here" if is_pinned else "stays until the shots are selected anew"
        return self._having(number, reason=reason, is_pinned=is_pinned)

    def added(self, depth: float) -> Selection:
        """One more, pinned. Raises ValueError at the depth of another, and beyond the marks."""
        if not 0.0 < depth < 1.0:
            raise ValueError("a shot lies between the near and the far mark")
        if min(abs(shot.depth - depth) for shot in self.shots) < CLOSEST:
            raise ValueError("there is a shot at this depth")
        new = Shot(depth, depth, "added by hand", is_pinned=True)
        return Selection(tuple(sorted((*self.shots, new), key=lambda shot: shot.depth)))

    def removed(self, number: int) -> Selection:
        """One less. Raises ValueError for an end."""
        self._require_inner(number)
        return Selection(self.shots[:number] + self.shots[number + 1 :])

    def _having(self, number: int, **changes: object) -> Selection:
        changed = replace(self.shots[number], **changes)  # type: ignore[arg-type]
        return Selection((*self.shots[:number], changed, *self.shots[number + 1 :]))

    def _require_inner(self, number: int) -> None:
        if not 0 < number < len(self.shots) - 1:
            raise ValueError("the first and the last shot stay at the marks")


def selected(
    count: int, information: Information, strength: float = 1.0, pins: Sequence[float] = ()
) -> Selection:
    """`count` shots; `strength` of gravity is 0.0 (even) to 1.0; `pins` are kept.

    Raises ValueError for less than 2 shots, more pins than there are shots between the ends, pins
    that do not rise between the marks, and another strength.
    """
    if not 0.0 <= strength <= 1.0:
        raise ValueError("the strength of gravity runs from 0 to 1")
    even, fixed = _even(count, pins)
    density = _density(information, 1 / (count - 1))
    depths = dict.fromkeys(range(count), 0.0) | {number: even[number] for number in fixed}
    reasons = dict.fromkeys(fixed, "pinned here")
    reasons |= {0: "at the near mark", count - 1: "at the far mark"}
    placed = [even[number] for number in fixed]
    free = [number for number in range(count) if number not in fixed]
    for number in sorted(free, key=lambda number: -_gain(density, even, number)):
        depths[number], reasons[number] = _drawn(density, even, number, placed, strength)
        placed.append(depths[number])
    inner = fixed - {0, count - 1}
    return Selection(tuple(Shot(depths[n], even[n], reasons[n], n in inner) for n in range(count)))


def _even(count: int, pins: Sequence[float]) -> tuple[list[float], set[int]]:
    """Even places, in between what is fixed; and the numbers of that: the ends and the pins."""
    if count < LEAST_SHOTS + len(pins):
        raise ValueError(f"{count} shots are too few for two ends and {len(pins)} pins")
    marks = [0.0, *pins, 1.0]
    if any(first >= second for first, second in pairwise(marks)):
        raise ValueError("pins must rise, and lie between the near and the far mark")
    numbers = [round(depth * (count - 1)) for depth in marks]
    for place in range(1, len(numbers)):  # each has a number of its own
        numbers[place] = max(numbers[place], numbers[place - 1] + 1)
    numbers[-1] = count - 1
    for place in range(len(numbers) - 2, 0, -1):
        numbers[place] = min(numbers[place], numbers[place + 1] - 1)
    return [float(depth) for depth in np.interp(range(count), numbers, marks)], set(numbers)


def _density(information: Information, spacing: float) -> Information:
    """How much there is around each depth, 1.0 on average; all 1.0 where there is nothing."""
    total = float(information.sum())
    if total <= 0:
        return np.ones(len(information))
    spans = np.arange(len(information))
    blur = max(0.5, BLUR * spacing * len(information))
    near = np.exp(-0.5 * ((spans[:, None] - spans) / blur) ** 2)
    found: Information = near @ information / near.sum(axis=1) * len(information) / total
    return found


def _at(density: Information, depth: float) -> float:
    middles = (np.arange(len(density)) + 0.5) / len(density)
    return float(np.interp(depth, middles, density))


def _within(density: Information, even: Sequence[float], number: int) -> list[float]:
    """The depths that a shot may be drawn to."""
    down = REACH * (even[number] - even[number - 1])
    up = REACH * (even[number + 1] - even[number])
    middles = (np.arange(len(density)) + 0.5) / len(density)
    reached = middles[(middles >= even[number] - down) & (middles <= even[number] + up)]
    return [float(depth) for depth in reached]


def _gain(density: Information, even: Sequence[float], number: int) -> float:
    reached = [_at(density, depth) for depth in _within(density, even, number)]
    return max(reached, default=0.0) - _at(density, even[number])


def _drawn(
    density: Information,
    even: Sequence[float],
    number: int,
    placed: Sequence[float],
    strength: float,
) -> tuple[float, str]:
    """Where gravity draws a shot, and why."""
    at = even[number]
    gap = LEAST_GAP * min(at - even[number - 1], even[number + 1] - at)
    allowed = [
        depth
        for depth in _within(density, even, number)
        if all(abs(depth - other) >= gap for other in placed)
    ]
    here = _at(density, at)
    best = max(allowed, key=lambda depth: (_at(density, depth), -abs(depth - at)), default=at)
    there = _at(density, best)
    if strength == 0.0:
        return at, "evenly spaced"
    if there <= here + TINY:
        return at, "stays: nothing within half a spacing shows more"
    pull = strength * (1 - here / there)
    way = pull * (best - at)
    side = "farther" if way > 0 else "nearer"
    more = f"{there / here:.1f} times as much" if here > 0.05 else "much, and here almost nothing"
    return at + way, f"drawn {abs(way):.1%} of the range {side}: there the scene shows {more}"
