"""How far a place that is counted may be off: what was driven since the last sure one."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Self

from fsq_tui.focus.calibration import Calibration

COUNTED_SHARE = 0.015  # of the way: calibration by the picture was seen to be up to 0.012 off
CUT_SHORT = 0.5  # of a command: what calibration does not see of the one that a stop cuts short
UNEVEN, LEAST_UNEVEN = 0.04, 0.2  # deviation of one command: share of its steps, and steps at least
DEVIATIONS = 3.0
UNKNOWN_PLAY_STEPS = 12.0  # more than the play of a gear, where that was not measured


@dataclass(frozen=True, slots=True)
class Driven:
    """What commands of one size have done: net steps, and how many they were."""

    steps: float = 0.0
    commands: int = 0


@dataclass(frozen=True, slots=True)
class Travel:
    """What was driven since a sure place, by step size.

    `place` tells one sure place from the next; `unsure_steps` is how sure that one is.
    """

    place: int = 0
    unsure_steps: float = 0.0
    by_size: tuple[Driven, ...] = (Driven(),) * 3

    def driven(self, step_size: int, steps: float) -> Self:
        """After one more command, which has moved the lens by so many steps, signed."""
        at = step_size - 1
        before = self.by_size[at]
        now = Driven(before.steps + steps, before.commands + 1)
        return replace(self, by_size=(*self.by_size[:at], now, *self.by_size[at + 1 :]))

    def met(self, unsure_steps: float = 0.0) -> Self:
        """At another sure place."""
        return type(self)(self.place + 1, unsure_steps)

    def since(self, before: Travel) -> Self:
        """What was driven since then, from the same sure place on."""
        pairs = zip(self.by_size, before.by_size, strict=True)
        by_size = tuple(Driven(a.steps - b.steps, a.commands - b.commands) for a, b in pairs)
        return replace(self, unsure_steps=0.0, by_size=by_size)


def unsure_steps(travel: Travel, known: Calibration) -> float:
    """By how much a count may be off after this, at most, in steps of the lens.

    The average of a size is off by a share of the way that this size has gone, which its way back
    makes good; single commands are off each by itself; and the gear may stand anywhere in its play.
    """
    if not any(each.commands for each in travel.by_size):
        return travel.unsure_steps
    share = variance = 0.0
    for mode in known.modes:
        driven = travel.by_size[mode.step_size - 1]
        share += abs(driven.steps) * (COUNTED_SHARE + CUT_SHORT * mode.steps / known.last_step)
        variance += driven.commands * max(LEAST_UNEVEN, UNEVEN * mode.steps) ** 2
    play = known.backlash_steps or UNKNOWN_PLAY_STEPS
    found = travel.unsure_steps + share + DEVIATIONS * math.sqrt(variance) + play
    return min(found, float(known.last_step))


def unsure_between(then: Travel, now: Travel, known: Calibration) -> float:
    """By how much the way between two counted places may be off."""
    if then.place == now.place:
        return unsure_steps(now.since(then), known)
    return min(unsure_steps(then, known) + unsure_steps(now, known), float(known.last_step))
