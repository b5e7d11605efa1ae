"""What several tests of the virtual camera do."""

from __future__ import annotations

from collections.abc import Callable

import gphoto2 as gp  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt
import pytest
import simplejpeg  # type: ignore[import-untyped]

from tests.virtual_camera import VirtualCamera

MOST_ASKED = 100_000


def settled_step(camera: VirtualCamera) -> int:
    """Where the lens stands once the motor has stopped."""
    for _ in range(MOST_ASKED):
        if not camera.motor_runs:
            return camera.lens_truth_step
    raise AssertionError("the motor never stops")


def fault_code(action: Callable[[], object]) -> int:
    """The code of the error of libgphoto2 that `action` must end in."""
    with pytest.raises(gp.GPhoto2Error) as caught:
        action()
    return int(caught.value.code)


def grey(jpeg: bytes) -> npt.NDArray[np.float64]:
    """The brightness of each pixel."""
    picture: npt.NDArray[np.float64] = simplejpeg.decode_jpeg(jpeg, "GRAY")[:, :, 0].astype(float)
    return picture


def sharpness(picture: npt.NDArray[np.float64]) -> float:
    """The energy of the Laplacian."""
    inner = picture[1:-1, 1:-1] * 4
    around = picture[:-2, 1:-1] + picture[2:, 1:-1] + picture[1:-1, :-2] + picture[1:-1, 2:]
    return float(np.mean((inner - around) ** 2))
