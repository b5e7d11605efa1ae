"""Ordered frames with their depths, as a depth map takes them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fsq_tui.stacking.scene_order import SceneOrder

JOINED = 0.5  # of the usual gap between frames: nearer ones are one level
CLOSELY = 0.2  # of the way from focus to focus: over so much the frames of one are spread

Placed = tuple[SceneOrder, tuple[float, ...]]
"""An order, and the depth of each of its levels."""


def by_depth(order: SceneOrder, depths: Sequence[float]) -> Placed:
    """The frames that fit by where the lens was, those of one place together; and the depths."""
    frames = sorted(order.frames, key=lambda frame: depths[frame])
    least = JOINED / len(frames)
    levels = [[frames[0]]]
    for frame in frames[1:]:
        if depths[frame] - depths[levels[-1][0]] < least:
            levels[-1].append(frame)
        else:
            levels.append([frame])
    if len(levels) > 2 and depths[frames[-1]] - depths[levels[-2][-1]] < least:
        levels[-2] += levels.pop()  # the far mark is one of those just before it
    at = [float(np.mean([depths[frame] for frame in level])) for level in levels]
    at[0], at[-1] = 0.0, 1.0
    return SceneOrder(tuple(map(tuple, levels)), order.set_aside), tuple(at)


def evenly(order: SceneOrder) -> Placed:
    """Each frame a level, those of one focus closely together; the foci evenly in depth.

    So the depth map sees how much a tile changes where the focus does not.
    """
    depths: list[float] = []
    for number, level in enumerate(order.levels):
        depths += [number + CLOSELY * at / len(level) for at in range(len(level))]
    levels = tuple((frame,) for frame in order.frames)
    return SceneOrder(levels, order.set_aside), tuple(at / depths[-1] for at in depths)
