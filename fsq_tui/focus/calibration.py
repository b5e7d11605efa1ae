"""What is known of a lens: its step table, its step sizes, and the limits found in this run."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

BACKWARD = -1
FORWARD = 1


@dataclass(frozen=True, slots=True)
class StepMode:
    """One size of drive command: how far it goes on average, and how fast."""

    step_size: int
    steps: float
    speed_steps_s: float

    @property
    def duration_s(self) -> float:
        """How long one command takes."""
        return self.steps / self.speed_steps_s


@dataclass(frozen=True, slots=True)
class DistanceMark:
    """What the operator has said of the lens: at this normalized position it is at that distance.

    `distance_cm` is positive; 65535 is infinity.
    """

    normalized_position: int
    distance_cm: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """A calibrated lens.

    `positions` holds the normalized position of each step (strictly rising, from 0, at least two);
    `modes` the measured step sizes, fastest first, ending in size 1; `distances_cm` what the lens
    reports at each step, empty where it reports none. `drive_unit` is what a command of size 1 was,
    in units of a body that has no sizes of its own; 0 for any other. `simulated`: it was measured
    on a simulated lens, and tells nothing of a real one of that name. `backlash_steps` is how far
    the motor turns at a change of direction before the lens follows; 0 where there is none or it
    is not known. `marks` are the operator's, by rising position, at most one at each.
    """

    lens_name: str
    positions: tuple[int, ...]
    modes: tuple[StepMode, ...]
    distances_cm: tuple[int, ...] = ()
    drive_unit: int = 0
    simulated: bool = False
    backlash_steps: float = 0.0
    marks: tuple[DistanceMark, ...] = ()

    @property
    def last_step(self) -> int:
        """N - 1, the step at the forward stop."""
        return len(self.positions) - 1

    def step_at(self, normalized_position: int) -> int:
        """The step closest to a normalized position; the lower one where two are as close."""
        above = bisect_left(self.positions, normalized_position)
        if above == 0:
            return 0
        if above == len(self.positions):
            return self.last_step
        below_gap = normalized_position - self.positions[above - 1]
        return above - 1 if below_gap <= self.positions[above] - normalized_position else above

    def mode(self, step_size: int) -> StepMode:
        """The measured mode of a step size. Raises KeyError for one this lens does not have."""
        for mode in self.modes:
            if mode.step_size == step_size:
                return mode
        raise KeyError(step_size)


@dataclass(frozen=True, slots=True)
class Limits:
    """Found by the limits check, valid until the camera is switched off.

    `origin_raw` is the raw position at step 0, `sign` the direction in which raw positions go when
    the lens goes forward, `span` the normalized position of the last step. `commands` is how many
    of the largest size lie between the stops, where they were counted.
    """

    origin_raw: int
    sign: int
    span: int
    commands: int | None = None

    @classmethod
    def between(cls, raw_backward: int, raw_forward: int) -> Limits:
        """From the raw positions at the backward and the forward stop, which must differ."""
        if raw_backward == raw_forward:
            raise ValueError("both stops report the same raw position")
        sign = FORWARD if raw_forward > raw_backward else BACKWARD
        return cls(raw_backward, sign, abs(raw_forward - raw_backward))

    def normalize(self, raw_position: int) -> int:
        """(raw - raw at step 0) x sign: 0 at the backward stop, growing forward."""
        return (raw_position - self.origin_raw) * self.sign
