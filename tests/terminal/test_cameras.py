"""The seed's story on a real libgphoto2, with a virtual camera at the other end of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fsq_tui.backend.model import load_model
from fsq_tui.storage.scene import read_scene
from tests.terminal.conftest import Start
from tests.terminal.screen import Terminal
from tests.virtual_camera import CameraSetup, Maker, VirtualCamera
from tests.virtual_camera.helpers import settled_step

pytestmark = pytest.mark.timeout(300)

RATE = 10.0  # how many times as fast as life the camera lives
LENS = "A 24mm of mine"
SECONDS = r"[0-9]+\.[0-9]{3}s"
UNKNOWN = r" ----- "  # no such body tells a distance


@pytest.fixture(params=[Maker.NIKON, Maker.CANON])
def camera(request: pytest.FixtureRequest) -> Iterator[VirtualCamera]:
    with VirtualCamera(CameraSetup(request.param, load_model("ef24"), RATE)) as made:
        yield made


def step_of(fsq: Terminal) -> tuple[int, int, str]:
    """Where the lens is shown to stand, the last step, and how that is known."""
    found = re.search(r"step ([0-9]+) / ([0-9]+) ([a-z]+)", fsq.line(0))
    assert found, fsq.text()
    return int(found[1]), int(found[2]), found[3]


def test_the_story(start: Start, camera: VirtualCamera, tmp_path: Path) -> None:
    scene = tmp_path / "take.toml"
    fsq = start("--camera", camera.port, scene)
    name_the_lens(fsq)
    fsq.send("i")
    fsq.wait_for_overlay(r"\[.{4}\] checking lens limits\.\.\.")
    fsq.wait_for_overlay(r"\[.{4}\] calibrating lens\.\.\.")
    fsq.wait_for_overlay(rf"\[edit\]   1 / 1 \| {UNKNOWN} \|")
    fsq.wait_for(r"step 0 / [0-9]+ counted")
    assert settled_step(camera) == 0

    first = record(fsq, camera, "enter")
    second = record(fsq, camera, "q")
    assert first != second
    fsq.send("up")
    fsq.wait_for_overlay(rf"\[edit\]   2 / 2 \| {UNKNOWN} \| (>{SECONDS}<| {SECONDS})")
    fsq.send("left")
    fsq.wait_for_overlay(rf"\[edit\]   1 / 2 \| {UNKNOWN} \|")
    fsq.send("i")
    fsq.wait_for_overlay(rf"\[play\]   1 / 2 \| {UNKNOWN} \|")
    assert settled_step(camera) == pytest.approx(first, abs=4)
    fsq.send("enter")
    fsq.wait_for_overlay(rf"\[play\]   2 / 2 \| {UNKNOWN} \| ? ?{SECONDS}")
    fsq.wait_for(r"point 2: .* not verified, (counted|inferred)")
    assert settled_step(camera) == pytest.approx(second, abs=6)
    assert fsq.quit() == 0
    assert camera.clients == 0

    again = start("--camera", camera.port, scene)
    again.wait_for_line("[    ]")
    again.send("i")
    again.wait_for_overlay(rf"\[edit\]   1 / 2 \| {UNKNOWN} \|")
    assert "calibrat" not in again.raw.decode()
    assert settled_step(camera) == pytest.approx(first, abs=4)
    assert again.quit() == 0
    assert len(read_scene(scene).points) == 2


def name_the_lens(fsq: Terminal) -> None:
    """A Nikon of the virtual kind does not know its lens; a Canon does."""
    fsq.wait_for(r"What do you call it\?|^ \[    \]")
    if "What do you call it?" in fsq.text():
        fsq.send(LENS, "enter")
    fsq.wait_for_line("[    ]")


def record(fsq: Terminal, camera: VirtualCamera, key: str) -> int:
    """Focus on the next subject and keep that as a point; where the lens stands then."""
    fsq.send("f")
    fsq.wait_for_overlay(rf"\[edit\]   1 / 1 \| \{{{UNKNOWN}\}} \|")
    fsq.wait_for(r"step [0-9]+ / [0-9]+ (counted|inferred)")
    there = settled_step(camera)
    step, last, _ = step_of(fsq)
    assert step / last == pytest.approx(there / 406, abs=0.01)
    fsq.send(key)
    return there
