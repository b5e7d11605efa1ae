"""What is told and kept of a pull once its lens has arrived."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from fsq_tui.backend.base import Identity
from fsq_tui.errors import FileRefused
from fsq_tui.focus.sequence import FocusPoint
from fsq_tui.session.player import Report, Sample
from fsq_tui.storage.takes import Take, append_take


def told(report: Report) -> str:
    """`asked 1.300s, planned 1.300s, took 1.304s, off by -1, corrected to +0, measured`."""
    return (
        f"asked {report.asked_s:.3f}s, planned {report.planned_s:.3f}s, "
        f"took {report.took_s:.3f}s, {report.deviation}, {report.how.value}"
    )


def told_shortly(report: Report) -> str:
    """The same for a single line of 80 columns: seconds first, then steps."""
    before, after = report.off_by_steps_before, report.off_by_steps
    known = before is not None and after is not None
    off = f"off {before:+d} to {after:+d}" if known else report.deviation
    return (
        f"asked {report.asked_s:.3f}, planned {report.planned_s:.3f}, "
        f"took {report.took_s:.3f}s, {off}, {report.how.value}"
    )


def keep_take(
    scene_path: Path,
    identity: Identity,
    points: Sequence[FocusPoint],
    indices: tuple[int, int],
    report: Report,
    at: dt.datetime,
    clip_s: float | None,
) -> str:
    """Put a pull between two points (by index) behind the takes of its scene.

    `clip_s` is how far into the clip that fsq recorded it began, None for no clip. Returns a
    sentence where that fails, else ''.
    """
    source, goal = indices
    take = Take(
        at=at,
        scene=scene_path.name,
        lens_name=identity.lens_name,
        simulated=identity.is_simulated,
        from_point=source + 1,
        to_point=goal + 1,
        names=(points[source].name, points[goal].name),
        from_step=report.from_step,
        to_step=report.to_step,
        asked_s=report.asked_s,
        planned_s=report.planned_s,
        took_s=report.took_s,
        off_by_steps_before=report.off_by_steps_before,
        off_by_steps=report.off_by_steps,
        how=report.how,
        shape=report.shape,
        late_s=report.late_s,
        rms_steps=rms_steps(report.samples),
        clip_s=clip_s,
        samples=tuple((s.at_s, s.step, s.ideal_step, s.how) for s in report.samples),
    )
    try:
        append_take(scene_path, take)
    except FileRefused as refused:
        return f"This take was played, but is not kept: {refused}"
    return ""


def rms_steps(samples: Sequence[Sample]) -> float | None:
    """Root mean square of (step - ideal step) over the time of the samples; None for fewer than 2.

    Between two samples the difference is taken to change evenly.
    """
    if len(samples) < 2 or samples[-1].at_s <= samples[0].at_s:
        return None
    area = 0.0
    for before, after in pairwise(samples):
        first, last = before.step - before.ideal_step, after.step - after.ideal_step
        duration_s = after.at_s - before.at_s
        area += duration_s * (first * first + first * last + last * last) / 3
    return math.sqrt(area / (samples[-1].at_s - samples[0].at_s))
