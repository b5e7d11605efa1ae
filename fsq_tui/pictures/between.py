"""Where between the places of a sweep a picture was taken.

Between two places the sharpness of a tile is taken to lie on a cubic through the nearest four. How
far that is right each tile tells by itself: by how much the picture of a place differs from what
the places beside it make of it. Where a tile comes into focus that is much, and there it counts
little; so it does where it is noisier than others.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

PARTS = 16  # that the way between two places is tried in
BOWL = 4  # of these to each side, over which the misfit is taken for a parabola


def between(shown: Values, noise: Values, asked: Values, near: float, within: float) -> float:
    """The place of a picture on the scale 0, 1, ... of those shown; `within` so much of `near`.

    `shown` has the shape (places, values), at least two places, about evenly apart; `asked` the
    shape (values,), as `noise`, the variance of the difference of two pictures of one place.
    """
    last = float(len(shown) - 1)
    near = min(max(near, 0.0), last)
    first, end = max(0.0, near - within), min(last, near + within)
    sides = shown, _strange(shown)
    # What is strange differs from place to place: first it is to tell which of them it is, then to
    # weigh the tiles alike at all places around.
    about = _lowest(first, end, lambda tried: _misfits(*sides, noise, asked, tried))
    weights = 1.0 / (noise + _at(sides[1], about))
    first, end = max(first, about - 1.0), min(end, about + 1.0)
    return _lowest(
        first, end, lambda tried: (weights * (_cubic(shown, tried) - asked) ** 2).sum(axis=1)
    )


def _lowest(first: float, end: float, misfits_at: Callable[[Values], Values]) -> float:
    """From first to end the place of the least misfit, by a parabola around it."""
    tried = np.linspace(first, end, max(2, round((end - first) * PARTS) + 1))
    misfits = misfits_at(tried)
    best = int(misfits.argmin())
    around = np.arange(max(0, best - BOWL), min(len(tried) - 1, best + BOWL) + 1)
    if len(around) < 3:
        return float(tried[best])
    bend, slope, _ = np.polyfit(around - best, misfits[around], 2)
    aside = float(np.clip(-slope / (2 * bend), -BOWL, BOWL)) if bend > 0 else 0.0
    return float(np.clip(tried[best] + aside * (tried[1] - tried[0]), first, end))


def _misfits(shown: Values, strange: Values, noise: Values, asked: Values, tried: Values) -> Values:
    """How unlikely it is that a picture was taken at each of some places."""
    variances = noise + _at(strange, tried)
    off = _cubic(shown, tried) - asked
    unlikely: Values = (off**2 / variances + np.log(variances)).sum(axis=1)
    return unlikely


def _at(values: Values, places: float | Values) -> Values:
    """Of places and between them, in a line."""
    below = np.minimum(np.asarray(places).astype(int), len(values) - 2)
    share = (np.asarray(places) - below)[..., None]
    found: Values = values[below] * (1 - share) + values[below + 1] * share
    return found


def _cubic(shown: Values, places: Values) -> Values:
    """What is at places and between them, shape (places, values); straight on beyond the ends.

    Lagrange's cubic through the four places around.
    """
    below = np.minimum(places.astype(int), len(shown) - 2)
    share = (places - below)[:, None]
    ends = 2 * shown[0] - shown[1], 2 * shown[-1] - shown[-2]
    wide = np.concatenate([ends[0][None], shown, ends[1][None]])
    before, here, after, beyond = (wide[below + offset] for offset in range(4))
    found: Values = (
        -share * (share - 1) * (share - 2) / 6 * before
        + (share + 1) * (share - 1) * (share - 2) / 2 * here
        - (share + 1) * share * (share - 2) / 2 * after
        + (share + 1) * share * (share - 1) / 6 * beyond
    )
    return found


def _strange(shown: Values) -> Values:
    """The square of the difference of each place from what those beside it make of it."""
    off = np.zeros(shown.shape)
    off[1:-1] = shown[1:-1] - (shown[:-2] + shown[2:]) / 2
    if len(shown) > 6:
        off[3:-3] = shown[3:-3] - (9 * (shown[2:-4] + shown[4:-2]) - (shown[:-6] + shown[6:])) / 16
    off[0], off[-1] = off[1], off[-2]
    return off**2
