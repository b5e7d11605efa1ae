"""TAKE in a terminal on a virtual Canon: the camera's own log of its clips and its lens."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from fsq_tui.backend.simulated_clip import ClipEvent
from fsq_tui.focus.calibration import Calibration, StepMode
from fsq_tui.focus.sequence import FocusPoint
from fsq_tui.storage.scene import Scene, SceneFile
from tests.terminal.conftest import Start
from tests.terminal.screen import Terminal
from tests.terminal.shows import pid_of_show, wait_for_end
from tests.terminal.test_cameras import SHORT
from tests.virtual_camera import CameraSetup, Maker, SceneSetup, VirtualCamera
from tests.virtual_camera.canon import DRIVE_LENS

STARTED, STOPPED, _ = ClipEvent
CLIP = [STARTED, STOPPED]


@pytest.fixture
def camera() -> Iterator[VirtualCamera]:
    scene = SceneSetup(width_px=240, height_px=160, noise_levels=0)
    with VirtualCamera(CameraSetup(Maker.CANON, SHORT, 2.0, scene=scene)) as made:
        yield made


@pytest.fixture
def fsq(start: Start, camera: VirtualCamera, tmp_path: Path) -> Terminal:
    """In play mode on the first of two points."""
    modes = tuple(StepMode(mode.step_size, mode.steps, mode.speed * 2) for mode in SHORT.modes)
    known = Calibration(SHORT.lens_name, tuple(range(SHORT.steps)), modes)
    points = (FocusPoint(30, 0, 0.0), FocusPoint(60, 0, 1.0))
    with SceneFile.open(tmp_path / "take.toml") as file:
        file.save(Scene(SHORT.lens_name, known, points))
    terminal = start("--camera", camera.port, tmp_path / "take.toml", rows=30)
    terminal.wait_for_line("[    ]")
    terminal.send("i")
    terminal.wait_for_overlay(r"\[edit\]   1 / 2 \| .*")
    terminal.send("i")
    terminal.wait_for_overlay(r"\[play\]   1 / 2 \| .*")
    return terminal


def events(camera: VirtualCamera) -> list[ClipEvent]:
    return [entry.event for entry in camera.clip_log]


def test_one_key_for_the_take(fsq: Terminal, camera: VirtualCamera, tmp_path: Path) -> None:
    """To its end; stopped in a hold; a finger on the body; the process ended in a pull."""
    fsq.send("e")
    fsq.wait_for(r"Take: recording in 1 s")
    fsq.wait_for(r"• REC 0:01 .*\n(.*\n)*.*Recording: pull in 1 s")
    fsq.wait_for(r"Recording: cut in 1 s")
    fsq.wait_for(r"Recorded a clip of [0-9]+\.[0-9] s\.")
    fsq.wait_until(lambda: "REC" not in fsq.line(0), "the clip goes on")
    started, stopped = camera.clip_log
    drives = camera.operations(DRIVE_LENS, after_s=started.when_s)
    assert drives[0].when_s - started.when_s >= 2 * 2.0, "at the rate of the camera"
    assert stopped.when_s - drives[-1].when_s >= 2 * 2.0

    fsq.send("e")
    fsq.wait_for(r"Recording: pull in 1 s")
    fsq.send("escape")
    fsq.wait_for(r"STOP: holding was halted")
    assert events(camera) == CLIP * 2

    camera.press_record(True)
    fsq.wait_until(lambda: "• REC" in fsq.line(0), "nobody saw the finger")
    camera.press_record(False)
    fsq.wait_until(lambda: "REC" not in fsq.line(0), "nobody saw the finger")
    fsq.send("e")
    fsq.wait_for_overlay(r"\[play\] .{3}\( 2\) .*")
    show = pid_of_show(tmp_path / "home")
    os.kill(show, signal.SIGTERM)
    wait_for_end(show)
    assert events(camera) == CLIP * 4
    assert not camera.recording
