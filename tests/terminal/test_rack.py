"""The story of who could not make rack focus work: with their wrong keys, and how it ends well."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fsq_tui.backend.simulated_clip import ClipEvent
from fsq_tui.focus.calibration import Calibration, StepMode
from fsq_tui.storage.scene import Scene, SceneFile
from tests.terminal.conftest import Start
from tests.terminal.screen import Terminal
from tests.terminal.test_cameras import SHORT
from tests.virtual_camera import CameraSetup, Maker, SceneSetup, VirtualCamera
from tests.virtual_camera.helpers import settled_step

pytestmark = pytest.mark.timeout(180)

RATE = 2.0
AT_REST = r"\[rack\] +{} \|.*"
SECONDS = r" \|.*\| +[0-9.]+s"


def at_rest(fsq: Terminal, counter: str) -> None:
    """The counter stands there, and the lens."""
    fsq.wait_for_overlay(AT_REST.format(counter))


def counter(fsq: Terminal) -> int:
    """What it says at rest, away from the end point."""
    fsq.wait_for(rf"\[rack\] +[-+][0-9]+{SECONDS}")
    found = re.search(r"\[rack\] +([-+][0-9]+)", fsq.text())
    assert found
    return int(found[1])


def set_up(fsq: Terminal) -> int:
    """MENU, Focus End Point; then every wrong key of the story. How far the start is."""
    fsq.send("m", "down")
    fsq.wait_for("here: then drive away")
    fsq.send("enter")
    at_rest(fsq, "0")
    fsq.send("+")
    fsq.wait_for("Zoom keys do not focus: LEFT and RIGHT drive the lens.")
    at_rest(fsq, "0")
    fsq.send("enter")
    fsq.wait_for("The end point is here: drive to the start with LEFT or RIGHT, then SET.")
    for _ in range(3):
        before = fsq.overlay()
        fsq.send("right")
        fsq.wait_until(lambda seen=before: fsq.overlay() != seen, "RIGHT drove nothing")  # type: ignore[misc]
        counter(fsq)
    steps = counter(fsq)
    fsq.send("j")  # a wrong key: the end point is lost
    at_rest(fsq, "0")
    fsq.send("u")
    at_rest(fsq, rf"\+{steps}")
    return steps


def rack_forth_and_back(fsq: Terminal, steps: int, where: Callable[[], int]) -> None:
    """With the countdown, and at once; the lens comes back to where it was."""
    began = where()
    fsq.send("enter")
    fsq.wait_for(r"Rack Focus: [12]\.\.\.")
    at_rest(fsq, f"-{steps}")
    assert abs(where() - began) == pytest.approx(steps, abs=2)
    fsq.send("q")
    at_rest(fsq, rf"\+{steps}")
    assert where() == pytest.approx(began, abs=1)


def shown_step(fsq: Terminal) -> int:
    """Of a lens that tells where it is."""
    found = re.search(r"step +([0-9]+) / [0-9]+", fsq.line(0))
    assert found, fsq.text()
    return int(found[1])


def test_on_a_lens_nobody_has_calibrated(start: Start, tmp_path: Path) -> None:
    fsq = start("--sim", "--time-scale", "20", tmp_path / "take.toml")
    fsq.wait_for_line("[    ]")
    fsq.send("right")
    fsq.wait_for("does nothing while sequencing is off")
    steps = set_up(fsq)
    rack_forth_and_back(fsq, steps, lambda: shown_step(fsq))
    assert fsq.quit() == 0

    again = start("--sim", "--time-scale", "20", tmp_path / "take.toml")
    at_rest(again, "--")
    again.send("q")  # finds the stops first, and is back where it was
    again.wait_for(r"rack [-+][0-9]+: planned .* SET racks back")
    assert again.quit() == 0


@pytest.fixture
def camera() -> Iterator[VirtualCamera]:
    scene = SceneSetup(width_px=240, height_px=160, noise_levels=0)
    with VirtualCamera(CameraSetup(Maker.CANON, SHORT, RATE, scene=scene)) as made:
        yield made


def test_on_a_canon_whose_lens_stands_on_mf(
    start: Start, camera: VirtualCamera, tmp_path: Path
) -> None:
    """A lens that is known; the camera's own log tells of the clip."""
    modes = tuple(StepMode(mode.step_size, mode.steps, mode.speed * RATE) for mode in SHORT.modes)
    known = Calibration(SHORT.lens_name, tuple(range(SHORT.steps)), modes)
    with SceneFile.open(tmp_path / "take.toml") as file:
        file.save(Scene(SHORT.lens_name, known))
    camera.set_on_manual(True)
    fsq = start("--camera", camera.port, tmp_path / "take.toml")
    fsq.wait_for_line("[    ]")
    fsq.send("m", "down")
    fsq.wait_for("This feature requires autofocus enabled")
    fsq.send("enter")
    assert camera.lens_truth_step == settled_step(camera)
    camera.set_on_manual(False)
    fsq.send("enter")  # grey still: it looks at the switch again
    fsq.wait_for("here: then drive away")
    fsq.send("m")
    fsq.wait_for_line("[    ]")
    steps = set_up(fsq)
    rack_forth_and_back(fsq, steps, lambda: settled_step(camera))

    fsq.send("p")
    fsq.wait_for(r"Recorded a clip of [0-9.]+ s\.")
    at_rest(fsq, f"-{steps}")
    assert [entry.event for entry in camera.clip_log] == [ClipEvent.STARTED, ClipEvent.STOPPED]

    camera.press_record(True)
    fsq.wait_until(lambda: "REC" in fsq.line(0), "nobody saw the finger")
    fsq.send("p")
    at_rest(fsq, rf"\+{steps}")
    fsq.send("m")
    fsq.wait_for("Focus point saved here. To return to it, press PLAY.")
    at_rest(fsq, "0")
    assert camera.recording, "it is not ours to stop"
    assert fsq.quit() == 0
    assert camera.recording
