"""Stacking by steps alone, as Magic Lantern has it: so many shots in front and behind, evenly."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlainStack:
    """Shots in front of and behind where the lens is, and the steps from one to the next.

    Raises ValueError for a negative number of shots, or less than one step.
    """

    in_front: int
    behind: int
    steps_per_shot: int

    def __post_init__(self) -> None:
        if self.in_front < 0 or self.behind < 0:
            raise ValueError("a number of shots is not negative")
        if self.steps_per_shot < 1:
            raise ValueError("shots are at least one step apart")

    @property
    def count(self) -> int:
        """Of all shots, the one where the lens is among them."""
        return self.in_front + 1 + self.behind

    @property
    def offsets_steps(self) -> tuple[int, ...]:
        """Where each is from where the lens is, from near to far."""
        first, last = -self.in_front, self.behind
        return tuple(number * self.steps_per_shot for number in range(first, last + 1))


def of_range(counter_steps: int, steps_per_shot: int) -> PlainStack:
    """The stack that covers the way to an end point: in front where the counter is negative.

    Raises ValueError for less than one step.
    """
    shots = -(-abs(counter_steps) // max(1, steps_per_shot))
    in_front, behind = (shots, 0) if counter_steps < 0 else (0, shots)
    return PlainStack(in_front, behind, steps_per_shot)
