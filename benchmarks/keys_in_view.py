"""From the key to the drive command of a body whose pictures take long to come."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from benchmarks import drive
from benchmarks.figures import Figure, percentile
from benchmarks.stage import Stage, hurried

PER_S = 10.0
FRAME_S = 0.1  # a picture of a large body over WLAN; over USB most take a third of that
PRESSES = 60
RESTED_S = (0.3, 0.8)  # longer than pictures are put off after a key


def measure(stage: Stage) -> list[Figure]:
    """Without pictures, and with as many as a screen shows: keys in a burst, then after a rest."""
    stage = hurried(stage)
    figures: list[Figure] = []
    for per_s, where in ((0.0, "no pictures"), (PER_S, f"{FRAME_S * 1000:.0f} ms a picture")):
        with drive.timed_session(stage, FRAME_S) as session:
            session.session.want_frames(per_s)
            figures += drive.reactions(where, session.react, session.press)
            figures += _after_rest(where, session.react, session.press)
    return figures


def _after_rest(
    where: str, react: Callable[[str], float], press: Callable[[str], None]
) -> list[Figure]:
    """The first SET after the lens has rested in play mode."""
    taken_ms = []
    for _ in range(PRESSES):
        time.sleep(random.uniform(*RESTED_S))
        taken_ms.append(react("set"))
        press("stop")
        react("q")
    return [
        Figure(f"SET after a rest, {where}, {name}", value, "ms", note=f"{PRESSES} presses")
        for name, value in (
            ("mean", sum(taken_ms) / PRESSES),
            ("p50", percentile(taken_ms, 50)),
            ("p99", percentile(taken_ms, 99)),
        )
    ]
