"""How deep in the scene each tile lies: where along the ordered frames it is sharpest.

The sharpest place is found finer than the frames by a parabola through the logarithms of energy
around the peak, which for a Gaussian peak is exact (S. Nayar and Y. Nakagawa, Shape from Focus,
IEEE PAMI 16, 1994). Tiles of little information then take the depth of those around them, by a
median weighted with confidence, which keeps edges (L. Yin et al., Weighted Median Filters, IEEE
Transactions on Circuits and Systems II 43, 1996).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fsq_tui.errors import UnfitScene
from fsq_tui.pictures.sharpness import SCALES
from fsq_tui.stacking.scene_order import SceneOrder
from fsq_tui.stacking.seriation import noise_along
from fsq_tui.stacking.tiles import FrameTiles

Map = npt.NDArray[np.float64]
"""One number for each tile, shape (rows, columns)."""

Curves = npt.NDArray[np.float64]
"""Logarithms of energy, shape (levels, tiles)."""

DEVIATIONS = 4.0  # of noise: chance lifts the best of many frames as far as that
SURE_RISE = 1.0  # of a logarithm of energy above noise: such a peak is fully believed
LEAST_LEVELS = 3
REACH = 2  # tiles to each side whose depths are weighed
LEAST_CONFIDENCE = 0.05  # of all around together: with less, nothing is known there yet
OUTLYING_LEVELS = 1.5  # from the median around: a tile's own depth is believed up to there
TINY = 1e-6
HIGHEST = 65535


@dataclass(frozen=True, slots=True, eq=False)
class DepthMap:
    """For each tile its depth, 0.0 ... 1.0, how sure that is, and how much it shows there.

    `confidence` runs from 0.0 to 1.0; where it is low, `depth` is that of the tiles around.
    `information` is by how much the logarithm of energy rises when the tile comes into focus.
    """

    depth: Map
    confidence: Map
    information: Map

    @property
    def sixteen_bits(self) -> npt.NDArray[np.uint16]:
        """The depth from 0 to 65535, as a grey picture of 16 bits holds it."""
        scaled: npt.NDArray[np.uint16] = np.round(self.depth * HIGHEST).astype(np.uint16)
        return scaled

    def information_at(self, bins: int) -> npt.NDArray[np.float64]:
        """How much comes into focus in each of equal spans of depth, weighted by confidence."""
        weights = self.information * self.confidence
        found, _ = np.histogram(self.depth, bins=bins, range=(0.0, 1.0), weights=weights)
        return found


def depth_map(
    frames: Sequence[FrameTiles], order: SceneOrder, depths: Sequence[float] | None = None
) -> DepthMap:
    """The depth of each tile of ordered frames; `depths` are those of the levels where known.

    They rise from 0.0 to 1.0. Raises UnfitScene for less than 3 levels, and where nothing comes
    into focus; ValueError for depths that do not rise, or are not as many as levels.
    """
    at = np.asarray(order.depths if depths is None else depths, dtype=np.float64)
    if len(at) != len(order.levels):
        raise ValueError(f"{len(at)} depths do not fit {len(order.levels)} levels")
    if len(at) < LEAST_LEVELS:
        raise UnfitScene(
            f"{len(at)} levels of focus show no depth.",
            f"Sweep in smaller steps, so that there are {LEAST_LEVELS} or more.",
        )
    if (np.diff(at) <= 0).any():
        raise ValueError("the depths of the levels must rise")
    levels = [
        np.mean([frames[number].sharpness for number in level], axis=0) for level in order.levels
    ]
    stacked = np.stack(levels).astype(np.float64)
    shape = stacked.shape[2:]
    scales = [stacked[:, scale].reshape(len(at), -1) for scale in range(SCALES)]
    curves, noise = _together(scales)
    backed = _backed(curves)
    rise = backed.max(axis=0) - np.median(backed, axis=0)
    confidence = np.clip((rise - DEVIATIONS * noise) / SURE_RISE, 0.0, 1.0).reshape(shape)
    depth = _peaks(curves, backed.argmax(axis=0), at).reshape(shape)
    level = float(np.median(np.diff(at)))
    return DepthMap(_smoothed(depth, confidence, level), confidence, rise.reshape(shape))


def _together(scales: Sequence[Curves]) -> tuple[Curves, npt.NDArray[np.float64]]:
    """The mean of the scales of each tile, the quieter the more; and its noise."""
    weights = np.stack([1 / noise_along(curves) ** 2 for curves in scales])
    weights /= weights.sum(axis=0)
    curves = np.sum([w * one for w, one in zip(weights, scales, strict=True)], axis=0)
    return curves, noise_along(curves)


def _backed(curves: Curves) -> Curves:
    """Each value no higher than the higher one beside it: what passes in one frame is no peak."""
    beside = np.full_like(curves, -np.inf)
    beside[1:] = curves[:-1]
    beside[:-1] = np.maximum(beside[:-1], curves[1:])
    # Of the two that are level so, the higher one is still the peak.
    return np.minimum(curves, beside) + TINY * curves


def _peaks(
    curves: Curves, best: npt.NDArray[np.intp], at: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """The depth of the peak of each curve, by the parabola through its best and those beside."""
    middle = np.clip(best, 1, len(at) - 2)
    tiles = np.arange(curves.shape[1])
    low, mid, high = (curves[middle + by, tiles] for by in (-1, 0, 1))
    before, after = at[middle] - at[middle - 1], at[middle + 1] - at[middle]
    rising, falling = (mid - low) / before, (mid - high) / after
    with np.errstate(divide="ignore", invalid="ignore"):
        vertex = at[middle] + (rising * after - falling * before) / (2 * (rising + falling))
    is_inside = (best == middle) & (rising + falling > 0)
    return np.where(is_inside, vertex, at[best])


def _smoothed(depth: Map, confidence: Map, level: float) -> Map:
    """Each tile as those around it say, unless it is sure of its own and they agree.

    Raises UnfitScene where no tile is sure of anything.
    """
    if float(confidence.max()) < LEAST_CONFIDENCE:
        raise UnfitScene(
            "Nothing in the frames comes into focus.",
            "Mark planes with texture on them, or light the scene.",
        )
    weights, around = confidence, depth
    is_known = np.zeros(depth.shape, bool)
    while not is_known.all():  # what is known spreads into what is not
        median, total = _weighted_median(around, weights)
        is_new = ~is_known & (total >= LEAST_CONFIDENCE)
        around = np.where(is_new, median, around)
        weights = np.where(is_new, np.maximum(weights, LEAST_CONFIDENCE), weights)
        is_known |= is_new
    is_own = np.abs(depth - around) <= OUTLYING_LEVELS * level
    return np.where(is_own, confidence * depth + (1 - confidence) * around, around)


def _weighted_median(depth: Map, weights: Map) -> tuple[Map, Map]:
    """Of each tile and those around it; and the sum of their weights."""
    rows, columns = depth.shape
    wide = np.pad(depth, REACH)
    heavy = np.pad(weights, REACH)
    spots = [(r, c) for r in range(2 * REACH + 1) for c in range(2 * REACH + 1)]
    values = np.stack([wide[r : r + rows, c : c + columns] for r, c in spots])
    loads = np.stack([heavy[r : r + rows, c : c + columns] for r, c in spots])
    by_value = values.argsort(axis=0, kind="stable")
    values = np.take_along_axis(values, by_value, axis=0)
    sums = np.take_along_axis(loads, by_value, axis=0).cumsum(axis=0)
    middle = (sums >= sums[-1] / 2).argmax(axis=0)
    return np.take_along_axis(values, middle[None], axis=0)[0], sums[-1]
