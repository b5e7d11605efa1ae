"""Pictures of a folder, as other programs write them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from fsq_tui.errors import FileRefused
from fsq_tui.session.stack_frames import luma_of, require_alike, size_px, thumbnail_of
from tests.stacking.merge_tools import write_jpeg

RAMP = np.tile(np.linspace(0, 255, 120).astype(np.uint8), (80, 1))


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif"])
def test_the_brightness_is_the_same_in_every_format(name: str, tmp_path: Path) -> None:
    assert cv2.imwrite(str(tmp_path / name), RAMP)
    found = luma_of(tmp_path / name)
    assert found.dtype == np.float32
    assert np.abs(found - RAMP).max() <= 2.0


@pytest.mark.parametrize("name", ["deep.png", "deep.tif"])
@pytest.mark.parametrize("channels", [1, 3])
def test_sixteen_bits_are_brought_to_the_same_levels(
    name: str, channels: int, tmp_path: Path
) -> None:
    deep = np.repeat(RAMP[:, :, None].astype(np.uint16) * 257, channels, axis=2)
    assert cv2.imwrite(str(tmp_path / name), deep)
    assert np.abs(luma_of(tmp_path / name) - RAMP).max() <= 1.0


@pytest.mark.parametrize(("name", "shape"), [("big.jpg", (1350, 2000)), ("big.png", (900, 1334))])
def test_a_large_picture_is_reduced_but_not_too_far(
    name: str, shape: tuple[int, int], tmp_path: Path
) -> None:
    """Not below 1200 x 800; a JPEG by 2, 4 or 8, as it is decoded."""
    assert cv2.imwrite(str(tmp_path / name), cv2.resize(RAMP, (4000, 2700)))
    assert luma_of(tmp_path / name).shape == shape
    assert size_px(tmp_path / name) == (4000, 2700)


def test_a_thumbnail_has_the_size_that_is_asked_for(tmp_path: Path) -> None:
    blue = np.zeros((80, 120, 3), np.uint8)
    blue[:, :, 0] = 200
    assert cv2.imwrite(str(tmp_path / "a.png"), blue)
    found = thumbnail_of(tmp_path / "a.png", 30, 20)
    assert found.shape == (20, 30, 3)
    assert found[10, 15].tolist() == [0, 0, 200]


def test_what_cannot_be_looked_at_is_refused(tmp_path: Path) -> None:
    write_jpeg(tmp_path / "small.jpg", RAMP[:63])
    whole = write_jpeg(tmp_path / "cut.jpg", RAMP)
    (tmp_path / "cut.jpg").write_bytes(whole[:-300])
    (tmp_path / "text.png").write_bytes(b"text")
    for name, sentence in {
        "small.jpg": "is too small",
        "cut.jpg": "is damaged",
        "text.png": "is no picture that fsq can read",
        "none.jpg": "there is no such file",
    }.items():
        with pytest.raises(FileRefused, match=sentence):
            luma_of(tmp_path / name)


def test_pictures_of_one_size_are_alike(tmp_path: Path) -> None:
    paths = tuple(tmp_path / f"{number}.jpg" for number in range(3))
    for path in paths:
        write_jpeg(path, RAMP)
    told: list[tuple[float, str]] = []
    require_alike(paths, lambda fraction, label: told.append((fraction, label)))
    assert told == [(number / 3, f"looking at {number}.jpg") for number in range(3)]
    write_jpeg(paths[2], RAMP.T.copy())
    with pytest.raises(FileRefused, match=r"2\.jpg has 80 x 120 pixels, those before it 120 x 80"):
        require_alike(paths, lambda *_: None)
