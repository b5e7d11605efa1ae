"""How far the order of frames can be trusted: whether it agrees with what should be the same.

By Kendall's tau (M. Kendall, A New Measure of Rank Correlation, Biometrika 30, 1938) over all pairs
of frames that are not of like focus: 1.0 for the same order, -1.0 for the reverse.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fsq_tui.pictures.sharpness import COLUMNS, ROWS, SCALES
from fsq_tui.stacking.passing import unhidden
from fsq_tui.stacking.scene_order import SceneOrder
from fsq_tui.stacking.seriation import seriated
from fsq_tui.stacking.tiles import FrameTiles

LEAST_HALVES = 0.97
"""Of `with_halves`: less is doubtful. How far that is right: make bench ARGS=scene_orders."""

Ranks = npt.NDArray[np.intp]


def with_numbers(order: SceneOrder) -> float:
    """Of an order and the numbers of its frames, the marks left out."""
    levels = _levels(order)
    frames = sorted(levels)[1:-1]
    return _tau(np.array([levels[frame] for frame in frames]), np.arange(len(frames)))


def with_halves(frames: Sequence[FrameTiles], order: SceneOrder) -> float:
    """Of an order and the two that the halves of the tiles make by themselves, the mean.

    The halves are those of a chessboard, so that both see the whole scene.
    """
    levels = _levels(order)
    numbers = sorted(levels)
    ends = numbers.index(order.frames[0]), numbers.index(order.frames[-1])
    by_tile = unhidden([frames[number] for number in numbers]).reshape(len(numbers), SCALES, -1)
    is_white = np.indices((ROWS, COLUMNS)).sum(axis=0).ravel() % 2 == 0
    at = np.array([levels[number] for number in numbers])
    halves = (by_tile[:, :, half].reshape(len(numbers), -1) for half in (is_white, ~is_white))
    return float(np.mean([_tau(at, np.argsort(seriated(half, *ends))) for half in halves]))


def doubt_of(frames: Sequence[FrameTiles], order: SceneOrder) -> str:
    """Why an order by nothing but the pictures may be wrong, a sentence; '' where all agrees."""
    if with_halves(frames, order) >= LEAST_HALVES:
        return ""
    return (
        "The order of the frames is doubtful: two halves of the picture do not agree on it. Take "
        "them in smaller steps, or mark planes that are nearer to what the scene shows."
    )


def _levels(order: SceneOrder) -> dict[int, int]:
    """The level of each frame that fits."""
    return {frame: level for level, frames in enumerate(order.levels) for frame in frames}


def _tau(levels: Ranks, ranks: Ranks) -> float:
    """1.0 where there is nothing to compare."""
    pairs = np.triu_indices(len(levels), 1)
    signs = [np.sign(of[None, :] - of[:, None])[pairs] for of in (levels, ranks)]
    told = np.count_nonzero(signs[0])
    return float((signs[0] * signs[1]).sum() / told) if told else 1.0
