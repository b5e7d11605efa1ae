"""The whole survey of a lens, by the session, on the bodies that are driven in manual focus."""

from __future__ import annotations

import dataclasses

import pytest

from fsq_tui.backend.gphoto2 import nikon
from fsq_tui.backend.gphoto2.fuji import MULTIPLES
from fsq_tui.backend.gphoto2.sony import SIZES
from fsq_tui.backend.gphoto2.vendors import open_camera
from fsq_tui.backend.model import load_model
from fsq_tui.clock import Clock
from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.modes import How
from fsq_tui.session.headless import Signalled
from fsq_tui.session.motor import Motor
from fsq_tui.session.player import perform, prepare
from fsq_tui.session.survey import calibrate, check_limits
from tests.backend.gphoto2.conftest import NO_NOISE
from tests.virtual_camera import CameraSetup, Maker, VirtualCamera
from tests.virtual_camera.helpers import settled_step
from tests.virtual_camera.shared_clock import shared_clock
from tests.virtual_camera.sony import STEPS


def ignore(_fraction: float, _label: str) -> None:
    pass


def mounted(camera: VirtualCamera, clock: Clock) -> Motor:
    return Motor(open_camera(camera.port, clock), clock, Signalled(clock))


def surveyed(motor: Motor) -> Calibration:
    motor.limits = check_limits(motor, ignore)
    motor.calibration = calibrate(motor, ignore)
    motor.limits = check_limits(motor, ignore)
    return motor.calibration


def test_a_fuji_is_measured_and_played_to_the_step() -> None:
    setup = CameraSetup(Maker.FUJI, load_model("ef24"))
    with shared_clock(rate=12.0) as clock, VirtualCamera(setup, clock) as camera:
        motor = mounted(camera, clock)
        found = surveyed(motor)
        assert len(found.positions) == 999
        assert found.backlash_steps == 0.0
        for mode in found.modes:
            assert mode.steps == MULTIPLES[mode.step_size]
        for step in (500, 123, 998, 0):
            perform(motor, prepare(motor, step, 0.0))
            assert motor.step() == step
            assert motor.how() is How.MEASURED
            assert settled_step(camera) == pytest.approx(step * 406 / 998, abs=1.5)
        motor.lens.close()


def test_a_sony_is_counted_between_the_stops_its_focal_position_tells() -> None:
    model = dataclasses.replace(load_model("ef24"), steps=1200)
    setup = CameraSetup(Maker.SONY, model, scene=NO_NOISE)
    with shared_clock() as clock, VirtualCamera(setup, clock) as camera:
        motor = mounted(camera, clock)
        found = surveyed(motor)
        late = 0.02 * model.steps  # a stop is told up to two percent late
        assert model.steps - 1 <= len(found.positions) <= model.steps + late
        for mode in found.modes:
            assert mode.steps == pytest.approx(STEPS[SIZES[mode.step_size]], rel=0.05)
        for step in (600, 200):
            perform(motor, prepare(motor, step, 0.0))
            assert motor.how() is How.COUNTED
            assert settled_step(camera) == pytest.approx(step, abs=late)
        motor.lens.close()


def test_a_nikon_of_many_pulses_is_counted_in_steps_that_are_of_use(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(nikon, "MOST_STEPS", 300)  # a lens with as many as are usual takes a minute
    model = load_model("ef24")
    setup = CameraSetup(Maker.NIKON, model, scene=NO_NOISE)
    with shared_clock(rate=25.0) as clock, VirtualCamera(setup, clock) as camera:
        motor = mounted(camera, clock)
        found = surveyed(motor)
        assert found.drive_unit > setup.minimum_pulses
        steps = (model.steps - 1) * setup.pulses_per_step / found.drive_unit
        assert len(found.positions) - 1 == pytest.approx(steps, rel=0.01)
        assert 150 < len(found.positions) <= 301
        motor.lens.close()

        again = mounted(camera, clock)
        again.calibration = found
        again.limits = check_limits(again, ignore)
        perform(again, prepare(again, 200, 0.0))
        there = 200 * found.drive_unit / setup.pulses_per_step
        assert settled_step(camera) == pytest.approx(there, abs=5)
        again.lens.close()
