"""What comes as a picture and is none, or another one than was expected."""

from __future__ import annotations

import io
import subprocess
import sys

import numpy as np
import numpy.typing as npt
import pytest
import simplejpeg  # type: ignore[import-untyped]
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from fsq_tui.pictures.decoding import (
    MOST_PIXELS,
    MOST_SHOT_PIXELS,
    Damaged,
    Luma,
    decoded,
    decoded_shot,
    size_px,
)
from tests.pictures.scenes import jpeg, texture

SMALL = texture()[:48, :64]
WHOLE = jpeg(SMALL)
FRAME_HEADER, ORIENTATION, TURNED = b"\xff\xc0", 0x0112, 6
MOST_MB = 140  # what MOST_PIXELS may take


def picture(jpeg: bytes) -> Luma:
    found = decoded(jpeg)
    assert not isinstance(found, Damaged), found.reason
    return found


def reason(jpeg: bytes) -> str:
    found = decoded(jpeg)
    assert isinstance(found, Damaged)
    return found.reason


def colours(height_px: int = 48, width_px: int = 64, bands: int = 3) -> npt.NDArray[np.uint8]:
    """A picture that is another one when it is turned, mirrored or inverted."""
    down, across = np.mgrid[0:height_px, 0:width_px]
    ramp = 40 + 100 * down / height_px + 60 * across / width_px
    return np.stack([ramp + 10 * band for band in range(bands)], axis=2).astype(np.uint8)


def saved(image: Image.Image, **options: object) -> bytes:
    data = io.BytesIO()
    image.save(data, "JPEG", quality=95, **options)
    return data.getvalue()


def claiming(height_px: int, width_px: int) -> bytes:
    """A JPEG whose header says it is so large."""
    at = WHOLE.index(FRAME_HEADER) + 5
    return WHOLE[:at] + height_px.to_bytes(2) + width_px.to_bytes(2) + WHOLE[at + 4 :]


@given(st.binary(max_size=400), st.sampled_from([b"", b"\xff\xd8", WHOLE[:150], WHOLE[:300]]))
@settings(max_examples=300)
def test_random_bytes_are_damaged_with_a_reason(data: bytes, begin: bytes) -> None:
    assert reason(begin + data)
    assert isinstance(size_px(data), Damaged)


@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=8),
    st.integers(0, len(WHOLE)),
)
@settings(max_examples=500)
@example([], len(WHOLE))
def test_flipped_and_missing_bytes_end_in_a_picture_or_a_reason(
    flips: list[tuple[int, int]], length: int
) -> None:
    data = bytearray(WHOLE)
    for at, value in flips:
        data[at] = value
    found = decoded(bytes(data[:length]))
    if isinstance(found, Damaged):
        assert found.reason
    else:
        assert found.dtype == np.float32
        assert 0 < found.size <= MOST_PIXELS
        assert 0 <= float(found.min()) <= float(found.max()) <= 255


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_truncated_one(share: float) -> None:
    assert reason(WHOLE[: int(share * len(WHOLE))])


@pytest.mark.parametrize("size", [(0, 0), (0, 64), (48, 0)])
def test_one_without_a_size(size: tuple[int, int]) -> None:
    assert reason(claiming(*size))


@pytest.mark.parametrize("size", [(5773, 8660), (2501, 4000), (250, 40_001), (40_001, 250)])
def test_one_that_is_far_too_large_is_refused_by_its_header(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_args: object, **_options: object) -> None:
        pytest.fail("it was decoded")

    monkeypatch.setattr(simplejpeg, "decode_jpeg", never)
    assert f"{size[1]} x {size[0]} pixels" in reason(claiming(*size))


MEMORY = """
import resource, sys
from pathlib import Path
from fsq_tui.pictures.decoding import Damaged, decoded
data = sys.stdin.buffer.read()
now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (now + int(sys.argv[1]) * 1_000_000,) * 2)
assert not isinstance(decoded(data), Damaged)
"""


@pytest.mark.parametrize("size", [(2500, 4000), (250, 40_000)])
@pytest.mark.parametrize("mode", ["RGB", "CMYK"])
def test_the_memory_of_a_picture_is_bounded(mode: str, size: tuple[int, int]) -> None:
    data = saved(Image.new(mode, size[::-1]), progressive=True, subsampling=0)
    program = [sys.executable, "-c", MEMORY, str(MOST_MB)]
    done = subprocess.run(program, input=data, capture_output=True, timeout=50)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_size_is_told_without_decoding() -> None:
    assert size_px(WHOLE) == (64, 48)
    assert size_px(claiming(640, 960)) == (960, 640)


def test_a_grey_one_and_a_single_pixel() -> None:
    grey = colours(bands=1)[:, :, 0]
    assert np.abs(picture(saved(Image.fromarray(grey))) - grey).mean() < 2
    assert picture(saved(Image.new("L", (1, 1), 77))).tolist() == [[77.0]]


def test_cmyk_is_as_bright_as_it_prints() -> None:
    inks = colours(bands=4)
    found = picture(saved(Image.fromarray(inks, mode="CMYK")))
    shares = np.array([0.299, 0.587, 0.114])  # of red, green and blue in brightness, ITU-R BT.601
    paper = (255.0 - inks[:, :, :3]) * (255.0 - inks[:, :, 3:]) / 255
    assert np.abs(found - paper @ shares).mean() < 3


def test_an_orientation_in_exif_is_left_alone() -> None:
    image = Image.fromarray(colours())
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED
    turned = saved(image, exif=exif)
    assert size_px(turned) == (64, 48)
    assert (picture(turned) == picture(saved(image))).all()


def test_a_captured_picture_may_be_larger_and_is_reduced_less() -> None:
    large = saved(Image.fromarray(np.full((2400, 4500), 90, np.uint8)))
    assert "no live view has" in reason(large)
    found = decoded_shot(large)
    assert not isinstance(found, Damaged)
    assert found.shape == (900, 1688)
    assert np.abs(found - 90).max() <= 1
    beyond = decoded_shot(claiming(20_000, MOST_SHOT_PIXELS // 20_000 + 1))
    assert isinstance(beyond, Damaged)
    assert beyond.reason == "it has 10001 x 20000 pixels, which no camera has"
    assert isinstance(decoded_shot(large[:2000]), Damaged)
