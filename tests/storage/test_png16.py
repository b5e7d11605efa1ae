from __future__ import annotations

import io

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from fsq_tui.storage.png16 import png16


@pytest.mark.parametrize("shape", [(1, 1), (3, 7), (64, 96)])
def test_every_level_comes_back(shape: tuple[int, int]) -> None:
    grey = np.random.default_rng(1).integers(0, 65536, shape).astype(np.uint16)
    grey[0, 0] = 65535
    coded = png16(grey)
    by_opencv = cv2.imdecode(np.frombuffer(coded, np.uint8), cv2.IMREAD_UNCHANGED)
    assert by_opencv is not None
    assert by_opencv.dtype == np.uint16
    assert np.array_equal(by_opencv, grey)
    with Image.open(io.BytesIO(coded)) as by_pillow:
        assert by_pillow.mode == "I;16"
        seen: npt.NDArray[np.uint16] = np.asarray(by_pillow)
    assert np.array_equal(seen, grey)


def test_a_part_of_an_array_is_written_as_it_is_seen() -> None:
    grey = np.arange(24, dtype=np.uint16).reshape(4, 6)[::2, 1::2]
    coded = np.frombuffer(png16(grey), np.uint8)
    found = cv2.imdecode(coded, cv2.IMREAD_UNCHANGED)
    assert found is not None
    assert found.tolist() == [[1, 3, 5], [13, 15, 17]]
