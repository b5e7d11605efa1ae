"""The focus motor: it takes a command at once and runs on in the camera's time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from fsq_tui.backend.model import LensModel
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.clock import Clock, VirtualClock
from fsq_tui.errors import AtStop
from fsq_tui.focus.calibration import FORWARD

KEPT_MOVES = 1000


@dataclass(frozen=True, slots=True)
class Move:
    """One run of the motor; `at_stop` when it met a stop and the lens tells so."""

    start_s: float
    end_s: float
    from_step: int
    to_step: int
    at_stop: bool

    def step_at(self, when_s: float) -> int:
        """Where the lens stands at a time after the start, taken as moving evenly."""
        if when_s >= self.end_s:
            return self.to_step
        share = (when_s - self.start_s) / (self.end_s - self.start_s)
        return self.from_step + round(share * (self.to_step - self.from_step))


class TurnedLens(SimulatedLens):
    """The simulated lens, turned by any number of steps as well as by the sizes of its modes."""

    def turn(self, steps: int, direction: int) -> None:
        """As fast as the largest mode that is not larger than `steps`. Raises AtStop."""
        self._check_ready()
        fitting = [mode for mode in self._modes.values() if mode.steps <= steps]
        mode = fitting[0] if fitting else self._modes[1]
        if steps == 1 and self._happens(self._model.lost_step_rate):
            self._spend(1 / mode.speed)
        else:
            self._turn(mode, steps, direction)

    def focus_on(self, step: int, pause: Callable[[float], None]) -> None:
        """Autofocus that finds its subject at a step."""
        self._check_ready()
        self._focus_on(step, pause)


class Motor:
    """A lens model whose moves take the time of `clock`; nobody waits for them.

    The move is worked out at once on a clock of its own, and `step()` says how far it has come. A
    command that comes while the motor runs is performed next.
    """

    def __init__(self, model: LensModel, clock: Clock, seed: int) -> None:
        self._clock = clock
        self._own_clock = VirtualClock()
        self._lens = TurnedLens(model, self._own_clock, seed)
        self._moves: deque[Move] = deque(maxlen=KEPT_MOVES)
        self._first_step = self._lens.true_step

    @property
    def running(self) -> bool:
        """Whether a move has not ended yet."""
        return bool(self._moves) and self._clock.now() < self._moves[-1].end_s

    @property
    def at_stop(self) -> bool:
        """Whether the last move met a stop and told so."""
        return bool(self._moves) and self._moves[-1].at_stop

    def step(self, ago_s: float = 0.0) -> int:
        """Where the lens stands, or stood so long ago."""
        when_s = self._clock.now() - ago_s
        for move in reversed(self._moves):
            if move.start_s <= when_s:
                return move.step_at(when_s)
        return self._moves[0].from_step if self._moves else self._first_step

    def drive(self, step_size: int, direction: int) -> None:
        """One command of the lens model. Raises LensBusy as often as the model says."""
        self._run(lambda: self._lens.drive(step_size, direction))

    def turn(self, steps: int, direction: int) -> None:
        """Any number of steps from 1. Raises LensBusy as often as the model says."""
        self._run(lambda: self._lens.turn(steps, direction))

    def autofocus(self) -> None:
        """To the next subject of the lens model. Raises LensBusy as often as the model says."""
        self._run(lambda: self._lens.autofocus(self._pass))

    def focus_on(self, step: int) -> None:
        """To a step. Raises LensBusy as often as the model says."""
        self._run(lambda: self._lens.focus_on(step, self._pass))

    def _pass(self, duration_s: float) -> None:
        self._own_clock.wait(self._own_clock.now() + duration_s)

    def _run(self, action: Callable[[], None]) -> None:
        now_s = self._clock.now()
        start_s = max(now_s, self._moves[-1].end_s) if self._moves else now_s
        began_s, from_step = self._own_clock.now(), self._lens.true_step
        at_stop = False
        try:
            action()
        except AtStop:
            at_stop = True
        end_s = start_s + self._own_clock.now() - began_s
        self._moves.append(Move(start_s, end_s, from_step, self._lens.true_step, at_stop))


class PulseMotor:
    """Counts the pulses of a Nikon into steps of a motor."""

    def __init__(self, motor: Motor, pulses_per_step: int) -> None:
        self._motor = motor
        self._pulses_per_step = pulses_per_step
        self._pulses = 0  # how far into the present step the gear stands

    @property
    def rest(self) -> int:
        """How many pulses into the present step the gear stands."""
        return self._pulses

    def drive(self, pulses: int, direction: int) -> bool:
        """Turn by `pulses`; fewer than a step of them may only add up. True: it meets a stop.

        Raises LensBusy as often as the model says.
        """
        signed = pulses if direction == FORWARD else -pulses
        steps, rest = divmod(self._pulses + signed, self._pulses_per_step)
        if steps:
            self._motor.turn(abs(steps), direction)
        meets_stop = steps != 0 and self._motor.at_stop
        self._pulses = 0 if meets_stop else rest
        return meets_stop
