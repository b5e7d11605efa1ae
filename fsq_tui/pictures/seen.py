"""What was seen along a sweep: how sharp a region is at every place, and which place a picture is.

Where a picture was taken is where the sweep's pictures are most like it (track.py), and between two
of them as between.py tells. How wrong that may be is how far around that place they are hardly less
alike; where that is far, or where the parts of the picture name different places, nothing can be
told.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fsq_tui.focus.region import WHOLE, Region
from fsq_tui.pictures.between import between
from fsq_tui.pictures.comparing import FREEDOM, Still
from fsq_tui.pictures.sharpness import COLUMNS, ROWS, Sharpness
from fsq_tui.pictures.track import Track

CHANCE = 10.8  # chi squared of one degree of freedom that chance exceeds once in 1000
WORST_MISFIT = 10.0  # of a picture to the sweep (noise makes 1): above, it is of another scene
KNOWN_MISFIT = 60.0  # the same where the scene is known: between two places a peak is seen badly
MOST_ERROR_SHARE = 0.03  # of the way swept: what is known no better is not known
GAP_SHARE, WHOLE_STEPS = 0.5, 1.0  # of the way between two places, and steps: how true those are
NEAR_STEPS = 20.0
FINENESS = 4  # places to a step: the lens may stand between two of those that the count makes
HALVINGS = 2  # of the way between two places, for what is between them to be seen better
TILES = ROWS * COLUMNS
FLAT_CHANGE, FLAT_DEVIATIONS = 0.1, 8.0  # of the logarithm of sharpness, and in noise: no peak
BOWL_SHARE = 0.12  # of the rise to a peak, over which it is taken for a parabola
LEAST_BOWL = 2  # places to each side

Curve = npt.NDArray[np.float64]
"""How sharp a region is at each place: the logarithm of its energy, mean of the scales."""


class Inferred(NamedTuple):
    """Where a picture was taken: in steps, and by how much that may be wrong."""

    step: float
    error_steps: float


@dataclass(frozen=True, slots=True)
class Seen:
    """Pictures of the lens at rest at places that rise, at least two, in steps.

    `unsure_share` is by which share of itself a step may be wrong: 0 where the lens tells it.
    """

    steps: tuple[float, ...]
    pictures: tuple[Still, ...]
    unsure_share: float = 0.0

    @property
    def gap_steps(self) -> float:
        """From place to place, on average."""
        return (self.steps[-1] - self.steps[0]) / (len(self.steps) - 1)

    def curve(self, region: Region = WHOLE) -> Curve:
        """How sharp a region was at each place."""
        return np.array([sharpness_of(one.sharpness, region) for one in self.pictures])

    def peak(self, region: Region = WHOLE) -> float | None:
        """The step at which a region is sharpest, finer than the places; None where none is.

        The vertex of a parabola through the places around the highest one.
        """
        curve = self.curve(region)
        best = int(curve.argmax())
        finest = np.array([_energies(one.sharpness[:1], region)[0] for one in self.pictures])
        if finest.max() - finest.min() < max(FLAT_CHANGE, FLAT_DEVIATIONS * self._noise_of(region)):
            return None  # what only coarse scales see is beside the region: their tiles are wider
        rise = float(curve[best] - curve.min())
        around = _around(curve, best, float(curve[best]) - BOWL_SHARE * rise)
        at = np.array(self.steps)[around] - self.steps[best]
        bend, slope, _ = np.polyfit(at, curve[around], 2)
        if bend >= 0:
            return self.steps[best]
        return self.steps[best] + float(np.clip(-slope / (2 * bend), at[0], at[-1]))

    def inferred(
        self, now: Still, region: Region = WHOLE, worst_misfit: float = WORST_MISFIT
    ) -> Inferred | None:
        """Where a picture was taken; None where that cannot be told.

        So it is where it is flat, dark, or not of the scene that was swept.
        """
        tiles = _tiles(region)
        misfits = self._misfits(now, tiles)
        best = int(misfits.argmin())
        if misfits[best] > worst_misfit:
            return None
        alike = np.flatnonzero(misfits <= misfits[best] + _slack(misfits, len(tiles)))
        extent = max(best - int(alike[0]), int(alike[-1]) - best)
        if extent > MOST_ERROR_SHARE * len(misfits):
            return None
        for part in _parts(tiles):
            of_part = self._misfits(now, part)
            near = of_part[max(0, best - extent - FINENESS) : best + extent + FINENESS + 1].min()
            if near > of_part.min() + _slack(of_part, len(part)):
                return None
        step = self.steps[0] + _lowest(misfits, best) / FINENESS
        unsure = GAP_SHARE * self.gap_steps + WHOLE_STEPS + self.unsure_share * step
        return Inferred(step, extent / FINENESS + unsure)

    def near(self, now: Still, step: float) -> Inferred | None:
        """Where a picture of this very scene was taken, finer; about at a step, unless it is sure.

        None where that cannot be told.
        """
        found = self.inferred(now)
        if found is None:
            found = self.inferred(now, worst_misfit=KNOWN_MISFIT)
            if found is not None and abs(found.step - step) > NEAR_STEPS:
                return None
        return found and Inferred(self.place(now, found.step), found.error_steps)

    def place(self, now: Still, near: float) -> float:
        """Where a picture was taken that is known to be of a place near a step."""
        places = np.arange(len(self.steps), dtype=np.float64)
        shown = np.stack([one.sharpness.ravel() for one in self.pictures]).astype(np.float64)
        noise = np.repeat(self._noise_to(now), TILES)
        within = max(1.0, NEAR_STEPS / self.gap_steps)
        about = float(np.interp(near, self.steps, places))
        found = between(shown, noise, now.sharpness.ravel().astype(np.float64), about, within)
        return float(np.interp(found, places, self.steps))

    def _misfits(self, now: Still, tiles: Sequence[int]) -> Curve:
        """How badly a picture fits each place from the first one on; noise makes 1."""
        misfits: Curve = self._track(now, tiles).misfits([_of(now.sharpness, tiles)])[0]
        return misfits

    def _track(self, now: Still, tiles: Sequence[int]) -> Track:
        places = (np.array(self.steps) - self.steps[0]) * FINENESS
        shown = np.stack([_of(one.sharpness, tiles) for one in self.pictures])
        for _ in range(HALVINGS):
            places, shown = _halved(places, shown)
        return Track(list(places), list(shown), self._noise_to(now))

    def _noise_to(self, now: Still) -> Curve:
        """The variance of the difference of a picture from one of the sweep, at each scale."""
        swept: Curve = np.mean([one.variances / one.count for one in self.pictures], axis=0)
        return swept + now.variances / now.count

    def _noise_of(self, region: Region) -> float:
        """The standard deviation of a value of the curve, at most: the noise of a single tile."""
        variance = float(np.mean([one.variances.mean() / one.count for one in self.pictures]))
        return math.sqrt(variance / len(_tiles(region)))


def sharpness_of(sharpness: Sharpness, region: Region) -> float:
    """How sharp a region is: the logarithm of its energy, mean of the scales."""
    return float(_energies(sharpness, region).mean())


def _energies(sharpness: Sharpness, region: Region) -> Curve:
    """The logarithm of the energy of a region at each scale."""
    logarithms: Curve = np.log(
        np.exp(_of(sharpness, _tiles(region)).astype(np.float64)).mean(axis=1)
    )
    return logarithms


def _tiles(region: Region) -> list[int]:
    """The tiles that a region touches, row by row."""
    rows = range(int(region.top * ROWS), math.ceil(region.bottom * ROWS))
    columns = range(int(region.left * COLUMNS), math.ceil(region.right * COLUMNS))
    return [row * COLUMNS + column for row in rows for column in columns]


def _parts(tiles: Sequence[int]) -> list[list[int]]:
    """The tiles in up to four parts, each spread over the whole picture."""
    parts: dict[tuple[int, int], list[int]] = {}
    for tile in tiles:
        parts.setdefault((tile // COLUMNS % 2, tile % COLUMNS % 2), []).append(tile)
    return list(parts.values())


def _of(sharpness: Sharpness, tiles: Sequence[int]) -> Sharpness:
    chosen: Sharpness = sharpness.reshape(len(sharpness), TILES)[:, tiles]
    return chosen


def _halved(places: Curve, shown: Sharpness) -> tuple[Curve, Sharpness]:
    """With a picture between each two places: on a cubic through four of them, at the ends a line.

    Places are about evenly apart.
    """
    middle = (shown[:-1] + shown[1:]) / 2
    if len(shown) > 3:
        middle[1:-1] += (shown[1:-2] + shown[2:-1] - shown[:-3] - shown[3:]) / 16
    finer = np.empty((2 * len(shown) - 1, *shown.shape[1:]), np.float32)
    finer[::2], finer[1::2] = shown, middle
    at = np.empty(len(finer))
    at[::2], at[1::2] = places, (places[:-1] + places[1:]) / 2
    return at, finer


def _slack(misfits: Curve, tiles: int) -> float:
    """By how much a misfit may exceed the least one by chance; a bad fit makes all less sure."""
    freedom = max(1.0, FREEDOM * tiles / TILES)
    return CHANCE / freedom * max(1.0, float(misfits.min()))


def _around(curve: Curve, best: int, least: float) -> slice:
    """The places around the best one that are above the least, some to each side at any rate."""
    first = last = best
    while first > 0 and (curve[first - 1] > least or best - first < LEAST_BOWL):
        first -= 1
    while last < len(curve) - 1 and (curve[last + 1] > least or last - best < LEAST_BOWL):
        last += 1
    return slice(first, last + 1)


def _lowest(misfits: Curve, best: int) -> float:
    """Finer than a step: where a parabola through the best place and its neighbours is lowest."""
    if not 0 < best < len(misfits) - 1:
        return float(best)
    before, lowest, after = misfits[best - 1 : best + 2]
    bend = before - 2 * lowest + after
    return best if bend <= 0 else best + float((before - after) / (2 * bend))
