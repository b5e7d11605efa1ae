"""The order of frames by what they show alone, from one of them to another one.

The energy of a tile rises until it is in focus, then falls. So over all tiles the sum of the
changes from frame to frame is least in the true order: that is the shortest way through the frames,
from one mark to the other. The differences count by their power of 1.5: the plain sum is as
short for a way that leaps back and forth over the focus and once across.

A way to begin with is the chain of small differences between the two ends (the geodesic of
J. Tenenbaum et al., Science 290, 2000, with the squares of S. Bijral et al., UAI 2011, for
lengths, so that no number of neighbours must be chosen). Noise is taken out by placing each frame
on the line that its neighbours make (a principal curve of T. Hastie and W. Stuetzle, JASA 84,
1989, taken locally), its tiles weighted by their noise, as they are in the way at last; and what
moves through the scene by cutting off what only one frame shows.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fsq_tui.stacking.shortest import shortened

Points = npt.NDArray[np.float64]
"""The sharpness of all tiles of each frame, shape (frames, values)."""

Values = npt.NDArray[np.float64]
"""One number for each value of a frame, or for each frame."""

FAR, FARTHEST = 0.8, 4.0  # differences of logarithms: larger ones tell no more, only that it is far
POWER = 1.5
OF_NOISE = 0.8  # share of the difference of the nearest two that is taken for noise
WINDOW, WINDOW_SHARE = 4, 0.1  # frames to each side that make a line; at least, and of all
ROUNDS, SETTLED_SHARE = 12, 0.005  # until no frame moves further than that share of all
LEAST_NOISE = 0.005  # of a logarithm of energy: JPEG hides what is smaller
QUIETER, OF_DEVIATION = 1 / 3, 0.431  # a third of what is normal is off by less than 0.431 of it
OUTLYING = 4.0  # deviations by which a value may leave the line and still count in full
LEAST_LONE = 0.3  # of a logarithm of energy: by as much a frame may exceed both beside it
MOST_EXACT = 150  # frames: of more, the shortest way is sought through a part of them
TINY = 1e-9


def seriated(points: Points, first: int, last: int) -> list[int]:
    """The numbers of all points in order, `first` and `last` at the ends."""
    order = _strung(points, first, last)
    if len(order) <= MOST_EXACT:
        return _by_shortest_way(points, order)
    few = order[:: -(-len(order) // MOST_EXACT)]
    few += [last] if few[-1] != last else []
    way = _by_shortest_way(points[few], list(range(len(few))))
    return _settled(points, _filled(points, [few[place] for place in way]))


def steps_along(ordered: Points) -> Values:
    """How far each two neighbours are apart: the mean of the differences, large ones cut off."""
    apart: Values = np.minimum(np.abs(np.diff(ordered, axis=0)), FAR).mean(axis=1)
    return apart


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


def _by_shortest_way(points: Points, order: list[int]) -> list[int]:
    """From an order that is about right."""
    rough = shortened(_apart(points, points), order)
    settled = _settled(points, rough)
    even = _without_lone(points, settled)
    return shortened(_apart(even, even, _weights(even[settled])), rough)


def _apart(points: Points, others: Points, weights: Values | float = 1.0) -> Points:
    """How far each is from each of the others, by all values; large differences are cut off."""
    rows = [np.minimum(np.abs(others - one), FARTHEST) ** POWER * weights for one in points]
    return np.stack([row.mean(axis=1) for row in rows])


def _weights(ordered: Points) -> Values:
    """Of the values: a noisier one than most tells less of which frame is next to which."""
    noise = noise_along(ordered)
    found: Values = 1.0 / np.maximum(noise, np.median(noise))
    return found


def _without_lone(points: Points, order: list[int]) -> Points:
    """Each value no further beyond those of both neighbours than noise takes it."""
    ordered = points[order]
    most = np.maximum(OUTLYING * noise_along(ordered), LEAST_LONE)
    low, high = np.minimum(ordered[:-2], ordered[2:]), np.maximum(ordered[:-2], ordered[2:])
    found = points.copy()
    found[order[1:-1]] = np.clip(ordered[1:-1], low - most, high + most)
    return found


def _filled(points: Points, way: list[int]) -> list[int]:
    """All points, each where it makes the way through a part of them least longer."""
    apart = _apart(points, points[way])
    longer = apart[:, :-1] + apart[:, 1:] - apart[way[:-1], np.arange(1, len(way))]
    gap = longer.argmin(axis=1)
    numbers = np.arange(len(points))
    before, after = apart[numbers, gap], apart[numbers, gap + 1]
    places = gap + before / np.maximum(TINY, before + after)
    places[way] = np.arange(len(way))
    places[way[0]], places[way[-1]] = -np.inf, np.inf
    return [int(number) for number in np.argsort(places, kind="stable")]


def _strung(points: Points, first: int, last: int) -> list[int]:
    squares = np.stack([np.minimum((points - one) ** 2, FAR**2).mean(axis=1) for one in points])
    np.fill_diagonal(squares, np.inf)
    nearest = float(np.median(squares.min(axis=1)))
    squares = np.maximum(squares - OF_NOISE * nearest, max(TINY, 0.001 * nearest))
    place = _lengths(squares, first) - _lengths(squares, last)
    place[first], place[last] = -np.inf, np.inf
    return [int(number) for number in np.argsort(place, kind="stable")]


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
