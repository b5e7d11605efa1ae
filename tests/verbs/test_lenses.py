"""Verbs that drive a lens, on a real libgphoto2 with a virtual Nikon behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fsq_tui import paths
from fsq_tui.backend.model import load_model
from fsq_tui.cli import main
from fsq_tui.focus.sequence import FocusPoint
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import Scene
from tests.verbs.conftest import write_scene
from tests.virtual_camera import CameraSetup, Maker, VirtualCamera

Capture = pytest.CaptureFixture[str]
PULSES_PER_STEP, UNIT = 10, 5
LENS = "a lens the body does not know"


@pytest.fixture(scope="module")
def nikon() -> Iterator[VirtualCamera]:
    setup = CameraSetup(Maker.NIKON, load_model("ef24"), rate=100.0)
    with VirtualCamera(setup) as camera:
        yield camera


def test_a_body_that_does_not_name_its_lens_is_told_to_be_helped(
    nikon: VirtualCamera, capsys: Capture
) -> None:
    assert main(["calibrate", "--camera", nikon.port]) == 5
    assert "--lens-name" in capsys.readouterr().err


@pytest.mark.timeout(180)  # libgphoto2 asks a Nikon every 20 ms whether it is done
def test_calibrate_and_play_on_a_camera(
    nikon: VirtualCamera, tmp_path: Path, capsys: Capture
) -> None:
    camera = ["--camera", nikon.port, "--lens-name", LENS, "--json"]
    assert main(["calibrate", *camera]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["lens_name"], found["how"]) == (LENS, "counted")
    assert found["steps"] == pytest.approx(407 * PULSES_PER_STEP / UNIT, rel=0.01)
    assert LensLibrary(paths.lens_library()).find(LENS) is not None
    assert nikon.lens_truth_step == 0

    points = (FocusPoint(100), FocusPoint(600, 0, 2.0), FocusPoint(300, 0, 0.5))
    scene = write_scene(tmp_path / "take.toml", Scene(LENS, None, points))
    assert main(["play", str(scene), *camera]) == 0
    pulls = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(pull["from"], pull["to"]) for pull in pulls] == [(1, 2), (2, 3)]
    assert all(pull["how"] == "counted" for pull in pulls)
    assert all(pull["off_by_steps"] is None for pull in pulls), "nobody has verified it"
    assert nikon.lens_truth_step == pytest.approx(300 * UNIT / PULSES_PER_STEP, abs=3)


def test_a_real_lens_cannot_be_hurried(capsys: Capture) -> None:
    words = ["calibrate", "--camera", "ptpip:127.0.0.1", "--time-scale", "10"]
    assert main(words) == 2
    assert "--time-scale" in capsys.readouterr().err


def test_a_camera_that_is_not_there(capsys: Capture) -> None:
    assert main(["calibrate", "--camera", "ptpip:127.0.0.1:1:1"]) == 5
    assert "does not answer" in capsys.readouterr().err
