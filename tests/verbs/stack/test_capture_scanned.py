"""Stacks whose shots are drawn to where the scene shows much, from the command line."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from fsq_tui import paths
from fsq_tui.backend.base import Capabilities
from fsq_tui.backend.model import load_model
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.cli import main
from fsq_tui.focus.calibration import Calibration, StepMode
from fsq_tui.storage.library import LensLibrary
from tests.verbs.stack.conftest import Camera
from tests.virtual_camera import CameraSetup, Maker, SceneSetup, VirtualCamera
from tests.virtual_camera.shared_clock import shared_clock

Capture = pytest.CaptureFixture[str]
MODEL = load_model("ef24")
STRIPS = (0, *MODEL.subject_steps())  # the step of each plane of the scene, from left to right
PLANES = len(STRIPS) + 1  # the last one is flat
SCENE = SceneSetup(width_px=480, height_px=320, blur_px=9.0)


def place(step: int) -> str:
    """Where in the picture the plane is that is sharp at a step."""
    return f"{(STRIPS.index(step) + 0.5) / PLANES:.0%},50%"


def capture(folder: Path, *words: str) -> int:
    return main(["stack", "capture", str(folder), *words])


def lines(capsys: Capture) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_shots_lie_where_the_scene_shows_much_and_say_why(
    camera: Camera, stack: Path, capsys: Capture
) -> None:
    words = ["--near", "380", "--far", "20", "--shots", "6", "--sim", "--json"]
    assert capture(stack, *words) == 0
    plan, *_, end = lines(capsys)
    points = plan["points"]
    assert end["event"] == "done"
    assert camera.steps == [point["step"] for point in points]
    assert camera.steps == sorted(camera.steps, reverse=True)
    assert (camera.steps[0], camera.steps[-1]) == (380, 20)
    drawn = [point for point in points if point["reason"].startswith("drawn ")]
    assert drawn
    for point in drawn:
        even_step = 380 - 360 * point["even"]
        nearest = [
            min(abs(strip - step) for strip in STRIPS) for step in (point["step"], even_step)
        ]
        assert nearest[0] < nearest[1]
    assert camera.lens.true_step == camera.began_step


def test_gravity_of_none_looks_and_leaves_them_even(
    camera: Camera, stack: Path, capsys: Capture
) -> None:
    words = ["--near", "380", "--far", "20", "--shots", "5", "--gravity", "0", "--sim"]
    assert capture(stack, *words, "--rehearse", "movement", "--json") == 0
    assert [point["step"] for point in lines(capsys)[0]["points"]] == [380, 290, 200, 110, 20]
    assert camera.lens.true_step == camera.began_step


def test_a_body_without_live_view_can_only_space_them_evenly(
    camera: Camera, stack: Path, capsys: Capture
) -> None:
    camera.ready = lambda lens: setattr(
        lens, "_model", dataclasses.replace(lens._model, live_view=False)
    )
    words = ["--near", "380", "--far", "20", "--sim", "--rehearse", "movement"]
    assert capture(stack, *words) == 5
    assert "Give --even" in capsys.readouterr().err
    assert not camera.lens.commands
    assert capture(stack, *words, "--even") == 0


@pytest.fixture
def focusing(camera: Camera, monkeypatch: pytest.MonkeyPatch) -> Camera:
    """A body that only autofocuses, on areas that it is told."""
    can = SimulatedLens.capabilities.fget  # type: ignore[attr-defined]

    def capabilities(self: SimulatedLens) -> Capabilities:
        found: Capabilities = dataclasses.replace(can(self), drives=False)
        return found

    monkeypatch.setattr(SimulatedLens, "capabilities", property(capabilities))
    return camera


def test_on_a_body_that_only_autofocuses_planes_are_places(
    focusing: Camera, stack: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    near, far = max(STRIPS), min(STRIPS)
    planes = ["--near", place(near), "--far", place(far)]
    words = [*planes, "--shots", str(len(STRIPS)), "--sim", "--json"]
    focusing.card.room = 2
    assert capture(stack, *words) == 5
    plan, *_, end = lines(capsys)
    assert {point["step"] for point in plan["points"]} == {None}
    assert (end["event"], end["taken"]) == ("missing", 2)
    focusing.card.room = 10
    assert capture(stack, "--resume", "--sim") == 2
    assert "Give --near and --far, as it was begun with." in capsys.readouterr().err
    assert capture(stack, "--resume", *planes, "--sim") == 0
    assert focusing.steps == sorted(STRIPS, reverse=True)
    assert not focusing.lens.commands


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--near", "10", "--far", "50%,50%"], "it knows neither steps nor distances"),
        (["--near", "5%,50%", "--far", "50%,50%", "--even"], "no steps for evenly spaced shots"),
        (["--plain", "1,1,5"], "no steps for evenly spaced shots"),
    ],
)
def test_what_a_body_that_only_autofocuses_cannot_do(
    words: list[str], sentence: str, focusing: Camera, stack: Path, capsys: Capture
) -> None:
    assert capture(stack, *words, "--sim") == 5
    assert sentence in capsys.readouterr().err
    assert not stack.exists()


def test_on_a_camera_that_tells_no_position(
    stack: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the real libgphoto2, from the check of the limits to the files."""
    monkeypatch.setenv("HOME", str(tmp_path))
    setup = CameraSetup(Maker.CANON, MODEL, scene=SCENE)
    with shared_clock() as clock, VirtualCamera(setup, clock) as canon:
        monkeypatch.setattr("fsq_tui.backend.mount.RealClock", lambda _rate: clock)
        modes = tuple(StepMode(m.step_size, float(m.steps), m.speed) for m in MODEL.modes)
        name = MODEL.lens_name
        LensLibrary(paths.lens_library()).keep(Calibration(name, tuple(range(407)), modes))
        words = ["--near", "330", "--far", "60", "--shots", "4", "--settle", "1"]
        assert capture(stack, *words, "--camera", canon.port, "--json") == 0
        plan, *shots, end = lines(capsys)
        taken = canon.taken
        while canon.motor_runs:
            clock.wait(clock.now() + 0.1)
        assert abs(canon.lens_truth_step - 330) <= 5  # nobody knew where it was: the near plane
    assert end["event"] == "done"
    assert plan["home_step"] in range(326, 335)
    assert {shot["how"] for shot in shots} <= {"inferred", "counted"}
    for one, point, path in zip(
        taken, plan["points"], sorted(stack.glob("shot_*.jpg")), strict=True
    ):
        assert abs(one.step - point["step"]) <= 3
        assert path.read_bytes() == one.data
