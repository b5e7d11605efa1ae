"""Step Wait off: commands are handed over, and the body is never left with three of them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import pytest

from fsq_tui.backend.model import load_model
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.clock import VirtualClock
from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.rack import Stepping
from fsq_tui.focus.settings import FocusSettings
from fsq_tui.session.headless import Signalled
from fsq_tui.session.motor import Motor
from fsq_tui.session.stepping import rack_by_steps
from fsq_tui.session.survey import calibrate, check_limits

CALL_S = 0.002


class QueueingLens(SimulatedLens):
    """Takes a command at once and runs its motor later, unless it is told how long that takes."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(load_model("ef24"), clock, 3)
        self.asked_s: list[tuple[float, int]] = []
        self.done_s: list[float] = []
        self.most_unanswered = 0
        self.paces: list[Mapping[int, float]] = []

    def pace(self, durations_s: Mapping[int, float]) -> None:
        self.paces.append(durations_s)

    def drive(self, step_size: int, direction: int) -> None:
        now_s = self._clock.now()
        if not self.paces or self.paces[-1].get(step_size, 1.0) > 0:
            super().drive(step_size, direction)
            done_s = self._clock.now()
        else:
            self._clock.wait(now_s + CALL_S)
            mode = self._modes[step_size]
            self._moved_to(self._step + direction * mode.steps)
            done_s = max([now_s, *self.done_s]) + mode.steps / mode.speed
        self.asked_s.append((now_s, step_size))
        self.done_s.append(done_s)
        unanswered = sum(done_s > now_s for done_s in self.done_s)
        self.most_unanswered = max(self.most_unanswered, unanswered)


class Rig:
    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.lens = QueueingLens(self.clock)
        self.motor = Motor(self.lens, self.clock, Signalled(self.clock))
        self.motor.limits = check_limits(self.motor, lambda _fraction, _label: None)
        self.known: Calibration = calibrate(self.motor, lambda _fraction, _label: None)
        self.motor.calibration = self.known
        self.clock.wait(self.clock.now() + 1.0)

    def rack(self, to_step: int, **values: object) -> list[tuple[float, int]]:
        """When which commands were sent."""
        before = len(self.lens.asked_s)
        self.lens.most_unanswered = 0
        settings = FocusSettings(**values)  # type: ignore[arg-type]
        report = rack_by_steps(self.motor, to_step, Stepping.of(self.known, settings), 0.0)
        assert report.off_by_steps == 0
        assert self.lens.true_step == to_step
        return self.lens.asked_s[before:]


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("delay_ms", [0, 10, 100])
def test_never_more_than_two_are_unanswered(size: int, delay_ms: int) -> None:
    rig = Rig()
    sent = rig.rack(104, step_size=size, step_delay_ms=delay_ms, step_wait=False)
    sizes = [each for _, each in sent]
    large = int(104 / rig.known.mode(size).steps)
    assert sizes[:large] == [size] * large
    assert set(sizes[large:]) <= {1}
    assert rig.lens.most_unanswered <= 2
    gaps_s = [after - at for (at, _), (after, _) in itertools.pairwise(sent)]
    assert min(gaps_s) >= max(0.01, delay_ms / 1000)
    assert rig.lens.paces[-1] == {mode.step_size: mode.duration_s for mode in rig.known.modes}
    assert rig.clock.now() >= rig.lens.done_s[-1], "read back when the motor is done"


def test_with_step_wait_none_is_handed_over() -> None:
    rig = Rig()
    rig.rack(104, step_size=2, step_delay_ms=0, step_wait=True)
    assert rig.lens.most_unanswered <= 1
    assert not any(0.0 in pace.values() for pace in rig.lens.paces)
