"""Verbs that drive a lens, on a real libgphoto2 with a virtual Nikon behind it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fsq_tui import paths
from fsq_tui.backend import mount
from fsq_tui.backend.gphoto2.detection import Found
from fsq_tui.backend.model import load_model
from fsq_tui.cli import main
from fsq_tui.clock import VirtualClock
from fsq_tui.focus.sequence import FocusPoint
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import Scene
from tests.verbs.conftest import write_scene
from tests.virtual_camera import CameraSetup, Maker, VirtualCamera

Capture = pytest.CaptureFixture[str]
PULSES_PER_STEP, UNIT = 10, 5
MODEL = dataclasses.replace(load_model("ef24"), steps=137)  # a third of the way, and of the time
LENS = "a lens the body does not know"


@pytest.fixture(scope="module")
def nikon() -> Iterator[VirtualCamera]:
    setup = CameraSetup(Maker.NIKON, MODEL, rate=100.0)
    with VirtualCamera(setup) as camera:
        yield camera


@pytest.mark.timeout(180)  # libgphoto2 asks a Nikon every 20 ms whether it is done
def test_calibrate_and_play_on_a_camera_whose_lens_is_named_once(
    nikon: VirtualCamera, tmp_path: Path, capsys: Capture
) -> None:
    camera = ["--camera", nikon.port, "--json"]
    assert main(["calibrate", *camera]) == 5
    assert "--lens-name" in capsys.readouterr().err
    assert main(["calibrate", *camera, "--lens-name", LENS]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["lens_name"], found["how"]) == (LENS, "counted")
    assert found["steps"] == pytest.approx(MODEL.steps * PULSES_PER_STEP / UNIT, rel=0.01)
    assert LensLibrary(paths.lens_library()).find(LENS) is not None
    assert nikon.lens_truth_step == 0

    points = (FocusPoint(100), FocusPoint(250, 0, 2.0), FocusPoint(180, 0, 0.5))
    scene = write_scene(tmp_path / "take.toml", Scene(LENS, None, points))
    assert main(["play", str(scene), *camera]) == 0
    printed = capsys.readouterr()
    assert f'fsq: D750 does not tell its lens; it is taken to be "{LENS}"' in printed.err
    pulls = [json.loads(line) for line in printed.out.splitlines()]
    assert [(pull["from"], pull["to"]) for pull in pulls] == [(1, 2), (2, 3)]
    assert all(pull["how"] == "counted" for pull in pulls)
    assert all(pull["off_by_steps"] is None for pull in pulls), "nobody has verified it"
    assert nikon.lens_truth_step == pytest.approx(180 * UNIT / PULSES_PER_STEP, abs=3)


def test_a_real_lens_cannot_be_hurried(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["calibrate", "--camera", "ptpip:127.0.0.1", "--time-scale", "10"]) == 2
    assert "--time-scale" in capsys.readouterr().err
    plugged_in(monkeypatch, Found("Nikon DSC D750", "usb:002,011"))
    assert main(["calibrate", "--time-scale", "10"]) == 2
    assert "--sim" in capsys.readouterr().err


def plugged_in(monkeypatch: pytest.MonkeyPatch, *cameras: Found) -> None:
    monkeypatch.setattr(mount, "detected", lambda: cameras)


def test_two_cameras_are_refused_by_name(
    scene: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged_in(monkeypatch, Found("Canon EOS 80D", "usb:001,004"), Found("Nikon", "usb:002,011"))
    for verb in (["calibrate"], ["play", str(scene)]):
        assert main(verb) == 2
        told = capsys.readouterr().err
        assert "Canon EOS 80D at usb:001,004, Nikon at usb:002,011" in told
        assert "--camera usb:001,004" in told


def test_the_camera_that_is_found_is_used_and_sim_does_without(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged_in(monkeypatch, Found("Canon EOS 80D", "usb:099,099"))
    assert main(["calibrate"]) == 5
    assert "There is no camera at usb:099,099" in capsys.readouterr().err
    monkeypatch.setattr("fsq_tui.backend.mount.RealClock", lambda _rate: VirtualClock())
    assert main(["calibrate", "--sim"]) == 0
    assert capsys.readouterr().err == ""


def test_a_simulated_lens_that_nobody_asked_for_is_said(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fsq_tui.backend.mount.RealClock", lambda _rate: VirtualClock())
    assert main(["calibrate", "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err == (
        "fsq: No camera is connected over USB: this is the simulated lens ef24.\n"
    )
    assert json.loads(printed.out)["steps"] == 407


def test_a_camera_that_is_not_there(capsys: Capture) -> None:
    assert main(["calibrate", "--camera", "ptpip:127.0.0.1:1:1"]) == 5
    assert "does not answer" in capsys.readouterr().err
