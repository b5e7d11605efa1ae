from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from fsq_tui.cli import main
from tests.stacking.merge_tools import (
    ALIGN,
    FUSE,
    needs_enfuse,
    put_on_path,
    ssim,
    write_jpeg,
)
from tests.stacking.scene import DepthScene, Flaws, natural, planes
from tests.verbs.stack.conftest import Camera

RIM_PX = 20  # there a picture that was moved shows what no other one has seen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(2):
        write_jpeg(tmp_path / "shots" / f"{number}.jpg", np.full((40, 60), 99, np.uint8))
    return tmp_path / "shots"


def test_the_result_is_beside_the_folder(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    put_on_path(tmp_path / "bin", monkeypatch, enfuse=FUSE, align_image_stack=ALIGN)
    result = tmp_path / "shots.merged.tif"
    assert main(["stack", "merge", str(folder)]) == 0
    printed = capsys.readouterr()
    assert printed.out == f"{result}: 2 pictures, aligned and merged by enfuse\n"
    assert printed.err == ""
    assert result.is_file()


def test_json_says_what_was_made_and_by_what(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    put_on_path(tmp_path / "bin", monkeypatch, enfuse=FUSE)
    result = str(tmp_path / "it.jpg")
    words = ["stack", "merge", str(folder), "--no-align", "--json", "--output", result]
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out) == {
        "output": result,
        "pictures": 2,
        "tool": "enfuse",
        "aligned": False,
    }


def test_a_captured_stack_is_merged_without_what_is_missing_and_that_is_said(
    camera: Camera,
    stack: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    put_on_path(tmp_path / "bin", monkeypatch, enfuse=FUSE)
    words = ["stack", "capture", str(stack), "--near", "200", "--far", "100", "--shots", "4"]
    assert main([*words, "--even", "--sim"]) == 0
    (stack / "shot_002.jpg").unlink()
    capsys.readouterr()
    assert main(["stack", "merge", str(stack), "--no-align"]) == 0
    printed = capsys.readouterr()
    assert printed.err == "fsq: Of 4 shots 1 is missing: 2; the rest is taken.\n"
    assert ": 3 pictures, merged as they are" in printed.out
    (stack / "shot_003.jpg").write_bytes(camera.card.taken[0].data)
    assert main(["stack", "merge", str(stack), "--no-align"]) == 3
    assert "shot_003.jpg is not the file that came from the camera" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["--output", "shots/it.tif"], 3, "would lie among the shots"),
        (["--output", "it.gif"], 2, "is written as TIFF, JPEG or PNG"),
        ([], 1, "align_image_stack ended with code 7"),
    ],
)
def test_what_goes_wrong_is_a_line_and_a_code(
    words: list[str],
    code: int,
    sentence: str,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    put_on_path(tmp_path / "bin", monkeypatch, enfuse=FUSE, align_image_stack="exit 7")
    assert main(["stack", "merge", "shots", *words]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert sentence in printed.err
    assert printed.err.count("\n") == 1


def test_a_machine_without_tools_says_how_to_install_them(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    put_on_path(tmp_path / "bin", monkeypatch)
    assert main(["stack", "merge", str(folder)]) == 2
    assert "sudo apt install enfuse hugin-tools" in capsys.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_tool_too_and_leaves_nothing(
    number: signal.Signals, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = sys.executable
    alive = tmp_path / "alive"
    os.mkfifo(alive)
    put_on_path(tmp_path / "bin", monkeypatch, enfuse=f"exec 3>'{alive}'; echo here >&3; sleep 600")
    script = "import sys; from fsq_tui.cli import main; sys.exit(main())"
    words = ["-c", script, "stack", "merge", str(folder), "--no-align"]
    with subprocess.Popen([python, *words], stderr=subprocess.PIPE, text=True) as fsq:
        with alive.open() as tool:  # as long as it is held open, the tool or its child is there
            assert tool.readline() == "here\n"
            fsq.send_signal(number)
            assert tool.read() == ""
        assert fsq.stderr is not None
        said = fsq.stderr.read()
    assert fsq.returncode == 128 + number
    assert said == f"fsq: {number.name} ended the work: nothing was written.\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["alive", "bin", "shots"]


@needs_enfuse
def test_the_merge_of_a_shaken_stack_is_sharp_all_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three planes, nine shots; the first one is not shaken, so the truth lies under the result."""
    height, width = 320, 480
    scene = DepthScene(planes(height, width, (0.1, 0.5, 0.9)), natural(height, width))
    singles = []
    for number, focus in enumerate(np.linspace(0.0, 1.0, 9)):
        flaws = Flaws(2.0, exposure=0.05, breathing=0.01, shake_px=1.0 if number else 0.0)
        shot = scene.frame(float(focus), number, flaws)
        write_jpeg(tmp_path / "shots" / f"{number}.jpg", shot)
        singles.append(ssim(shot.astype(float), scene.sharp, RIM_PX))
    found = {}
    for option in ([], ["--no-align"]):
        result = tmp_path / f"merged{len(option)}.tif"
        words = ["stack", "merge", str(tmp_path / "shots"), "--output", str(result), *option]
        assert main(words) == 0
        merged = cv2.imread(str(result), cv2.IMREAD_GRAYSCALE)
        assert merged is not None
        found[len(option)] = ssim(merged.astype(float), scene.sharp, RIM_PX)
    best = max(singles)
    with capsys.disabled():
        print(
            f"\nSSIM to all in focus: merged {found[0]:.3f}, without aligning {found[1]:.3f}, "
            f"sharpest single picture {best:.3f}"
        )
    assert found[0] > found[1] > best
    assert found[0] > best + 0.25
