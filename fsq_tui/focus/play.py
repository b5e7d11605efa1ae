"""The play of a gear: how far a motor turns at a change of direction before its lens follows."""

from __future__ import annotations

from fsq_tui.focus.calibration import FORWARD


class Play:
    """Where a gear stands in its play, 0 ... `backlash_steps`.

    At 0 it pushes the lens backward, at `backlash_steps` forward; between the two it turns and the
    lens does not move. What is known is that it stands from `least` to `most`: anywhere at first,
    at one place once it has turned far enough in one direction. What is told of it is what is sure,
    so that nothing is taken for play that would move the lens.
    """

    def __init__(self, backlash_steps: float = 0.0) -> None:
        self.backlash_steps = backlash_steps
        self.least, self.most = 0.0, backlash_steps

    def left(self, direction: int) -> float:
        """How many steps the motor surely turns in a direction before the lens moves."""
        return self.backlash_steps - self.most if direction == FORWARD else self.least

    def turn(self, steps: float, direction: int) -> float:
        """The motor has turned; how many of its steps have, as far as is sure, moved the lens."""
        moved = steps - min(steps, self.left(direction))
        self.least = self._within(self.least + direction * steps)
        self.most = self._within(self.most + direction * steps)
        return moved

    def meet(self, direction: int) -> None:
        """The gear pushes the lens in a direction, as it does at a stop."""
        self.turn(self.backlash_steps, direction)

    def lose(self) -> None:
        """Something else has moved the lens: the gear may stand anywhere."""
        self.least, self.most = 0.0, self.backlash_steps

    def _within(self, steps: float) -> float:
        return min(max(steps, 0.0), self.backlash_steps)
