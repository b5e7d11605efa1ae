"""A Canon through libgphoto2, found out about by its live view."""

from __future__ import annotations

import dataclasses

import pytest

from fsq_tui.backend.model import load_model
from fsq_tui.clock import Clock
from fsq_tui.errors import UnfitScene
from fsq_tui.focus.modes import How
from fsq_tui.session.headless import Signalled
from fsq_tui.session.marked import Mark, calibrate_by_hand
from fsq_tui.session.motor import Motor
from fsq_tui.session.player import perform, prepare
from fsq_tui.session.refinding import autofocus_and_find
from fsq_tui.session.survey import calibrate, check_limits
from tests.backend.gphoto2.conftest import Open
from tests.session.silent import SMALL, ignore
from tests.virtual_camera import CameraSetup, Maker, SceneKind, VirtualCamera
from tests.virtual_camera.helpers import settled_step
from tests.virtual_camera.shared_clock import shared_clock

MODEL = load_model("ef24")


@pytest.mark.parametrize("busy_while_moving", [False, True])
def test_calibrated_focused_and_played(opened: Open, busy_while_moving: bool) -> None:
    setup = CameraSetup(Maker.CANON, MODEL, scene=SMALL, busy_while_moving=busy_while_moving)
    with shared_clock() as clock, VirtualCamera(setup, clock) as camera:
        motor = Motor(opened(camera, clock), clock, Signalled(clock))
        motor.limits = check_limits(motor, ignore)
        found = motor.calibration = calibrate(motor, ignore)
        assert settled_step(camera) == 0
        assert len(found.positions) == pytest.approx(MODEL.steps, rel=0.01)
        for mode, true in zip(found.modes, MODEL.modes, strict=True):
            assert mode.steps == pytest.approx(true.steps, rel=0.03)
            if not busy_while_moving:  # else the wire is in the speed
                assert mode.speed_steps_s == pytest.approx(true.speed, rel=0.03)

        motor.limits = check_limits(motor, ignore)
        assert (settled_step(camera), motor.position().step) == (0, 0)
        autofocus_and_find(motor, ignore)
        assert settled_step(camera) == pytest.approx(MODEL.subject_steps()[0], abs=4)
        report = perform(motor, prepare(motor, 200, 6.0))
        assert settled_step(camera) == pytest.approx(200, abs=8)
        assert report.how is How.INFERRED


class Operator(Signalled):
    """Marks a stop a moment after the lens has come to it."""

    def __init__(self, camera: VirtualCamera, clock: Clock, last_step: int) -> None:
        super().__init__(clock)
        self.mark = Mark()
        self._now = clock.now
        self._camera = camera
        self._stops = {"SET at forward stop": last_step, "SET at backward stop": 0}
        self._awaited: int | None = None

    def asked(self, _fraction: float, label: str) -> None:
        self._awaited = self._stops.get(label.partition(":")[0])

    def heed(self) -> None:
        super().heed()
        if self._awaited is not None and self._camera.lens_truth_step == self._awaited:
            self.mark.put(self._now() + 0.1)


@pytest.mark.parametrize("busy_while_moving", [False, True])
def test_calibrated_by_hand_in_the_dark(opened: Open, busy_while_moving: bool) -> None:
    model = dataclasses.replace(MODEL, steps=200)
    dark = dataclasses.replace(SMALL, kind=SceneKind.DARK)
    setup = CameraSetup(Maker.CANON, model, scene=dark, busy_while_moving=busy_while_moving)
    with shared_clock() as clock, VirtualCamera(setup, clock) as camera:
        operator = Operator(camera, clock, model.steps - 1)
        motor = Motor(opened(camera, clock), clock, operator)
        with pytest.raises(UnfitScene, match="dark"):
            check_limits(motor, ignore)
        found = calibrate_by_hand(motor, operator.asked, operator.mark).calibration
        assert settled_step(camera) == 0
        assert len(found.positions) == pytest.approx(model.steps, rel=0.05)
        for mode, true in zip(found.modes, model.modes, strict=True):
            assert mode.steps == pytest.approx(true.steps, rel=0.06)
        motor.calibration = found
        motor.limits = check_limits(motor, ignore)
        report = perform(motor, prepare(motor, 150, 6.0))
        assert settled_step(camera) == pytest.approx(150, abs=8)
        assert report.how is How.COUNTED
