"""The line under the overlay: progress of a check or a calibration, a hint, a dwell, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.session.snapshot import HINT_S, Hint, Progress, Severity, Snapshot
from fsq_tui.widgets.keys import rack_advice
from fsq_tui.widgets.paint import Line, Painted, cut, painted_as

ROLES = {Severity.NOTE: "plain", Severity.WARNING: "warning", Severity.FAULT: "fault"}
MARKS = {Severity.NOTE: "·", Severity.WARNING: "!", Severity.FAULT: "X"}


@dataclass(frozen=True, slots=True)
class Info:
    """A progress (`percent` not None) or a sentence, both, or neither."""

    text: str = ""
    severity: Severity = Severity.NOTE
    percent: int | None = None


def info_of(snapshot: Snapshot, hint: Hint | None, now_s: float) -> Info:
    """What the line says now. `hint` is the newest one: the session's or the screen's own."""
    told = hint if hint is not None and is_shown(hint, now_s) else None
    if snapshot.progress is not None:
        percent = _percent(snapshot.progress)
        if told is None:
            return Info(snapshot.progress.label, percent=percent)
        return Info(told.text, told.severity, percent)  # the bar goes on below a refused key
    if told is not None:
        return Info(told.text, told.severity)
    if snapshot.unsaved:
        return Info(snapshot.unsaved, Severity.FAULT)
    if snapshot.activity is Activity.DWELLING:
        dwell_s = snapshot.rows[snapshot.index].point.dwell_s
        return Info(f"dwelling {dwell_s:g}s, then on by itself")
    if snapshot.mode is Mode.RACK and snapshot.sequencing:
        return Info(rack_advice(snapshot))
    return Info()


def is_shown(hint: Hint, now_s: float) -> bool:
    """Whether a hint's time is not over."""
    return now_s - hint.since_s < HINT_S


def _percent(progress: Progress) -> int:
    return max(0, min(100, int(progress.fraction * 100)))


class InfoLine(Painted[Info]):
    """One line of progress or hint."""

    COMPONENT_CLASSES = painted_as("done", "fault", "strong", "track", "warning")

    def paint(self, values: Info, width: int, _height: int) -> list[Line]:
        """A bar with label and percent, or the sentence with its mark."""
        if values.percent is not None:
            return [progress_line(values, width)]
        if not values.text:
            return []
        return [[(cut(_said(values), width), ROLES[values.severity])]]


def progress_line(info: Info, width: int) -> Line:
    """`label  ████▒▒▒▒▒▒  42%`, the bar as long as the width leaves it."""
    percent = info.percent or 0
    label = cut(_said(info), max(0, width - 16))
    bar = max(0, width - cell_len(label) - 6)
    done = bar * percent // 100
    return [
        (f"{label} ", ROLES[info.severity]),
        ("█" * done, "done"),
        ("░" * (bar - done), "track"),
        (f" {percent:3d}%", "strong"),
    ]


def _said(info: Info) -> str:
    """A note of the progress as it is; a hint with its mark."""
    if info.percent is not None and info.severity is Severity.NOTE:
        return info.text
    return f"{MARKS[info.severity]} {info.text}"
