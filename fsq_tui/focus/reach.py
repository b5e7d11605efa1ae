"""How far from its ideal a motion in whole drive commands gets, and with which sizes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from fsq_tui.focus.fastest import Modes
from fsq_tui.focus.ideal import Ideal

MARGIN = 0.75  # how much of the stride of a command the reach is
NEAR_LIMIT = 0.85  # the share of a carrier's speed from which the next size may be needed
RARELY = 0.1


def reaches(modes: Modes, ideal: Ideal) -> list[float]:
    """How far from the ideal the sizes take the lens that are any good at its speed, in steps.

    These are the carrier, the slowest that keeps up, and those below it; near the limit of the
    carrier the next one as well.
    """
    top = ideal.top_speed_steps_s
    carriers = [_carrier(modes, top)]
    if carriers[0] and top > NEAR_LIMIT * modes[carriers[0]].speed_steps_s:
        carriers.append(carriers[0] - 1)
    return [modes[-1].steps + MARGIN * max(_strides(modes, k, ideal)) for k in carriers]


def _carrier(modes: Modes, speed_steps_s: float) -> int:
    return max((k for k, m in enumerate(modes) if m.speed_steps_s >= speed_steps_s), default=0)


def _strides(modes: Modes, carrier: int, ideal: Ideal) -> Iterator[float]:
    """How far one command of each size takes the lens from the ideal, at most, in steps."""
    for mode, slower in zip_longest(modes[carrier:], modes[carrier + 1 :]):
        yield abs(mode.steps - ideal.top_speed_steps_s * mode.duration_s)
        if not ideal.is_even:
            # Where the ideal is slower: down to where the next size keeps up.
            least = min(slower.speed_steps_s, ideal.top_speed_steps_s) if slower else 0.0
            yield mode.steps - least * mode.duration_s


def mixed(modes: Modes, speed_steps_s: float) -> list[float]:
    """About how often each size is used, in an even motion of this speed."""
    often = [0.0] * len(modes)
    carrier = _carrier(modes, speed_steps_s)
    often[carrier] = 1.0
    if carrier + 1 < len(modes):
        faster, slower = modes[carrier], modes[carrier + 1]
        often[carrier] = max(RARELY, (speed_steps_s - slower.speed_steps_s) * slower.duration_s)
        often[carrier + 1] = max(RARELY, (faster.speed_steps_s - speed_steps_s) * faster.duration_s)
    return often
