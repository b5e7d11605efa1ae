"""From the JPEG of a camera to its brightness."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import simplejpeg  # type: ignore[import-untyped]

Luma = npt.NDArray[np.float32]
"""The brightness of each pixel, 0 ... 255, shape (height, width)."""

Colours = npt.NDArray[np.uint8]
"""Red, green and blue of each pixel, shape (height, width, 3)."""

WIDTH_PX, HEIGHT_PX = 480, 320  # a picture is reduced while it stays at least so large


@dataclass(frozen=True, slots=True)
class Damaged:
    """A JPEG that is none, or not whole; `reason` is the decoder's."""

    reason: str


def decoded(jpeg: bytes) -> Luma | Damaged:
    """The brightness in a JPEG, reduced where it is larger than is of use."""
    try:
        grey = simplejpeg.decode_jpeg(jpeg, "GRAY", min_width=WIDTH_PX, min_height=HEIGHT_PX)
    except ValueError as fault:
        return Damaged(str(fault))
    luma: Luma = grey[:, :, 0].astype(np.float32)
    return luma


def coloured(jpeg: bytes, width_px: int, height_px: int) -> Colours | Damaged:
    """The colours in a JPEG, reduced while it stays at least so large."""
    try:
        found: Colours = simplejpeg.decode_jpeg(
            jpeg, "RGB", fastdct=True, fastupsample=True, min_width=width_px, min_height=height_px
        )
    except ValueError as fault:
        return Damaged(str(fault))
    return found
