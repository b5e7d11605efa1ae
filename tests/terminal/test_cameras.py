"""The seed's story on a real libgphoto2, with a virtual camera at the other end of it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fsq_tui.backend.model import MotorMode, load_model
from fsq_tui.focus.calibration import Calibration, StepMode
from fsq_tui.storage.scene import Scene, SceneFile, read_scene
from tests.terminal.conftest import Start
from tests.terminal.screen import Terminal
from tests.virtual_camera import CameraSetup, Maker, VirtualCamera
from tests.virtual_camera.helpers import settled_step

pytestmark = pytest.mark.timeout(300)

# How many times as fast as life the camera lives; a Canon's pictures must keep up with its lens.
RATES = {Maker.NIKON: 10.0, Maker.CANON: 2.0}
# A lens of few steps: where the picture has to tell, each of them is looked at.
SHORT = dataclasses.replace(
    load_model("ef24"),
    steps=161,
    modes=(MotorMode(3, 12, 94.0, 1), MotorMode(2, 3, 48.0), MotorMode(1, 1, 23.0)),
)
LENS = "A 24mm of mine"
SECONDS = r"[0-9]+\.[0-9]{3}s"
NO_CM = r" ----- "  # no such body tells a distance


@pytest.fixture(params=[Maker.NIKON, Maker.CANON])
def camera(request: pytest.FixtureRequest) -> Iterator[VirtualCamera]:
    with VirtualCamera(CameraSetup(request.param, SHORT, RATES[request.param])) as made:
        yield made


def test_the_story(
    start: Start, camera: VirtualCamera, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A Canon's lens is known already: to calibrate it by the picture takes a minute.

    tests/backend/gphoto2/test_silent.py does, and tests/session/test_silent.py in a whole session.
    """
    maker: Maker = request.node.callspec.params["camera"]
    scene = tmp_path / "take.toml"
    if maker is Maker.CANON:
        write_known(scene)
    fsq = start("--camera", camera.port, scene)
    name_the_lens(fsq)
    fsq.send("i")
    fsq.wait_for_overlay(r"\[.{4}\] checking lens limits\.\.\.")
    if maker is Maker.NIKON:
        fsq.wait_for_overlay(r"\[.{4}\] calibrating lens\.\.\.")
        fsq.wait_for(r"size [13]\b.* [0-9]+%$")
    fsq.wait_for_overlay(rf"\[edit\]   1 / 1 \|  {NO_CM}  \|")
    fsq.wait_for(r"step 0 / [0-9]+ counted")
    assert settled_step(camera) == 0

    first = record(fsq, camera, "enter", rf"\[edit\]   1 / 1 \| >{NO_CM}< \|")
    second = record(fsq, camera, "q", rf"\[edit\] > 2</ 2 \|  {NO_CM}  \| +{SECONDS}")
    fsq.send("up")
    fsq.wait_for_overlay(rf"\[edit\]   2 / 2 \|  {NO_CM}  \| *>{SECONDS}<")
    fsq.send("left")
    fsq.wait_for_overlay(rf"\[edit\]   1 / 2 \|  {NO_CM}  \|")
    assert settled_step(camera) == pytest.approx(first, abs=5)
    fsq.send("i")
    fsq.wait_for_overlay(rf"\[play\]   1 / 2 \|  {NO_CM}  \|")
    fsq.send("enter")
    fsq.wait_for_overlay(rf"\[play\]   2 / 2 \|  {NO_CM}  \| +{SECONDS}")
    fsq.wait_for(r"point 2: .* not verified,\s+(counted|inferred)")
    assert settled_step(camera) == pytest.approx(second, abs=5)
    assert fsq.quit() == 0
    assert camera.clients == 0

    again = start("--camera", camera.port, scene)
    again.wait_for_line("[    ]")
    again.send("i")
    again.wait_for_overlay(rf"\[edit\]   1 / 2 \|  {NO_CM}  \|")
    assert b"calibrating" not in again.raw
    assert settled_step(camera) == pytest.approx(first, abs=5)
    assert again.quit() == 0
    assert len(read_scene(scene).points) == 2


def write_known(scene: Path) -> None:
    """A scene without points, of the Canon's lens at the rate of its camera."""
    rate = RATES[Maker.CANON]
    modes = tuple(StepMode(mode.step_size, mode.steps, mode.speed * rate) for mode in SHORT.modes)
    known = Calibration(SHORT.lens_name, tuple(range(SHORT.steps)), modes)
    with SceneFile.open(scene) as file:
        file.save(Scene(SHORT.lens_name, known))


def name_the_lens(fsq: Terminal) -> None:
    """A Nikon of the virtual kind does not know its lens; a Canon does."""
    fsq.wait_for(r"What do you call it\?|^ \[    \]")
    if "What do you call it?" in fsq.text():
        fsq.send(LENS, "enter")
    fsq.wait_for_line("[    ]")


def record(fsq: Terminal, camera: VirtualCamera, key: str, then: str) -> int:
    """Focus on the next subject and keep that as a point; where the lens really stands then."""
    fsq.send("f")
    fsq.wait_for("where autofocus went: .* [0-9]+%$")
    fsq.wait_until(lambda: "where autofocus went" not in fsq.text(), "it was never found")
    fsq.wait_for_overlay(rf"\[edit\]   1 / 1 \| \{{{NO_CM}\}} \|")
    there = settled_step(camera)
    shown = re.search(r"step ([0-9]+) / ([0-9]+) (counted|inferred)", fsq.line(0))
    assert shown, fsq.text()
    assert int(shown[1]) / int(shown[2]) == pytest.approx(there / (SHORT.steps - 1), abs=0.02)
    fsq.send(key)
    fsq.wait_for_overlay(then)
    return there
