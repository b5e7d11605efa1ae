"""Limits check and calibration of every lens model, and what can go wrong in them."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from fsq_tui.backend.model import load_model, model_names
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.clock import VirtualClock
from fsq_tui.errors import LensBusy, LensFault, LensGone, LensOnManual, Stopped
from fsq_tui.focus.calibration import Calibration, Limits, StepMode
from fsq_tui.session.headless import Signalled
from fsq_tui.session.motor import Motor
from fsq_tui.session.survey import calibrate, check_limits, require_fit


def rig(model: str = "ef24", seed: int = 3, **changed: Any) -> tuple[SimulatedLens, Motor]:
    clock = VirtualClock()
    lens = SimulatedLens(dataclasses.replace(load_model(model), **changed), clock, seed)
    return lens, Motor(lens, clock, Signalled(clock))


def ignore(_fraction: float, _label: str) -> None:
    pass


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("model", model_names())
def test_every_model_is_measured_as_it_is(model: str, seed: int) -> None:
    figures = load_model(model)
    lens, motor = rig(model, seed)
    motor.limits = check_limits(motor, ignore)
    assert lens.true_step == 0
    raw = figures.raw_positions()
    assert motor.limits.span == abs(raw[-1] - raw[0])
    assert motor.limits.sign == (1 if raw[-1] > raw[0] else -1)

    found = calibrate(motor, ignore)
    assert found.positions == tuple(abs(position - raw[0]) for position in raw)
    assert found.distances_cm == (figures.distances_cm() if figures.steps_per_distance else ())
    assert [mode.step_size for mode in found.modes] == [3, 2, 1]
    for mode, true in zip(found.modes, figures.modes, strict=True):
        assert mode.steps == pytest.approx(true.steps, rel=0.03)
        lost = figures.lost_step_rate if mode.step_size == 1 else 0.0
        assert mode.speed_steps_s == pytest.approx(true.speed * (1 - lost), rel=0.04)
    assert lens.true_step == 0


def test_the_reference_lens_takes_as_long_as_the_camera_said() -> None:
    _, motor = rig()
    begin_s = motor.clock.now()
    motor.limits = check_limits(motor, ignore)
    checked_s = motor.clock.now()
    calibrate(motor, ignore)
    assert checked_s - begin_s < 10
    assert 38 < motor.clock.now() - checked_s < 45


def test_progress_only_grows_and_reaches_the_end() -> None:
    _, motor = rig()
    motor.limits = check_limits(motor, ignore)
    fractions: list[float] = []
    calibrate(motor, lambda fraction, _label: fractions.append(fraction))
    assert fractions == sorted(fractions)
    assert fractions[0] < 0.01
    assert 0.95 < fractions[-1] <= 1.0


def test_a_lens_that_never_reports_its_stops() -> None:
    lens, motor = rig(silent_stops=True)
    motor.limits = check_limits(motor, ignore)
    assert motor.limits.span == 5214
    assert lens.true_step == 0
    assert len(calibrate(motor, ignore).positions) == 407


def test_a_busy_camera_is_asked_again() -> None:
    _, motor = rig(busy_rate=0.3)
    motor.limits = check_limits(motor, ignore)
    assert len(calibrate(motor, ignore).positions) == 407


def test_a_camera_that_stays_busy_is_given_up_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lens, motor = rig()
    monkeypatch.setattr(lens, "drive", _busy)
    with pytest.raises(LensBusy):
        check_limits(motor, ignore)
    assert 1.2 <= motor.clock.now() < 1.5


def _busy(_step_size: int, _direction: int) -> None:
    raise LensBusy("The camera is busy.", "Wait.")


def test_a_lens_that_does_not_move_is_told_from_one_at_its_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lens, motor = rig()
    monkeypatch.setattr(lens, "drive", lambda _step_size, _direction: None)
    with pytest.raises(LensFault, match="did not move"):
        check_limits(motor, ignore)


def test_manual_focus_and_a_pulled_plug_come_through() -> None:
    lens, motor = rig()
    lens.on_manual = True
    with pytest.raises(LensOnManual):
        check_limits(motor, ignore)
    lens.unplug()
    with pytest.raises(LensGone):
        check_limits(motor, ignore)


def test_a_stopped_calibration_leaves_the_previous_one() -> None:
    clock = VirtualClock()
    attention = Signalled(clock)
    motor = Motor(SimulatedLens(load_model("ef24"), clock, 3), clock, attention)
    motor.limits = check_limits(motor, ignore)
    before = Calibration("EF24mm f/2.8 IS USM", (0, 5214), ())
    motor.calibration = before
    clock.at(clock.now() + 20.0, attention.stop.set)
    with pytest.raises(Stopped):
        calibrate(motor, ignore)
    assert motor.calibration is before


def test_calibration_needs_the_limits() -> None:
    _, motor = rig()
    with pytest.raises(LensFault, match="limits"):
        calibrate(motor, ignore)


def test_a_calibration_of_another_range_or_motor_is_refused() -> None:
    known = Calibration("a lens", (0, 1000), (StepMode(2, 4.0, 48.0), StepMode(1, 1.0, 20.0)))
    require_fit(known, Limits(0, 1, 1005), (3, 2, 1))
    with pytest.raises(LensFault, match="1200 positions"):
        require_fit(known, Limits(0, 1, 1200), (3, 2, 1))
    with pytest.raises(LensFault, match="no step size 2"):
        require_fit(known, Limits(0, 1, 1000), (1,))


@pytest.mark.parametrize("steps", [10, 25, 60, 100])
def test_a_lens_of_few_steps(steps: int) -> None:
    figures = load_model("ef24").modes
    _, motor = rig(steps=steps, raw_first=0, raw_last=steps * 9, modes=figures[1:])
    motor.limits = check_limits(motor, ignore)
    found = calibrate(motor, ignore)
    assert len(found.positions) == steps
    assert [mode.step_size for mode in found.modes] == [2, 1]
