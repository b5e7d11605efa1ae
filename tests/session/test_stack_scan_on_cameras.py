"""A stack from its marks to the merged picture, through the real libgphoto2."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import pytest

from fsq_tui.backend import open_lens
from fsq_tui.backend.model import load_model
from fsq_tui.backend.scene import Scene
from fsq_tui.errors import AtStop
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration, Limits, StepMode
from fsq_tui.focus.modes import How
from fsq_tui.focus.stack import StackSettings
from fsq_tui.session.headless import Signalled
from fsq_tui.session.merge_tools import tool_for
from fsq_tui.session.merging import Merging
from fsq_tui.session.motor import Motor
from fsq_tui.session.stack_capture import StackCapture
from fsq_tui.session.stack_looks import marked
from fsq_tui.session.stack_scan import Scanned, scan
from fsq_tui.session.stack_ways import focus_on
from fsq_tui.session.sweep import go_to
from fsq_tui.stacking.agreement import with_numbers
from fsq_tui.stacking.selection import selected
from fsq_tui.storage.stack_folder import StackFolder
from fsq_tui.storage.stack_manifest import Manifest, StackShot
from tests.session.scanned import all_in_focus, errors, marks_at
from tests.session.silent import ignore
from tests.session.stacked import Heard
from tests.stacking.merge_tools import INSTALLED, ssim
from tests.virtual_camera import CameraSetup, Maker, SceneSetup, VirtualCamera
from tests.virtual_camera.shared_clock import SharedClock, shared_clock

RATES = {Maker.CANON: 1.0, Maker.NIKON: 50.0}
MODEL = dataclasses.replace(load_model("ef24"), backlash_steps=3, lost_step_rate=0.01)
SCENE = SceneSetup(width_px=480, height_px=320, blur_px=9.0)
STRIPS = (0, *MODEL.subject_steps())  # the step of each plane of the scene, from left to right
PLANES = len(STRIPS) + 1  # the last one is flat
START = 200
BETWEEN = {Maker.CANON: (330, 10), Maker.NIKON: (160, 10)}  # a Nikon takes its time for a command
SHOTS = {Maker.CANON: 8, Maker.NIKON: 4}
SETTINGS = StackSettings(settle_s=1.0)
SPEEDS = {3: 94.321, 2: 48.733, 1: 23.496}
SIZES = {Maker.CANON: {3: 26.0, 2: 4.0, 1: 1.0}, Maker.NIKON: {3: 40.0, 2: 6.0, 1: 1.0}}
PULSES = {Maker.CANON: 0, Maker.NIKON: 10}  # of the smallest step
TO_STOP = 20  # commands of the largest size are more than its range
RIM_PX = 16


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))


class Rig:
    """A camera of a maker, and the motor of a lens that may be driven."""

    def __init__(self, camera: VirtualCamera, clock: SharedClock, maker: Maker) -> None:
        self.camera = camera
        self.clock = clock
        self.motor = Motor(
            open_lens("gphoto2", self.clock, camera.port), self.clock, Signalled(self.clock)
        )
        self._maker = maker

    def calibrated(self) -> Motor:
        """As a calibration leaves it, at the backward stop; of its play it knows nothing."""
        motor = self.motor
        modes = tuple(StepMode(k, steps, SPEEDS[k]) for k, steps in SIZES[self._maker].items())
        motor.calibration = Calibration(
            "lens", tuple(range(407)), modes, drive_unit=PULSES[self._maker]
        )
        try:
            for _ in range(TO_STOP):
                motor.drive_blind(3, BACKWARD)
        except AtStop:
            pass
        motor.met_stop(BACKWARD)
        motor.limits = Limits(0, FORWARD, 406)
        return motor

    def rest_step(self) -> int:
        """Where the lens stands once its motor has stopped."""
        while self.camera.motor_runs:
            self.clock.wait(self.clock.now() + 0.1)
        return self.camera.lens_truth_step

    def take(self, found: Scanned, count: int, path: Path) -> tuple[StackShot, ...]:
        """Capture a stack; its shots as the folder has them."""
        shots = found.shots(selected(count, found.information))
        way = found.way(self.motor, shots)
        manifest = Manifest("2026-11-24T15:00:00+00:00", "body", "lens", shots)
        with StackFolder.create(path, manifest) as folder:
            StackCapture(self.motor, folder, SETTINGS, Heard(), way).run()
            assert folder.missing == ""
            return folder.shots


@contextmanager
def served(maker: Maker, drives: bool = True) -> Iterator[Rig]:
    setup = CameraSetup(maker, MODEL, seed=3, scene=SCENE, drives=drives)
    with shared_clock(RATES[maker]) as clock, VirtualCamera(setup, clock) as camera:
        rig = Rig(camera, clock, maker)
        yield rig
        rig.motor.lens.close()


def told(capsys: pytest.CaptureFixture[str], text: str) -> None:
    with capsys.disabled():
        print(f"\n{text}")


@pytest.mark.parametrize("maker", [Maker.CANON, Maker.NIKON])
def test_a_stack_of_a_scanned_scene(
    maker: Maker, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = Scene(SCENE, MODEL.subject_steps(), MODEL.steps)
    with served(maker) as rig:
        motor = rig.calibrated()
        marks = marks_at(motor, *BETWEEN[maker], rig.rest_step)
        found = scan(motor, marks.near, marks.far, ignore)
        assert abs(rig.rest_step() - marks.far_step) <= 3
        go_to(motor, START)
        start = rig.rest_step()
        shots = rig.take(found, SHOTS[maker], tmp_path / "stack")
        taken = rig.camera.taken
        assert abs(rig.rest_step() - start) <= 3
    assert with_numbers(found.order) >= 0.98
    depths_off = errors(found, scene, marks)
    assert np.median(depths_off) <= 0.03
    off = [one.step - marks.step(shot.depth) for one, shot in zip(taken, shots, strict=True)]
    hows = [shot.how for shot in shots]
    told(
        capsys,
        f"{maker}: order tau {with_numbers(found.order):.3f}; depth off by "
        f"{np.median(depths_off):.2%} of the range (median); shots off by "
        f"{', '.join(f'{one:+.1f}' for one in off)} steps, {hows.count(How.INFERRED)} inferred",
    )
    assert np.abs(off).max() <= 3
    assert not any(one.moved or one.focused for one in taken)
    if maker is Maker.CANON and INSTALLED:  # its marks are around the whole scene
        _require_sharp(scene, [one.data for one in taken], tmp_path, capsys)


def _require_sharp(
    scene: Scene, jpegs: list[bytes], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The merged picture is nearer to all in focus than any single one."""
    truth = all_in_focus(scene)
    paths = tuple(sorted((folder / "stack").glob("shot_*.jpg")))
    assert [path.read_bytes() for path in paths] == jpegs
    Merging(tool_for(align=False), ignore).merge(paths, folder / "merged.tif")
    merged = _similarity(folder / "merged.tif", truth)
    best = max(_similarity(path, truth) for path in paths)
    told(capsys, f"SSIM to all in focus: merged {merged:.3f}, sharpest single picture {best:.3f}")
    assert merged > best + 0.1


def _similarity(path: Path, truth: np.ndarray) -> float:
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    return ssim(picture.astype(float), truth.astype(float), RIM_PX)


def test_a_stack_on_a_body_that_only_autofocuses(tmp_path: Path) -> None:
    with served(Maker.NIKON, drives=False) as rig:
        motor = rig.motor
        marks = []
        for step in (max(STRIPS), min(STRIPS)):
            focus_on(motor, ((STRIPS.index(step) + 0.5) / PLANES, 0.5))
            marks.append(marked(motor))
        result = scan(motor, marks[0], marks[1], ignore)
        assert rig.rest_step() == min(STRIPS), "it is where it began"
        shots = rig.take(result, len(STRIPS), tmp_path / "stack")
        taken = rig.camera.taken
        assert rig.rest_step() == min(STRIPS)
        focus_on(motor, ((STRIPS.index(151) + 0.5) / PLANES, 0.5))
        less = scan(motor, marked(motor), marks[1], ignore)
        assert rig.rest_step() == 151
    assert len(less.set_aside) == 1
    assert less.set_aside[0].endswith("it lies beyond the near mark.")
    assert len(less.order.levels) == len(STRIPS) - 1
    assert (result.how, result.near_step, result.seen) == (How.INFERRED, None, None)
    assert [one.step for one in taken] == sorted(STRIPS, reverse=True)
    assert {(shot.planned_step, shot.how) for shot in shots} == {(None, How.UNKNOWN)}
    columns = result.map.depth.shape[1]
    scene = Scene(SCENE, MODEL.subject_steps(), MODEL.steps)
    ranks = {step: rank / (len(STRIPS) - 1) for rank, step in enumerate(sorted(STRIPS)[::-1])}
    steps = [scene.plane_step((column + 0.5) / columns) for column in range(columns)]
    off = [
        np.abs(result.map.depth[:, column] - ranks[step])
        for column, step in enumerate(steps)
        if step is not None
    ]
    assert np.median(np.concatenate(off)) <= 0.03
