from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from rich.console import Console

from fsq_tui.cli import main
from fsq_tui.focus.modes import How
from fsq_tui.session.stack_depth import StackDepth
from fsq_tui.stacking.depth import DepthMap
from fsq_tui.storage.stack_folder import StackFolder
from fsq_tui.storage.stack_manifest import Manifest, StackPicture, StackShot
from fsq_tui.verbs.stack import heat
from fsq_tui.widgets.heat import STOPS, UNSURE, heat_map
from tests.stacking.merge_tools import write_jpeg
from tests.stacking.scene import DepthScene, Flaws, natural, slope

Picture = npt.NDArray[np.uint8]

SHOTS = 13
HEIGHT, WIDTH = 256, 384
MOST_ERROR = 0.03  # of the range, median


@pytest.fixture(scope="module")
def shots() -> list[Picture]:
    """From near to far, of a scene that is near on the left and far on the right."""
    scene = DepthScene(slope(HEIGHT, WIDTH), natural(HEIGHT, WIDTH))
    flaws = Flaws(2.0, exposure=0.05)
    return [
        scene.frame(float(focus), number, flaws)
        for number, focus in enumerate(np.linspace(0, 1, SHOTS))
    ]


def folder_of(folder: Path, shots: list[Picture]) -> Path:
    for number, shot in enumerate(shots):
        write_jpeg(folder / f"IMG_{number}.jpg", shot)
    return folder


def test_the_map_is_a_png_of_16_bits_that_is_right(
    shots: list[Picture], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = folder_of(tmp_path / "shots", shots)
    assert main(["stack", "depth", str(folder)]) == 0
    written = tmp_path / "shots.depth.png"
    text = capsys.readouterr().out
    assert text.startswith(f"{written}: ")
    assert f"from {SHOTS} pictures, sure of " in text
    assert text.count("\n") == 1
    found = cv2.imread(str(written), cv2.IMREAD_UNCHANGED)
    assert found is not None
    assert found.dtype == np.uint16
    columns = found.shape[1]
    truth = (np.arange(columns) + 0.5) / columns
    assert np.median(np.abs(found / 65535 - truth)) <= MOST_ERROR


def test_pictures_in_another_order_and_one_that_does_not_fit_are_named(
    shots: list[Picture], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mixed = [shots[0], *shots[1:-1][::-1], np.zeros_like(shots[0]), shots[-1]]
    folder = folder_of(tmp_path / "shots", mixed)
    result = str(tmp_path / "map.png")
    assert main(["stack", "depth", str(folder), "--output", result, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    numbers = [0, *range(SHOTS - 2, 0, -1), SHOTS]
    assert printed["order"] == [f"IMG_{number}.jpg" for number in numbers]
    assert printed["set_aside"] == [
        {"picture": f"IMG_{SHOTS - 1}.jpg", "reason": "it is black"},
    ]
    assert printed["output"] == result
    assert 0.1 < printed["sure"] <= 1.0
    assert main(["stack", "depth", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == f"set aside: IMG_{SHOTS - 1}.jpg, it is black"
    assert lines[2].startswith(
        f"from near to far, which is not the order of the names: IMG_0.jpg, IMG_{SHOTS - 2}.jpg, "
    )


def test_what_shows_no_depth_is_refused(
    shots: list[Picture], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alike = folder_of(tmp_path / "alike", [shots[0]] * 4)
    assert main(["stack", "depth", str(alike)]) == 3
    assert "alike shows no depth. " in capsys.readouterr().err
    folder = folder_of(tmp_path / "shots", shots)
    assert main(["stack", "depth", str(folder), "--output", "map.tif"]) == 2
    assert "A depth map is written as PNG." in capsys.readouterr().err
    assert main(["stack", "depth", str(folder), "--output", str(folder / "map.png")]) == 3
    (folder / "IMG_3.jpg").write_bytes(b"none")
    assert main(["stack", "depth", str(folder)]) == 3
    assert "IMG_3.jpg is no picture that fsq can read" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["alike", "shots"]


def test_a_terminal_is_shown_the_map(
    shots: list[Picture], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[StackDepth] = []
    monkeypatch.setattr(heat, "show", lambda found, _console: seen.append(found))
    folder = folder_of(tmp_path / "shots", shots)
    assert main(["stack", "depth", str(folder)]) == 0
    assert not seen
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main(["stack", "depth", str(folder)]) == 0
    assert len(seen) == 1


@pytest.fixture
def found(tmp_path: Path) -> StackDepth:
    """Near on the left, far on the right, and nothing known at the bottom."""
    write_jpeg(tmp_path / "a.jpg", np.full((80, 120), 128, np.uint8))
    depth = np.tile(np.array([0.0, 1.0]), (2, 1))
    confidence = np.array([[1.0, 1.0], [0.0, 0.0]])
    return StackDepth(DepthMap(depth, confidence, confidence), (tmp_path / "a.jpg",), ())


def test_the_heat_map_runs_from_near_to_far_and_is_grey_where_not_sure(found: StackDepth) -> None:
    colours = heat_map(found.map.depth, found.map.confidence, 6, 4)
    near, far = STOPS[0].tolist(), STOPS[-1].tolist()
    assert colours.shape == (4, 6, 3)
    assert colours[0].tolist() == [near] * 3 + [far] * 3
    assert colours[3].tolist() == [UNSURE.tolist()] * 6


@pytest.mark.parametrize(
    ("width", "colour", "lines"),
    [(82, "truecolor", 15), (40, "256", 8), (20, "truecolor", 0), (80, None, 0)],
)
def test_picture_and_map_stand_side_by_side_where_there_is_room_and_colour(
    width: int, colour: Literal["truecolor", "256"] | None, lines: int, found: StackDepth
) -> None:
    file = io.StringIO()
    console = Console(
        file=file, force_terminal=True, width=width, color_system=colour, no_color=False
    )
    heat.show(found, console)
    assert file.getvalue().count("\n") == lines


def captured(folder: Path, shots: list[Picture], depths: list[float]) -> Path:
    """A stack that fsq has taken: these shots at these depths."""
    points = tuple(StackShot(number, depth) for number, depth in enumerate(depths, 1))
    with StackFolder.create(folder, Manifest("", "body", "lens", points)) as stack:
        for number, shot in enumerate(shots, 1):
            stack.taken(number, 10 * number, How.COUNTED, [StackPicture("", f"{number}.jpg")])
            stack.keep(
                stack.shots[number - 1].pictures[0].name,
                write_jpeg(folder.parent / "one.jpg", shot),
            )
    return folder


def test_a_captured_stack_lies_at_the_depths_it_was_captured_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Twice as dense in its near half; taken to be even, most of it would lie too far away."""
    depths = [*np.linspace(0, 0.5, 9).tolist(), *np.linspace(0.5, 1, 5)[1:].tolist()]
    scene = DepthScene(slope(HEIGHT, WIDTH), natural(HEIGHT, WIDTH))
    shots = [scene.frame(depth, n, Flaws(2.0)) for n, depth in enumerate(depths)]
    folder = captured(tmp_path / "stack", shots, depths)
    found = {}
    for name in ("captured", "even"):
        result = str(tmp_path / f"{name}.png")
        assert main(["stack", "depth", str(folder), "--output", result, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["depths"] == name
        depth = cv2.imread(result, cv2.IMREAD_UNCHANGED)
        assert depth is not None
        truth = (np.arange(depth.shape[1]) + 0.5) / depth.shape[1]
        found[name] = float(np.median(np.abs(depth / 65535 - truth)))
        (folder / "stack.json").unlink(missing_ok=True)
    assert found["captured"] <= MOST_ERROR < found["even"]


def test_a_thousand_small_pictures_are_mapped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neighbours are hardly apart: a hundred depths, ten noisy pictures of each."""
    scene = DepthScene(slope(64, 96), natural(64, 96))
    sharp = [scene.frame(depth, 0) for depth in np.linspace(0, 1, 100).tolist()]
    random = np.random.default_rng(7)
    folder = tmp_path / "many"
    for number in range(1000):
        noisy = sharp[number // 10] + random.normal(0, 2, (64, 96))
        write_jpeg(folder / f"{number}.jpg", np.clip(noisy, 0, 255).astype(np.uint8))
    assert main(["stack", "depth", str(folder), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert len(printed["order"]) == 1000
    assert printed["set_aside"] == []
    assert printed["sure"] > 0.9
    depth = cv2.imread(printed["output"], cv2.IMREAD_UNCHANGED)
    assert depth is not None
    truth = (np.arange(depth.shape[1]) + 0.5) / depth.shape[1]
    assert np.median(np.abs(depth / 65535 - truth)) <= MOST_ERROR
