"""A Canon's lens on a virtual clock: the driver on a virtual body, without a wire between."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

from fsq_tui.backend.base import Lens
from fsq_tui.backend.gphoto2.canon import SHUTTER, CanonLens
from fsq_tui.backend.gphoto2.faults import Refused
from fsq_tui.backend.gphoto2.three_sizes import CHOICE
from fsq_tui.backend.model import LensModel, load_model
from fsq_tui.backend.scene import Scene
from fsq_tui.clock import Clock, VirtualClock
from fsq_tui.errors import LensBusy, LensGone
from fsq_tui.focus.calibration import Calibration, StepMode
from fsq_tui.session.headless import Signalled
from fsq_tui.session.motor import Motor
from fsq_tui.session.survey import calibrate, check_limits
from tests.virtual_camera import CameraSetup, Maker, SceneSetup
from tests.virtual_camera.canon import CanonBody

FRAME_S = 0.1  # from one picture of live view to the next
CALL_S = 0.008  # what a command takes on its way
FILE_S = 0.7  # what a file takes on its way
PRESSES = ["None", "Press Full AF", "Press Full MF", "Release"]
SMALL = SceneSetup(width_px=480, height_px=320, blur_px=9.0)
PARAMS = {choice: (d, size) for d, sizes in CHOICE.items() for size, choice in sizes.items()}


@functools.cache
def scene_of(setup: SceneSetup, model: str) -> Scene:
    """A scene, whose pictures are costly, made once."""
    figures = load_model(model)
    return Scene(setup, figures.subject_steps(), figures.steps)


class Wire:
    """What a Connection does, straight to a virtual body; each call takes its time."""

    is_network = False

    def __init__(self, body: CanonBody, clock: Clock) -> None:
        self.body = body
        self._clock = clock
        self.frames = 0
        self.unplugged = False
        self._told_clip = False

    def has(self, name: str) -> bool:
        return bool(self.value(name))

    def value(self, name: str) -> str:
        model = self.body._setup.model
        told = {
            "lensname": model.lens_name,
            "cameramodel": "Canon EOS 80D",
            "batterylevel": "75%",
            "movierecordtarget": "SDRAM",
            "eosmovieswitch": str(int(self.body.clip.in_movie_mode)),
            "availableshots": str(self.body.card.room),
            "aperture": "8",
        }
        return told.get(name, "")

    def offered(self, name: str) -> tuple[str, list[str]]:
        if name == SHUTTER:
            return "None", PRESSES
        card = ["Card"] if self.body.clip.in_movie_mode else []
        return self.value(name), [*card, "None", "SDRAM"]

    def write(self, _name: str, text: str) -> None:
        self._clock.wait(self._clock.now() + CALL_S)
        if text != "Card":
            self.body.clip.stop()
        elif self.body.clip.in_movie_mode:
            self.body.clip.start()
        else:
            raise LensBusy("The camera is busy; the lens has not moved.")

    def start_live_view(self) -> None:
        self.body.live_view = True

    def frame(self) -> bytes:
        tick = int(self._clock.now() / FRAME_S + 1e-6) + 1
        self._clock.wait(tick * FRAME_S)
        self.frames += 1
        return self.body.frame()

    def announced(self) -> list[str]:
        if done := self.body.shutter.finished():
            return [f"/store/DCIM/{done[1]}"]
        return []

    def file(self, place: str) -> bytes:
        self._clock.wait(self._clock.now() + FILE_S)
        if self.unplugged:
            raise LensGone("The camera does not answer any more.")
        if self.body.card.failures:
            self.body.card.failures -= 1
            raise Refused(-1, "PTP General Error.")
        return next(one.data for one in self.body.card.taken if place.endswith(one.name))

    def events(self) -> list[str]:
        if self.unplugged:
            raise LensGone("The camera does not answer any more.")
        if self.body.clip.is_on != self._told_clip:
            self._told_clip = self.body.clip.is_on
            target = "Card" if self._told_clip else "SDRAM"
            return [f'PTP Property d1b8 changed, "movierecordtarget" to "{target}"']
        if self.body._autofocusing and not self.body.motor.running:
            self.body._autofocusing = False
            return ["AfResult"]
        return []

    def put(self, name: str, value: float) -> None:
        self._clock.wait(self._clock.now() + CALL_S)
        if name == "autofocusdrive" and value:
            self.body._autofocusing = True
            if self.body.sees_subjects:
                self.body.motor.autofocus()

    def choose(self, name: str, choice: int) -> None:
        self._clock.wait(self._clock.now() + CALL_S)
        if self.unplugged:
            raise LensGone("The camera does not answer any more.")
        if name == SHUTTER:
            if PRESSES[choice] == "Press Full MF":
                self.body.shutter.release()
            return
        direction, size = PARAMS[choice]
        if self.body._setup.busy_while_moving and self.body.motor.running:
            raise LensBusy("The camera is busy; the lens has not moved.")
        self.body.motor.drive(size, direction)

    def close(self) -> None:
        pass


class SilentRig:
    """A motor on such a lens, and what is true of it."""

    def __init__(
        self,
        model: str = "ef24",
        seed: int = 3,
        scene: SceneSetup = SMALL,
        busy_while_moving: bool = False,
        frame_lag_s: float = 0.05,
        **changed: Any,
    ) -> None:
        self.clock = VirtualClock()
        self.model: LensModel = dataclasses.replace(load_model(model), **changed)
        setup = CameraSetup(
            Maker.CANON,
            self.model,
            seed=seed,
            scene=scene,
            busy_while_moving=busy_while_moving,
            frame_lag_s=frame_lag_s,
        )
        self.body = CanonBody(setup, self.clock)
        self.body.scene = scene_of(scene, model)
        self.wire = Wire(self.body, self.clock)
        self.lens: Lens = CanonLens(self.wire, self.clock)  # type: ignore[arg-type]
        self.attention = Signalled(self.clock)
        self.motor = Motor(self.lens, self.clock, self.attention)

    @property
    def true_step(self) -> int:
        """Where the lens will stand when its motor is done."""
        return self.body.motor._lens.true_step

    def survey(self) -> Calibration:
        """Limits and calibration."""
        self.motor.limits = check_limits(self.motor, ignore)
        self.motor.calibration = calibrate(self.motor, ignore)
        return self.motor.calibration


def ignore(_fraction: float, _label: str) -> None:
    pass


def known(rig: SilentRig, steps: int = 0) -> Calibration:
    """What a calibration of the rig's lens, or of one with other steps, would find."""
    modes = tuple(StepMode(m.step_size, float(m.steps), m.speed) for m in rig.model.modes)
    return Calibration(rig.model.lens_name, tuple(range(steps or rig.model.steps)), modes)


@functools.cache
def calibrated(**setup: Any) -> tuple[SilentRig, Calibration]:
    """Such a rig, to look at only, and what its survey by the picture has found.

    That takes long, so each is made once.
    """
    rig = SilentRig(**setup)
    return rig, rig.survey()


def surveyed(**setup: Any) -> SilentRig:
    """A lens that was calibrated by the picture before, with its limits checked."""
    rig = SilentRig(**setup)
    rig.motor.calibration = calibrated(**setup)[1]
    rig.motor.limits = check_limits(rig.motor, ignore)
    return rig


def homed(**setup: Any) -> SilentRig:
    """A lens that was calibrated before, with its limits checked."""
    rig = SilentRig(**setup)
    rig.motor.calibration = known(rig)
    rig.motor.limits = check_limits(rig.motor, ignore)
    return rig
