"""From the key to the drive command of a body whose pictures take long to come."""

from __future__ import annotations

from benchmarks import drive
from benchmarks.figures import Figure
from benchmarks.stage import Stage, hurried

PER_S = 10.0
FRAMES_S = (0.03, 0.1)  # what bodies were seen to take for a picture, over USB and over WLAN


def measure(stage: Stage) -> list[Figure]:
    """Without pictures, and as many wanted as a screen shows."""
    stage = hurried(stage)
    figures: list[Figure] = []
    for per_s, frame_s in ((0.0, 0.0), *((PER_S, frame_s) for frame_s in FRAMES_S)):
        with drive.timed_session(stage, frame_s) as session:
            session.session.want_frames(per_s)
            where = f"{frame_s * 1000:.0f} ms a picture" if per_s else "no pictures"
            figures += drive.reactions(where, session.react, session.press)
    return figures
