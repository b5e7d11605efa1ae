"""What is no stack, named before anything is made of it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from fsq_tui.cli import main
from tests.stacking.merge_tools import needs_enfuse, put_on_path, write_jpeg
from tests.stacking.scene import DepthScene, Flaws, natural, slope

Picture = npt.NDArray[np.uint8]
HEIGHT, WIDTH, SHOTS = 128, 192, 5
BLACK = np.zeros((HEIGHT, WIDTH), np.uint8)


@pytest.fixture(scope="module")
def shots() -> list[Picture]:
    scene = DepthScene(slope(HEIGHT, WIDTH), natural(HEIGHT, WIDTH))
    focus = np.linspace(0, 1, SHOTS).tolist()
    return [scene.frame(depth, number, Flaws(2.0)) for number, depth in enumerate(focus)]


@pytest.fixture
def folder(shots: list[Picture], tmp_path: Path) -> Path:
    for number, shot in enumerate(shots):
        write_jpeg(tmp_path / "shots" / f"{number}.jpg", shot)
    return tmp_path / "shots"


def spoil(folder: Path, how: str) -> None:
    """Take away all but one, or make the last one small, black, cut off, or like all others."""
    last = folder / f"{SHOTS - 1}.jpg"
    whole = (folder / "0.jpg").read_bytes()
    if how == "alone":
        for number in range(1, SHOTS):
            (folder / f"{number}.jpg").unlink()
    elif how == "small":
        write_jpeg(last, np.full((HEIGHT // 2, WIDTH // 2), 99, np.uint8))
    elif how == "black":
        write_jpeg(last, BLACK)
    elif how == "cut off":
        last.write_bytes(whole[: len(whole) // 2])
    elif how == "alike":
        for number in range(1, SHOTS):
            (folder / f"{number}.jpg").write_bytes(whole)


@pytest.mark.parametrize(
    ("verb", "how", "sentence"),
    [
        ("depth", "alone", "holds 1 picture in JPEG, TIFF or PNG; a stack has two or more"),
        ("merge", "alone", "holds 1 picture in JPEG, TIFF or PNG; a stack has two or more"),
        ("depth", "small", "The frame of the far mark does not fit: it has 96 x 64 pixels"),
        ("merge", "small", "has 96 x 64 pixels, those before it 192 x 128"),
        ("depth", "black", "The frame of the far mark does not fit: it is black."),
        ("depth", "cut off", "4.jpg is damaged"),
        ("merge", "cut off", "4.jpg is damaged"),
        ("depth", "alike", "The frames of the near and the far mark look the same."),
    ],
)
def test_what_is_no_stack_is_named(
    verb: str,
    how: str,
    sentence: str,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    put_on_path(tmp_path / "bin", monkeypatch, enfuse="exit 9", align_image_stack="exit 9")
    spoil(folder, how)
    assert main(["stack", verb, str(folder)]) == 3
    printed = capsys.readouterr()
    assert sentence in printed.err
    assert printed.err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "shots"]


@needs_enfuse
def test_identical_pictures_and_a_black_one_can_be_merged(
    folder: Path, shots: list[Picture], tmp_path: Path
) -> None:
    """Nothing is wrong with them; a black one is nowhere the sharpest."""
    spoil(folder, "alike")
    spoil(folder, "black")
    assert main(["stack", "merge", str(folder), "--no-align"]) == 0
    merged = cv2.imread(str(tmp_path / "shots.merged.tif"), cv2.IMREAD_GRAYSCALE)
    assert merged is not None
    assert np.abs(merged.astype(float) - shots[0]).mean() < 3
