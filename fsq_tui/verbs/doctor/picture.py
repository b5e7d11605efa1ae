"""Looking at one live-view picture: its size, and whether there is anything to see."""

from __future__ import annotations

from typing import NamedTuple

from fsq_tui.errors import NoLiveView

DARK_LEVEL = 40  # of 255: with 99 of 100 pixels below it, nothing in the picture is lit
LIT_PERCENT = 99


class Picture(NamedTuple):
    """A picture as it was looked at."""

    width_px: int
    height_px: int
    is_dark: bool


def looked_at(jpeg: bytes) -> Picture:
    """Raises NoLiveView for bytes that are no picture."""
    import numpy as np

    from fsq_tui.pictures.decoding import Damaged, decoded, size_px

    size, luma = size_px(jpeg), decoded(jpeg)
    if isinstance(size, Damaged) or isinstance(luma, Damaged):
        raise NoLiveView(
            "What the camera sends as its live view is no picture.",
            "Switch it off and on, then try again.",
        )
    return Picture(*size, bool(np.percentile(luma, LIT_PERCENT) < DARK_LEVEL))
