"""Focus stacking by the operator through the real libgphoto2, against the cameras' own truth."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from fsq_tui.backend import open_lens
from fsq_tui.errors import AtStop
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration, Limits, StepMode
from fsq_tui.focus.stack import StackSettings
from fsq_tui.session.local import LocalSession
from fsq_tui.session.requests import CaptureStack, MarkPlane, ScanScene, SetStack
from fsq_tui.session.snapshot import Snapshot
from fsq_tui.session.stack_ways import focus_on
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import Scene, SceneFile
from fsq_tui.storage.stack_folder import read_manifest
from tests.session.stage import mounted
from tests.session.test_stack_scan_on_cameras import (
    MODEL,
    PLANES,
    PULSES,
    RATES,
    SCENE,
    SIZES,
    SPEEDS,
    STRIPS,
)
from tests.virtual_camera import CameraSetup, Maker, VirtualCamera
from tests.virtual_camera.shared_clock import SharedClock, shared_clock

LENS = "A lens of mine"
COMMANDS = {Maker.CANON: (1, 10), Maker.NIKON: (1, 6)}  # of the largest size, far and near
SETTINGS = StackSettings(shots=5, settle_s=1.0)
OFF_STEPS = 3


class Show:
    """A session on a camera, without a thread."""

    def __init__(
        self, camera: VirtualCamera, clock: SharedClock, maker: Maker, folder: Path
    ) -> None:
        self.camera = camera
        self.maker = maker
        self.clock = clock
        self.lens = open_lens("gphoto2", self.clock, camera.port)
        self.lens.call_lens(LENS)
        with SceneFile.open(folder / "scene.toml") as file:
            file.save(Scene(self.lens.identity.lens_name, self.known(), ()))
        self.session = LocalSession(
            mounted(self.lens),
            self.clock,
            SceneFile.open(folder / "scene.toml"),
            LensLibrary(folder / "lenses"),
        )
        self.ask(SetStack(SETTINGS))

    def known(self) -> Calibration:
        modes = tuple(StepMode(k, steps, SPEEDS[k]) for k, steps in SIZES[self.maker].items())
        name, unit = self.lens.identity.lens_name, PULSES[self.maker]
        return Calibration(name, tuple(range(407)), modes, drive_unit=unit)

    def find_stop(self) -> None:
        """As a check of the limits leaves it."""
        motor = self.session._motor
        with suppress(AtStop):
            for _ in range(20):  # more than its range, on a body that tells no stop
                motor.drive_blind(3, BACKWARD)
        motor.met_stop(BACKWARD)
        motor.limits = Limits(0, FORWARD, 406)

    @property
    def shown(self) -> Snapshot:
        return self.session.snapshot()

    @property
    def hint(self) -> str:
        return self.shown.hint.text if self.shown.hint else ""

    def ask(self, *requests: object) -> None:
        for request in requests:
            self.session.ask(request)  # type: ignore[arg-type]
            self.session.serve()

    def jog(self, commands: int) -> None:
        for _ in range(commands):
            self.session.press("jog_forward_3")
            self.session.serve()

    def stop_at(self, label: str) -> None:
        """Press STOP once the progress says so."""

        def watch() -> None:
            progress = self.shown.progress
            if progress is not None and progress.label.startswith(label):
                end()
                self.session.press("stop")

        end = self.session.subscribe(watch)

    def rest_step(self) -> int:
        """Where the lens stands once its motor has stopped."""
        while self.camera.motor_runs:
            self.clock.wait(self.clock.now() + 0.1)
        return self.camera.lens_truth_step


@contextmanager
def served(maker: Maker, folder: Path, drives: bool = True) -> Iterator[Show]:
    setup = CameraSetup(maker, MODEL, seed=3, scene=SCENE, drives=drives)
    with shared_clock(RATES[maker]) as clock, VirtualCamera(setup, clock) as camera:
        show = Show(camera, clock, maker, folder)
        yield show
        show.session.close()


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.parametrize("maker", [Maker.CANON, Maker.NIKON])
def test_from_the_marks_to_the_pictures(maker: Maker, tmp_path: Path) -> None:
    with served(maker, tmp_path) as show:
        show.find_stop()
        show.session.press("info")
        show.session.serve()
        far_commands, near_commands = COMMANDS[maker]
        show.jog(far_commands)
        far = show.rest_step()
        show.ask(MarkPlane(is_far=True))
        show.jog(near_commands - far_commands)
        near = show.rest_step()
        show.ask(MarkPlane(is_far=False), ScanScene())
        assert show.shown.scene_map is not None, show.hint
        show.stop_at("shot 3 of 5")
        show.ask(CaptureStack())
        assert show.hint == "STOP: taking the stack was halted."
        assert abs(show.rest_step() - near) <= OFF_STEPS
        assert show.shown.stack.missing == "not taken: shot 3, 4, 5"
        show.ask(CaptureStack(is_resumed=True))
        assert show.hint == "Took 5 shots, in scene_stack_001."
        shots = read_manifest(tmp_path / "scene_stack_001").shots
        taken = show.camera.taken
        assert len(taken) == len(shots) == 5
        for one, shot in zip(taken, shots, strict=True):
            assert abs(one.step - (near + shot.depth * (far - near))) <= OFF_STEPS
            assert not one.moved
            assert not one.focused
            (picture,) = shot.pictures
            assert (tmp_path / "scene_stack_001" / picture.name).read_bytes() == one.data
        assert abs(show.rest_step() - near) <= OFF_STEPS


def test_a_body_that_only_autofocuses(tmp_path: Path) -> None:
    with served(Maker.NIKON, tmp_path, drives=False) as show:
        for is_far, step in ((True, min(STRIPS)), (False, max(STRIPS))):
            focus_on(show.session._motor, ((STRIPS.index(step) + 0.5) / PLANES, 0.5))
            show.ask(MarkPlane(is_far))
        show.ask(CaptureStack())
        assert "only a sweep of the scene tells" in show.hint
        show.ask(SetStack(replace(SETTINGS, shots=len(STRIPS))), ScanScene())
        assert {shot.step for shot in show.shown.stack.shots} == {None}
        show.stop_at("shot 2 of")
        show.ask(CaptureStack(), CaptureStack(is_resumed=True))
        assert "Took" in show.hint
        assert [one.step for one in show.camera.taken] == sorted(STRIPS, reverse=True)
        assert show.rest_step() == max(STRIPS)
