"""Pulls on the simulated lenses: where they end, when, and what is reported of it."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

import pytest

from fsq_tui.backend.model import load_model, model_names
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.clock import VirtualClock
from fsq_tui.errors import LensFault, Stopped
from fsq_tui.focus.modes import How
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


def test_a_motor_slower_than_calibrated_still_ends_in_time_where_it_can() -> None:
    rig = Rig()
    assert rig.motor.calibration is not None
    faster = [
        dataclasses.replace(mode, speed_steps_s=mode.speed_steps_s * 1.15)
        for mode in rig.motor.calibration.modes
    ]
    rig.motor.calibration = dataclasses.replace(rig.motor.calibration, modes=tuple(faster))
    report = perform(rig.motor, prepare(rig.motor, 300, 7.0))
    assert report.off_by_steps == 0
    assert report.took_s == pytest.approx(7.0, abs=LONGEST_COMMAND_S)


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
