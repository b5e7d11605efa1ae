"""Where a sweep that began at one stop of a lens, or was driven into the other, has met them.

The count of such a sweep is off by what was taken for play of the gear and is none, by the average
of its commands, and by where it began. At a stop the pictures do not change, and it is known which
step of the lens that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fsq_tui.pictures.comparing import Still, compared
from fsq_tui.pictures.edge import edge_of
from fsq_tui.pictures.seen import Seen

STOP_STEPS = 0.75  # so near a stop a place is at it
MOST_BLUR_STEPS = 12.0  # of the edge of a stop; it is up to a third of it off


def between_stops(
    seen: Seen, last_step: int, is_from_stop: bool, is_told: bool
) -> tuple[Seen, slice]:
    """A sweep in steps of the calibration, and which of its places are left.

    It led into the forward stop if it was counted beyond the last step. `is_told` is whether the
    body has said that it ended there.
    """
    low = 0.0
    if is_from_stop:
        found = _edge([-step for step in reversed(seen.steps)], seen.pictures[::-1], seen.gap_steps)
        low = low if found is None else -found
    end = None
    if is_told:
        end = seen.steps[-1]
    elif seen.steps[-1] > last_step:
        end = _edge(seen.steps, seen.pictures, seen.gap_steps)
        if end is not None and end - low < last_step and seen.steps[-1] - end < seen.gap_steps:
            end = None  # the pictures change up to the end
    is_met = end is not None
    high = float(last_step) if end is None else end
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
    begin, end = within[0], within[-1] + 1
    kept = list(steps[begin:end])
    if is_from_stop and begin:
        begin, kept = begin - 1, [0.0, *kept]
    if is_met and end < len(steps):
        end, kept = end + 1, [*kept, float(last_step)]
    left = slice(begin, end)
    return replace(seen, steps=tuple(kept), pictures=seen.pictures[left]), left


def _edge(steps: Sequence[float], pictures: Sequence[Still], gap_steps: float) -> float | None:
    """From where on the pictures are like the last one; None where they tell that too badly."""
    edge = edge_of(steps, [compared(pictures[-1], one).change for one in pictures])
    return edge.place if edge.blur < max(MOST_BLUR_STEPS, gap_steps) else None
