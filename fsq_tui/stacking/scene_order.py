"""The scene rebuilt: frames of like focus together, from the near mark to the far one.

No position of the lens is asked for. The frames that do not fit are set aside and named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fsq_tui.errors import UnfitScene
from fsq_tui.pictures.comparing import Still, compared
from fsq_tui.pictures.sharpness import SCALES
from fsq_tui.stacking.fitting import SetAside, unfit
from fsq_tui.stacking.seriation import Points, noise_along, seriated, steps_along
from fsq_tui.stacking.tiles import FrameTiles

LIKE = 0.5  # of the usual step from frame to frame: frames less apart may be of like focus
USUAL = 90.0  # percent of the steps are shorter than the usual one


@dataclass(frozen=True, slots=True)
class SceneOrder:
    """Frames by their numbers: `levels` of like focus from near to far, and those set aside."""

    levels: tuple[tuple[int, ...], ...]
    set_aside: tuple[SetAside, ...]

    @property
    def frames(self) -> tuple[int, ...]:
        """All that fit, from near to far."""
        return tuple(frame for level in self.levels for frame in level)

    @property
    def depths(self) -> npt.NDArray[np.float64]:
        """The depth of each level, 0.0 to 1.0.

        Inferred: the frames are taken to be evenly apart in focus, as a sweep by equal drive
        commands makes them. Where their places are known, those are the better depths.
        """
        ends = np.cumsum([len(level) for level in self.levels])
        middles = ends - np.array([len(level) for level in self.levels]) / 2
        found: npt.NDArray[np.float64] = (middles - middles[0]) / (middles[-1] - middles[0])
        return found


def rebuilt(frames: Sequence[FrameTiles], near: int, far: int) -> SceneOrder:
    """Order frames; `near` and `far` are the numbers of those taken at the two marks.

    Raises UnfitScene where one of the marks does not fit, or both look the same.
    """
    if len(frames) < 2 or near == far:
        raise UnfitScene(
            "One frame alone has no depth.", "Mark a near and a far plane, and sweep between them."
        )
    aside = unfit(frames)
    for name, mark in (("near", near), ("far", far)):
        for one in aside:
            if one.frame == mark:
                raise UnfitScene(
                    f"The frame of the {name} mark does not fit: {one.reason}.",
                    "Set that mark again with nothing in the way, then sweep again.",
                )
    named = {one.frame for one in aside}
    kept = [number for number in range(len(frames)) if number not in named]
    points = np.stack([frames[number].coarse.reshape(-1) for number in kept]).astype(np.float64)
    first, last = sorted((kept.index(near), kept.index(far)))  # so that reverse marks mirror it
    order = seriated(points, first, last)
    levels = [[kept[order[place]] for place in level] for level in _levels(points[order])]
    if near > far:
        levels = [level[::-1] for level in levels[::-1]]
    return SceneOrder(tuple(tuple(level) for level in levels), tuple(aside))


def _levels(ordered: Points) -> list[list[int]]:
    """Places in the order, those of like focus together. Raises UnfitScene where the ends are."""
    noise = noise_along(ordered).reshape(SCALES, -1)
    noise = np.maximum(noise, np.median(noise, axis=1, keepdims=True))  # few frames tell it badly
    even = ordered.reshape(len(ordered), SCALES, -1, 1) / noise[:, :, None]

    def seen(places: Sequence[int]) -> Still:
        return Still(even[list(places)].mean(axis=0), np.ones(SCALES), len(places))

    last = len(ordered) - 1
    if not compared(seen([0]), seen([last])).differ:
        raise UnfitScene(
            "The frames of the near and the far mark look the same.",
            "Mark planes that are farther apart, or frame something with more texture.",
        )
    steps = steps_along(ordered)
    usual = float(np.percentile(steps, USUAL))
    levels = [[0]]
    for place in range(1, last + 1):
        is_near = steps[place - 1] <= LIKE * usual
        if is_near and not compared(seen(levels[-1]), seen([place])).differ:
            levels[-1].append(place)
        else:
            levels.append([place])
    return levels
