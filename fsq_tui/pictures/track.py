"""A track: the picture at every place of a lens. What is where, how far, and how fast, from it.

All of it is one fit. Pictures taken along a move lie on a line over the track: place = start +
slope x (what was counted: commands, or seconds). The line whose pictures on the track fit those
taken best gives the slope (steps a command, steps a second) and the start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fsq_tui.pictures.sharpness import Sharpness

Samples = npt.NDArray[np.float64]
Levels = npt.NDArray[np.floating[Any]]
Marks = npt.NDArray[np.bool_]
WORST = 400.0  # a picture that fits the track worse than this tells nothing more
TWINS_MISFIT, UNLIKE_MISFIT = 4.0, 20.0  # noise makes 2 between two places of a track
MOST_TWINS = 400  # places that are compared with each other
MOST_LINES = 400  # slopes in the first round; starts are tried in whole steps
ROUNDS, FINER = 5, 3.0  # each round tries lines so much closer together, around the best one
AROUND = np.arange(-6, 7)
ALL = slice(None)
BOWL = 4  # steps to each side over which the misfit is taken for a parabola


@dataclass(frozen=True, slots=True)
class Line:
    """place = start + slope x count, and the mean misfit of the pictures on it (1 = noise)."""

    start: float
    slope: float
    misfit: float


class Track:
    """The sharpness at places 0 ... last, in single steps; between the places seen, in a line.

    `noise` is the variance of one picture at each scale.
    """

    def __init__(
        self, places: Sequence[float], seen: Sequence[Sharpness], noise: npt.NDArray[np.float64]
    ) -> None:
        """Places rise from 0, at least two of them."""
        weights = 1.0 / np.sqrt(noise)
        self.last = int(places[-1])
        self._weights = np.repeat(weights, seen[0][0].size)
        grid = np.arange(self.last + 1, dtype=np.float64)
        after = np.clip(np.searchsorted(places, grid, side="right"), 1, len(places) - 1)
        at = np.asarray(places, dtype=np.float64)
        share = (grid - at[after - 1]) / (at[after] - at[after - 1])
        rows = np.stack([one.ravel() for one in seen]).astype(np.float64) * self._weights
        self._rows = rows[after - 1] * (1 - share)[:, None] + rows[after] * share[:, None]
        self._squares = (self._rows**2).sum(axis=1)

    def misfits(self, pictures: Sequence[Sharpness]) -> Samples:
        """How badly each picture fits each place, shape (pictures, places); noise makes 1 or 2."""
        capped: Samples = np.minimum(self._misfits(pictures), WORST)
        return capped

    def twins(self) -> float:
        """The share of places, 0 ... 1, that look like another, and unlike what is between them.

        Such is a scene of a single distance: as far before it as behind, all is blurred alike.
        """
        looked_at = np.arange(0, self.last + 1, max(1, self.last // MOST_TWINS))
        rows = self._rows[looked_at]
        squares = self._squares[looked_at]
        misfits = (squares[:, None] + squares[None, :] - 2 * rows @ rows.T) / rows.shape[1]
        alike, unlike = misfits < TWINS_MISFIT, misfits > UNLIKE_MISFIT
        twins = [
            place
            for place in range(len(looked_at))
            if _beyond(alike[place, place:], unlike[place, place:])
            or _beyond(alike[place, place::-1], unlike[place, place::-1])
        ]
        return len(twins) / len(looked_at)

    def _misfits(self, pictures: Sequence[Sharpness], where: slice = ALL) -> Samples:
        asked = np.stack([one.ravel() for one in pictures]) * self._weights
        squares = (asked**2).sum(axis=1)[:, None] + self._squares[None, where]
        means: Samples = (squares - 2 * asked @ self._rows[where].T) / asked.shape[1]
        return means

    def place(self, picture: Sharpness, near: float | None = None, within: float = 0.0) -> int:
        """The place whose picture is most like this one; `within` so many steps of `near`."""
        if near is None:
            return int(self._misfits([picture]).argmin())
        first = max(0, min(self.last, round(near - within)))
        last = max(first, min(self.last, round(near + within)))
        return first + int(self._misfits([picture], slice(first, last + 1)).argmin())

    def between(self, picture: Sharpness, near: float, within: float) -> float:
        """The same, finer than a step: where a parabola over the misfits around it is lowest."""
        place = self.place(picture, near, within)
        bowl = slice(max(0, place - BOWL), min(self.last, place + BOWL) + 1)
        around = np.arange(bowl.start, bowl.stop)
        bend, slope, _ = np.polyfit(around - place, self._misfits([picture], bowl)[0], 2)
        return place + (float(np.clip(-slope / (2 * bend), -BOWL, BOWL)) if bend > 0 else 0.0)


def fitted(
    misfits: Samples,
    counts: Sequence[float],
    slopes: tuple[float, float],
    starts: tuple[float, float],
) -> Line:
    """The line over a track that pictures lie on best, searched between two slopes and two starts.

    `misfits` are those of a Track; where a line leaves the track, its end is what is seen.
    """
    x = np.asarray(counts, dtype=np.float64)
    reach = max(1.0, float(np.abs(x).max()))
    lines = int(np.clip((slopes[1] - slopes[0]) * reach, 1, MOST_LINES)) + 1
    tried = np.linspace(*slopes, lines)
    best = _best(misfits, x, tried, np.arange(starts[0], starts[1] + 1.0))
    gap, step = float(tried[1] - tried[0]), 1.0
    for _ in range(ROUNDS):
        gap, step = gap / FINER, step / FINER
        tried = np.clip(best.slope + AROUND * gap, *slopes)
        best = _best(misfits, x, tried, best.start + AROUND * step)
    return best


def _beyond(alike: Marks, unlike: Marks) -> bool:
    """Whether something is alike beyond something unlike."""
    return bool(unlike.any() and alike[int(unlike.argmax()) :].any())


def _best(misfits: Samples, x: Samples, slopes: Levels, starts: Levels) -> Line:
    """The best of all lines of these slopes and starts."""
    found = Line(float(starts[0]), float(slopes[0]), float("inf"))
    last = misfits.shape[1] - 1
    rows = np.arange(len(x))[:, None]
    for slope in slopes:
        places = np.clip(starts[None, :] + slope * x[:, None], 0, last)
        below = np.minimum(places.astype(int), last - 1)
        share = places - below
        fits = misfits[rows, below] * (1 - share) + misfits[rows, below + 1] * share
        means = fits.mean(axis=0)
        index = int(means.argmin())
        if means[index] < found.misfit:
            found = Line(float(starts[index]), float(slope), float(means[index]))
    return found
