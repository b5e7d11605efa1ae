"""The focus points of a scene, as a value: an edit makes a new one, so undo is keeping the old."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Self

from fsq_tui.focus.shape import Shape

MAX_POINTS = 999  # what the overlay's columns can number
MAX_DURATION_S = 99.9  # of a transition, and of a dwell
DURATION_TICK_S = 0.1
MAX_NAME_LENGTH = 32


def round_duration(duration_s: float) -> float:
    """A duration to the millisecond the overlay shows, rounded up so that it stays reachable."""
    return math.ceil(round(duration_s * 1000, 6)) / 1000


def tick_duration(duration_s: float, ticks: int) -> float:
    """UP (+1) and DOWN (-1): the next multiple of 0.1 s in that direction, within 0 ... 99.9 s.

    >>> tick_duration(1.243, 1), tick_duration(1.3, -1)
    (1.3, 1.2)
    """
    tenths = round(duration_s / DURATION_TICK_S, 6)
    moved = math.floor(tenths) + ticks if ticks > 0 else math.ceil(tenths) + ticks
    return min(max(moved, 0), round(MAX_DURATION_S / DURATION_TICK_S)) / 10


class Order(Enum):
    """How the points follow each other. The value is how files and options spell it."""

    ONCE = "once"  # first to last
    LOOP = "loop"  # and from the last to the first again, on and on
    PING_PONG = "ping-pong"  # to the last and back, on and on
    REVERSE = "reverse"  # last to first

    @property
    def is_endless(self) -> bool:
        """Whether there is no last point."""
        return self in (Order.LOOP, Order.PING_PONG)


@dataclass(frozen=True, slots=True)
class FocusPoint:
    """Where the focus is to be, and how the pull from the point before should go.

    `duration_s` is the target; what the lens can do is derived from it, never stored. The first
    point of a sequence keeps one too, unused while it is first; so it is with `shape`, the course
    of the pull. `dwell_s` is how long the focus rests here before it goes on by itself, which it
    does where the point has `chain`, or the whole sequence runs. With `skip` play passes over it.
    """

    normalized_position: int
    distance_cm: int = 0
    duration_s: float = 0.0
    name: str = ""
    shape: Shape = Shape.LINEAR
    dwell_s: float = 0.0
    chain: bool = False
    skip: bool = False

    def rounded(self) -> Self:
        """With its times as a file keeps them: to the millisecond."""
        return replace(
            self,
            duration_s=round(self.duration_s, 3) + 0.0,
            dwell_s=round(self.dwell_s, 3) + 0.0,
        )


@dataclass(frozen=True, slots=True)
class Sequence:
    """Focus points, the index (from 0) of the current one, and how they follow each other.

    The index is 0 where there are no points.
    """

    points: tuple[FocusPoint, ...] = ()
    index: int = 0
    order: Order = Order.ONCE

    @property
    def current(self) -> FocusPoint:
        """The current point. Raises IndexError on an empty sequence."""
        return self.points[self.index]

    @property
    def has_transition(self) -> bool:
        """Whether a pull leads into the current point: into the first one only in a LOOP."""
        return self.index > 0 or (self.order is Order.LOOP and len(self.points) > 1)

    def at(self, index: int) -> Self:
        """The same points, standing on another."""
        return replace(self, index=index)

    def rounded(self) -> Self:
        """With all times as a file keeps them: to the millisecond."""
        return replace(self, points=tuple(point.rounded() for point in self.points))

    def recorded(self, normalized_position: int, distance_cm: int) -> Self:
        """SET: the current point moved to where the lens is; all else that it says stays."""
        return self.with_current(
            replace(self.current, normalized_position=normalized_position, distance_cm=distance_cm)
        )

    def inserted(self, point: FocusPoint) -> Self:
        """Q: a point after the current one, which becomes current."""
        at = self.index + 1 if self.points else 0
        return replace(self, points=(*self.points[:at], point, *self.points[at:]), index=at)

    def removed(self) -> Self:
        """TRASH: without the current point, standing on the one that takes its place."""
        points = self.points[: self.index] + self.points[self.index + 1 :]
        return replace(self, points=points, index=max(0, min(self.index, len(points) - 1)))

    def retimed(self, duration_s: float) -> Self:
        """The current point with another target duration."""
        return self.with_current(replace(self.current, duration_s=duration_s))

    def renamed(self, name: str) -> Self:
        """The current point with another name."""
        return self.with_current(replace(self.current, name=name))

    def with_current(self, point: FocusPoint) -> Self:
        """Another point in the place of the current one."""
        points = (*self.points[: self.index], point, *self.points[self.index + 1 :])
        return replace(self, points=points)


@dataclass(frozen=True, slots=True)
class History:
    """The sequence and every edit that led to it, its play order included, for undo and redo.

    Moving between points is not an edit: undo goes back to where the edit was made.
    """

    present: Sequence
    past: tuple[Sequence, ...] = ()
    future: tuple[Sequence, ...] = ()

    DEPTH = 200  # edits kept; a day on set makes fewer

    def edited(self, sequence: Sequence) -> Self:
        """After an edit; what had been undone before it is gone."""
        past = (*self.past, self.present)[-self.DEPTH :]
        return replace(self, present=sequence, past=past, future=())

    def moved_to(self, index: int) -> Self:
        """Standing on another point; nothing to undo."""
        return replace(self, present=self.present.at(index))

    def undone(self) -> Self:
        """One edit back. Raises IndexError where there is none."""
        return replace(
            self,
            present=self.past[-1],
            past=self.past[:-1],
            future=(self.present, *self.future),
        )

    def redone(self) -> Self:
        """One undone edit forward. Raises IndexError where there is none."""
        return replace(
            self,
            present=self.future[0],
            past=(*self.past, self.present),
            future=self.future[1:],
        )


def clean_name(text: str) -> str:
    """A name without control characters or outer blanks, at most 32 characters long."""
    return printable(text).strip()[:MAX_NAME_LENGTH]


def printable(text: str) -> str:
    """The text with everything a terminal could take for a command left out."""
    return "".join(character for character in text if character.isprintable())


def named(points: Iterable[FocusPoint], name: str) -> list[int]:
    """The indices of the points that bear a name, upper and lower case alike."""
    wanted = name.casefold()
    return [index for index, point in enumerate(points) if point.name.casefold() == wanted]
