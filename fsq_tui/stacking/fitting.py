"""Which frames do not fit the others: dark, of another size or framing, or with something in them.

Focus hardly changes how bright a large tile is, and light changes that of all of them alike. So
what remains is that the scene is another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fsq_tui.pictures.sharpness import COLUMNS, DARKEST_LEVEL, ROWS
from fsq_tui.stacking.tiles import FrameTiles

CHANGED, DEVIATIONS = 0.15, 5.0  # of the logarithm of brightness, and of what it usually does
TO_DEVIATION = 1.4826  # from the median of absolute values, of what is normal
IN_THE_WAY, ANOTHER = 0.1, 0.6  # shares of the picture
FLAT = 0.1  # of a logarithm of energy: less is between the tiles of a frame that shows nothing
SIDES = ("left", "middle", "right")


@dataclass(frozen=True, slots=True)
class SetAside:
    """A frame by its number, and the reason it does not fit."""

    frame: int
    reason: str


def unfit(frames: Sequence[FrameTiles]) -> list[SetAside]:
    """The frames that do not fit most of the others, each with a reason."""
    sizes = Counter((one.width_px, one.height_px) for one in frames)
    usual = max(sizes, key=sizes.__getitem__)
    found = {number: _alone(one, usual) for number, one in enumerate(frames)}
    rest = [number for number, reason in found.items() if not reason]
    if len(rest) > 2:  # of two that differ nobody can tell which is wrong
        brightness = np.stack([frames[number].brightness for number in rest])
        found.update(zip(rest, map(_changed, _differing(brightness)), strict=True))
    return [SetAside(number, reason) for number, reason in found.items() if reason]


def _alone(one: FrameTiles, usual_px: tuple[int, int]) -> str:
    """What is wrong with a frame, whatever the others show; '' where nothing is."""
    if (one.width_px, one.height_px) != usual_px:
        return (
            f"it has {one.width_px} x {one.height_px} pixels, "
            f"most others {usual_px[0]} x {usual_px[1]}"
        )
    if one.level < DARKEST_LEVEL:
        return "it is black"
    if float(np.ptp(one.sharpness, axis=(1, 2)).max()) < FLAT:
        return "it shows nothing, only one even grey"
    return ""


def _differing(brightness: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Which tiles of each frame are brighter or darker than they usually are."""
    off = brightness - np.median(brightness, axis=0)
    off -= np.median(off, axis=(1, 2))[:, None, None]
    usual = TO_DEVIATION * np.median(np.abs(off), axis=0)
    differing: npt.NDArray[np.bool_] = np.abs(off) > np.maximum(CHANGED, DEVIATIONS * usual)
    return differing


def _changed(differing: npt.NDArray[np.bool_]) -> str:
    share = float(differing.mean())
    if share > ANOTHER:
        return f"it has another framing: {share:.0%} of the picture differs from the others"
    if share > IN_THE_WAY:
        thirds = differing.reshape(ROWS, len(SIDES), COLUMNS // len(SIDES)).mean(axis=(0, 2))
        side = SIDES[int(thirds.argmax())]
        return f"something stood in the way, most of it {side}: {share:.0%} of the picture differs"
    return ""
