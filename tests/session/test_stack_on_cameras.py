"""A stack through the real libgphoto2: what the cameras' own truth says of each picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fsq_tui.backend import open_lens
from fsq_tui.backend.model import load_model
from fsq_tui.errors import AtStop, CardFull, LensFault, LensGone, Stopped
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration, Limits, StepMode
from fsq_tui.focus.modes import How
from fsq_tui.focus.stack import StackSettings
from fsq_tui.session.headless import Signalled
from fsq_tui.session.motor import Motor
from fsq_tui.session.player import perform, prepare
from fsq_tui.session.stack_capture import Progress
from fsq_tui.session.stack_ways import ByArea
from fsq_tui.storage.stack_folder import StackFolder
from tests.session.stacked import Heard, begun, capture
from tests.virtual_camera import CameraSetup, Maker, SceneSetup, VirtualCamera
from tests.virtual_camera.shared_clock import SharedClock, shared_clock

RATES = {Maker.CANON: 1.0, Maker.NIKON: 50.0}
STEPS = (300, 240, 180, 120)
START = 60
NEAR_STEPS = 5  # what counting alone may be off
MODEL = load_model("ef24")
SPEEDS = {3: 94.321, 2: 48.733, 1: 23.496}
SIZES = {Maker.CANON: {3: 26.0, 2: 4.0, 1: 1.0}, Maker.NIKON: {3: 40.0, 2: 6.0, 1: 1.0}}
PULSES = {Maker.CANON: 0, Maker.NIKON: 10}  # of the smallest step
SCENE = SceneSetup(width_px=96, height_px=64, noise_levels=0)
TO_STOP = 20  # commands of the largest size are more than its range


class Rig:
    """A camera at START, calibrated, with a stack to be taken."""

    def __init__(self, camera: VirtualCamera, clock: SharedClock, maker: Maker, path: Path) -> None:
        self.camera = camera
        self.clock = clock
        self.attention = Signalled(self.clock)
        self.maker = maker
        self.heard = Heard()
        self.connect()
        perform(self.motor, prepare(self.motor, START, 0.0))
        self.folder = begun(path, STEPS)

    def connect(self) -> None:
        """Open the camera and find its backward stop, from which its steps are counted."""
        lens = open_lens("gphoto2", self.clock, self.camera.port)
        self.motor = Motor(lens, self.clock, self.attention)
        modes = tuple(StepMode(k, steps, SPEEDS[k]) for k, steps in SIZES[self.maker].items())
        unit = PULSES[self.maker]
        self.motor.calibration = Calibration("lens", tuple(range(407)), modes, drive_unit=unit)
        try:
            for _ in range(TO_STOP):
                self.motor.drive_blind(3, BACKWARD)
        except AtStop:
            pass
        self.motor.met_stop(BACKWARD)
        self.motor.limits = Limits(0, FORWARD, 406)

    def reconnect(self) -> None:
        """As another run of the program does."""
        self.close()
        self.connect()
        self.folder = StackFolder.open(self.folder.path)
        self.heard = Heard()

    def close(self) -> None:
        self.folder.close()
        self.motor.lens.close()

    def rest_step(self) -> int:
        """Where the lens stands once its motor has stopped."""
        while self.camera.motor_runs:
            self.clock.wait(self.clock.now() + 0.1)
        return self.camera.lens_truth_step

    def assert_whole(self) -> None:
        """Every shot once, near its step, at rest, without autofocus; its file is the camera's."""
        taken = self.camera.taken
        assert len(taken) == len(STEPS)
        for one, step, shot in zip(taken, STEPS, self.folder.shots, strict=True):
            assert abs(one.step - step) <= NEAR_STEPS
            assert not one.moved
            assert not one.focused
            assert (shot.step, shot.how) == (step, How.COUNTED)
            (picture,) = shot.pictures
            assert picture.camera.endswith(one.name)
            assert picture.aperture.removeprefix("f/") == "8"
            assert (self.folder.path / picture.name).read_bytes() == one.data
        assert self.folder.missing == ""
        assert abs(self.rest_step() - START) <= NEAR_STEPS


@pytest.fixture(params=[Maker.CANON, Maker.NIKON])
def rig(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Rig]:
    monkeypatch.setenv("HOME", str(tmp_path))
    maker: Maker = request.param
    setup = CameraSetup(maker, MODEL, scene=SCENE)
    with shared_clock(RATES[maker]) as clock, VirtualCamera(setup, clock) as camera:
        made = Rig(camera, clock, maker, tmp_path / "stack")
        yield made
        made.close()


def test_a_whole_stack(rig: Rig) -> None:
    capture(rig.motor, rig.folder, heard=rig.heard)
    rig.assert_whole()
    assert rig.heard.said == []


def exposed(rig: Rig) -> list[float]:
    """How the pictures were really exposed, in EV."""
    return [round(one.ev, 3) for one in rig.camera.taken]


def test_a_bracket(rig: Rig) -> None:
    capture(rig.motor, rig.folder, StackSettings(bracket_ev=2.0), heard=rig.heard)
    assert exposed(rig) == [0.0, -2.0, 2.0] * len(STEPS)
    assert rig.camera.exposure_ev == 0.0
    pictures = [one for shot in rig.folder.shots for one in shot.pictures]
    assert [one.compensation_ev for one in pictures] == exposed(rig)
    assert [one.time for one in pictures[:3]] == ["1/125", "1/500", "1/30"]
    for one, taken in zip(pictures, rig.camera.taken, strict=True):
        assert (rig.folder.path / one.name).read_bytes() == taken.data
        assert not taken.moved
        assert not taken.focused
    assert (rig.folder.missing, rig.heard.said) == ("", [])


def test_a_plug_pulled_in_a_bracket_and_the_next_run(rig: Rig) -> None:
    class Pulling(Heard):
        def progress(self, progress: Progress) -> None:
            if progress.done == 5:
                rig.camera.unplug()

    with pytest.raises(LensGone):
        capture(rig.motor, rig.folder, StackSettings(bracket_ev=2.0), heard=Pulling())
    assert rig.camera.exposure_ev == -2.0, "it stays so until the next run"
    rig.camera.plug()
    rig.reconnect()
    capture(rig.motor, rig.folder, start_step=START)
    assert exposed(rig) == [0.0, -2.0, 2.0] * len(STEPS)
    assert rig.camera.exposure_ev == 0.0
    assert rig.folder.missing == ""
    assert abs(rig.rest_step() - START) <= NEAR_STEPS


def test_a_stop_in_a_bracket_gives_the_exposure_back(rig: Rig) -> None:
    class Stopping(Heard):
        def progress(self, progress: Progress) -> None:
            if progress.done == 2:
                rig.attention.stop.set()

    with pytest.raises(Stopped):
        capture(rig.motor, rig.folder, StackSettings(bracket_ev=2.0), heard=Stopping())
    assert exposed(rig)[:2] == [0.0, -2.0]
    assert rig.camera.exposure_ev == 0.0
    assert abs(rig.rest_step() - START) <= NEAR_STEPS


def test_a_body_that_does_not_do_as_it_is_told_is_refused(rig: Rig) -> None:
    rig.camera.set_exposure(ignores=True)
    with pytest.raises(LensFault, match="was to be set to 1/500, and says 1/125"):
        capture(rig.motor, rig.folder, StackSettings(bracket_ev=2.0))
    assert rig.camera.taken == []


def test_a_plug_pulled_in_a_move_and_the_next_run(rig: Rig) -> None:
    rig.camera.set_card(failures=1)
    rig.camera.unplug(after_drives=18)
    with pytest.raises(LensGone):
        capture(rig.motor, rig.folder, heard=rig.heard)
    before = [one.name for one in rig.camera.taken]
    assert 0 < len(before) < len(STEPS)
    assert rig.heard.said[0].startswith("Of this stack there is not taken: shot")
    rig.camera.plug()
    rig.reconnect()
    capture(rig.motor, rig.folder, start_step=START, heard=rig.heard)
    assert [one.name for one in rig.camera.taken][: len(before)] == before
    rig.assert_whole()


def test_a_plug_pulled_in_a_download_and_the_next_run(rig: Rig) -> None:
    rig.camera.unplug_in_download()
    with pytest.raises(LensGone):
        capture(rig.motor, rig.folder, heard=rig.heard)
    assert "only in the camera: shot_001.jpg (there FSQ_0001.JPG)" in rig.heard.said[0]
    rig.camera.plug()
    rig.reconnect()
    capture(rig.motor, rig.folder, start_step=START, heard=rig.heard)
    rig.assert_whole()


def test_a_stop_brings_the_lens_back(rig: Rig) -> None:
    class Stopping(Heard):
        def progress(self, progress: Progress) -> None:
            if progress.done == 2:
                rig.attention.stop.set()

    with pytest.raises(Stopped):
        capture(rig.motor, rig.folder, heard=Stopping())
    assert len(rig.camera.taken) == 2
    assert rig.folder.missing == "not taken: shot 3, 4"
    assert abs(rig.rest_step() - START) <= NEAR_STEPS
    capture(rig.motor, rig.folder, start_step=START)
    rig.assert_whole()


def test_a_body_that_only_autofocuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    planes = (0, *MODEL.subject_steps())  # from left to right, and then a flat one
    width = 1 / (len(planes) + 1)
    places = {n + 1: ((n + 0.5) * width, 0.5) for n in range(len(planes))}
    setup = CameraSetup(Maker.NIKON, MODEL, scene=SCENE, drives=False)
    with (
        shared_clock(RATES[Maker.NIKON]) as clock,
        VirtualCamera(setup, clock) as camera,
        begun(tmp_path / "stack", planes) as folder,
    ):
        for shot in folder.shots:
            folder._put(replace(shot, planned_step=None))
        lens = open_lens("gphoto2", clock, camera.port)
        motor = Motor(lens, clock, Signalled(clock))
        way = ByArea(motor, places, places[1])
        capture(motor, folder, way=way)
        taken = camera.taken
        assert [one.step for one in taken] == list(planes)
        assert not any(one.moved or one.focused for one in taken)
        assert [shot.how for shot in folder.shots] == [How.UNKNOWN] * len(planes)
        for one, shot in zip(taken, folder.shots, strict=True):
            assert (folder.path / shot.pictures[0].name).read_bytes() == one.data
        assert folder.missing == ""
        assert camera.lens_truth_step == planes[0]
        lens.close()


def test_a_full_card(rig: Rig) -> None:
    rig.camera.set_card(room=1)
    with pytest.raises(CardFull):
        capture(rig.motor, rig.folder)
    assert rig.folder.missing == "not taken: shot 2, 3, 4"
    assert abs(rig.rest_step() - START) <= NEAR_STEPS
    rig.camera.set_card()
    capture(rig.motor, rig.folder, start_step=START)
    rig.assert_whole()
