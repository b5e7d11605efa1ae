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
MOST_PIXELS = 10_000_000
"""The largest live views have 9 million. One that is progressive, in CMYK and too narrow or low to
be reduced takes 14 bytes for each while it is decoded: 140 MB at most."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A JPEG that is none, is not whole, or is far too large; `reason` says which."""

    reason: str


def size_px(jpeg: bytes) -> tuple[int, int] | Damaged:
    """Width and height as the header says, without decoding anything."""
    try:
        height, width, *_ = simplejpeg.decode_jpeg_header(jpeg)
    except ValueError as fault:
        return Damaged(str(fault))
    if width * height > MOST_PIXELS:
        return Damaged(f"it has {width} x {height} pixels, which no live view has")
    return width, height


def decoded(jpeg: bytes) -> Luma | Damaged:
    """The brightness in a JPEG, reduced where it is larger than is of use.

    As the sensor saw it: an orientation in EXIF is left alone, since a live view is not turned, and
    its tiles must stay where they are while the camera is.
    """
    size = size_px(jpeg)
    if isinstance(size, Damaged):
        return size
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
