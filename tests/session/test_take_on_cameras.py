"""TAKE through the real libgphoto2: what the cameras' own logs say of clip and lens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fsq_tui.backend import open_lens
from fsq_tui.backend.model import load_model
from fsq_tui.backend.simulated_clip import ClipEvent
from fsq_tui.errors import AtStop
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration, Limits, StepMode
from fsq_tui.focus.holds import Holds
from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.focus.sequence import FocusPoint
from fsq_tui.session.local import LocalSession
from fsq_tui.session.snapshot import Snapshot
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import Scene, SceneFile
from tests.session.stage import holding, mounted
from tests.virtual_camera import CameraSetup, Maker, SceneSetup, VirtualCamera
from tests.virtual_camera.canon import DRIVE_LENS
from tests.virtual_camera.nikon import MF_DRIVE
from tests.virtual_camera.shared_clock import SharedClock, shared_clock
from tests.virtual_camera.sony import CONTROL, MANUAL_FOCUS

RATES = {Maker.CANON: 2.0, Maker.NIKON: 20.0, Maker.SONY: 2.0}
LENS = "A lens of mine"
STARTED, STOPPED, CARD_FULL = ClipEvent
HOLDS = Holds(1.0, 2.0, 2.0)
DRIVES = {Maker.CANON: DRIVE_LENS, Maker.NIKON: MF_DRIVE, Maker.SONY: CONTROL}
MODES = (StepMode(3, 26.0, 94.321), StepMode(2, 4.0, 48.733), StepMode(1, 1.0, 23.496))
SCENE = SceneSetup(width_px=96, height_px=64, noise_levels=0)


class Rig:
    """A show in play mode on a camera whose lens counts as standing on point 1, at its stop."""

    def __init__(
        self, maker: Maker, camera: VirtualCamera, clock: SharedClock, folder: Path
    ) -> None:
        self.camera = camera
        self.clock = clock
        lens = open_lens("gphoto2", self.clock, camera.port)
        lens.call_lens(LENS)
        name = lens.identity.lens_name
        known = Calibration(name, tuple(range(400)), MODES, drive_unit=10 * (maker is Maker.NIKON))
        points = (FocusPoint(0, 0, 0.0), FocusPoint(40, 0, 2.0), FocusPoint(60, 0, 2.0))
        with SceneFile.open(folder / "scene.toml") as file:
            file.save(Scene(name, known, points))
        self.session = LocalSession(
            mounted(lens),
            self.clock,
            SceneFile.open(folder / "scene.toml"),
            LensLibrary(folder / "lenses"),
        )
        self.session.ask(holding(HOLDS))
        self.session.serve()
        self.session._motor.limits = Limits(0, FORWARD, 399)
        self.session._motor.met_stop(BACKWARD)
        self.press("info", "info")
        assert self.shown.mode is Mode.PLAY
        self._maker = maker
        self._from = len(self._drives())
        self.pressed_s = 0.0

    @property
    def shown(self) -> Snapshot:
        return self.session.snapshot()

    @property
    def log(self) -> list[str]:
        return [line.text for line in self.shown.log]

    def press(self, *buttons: str) -> None:
        for button in buttons:
            self.session.press(button)
            self.session.serve()

    def when(self, holds: Callable[[Snapshot], bool], act: Callable[[], None]) -> None:
        """Do it once, as soon as it holds."""

        def watch() -> None:
            if holds(self.shown):
                end()
                act()

        end = self.session.subscribe(watch)

    @property
    def clips(self) -> list[ClipEvent]:
        return [entry.event for entry in self.camera.clip_log]

    def drives_s(self) -> list[float]:
        """When the camera was told to drive its lens, since play mode began."""
        return self._drives()[self._from :]

    def _drives(self) -> list[float]:
        done = self.camera.operations(DRIVES[self._maker])
        moves = [d for d in done if self._maker is not Maker.SONY or d.params[0] == MANUAL_FOCUS]
        return [drive.when_s for drive in moves]


@pytest.fixture(autouse=True)
def _settings_of_gphoto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture(params=list(DRIVES), ids=str)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    maker: Maker = request.param
    setup = CameraSetup(maker, load_model("ef24"), scene=SCENE)
    with shared_clock(RATES[maker]) as clock, VirtualCamera(setup, clock) as camera:
        made = Rig(maker, camera, clock, tmp_path)
        try:
            yield made
        finally:
            made.session.close()


def is_holding(shown: Snapshot, text: str) -> bool:
    """A phase of the take, by what is told of it."""
    told = "" if shown.hint is None else shown.hint.text
    return shown.activity is Activity.HOLDING and told.startswith(text)


PHASES: dict[str, Callable[[Snapshot], bool]] = {
    "pre-roll": lambda shown: is_holding(shown, "Take: recording in 1"),
    "start": lambda shown: is_holding(shown, "Take: the clip"),
    "hold": lambda shown: is_holding(shown, "Recording: pull"),
    "pull": lambda shown: shown.destination == 1 and bool(shown.position.step),
    "second pull": lambda shown: shown.destination == 2,
    "last hold": lambda shown: is_holding(shown, "Recording: cut"),
}
RECORDED = list(PHASES)[2:]


def test_the_pulls_are_inside_the_clip(rig: Rig) -> None:
    rig.press("take")
    started, stopped = rig.camera.clip_log
    assert (started.event, stopped.event) == (STARTED, STOPPED)
    drives_s = rig.drives_s()
    assert drives_s[0] - started.when_s >= HOLDS.before_s
    assert stopped.when_s - drives_s[-1] >= HOLDS.after_s
    assert not rig.shown.recording
    assert rig.shown.index == 2
    assert rig.log[-1].startswith("Recorded a clip of ")


@pytest.mark.parametrize("phase", PHASES)
def test_stop_leaves_no_clip_and_no_motor_running(rig: Rig, phase: str) -> None:
    rig.when(PHASES[phase], lambda: rig.session.press("stop"))
    rig.press("take")
    assert "STOP" in (rig.shown.hint.text if rig.shown.hint else "")
    if phase != "start":  # then it is a matter of milliseconds
        assert rig.clips == ([STARTED, STOPPED] if phase in RECORDED else [])
    assert not rig.camera.recording
    count = len(rig.drives_s())
    assert bool(count) == (phase in RECORDED[1:])
    rig.clock.wait(rig.clock.now() + 3.0)
    rig.session.serve()
    assert len(rig.drives_s()) == count
    assert not rig.camera.recording


def test_where_the_lens_meets_its_stop_the_clip_ends_too(rig: Rig) -> None:
    """A Nikon and this Sony tell of it, which ends the take at once; a Canon tells nothing."""
    motor, told = rig.session._motor, False
    try:
        with rig.session._sequencer._rolling.rolled(HOLDS):
            for _ in range(20):
                motor.drive(3, FORWARD)
    except AtStop:
        told = True
    assert told == motor.lens.capabilities.reports_stops
    assert rig.clips == [STARTED, STOPPED]
    assert rig.camera.lens_truth_step == load_model("ef24").steps - 1


@pytest.mark.parametrize("phase", ["hold", "pull", "last hold"])
def test_unplugged_it_says_so_and_ends(rig: Rig, phase: str) -> None:
    rig.when(PHASES[phase], rig.camera.unplug)
    rig.press("take")
    assert rig.shown.lost
    assert not rig.shown.busy
    assert rig.shown.recording is None
    assert rig.clips == [STARTED]
    assert "The camera went while it recorded. Stop the clip on the camera." in rig.log


def test_a_finger_on_the_body_keeps_its_clip(rig: Rig) -> None:
    rig.camera.press_record(True)
    while not rig.camera.clip_log:
        pass
    rig.press("take")
    assert rig.clips == [STARTED]
    assert rig.camera.recording
    rig.camera.press_record(False)


def test_out_of_movie_mode_nothing_moves(rig: Rig) -> None:
    rig.camera.set_movie_mode(False)
    rig.press("take")
    assert "Switch the body to movie mode" in (rig.shown.hint.text if rig.shown.hint else "")
    assert rig.clips == []
    assert rig.drives_s() == []


def test_a_full_card_is_told(rig: Rig) -> None:
    rig.camera.set_clip(room_s=3.0)
    rig.press("take")
    assert rig.clips == [STARTED, CARD_FULL]
    assert any("ended by itself before the take did" in line for line in rig.log)
