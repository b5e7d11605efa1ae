"""Where a sweep that began at one stop of a lens, or was driven into the other, has met them.

The count of such a sweep is off by what was taken for play of the gear and is none, by the average
of its commands, and by where it began. At a stop the pictures do not change, and it is known which
step of the lens that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fsq_tui.errors import UnfitScene
from fsq_tui.pictures.comparing import Still, compared
from fsq_tui.pictures.edge import edge_of
from fsq_tui.pictures.seen import Seen

STOP_STEPS = 0.75  # so near a stop a place is at it
MOST_BLUR_STEPS = 12.0
LEAST_UNSURE_STEPS, UNSURE_SHARE = 1.5, 0.5  # of what the pictures tell; of their gap and the blur


def between_stops(
    seen: Seen, last_step: int, is_from_stop: bool, is_told: bool
) -> tuple[Seen, slice]:
    """A sweep in steps of the calibration, and which of its places are left.

    It led into the forward stop if it was counted beyond the last step. `is_told` is whether the
    body has said that it ended there. Raises UnfitScene where there is nothing between the stops.
    """
    low, high, is_met = 0.0, float(last_step), is_told
    if is_from_stop:
        turned = [-step for step in reversed(seen.steps)]
        low = -_edge(turned, seen.pictures[::-1], 0.0, seen.gap_steps)
    high += low
    if is_told:
        high = seen.steps[-1]
    elif seen.steps[-1] > last_step:
        edge = _edge(seen.steps, seen.pictures, high, seen.gap_steps)
        # Else the pictures change up to the end.
        is_met = edge >= high or seen.steps[-1] - edge > seen.gap_steps
        high = edge if is_met else high
    if is_from_stop:
        scale = last_step / (high - low) if is_met else 1.0
        steps = [(step - low) * scale for step in seen.steps]
    else:
        steps = [step + last_step - high for step in seen.steps]
    return _kept(seen, steps, last_step, is_from_stop, is_met)


def _kept(
    seen: Seen, steps: Sequence[float], last_step: int, is_from_stop: bool, is_met: bool
) -> tuple[Seen, slice]:
    """The places between the stops, and one at each of these that was met."""
    within = [at for at, step in enumerate(steps) if STOP_STEPS < step < last_step - STOP_STEPS]
    if not within:
        raise UnfitScene(
            "The picture does not change where the lens was driven.",
            "Point the camera at something textured, still and lit, then try again.",
        )
    begin, end = within[0], within[-1] + 1
    kept = list(steps[begin:end])
    if is_from_stop and begin:
        begin, kept = begin - 1, [0.0, *kept]
    if is_met and end < len(steps):
        end, kept = end + 1, [*kept, float(last_step)]
    left = slice(begin, end)
    return replace(seen, steps=tuple(kept), pictures=seen.pictures[left]), left


def _edge(
    steps: Sequence[float], pictures: Sequence[Still], counted: float, gap_steps: float
) -> float:
    """From where on the pictures are like the last one.

    Where it was counted, unless the pictures surely tell otherwise.
    """
    edge = edge_of(steps, [compared(pictures[-1], one).change for one in pictures])
    unsure = max(LEAST_UNSURE_STEPS, UNSURE_SHARE * max(edge.blur, gap_steps))
    tells = edge.blur < max(MOST_BLUR_STEPS, gap_steps)
    return edge.place if tells and abs(edge.place - counted) > unsure else counted
