"""The rack: its end and start point, its counter, and the commands that lead to the end point."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Self

from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration, StepMode
from fsq_tui.focus.doubt import Travel
from fsq_tui.focus.settings import FocusSettings

HAIR = 1e-6
LARGEST_SIZE = 3
LEAST_GAP_S = 0.01
"""From one command to the next where the end of each is not waited for, as the camera does it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of the lens by its normalized position.

    Of a lens that is counted it may be off by `unsure_steps`; `travel` is what was counted until
    then, None for one out of a file.
    """

    normalized_position: int
    unsure_steps: int = 0
    travel: Travel | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Ends:
    """End and start point of the rack, None where there is none yet."""

    end: Mark | None = None
    start: Mark | None = None

    def ending(self, mark: Mark) -> Self:
        """With another end point."""
        return replace(self, end=mark)

    def starting(self, mark: Mark) -> Self:
        """With another start point."""
        return replace(self, start=mark)

    def reversed(self) -> Self:
        """After a complete rack: the next one goes back."""
        return replace(self, end=self.start, start=self.end)

    def within(self, last_position: int) -> Self:
        """On a lens that ends here."""

        def kept(mark: Mark | None) -> Mark | None:
            if mark is None or mark.normalized_position <= last_position:
                return mark
            return replace(mark, normalized_position=last_position)

        return replace(self, end=kept(self.end), start=kept(self.start))


NO_ENDS = Ends()


def steps_from(known: Calibration, mark: Mark | None, step: int | None) -> int | None:
    """How far the lens, on a step, is from a place: forward positive; None where one is unknown."""
    if mark is None or step is None:
        return None
    return step - known.step_at(mark.normalized_position)


@dataclass(frozen=True, slots=True)
class Stepping:
    """How the commands of a rack follow each other: Step Size, Step Wait and Step Delay."""

    mode: StepMode
    single: StepMode
    waits: bool
    delay_s: float

    @classmethod
    def of(cls, known: Calibration, settings: FocusSettings) -> Self:
        """As it is set; the next smaller size where the lens has none of that."""
        mode = next(each for each in known.modes if each.step_size <= settings.step_size)
        return cls(mode, known.modes[-1], settings.step_wait, settings.step_delay_ms / 1000)

    @property
    def gap_s(self) -> float:
        """What passes after each command: after its end, or after it was handed over."""
        return self.delay_s if self.waits else max(LEAST_GAP_S, self.delay_s)

    def commands(self, steps: float) -> int:
        """How many of the Step Size fit into a way."""
        if self.mode == self.single:
            return self.singles(steps)
        return int(steps / self.mode.steps + HAIR)

    def singles(self, steps: float) -> int:
        """How many single steps a way takes."""
        return max(0, round(steps / self.single.steps))

    def expected_s(self, steps: float, play_commands: int = 0) -> float:
        """How long a rack over a way takes, the gear's play, in single steps, taken up first."""
        commands = self.commands(steps)
        rest = steps - commands * self.mode.steps
        singles = play_commands + (0 if self.mode == self.single else self.singles(rest))
        return commands * self._takes_s(self.mode) + singles * self._takes_s(self.single)

    def _takes_s(self, mode: StepMode) -> float:
        if self.waits:
            return mode.duration_s + self.gap_s
        return max(mode.duration_s, self.gap_s)


ARROWS = {"left": (BACKWARD, 1), "right": (FORWARD, 1), "down": (FORWARD, 2), "up": (BACKWARD, 2)}
"""Direction and times Step Size of each arrow, as the camera has them before they are reversed."""


def arrow(button: str, settings: FocusSettings) -> tuple[int, int]:
    """Step size and direction of an arrow key."""
    direction, times = ARROWS[button]
    is_upright = button in ("up", "down")
    is_reversed = settings.reverse_vertical if is_upright else settings.reverse_horizontal
    size = min(LARGEST_SIZE, times * settings.step_size)
    return size, -direction if is_reversed else direction


def arrow_towards(direction: int, settings: FocusSettings) -> str:
    """The label of the arrow that drives in a direction by one Step Size."""
    is_right = (direction == FORWARD) is not settings.reverse_horizontal
    return "RIGHT" if is_right else "LEFT"
