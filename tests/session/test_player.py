"""Pulls on the simulated lenses: where they end, when, and what is reported of it."""

from __future__ import annotations

import dataclasses
import itertools
import random
from typing import Any

import pytest

from fsq_tui.backend.model import load_model, model_names
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.clock import VirtualClock
from fsq_tui.errors import LensFault, Stopped
from fsq_tui.focus.calibration import DistanceMark
from fsq_tui.focus.modes import How
from fsq_tui.focus.plan import fastest_s
from fsq_tui.focus.scale import require_scale
from fsq_tui.focus.shape import Shape
from fsq_tui.session.headless import Signalled
from fsq_tui.session.motor import Motor
from fsq_tui.session.player import perform, prepare
from fsq_tui.session.survey import calibrate, check_limits

LONGEST_COMMAND_S = 0.3
LATE_S = 0.05


class Rig:
    """A calibrated simulated lens."""

    def __init__(self, model: str = "ef24", **changed: Any) -> None:
        self.clock = VirtualClock()
        figures = dataclasses.replace(load_model(model), **changed)
        self.lens = SimulatedLens(figures, self.clock, 3)
        self.attention = Signalled(self.clock)
        self.motor = Motor(self.lens, self.clock, self.attention)
        self.motor.limits = check_limits(self.motor, lambda _fraction, _label: None)
        self.motor.calibration = calibrate(self.motor, lambda _fraction, _label: None)

    def tamper(self, stretch: float, jitter_s: float = 0.01) -> None:
        """From now on the motor takes so much longer than it did when it was calibrated."""
        model = self.lens._model
        modes = tuple(dataclasses.replace(m, speed=m.speed / stretch) for m in model.modes)
        self.lens._model = dataclasses.replace(model, modes=modes, jitter_s=jitter_s)
        self.lens._modes = {mode.step_size: mode for mode in modes}


@pytest.mark.parametrize("model", model_names())
def test_pulls_land_on_the_step_and_say_the_truth(model: str) -> None:
    rig = Rig(model)
    draw = random.Random(7)
    for _ in range(200):
        to_step = draw.randrange(load_model(model).steps)
        report = perform(rig.motor, prepare(rig.motor, to_step, draw.choice([0.0, 2.0, 9.0])))
        assert rig.lens.true_step == to_step
        assert report.off_by_steps == 0
        assert report.how is How.MEASURED
        assert report.took_s >= report.planned_s - 1e-6


def test_without_a_correction_the_asked_time_is_met() -> None:
    rig = Rig()
    draw = random.Random(7)
    exact = 0
    for _ in range(100):
        report = perform(rig.motor, prepare(rig.motor, draw.randrange(407), 12.0))
        if report.off_by_steps_before == 0:
            exact += 1
            assert report.took_s == pytest.approx(12.0, abs=LATE_S)
    assert exact > 20


def test_a_point_on_the_same_step_only_takes_its_time() -> None:
    """On the camera this hung for ever."""
    rig = Rig()
    sent = len(rig.lens.commands)
    report = perform(rig.motor, prepare(rig.motor, 0, 1.0))
    assert report.took_s == pytest.approx(1.0)
    assert report.off_by_steps == 0
    assert len(rig.lens.commands) == sent


@pytest.mark.parametrize("stretch", [0.85, 1.0, 1.15])
def test_on_time_though_the_motor_is_not_as_calibrated(stretch: float) -> None:
    """Speeds up to 15 % off and 10 ms of jitter on each command, where the lens can make it."""
    rig = Rig()
    rig.tamper(stretch)
    calibration = rig.motor.calibration
    assert calibration is not None
    draw = random.Random(7)
    within = 0
    for _ in range(200):
        from_step, to_step = rig.lens.true_step, draw.randrange(407)
        fastest = fastest_s(calibration.modes, abs(to_step - from_step))
        target_s = 0.1 + fastest * draw.uniform(1.3, 4.0)
        sent = len(rig.lens.commands)
        report = perform(rig.motor, prepare(rig.motor, to_step, target_s))
        assert rig.lens.true_step == to_step
        assert report.off_by_steps == 0
        assert report.took_s >= target_s - 1e-6
        sizes = [size for _, size, _ in list(rig.lens.commands)[sent:]]
        largest = calibration.mode(max(sizes, default=1))
        within += report.took_s - target_s <= largest.duration_s * 1.001
        assert report.took_s - target_s <= calibration.mode(3).duration_s
    assert within >= 195  # of the largest size in use; of the largest there is, all


def test_the_course_of_a_pull_is_kept() -> None:
    """Its samples tell the way, and never stray far from the ideal of the shape."""
    rig = Rig()
    report = perform(rig.motor, prepare(rig.motor, 300, 12.0, Shape.EASE))
    assert report.shape is Shape.EASE
    first, last = report.samples[0], report.samples[-1]
    assert (first.at_s, first.step, last.step) == (0.0, 0, 300)
    assert [sample.how for sample in (first, last)] == [How.MEASURED, How.MEASURED]
    assert all(a.at_s <= b.at_s for a, b in itertools.pairwise(report.samples))
    assert all(abs(sample.step - sample.ideal_step) < 15 for sample in report.samples)
    middle = next(sample for sample in report.samples if sample.at_s > 3.0)
    assert middle.ideal_step == pytest.approx(300 * 0.156, abs=5), "a quarter of the time, eased"


def test_even_in_dioptres() -> None:
    """Half of the time is half of the dioptres, wherever the distance scale has that."""
    rig = Rig()
    calibration = rig.motor.calibration
    assert calibration is not None
    places = ((0, 65535), (100, 200), (300, 100), (406, 20))
    marks = tuple(DistanceMark(calibration.positions[step], cm) for step, cm in places)
    rig.motor.calibration = calibration = dataclasses.replace(calibration, marks=marks)
    scale = require_scale(calibration)
    report = perform(rig.motor, prepare(rig.motor, 400, 12.0, Shape.DIOPTRES))
    middle = min(report.samples, key=lambda sample: abs(sample.at_s - 6.0))
    half = (scale.dioptres_at(0) + scale.dioptres_at(400)) / 2
    assert scale.dioptres_at(middle.ideal_step) == pytest.approx(half, abs=0.1)
    assert middle.step == pytest.approx(middle.ideal_step, abs=5)
    assert abs(middle.ideal_step - 200) > 20, "not even in steps"


def test_commands_are_never_late_for_reasons_of_ours() -> None:
    report = perform((rig := Rig()).motor, prepare(rig.motor, 300, 7.0))
    assert report.late_s == 0.0


def test_backlash_is_taken_up_within_the_pull() -> None:
    """The gear turns first; the lens is on time all the same, and on its step."""
    rig = Rig("backlash")
    calibration = rig.motor.calibration
    assert calibration is not None
    assert calibration.backlash_steps == pytest.approx(3.0, abs=0.5)
    perform(rig.motor, prepare(rig.motor, 200, 0.0))
    pull = prepare(rig.motor, 60, 6.0)
    assert rig.motor.take_up_s(-1) > 0.0
    report = perform(rig.motor, pull)
    assert rig.lens.true_step == 60
    assert report.took_s == pytest.approx(6.0, abs=LONGEST_COMMAND_S)


def test_every_command_goes_towards_the_point_until_the_correction() -> None:
    rig = Rig()
    perform(rig.motor, prepare(rig.motor, 200, 5.0))
    rig.lens.commands.clear()
    report = perform(rig.motor, prepare(rig.motor, 40, 5.0))
    towards = [direction for _, _, direction in rig.lens.commands]
    corrections = abs(report.off_by_steps_before or 0)
    assert set(towards[: len(towards) - corrections]) == {-1}
    assert all(size == 1 for _, size, _ in list(rig.lens.commands)[len(towards) - corrections :])


@pytest.mark.parametrize("stop_s", [0.05, 1.0, 2.5])
def test_stop_halts_within_one_command(stop_s: float) -> None:
    rig = Rig()
    pressed_s = rig.clock.now() + stop_s
    rig.clock.at(pressed_s, rig.attention.stop.set)
    with pytest.raises(Stopped):
        perform(rig.motor, prepare(rig.motor, 400, 0.0))
    assert rig.clock.now() - pressed_s <= LONGEST_COMMAND_S
    assert 0 < rig.lens.true_step < 400


def test_stop_halts_in_a_wait_at_once() -> None:
    rig = Rig()
    pressed_s = rig.clock.now() + 5.0
    rig.clock.at(pressed_s, rig.attention.stop.set)
    with pytest.raises(Stopped):
        perform(rig.motor, prepare(rig.motor, 3, 60.0))
    assert rig.clock.now() == pytest.approx(pressed_s)


def test_a_stop_met_underway_is_read_back_and_corrected() -> None:
    rig = Rig()
    perform(rig.motor, prepare(rig.motor, 300, 0.0))
    rig.lens._step -= 40  # someone turned the ring after the last reading
    report = perform(rig.motor, prepare(rig.motor, 406, 0.0))
    assert (rig.lens.true_step, report.off_by_steps) == (406, 0)


def test_what_cannot_be_corrected_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = Rig()
    pull = prepare(rig.motor, 203, 0.0)
    drive = rig.lens.drive

    def without_single_steps(step_size: int, direction: int) -> None:
        if step_size > 1:
            drive(step_size, direction)

    monkeypatch.setattr(rig.lens, "drive", without_single_steps)
    report = perform(rig.motor, pull)
    assert report.off_by_steps
    assert rig.lens.true_step == 203 + report.off_by_steps


def test_an_uncalibrated_lens_is_not_played() -> None:
    rig = Rig()
    rig.motor.calibration = None
    with pytest.raises(LensFault, match="not calibrated"):
        prepare(rig.motor, 3, 1.0)
