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


SHOT_WIDTH_PX, SHOT_HEIGHT_PX = 1200, 800  # the same of a captured picture, whose blur is finer
MOST_SHOT_PIXELS = 200_000_000
"""The largest medium format has 151 million."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A JPEG that is none, is not whole, or is far too large; `reason` says which."""

    reason: str


def size_px(jpeg: bytes, most_pixels: int = MOST_PIXELS) -> tuple[int, int] | Damaged:
    """Width and height as the header says, without decoding anything."""
    try:
        height, width, *_ = simplejpeg.decode_jpeg_header(jpeg)
    except ValueError as fault:
        return Damaged(str(fault))
    if width * height > most_pixels:
        kind = "live view" if most_pixels == MOST_PIXELS else "camera"
        return Damaged(f"it has {width} x {height} pixels, which no {kind} has")
    return width, height


def decoded(jpeg: bytes) -> Luma | Damaged:
    """The brightness in a JPEG, reduced where it is larger than is of use.

    As the sensor saw it: an orientation in EXIF is left alone, since a live view is not turned, and
    its tiles must stay where they are while the camera is.
    """
    return _brightness(jpeg, MOST_PIXELS, WIDTH_PX, HEIGHT_PX)


def decoded_shot(jpeg: bytes) -> Luma | Damaged:
    """The same of a captured picture, reduced less: 24 megapixels to 1500 x 1000."""
    return _brightness(jpeg, MOST_SHOT_PIXELS, SHOT_WIDTH_PX, SHOT_HEIGHT_PX)


def coloured(jpeg: bytes, width_px: int, height_px: int) -> Colours | Damaged:
    """The colours in a JPEG, reduced while it stays at least so large."""
    try:
        found: Colours = simplejpeg.decode_jpeg(
            jpeg, "RGB", fastdct=True, fastupsample=True, min_width=width_px, min_height=height_px
        )
    except ValueError as fault:
        return Damaged(str(fault))
    return found


def _brightness(jpeg: bytes, most_pixels: int, width_px: int, height_px: int) -> Luma | Damaged:
    size = size_px(jpeg, most_pixels)
    if isinstance(size, Damaged):
        return size
    try:
        grey = simplejpeg.decode_jpeg(jpeg, "GRAY", min_width=width_px, min_height=height_px)
    except ValueError as fault:
        return Damaged(str(fault))
    luma: Luma = grey[:, :, 0].astype(np.float32)
    return luma
