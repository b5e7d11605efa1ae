"""The order of frames by what they show alone, from one of them to another one.

A frame is a point in the space of the sharpness of its tiles, a sweep of the focus a curve through
it. First the frames are strung along the shortest chain of small differences between the two ends
(the geodesic of J. Tenenbaum et al., Science 290, 2000, with the squares of S. Bijral et al., UAI
2011, for lengths, so that no number of neighbours must be chosen). Then each frame is placed anew
on the line that its neighbours make (a principal curve of T. Hastie and W. Stuetzle, JASA 84, 1989,
taken locally), its tiles weighted by their noise, until the order no longer changes.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
"""The sharpness of all tiles of each frame, shape (frames, values)."""

Values = npt.NDArray[np.float64]
"""One number for each value of a frame, or for each frame."""

FAR = (0.35, 0.8)  # a larger difference of logarithms tells no more, only that it is far
OF_NOISE = 0.8  # share of the difference of the nearest two that is taken for noise
WINDOW, WINDOW_SHARE = 4, 0.1  # frames to each side that make a line; at least, and of all
ROUNDS, SETTLED_SHARE = 12, 0.005  # until no frame moves further than that share of all
LEAST_NOISE = 0.005  # of a logarithm of energy: JPEG hides what is smaller
QUIETER, OF_DEVIATION = 1 / 3, 0.431  # a third of what is normal is off by less than 0.431 of it
OUTLYING = 4.0  # deviations by which a value may leave the line and still count in full
TINY = 1e-9


def seriated(points: Points, first: int, last: int) -> list[int]:
    """The numbers of all points in order, `first` and `last` at the ends.

    Of the orders that are found with a nearer and a farther sight, the shorter one: noise misleads
    the first one now and then, and what moves through the scene the second one.
    """
    found = [_settled(points, _strung(points, first, last, far)) for far in FAR]
    return min(found, key=lambda order: float(steps_along(points[order]).sum()))


def steps_along(ordered: Points) -> Values:
    """How far each two neighbours are apart: the mean of the squares, large ones cut off."""
    squares: Values = np.minimum(np.diff(ordered, axis=0) ** 2, FAR[0] ** 2).mean(axis=1)
    return squares


def noise_along(ordered: Points) -> Values:
    """The deviation of each value from frame to frame that its own change does not explain.

    By second differences, of which white noise has 3/2 of its variance. The quieter ones tell, so
    that what passes through is no noise. With less than three frames it is the least.
    """
    if len(ordered) < 3:
        return np.full(ordered.shape[1], LEAST_NOISE)
    bent = ordered[1:-1] - (ordered[:-2] + ordered[2:]) / 2
    deviation = np.quantile(np.abs(bent), QUIETER, axis=0) / (OF_DEVIATION * np.sqrt(1.5))
    found: Values = np.maximum(deviation, LEAST_NOISE)
    return found


def _strung(points: Points, first: int, last: int, far: float) -> list[int]:
    squares = np.stack([_squares(points, one, far) for one in points])
    np.fill_diagonal(squares, np.inf)
    nearest = float(np.median(squares.min(axis=1)))
    squares = np.maximum(squares - OF_NOISE * nearest, max(TINY, 0.001 * nearest))
    place = _lengths(squares, first) - _lengths(squares, last)
    place[first], place[last] = -np.inf, np.inf
    return [int(number) for number in np.argsort(place, kind="stable")]


def _squares(points: Points, one: Values, far: float) -> Values:
    squares: Values = np.minimum((points - one) ** 2, far**2).mean(axis=1)
    return squares


def _lengths(squares: Points, start: int) -> Values:
    """The least sum of squares from a point to each, by E. Dijkstra, over all pairs."""
    lengths: Values = squares[start].copy()
    lengths[start] = 0.0
    is_left = np.ones(len(squares), bool)
    for _ in range(len(squares)):
        nearest = int(np.where(is_left, lengths, np.inf).argmin())
        is_left[nearest] = False
        lengths = np.minimum(lengths, lengths[nearest] + squares[nearest])
    return lengths


def _settled(points: Points, order: list[int]) -> list[int]:
    for _ in range(ROUNDS if len(order) > 3 else 0):
        again = _placed(points, order)
        moved = np.abs(np.argsort(again) - np.argsort(order)).max()
        order = again
        if moved <= SETTLED_SHARE * len(order):
            break
    return order


def _placed(points: Points, order: list[int]) -> list[int]:
    """The order in which each stands where it fits the line of its neighbours best."""
    ordered = points[order]
    noise = noise_along(ordered)
    places = np.arange(len(order), dtype=float)
    for rank in range(1, len(order) - 1):
        places[rank] += _ahead(ordered, rank, noise)
    places[0], places[-1] = -np.inf, np.inf
    return [order[rank] for rank in np.argsort(places, kind="stable")]


def _ahead(ordered: Points, rank: int, noise: Values) -> float:
    """By how many ranks a frame is ahead of where the line of its neighbours would have it.

    A value counts the less, the worse the neighbours themselves keep to that line.
    """
    near = max(WINDOW, round(WINDOW_SHARE * len(ordered)))
    ranks = np.arange(max(0, rank - near), min(len(ordered), rank + near + 1))
    ranks = ranks[ranks != rank]
    middle, from_middle = ranks.mean(), ranks - ranks.mean()
    around = ordered[ranks]
    mean = around.mean(axis=0)
    slope = from_middle @ around / float(from_middle @ from_middle)
    beside = around - mean - np.outer(from_middle, slope)
    spread = noise**2 + (beside**2).mean(axis=0)
    most = near * np.abs(slope) + OUTLYING * noise
    off = np.clip(ordered[rank] - mean - slope * (rank - middle), -most, most)
    return float(off @ (slope / spread)) / max(TINY, float(slope @ (slope / spread)))
