"""The status line: time, clip, body, lens, battery, link, position, and whether all is on disk."""

from __future__ import annotations

from dataclasses import dataclass

from fsq_tui.focus.modes import How
from fsq_tui.session.snapshot import Position, Snapshot
from fsq_tui.widgets.paint import Line, Painted, cut, line_width, painted_as

LOW_BATTERY_PERCENT = 15
LEAST_BODY = 8
LEAST_LENS_NAME = 12  # columns; a lens name cut shorter than this tells nothing
RECORDING = "• REC"
BODY, LENS, BATTERY, LINK = range(4)
BY_WEIGHT = (LENS, BATTERY, BODY, LINK)


@dataclass(frozen=True, slots=True)
class Status:
    """What the status line says; `clock` is HH:MM, `clip` is '' unless one is recorded."""

    clock: str
    body: str
    lens_name: str
    battery_percent: int | None
    link: str
    position: str
    unsaved: bool
    clip: str = ""

    @classmethod
    def of(cls, snapshot: Snapshot, clock: str, now_s: float) -> Status:
        """From a snapshot, at a time of the operator's."""
        last_step = snapshot.calibration.last_step if snapshot.calibration else None
        return cls(
            clock,
            snapshot.body,
            snapshot.lens_name,
            snapshot.battery_percent,
            snapshot.link,
            position_text(snapshot.position, last_step).rjust(_position_width(last_step)),
            bool(snapshot.unsaved),
            clip_text(snapshot, now_s),
        )


def position_text(position: Position, last_step: int | None) -> str:
    """`step 150 / 406 measured`, or `position unknown` before the limits check."""
    if position.how is How.UNKNOWN or position.normalized_position is None:
        return "position unknown"
    if position.step is None or last_step is None:
        return f"position {position.normalized_position} {position.how.value}"
    return f"step {position.step} / {last_step} {position.how.value}"


def clip_text(snapshot: Snapshot, now_s: float) -> str:
    """`• REC 0:07` while a clip is recorded; without its length where nobody saw it begin."""
    if not snapshot.recording:
        return ""
    if snapshot.recording_since_s is None:
        return RECORDING
    minutes, seconds = divmod(max(0, int(now_s - snapshot.recording_since_s)), 60)
    return f"{RECORDING} {minutes}:{seconds:02d}"


def _position_width(last_step: int | None) -> int:
    """What the longest position of this lens takes, so that the line is at rest while it moves."""
    return 0 if last_step is None else len(f"step {last_step} / {last_step} measured")


class StatusBar(Painted[Status]):
    """The top line of the screen."""

    COMPONENT_CLASSES = painted_as("muted", "strong", "unsaved", "warning")

    def paint(self, values: Status, width: int, _height: int) -> list[Line]:
        """One line; what matters least gives way first: link, body, battery, then the lens."""
        return [status_line(values, width)]


def status_line(status: Status, width: int) -> Line:
    """The status in so many columns, the position at the right end."""
    right = _right(status)
    left: Line = [(status.clock, "strong")]
    if status.clip:
        is_wide = line_width(left + right) + len(status.clip) + 4 <= width
        left += [(" ", "plain"), (f" {status.clip if is_wide else RECORDING} ", "unsaved")]
    room = width - line_width(right) - line_width(left) - 2
    tries = (_kept(status, room, gap) for gap in (2, 1))
    parts = max(tries, key=lambda parts: (len(parts), line_width(parts)))
    gap = "  " if line_width(parts) + 2 * len(parts) <= room else " "
    for part in parts:
        left += [(gap, "plain"), part]
    between = width - line_width(left) - line_width(right)
    return [*left, (" " * max(1, between), "plain"), *right]


def _right(status: Status) -> Line:
    position: Line = [(status.position, "plain")]
    return [("unsaved!", "unsaved"), ("  ", "plain"), *position] if status.unsaved else position


def _kept(status: Status, room: int, gap: int) -> Line:
    """The parts between clock and position that fit, in the order they are shown."""
    battery = "" if status.battery_percent is None else f"{status.battery_percent}%"
    low = status.battery_percent is not None and status.battery_percent <= LOW_BATTERY_PERCENT
    shown: Line = [
        (cut(status.body, 24), "muted"),
        (cut(status.lens_name, 32), "plain"),
        (battery, "warning" if low else "muted"),
        (cut(status.link, 16), "muted"),
    ]
    body_room = room - line_width(shown[LENS:]) - gap * len(shown)
    if body_room >= LEAST_BODY:
        shown[BODY] = (cut(status.body, min(24, body_room)), "muted")
    kept: set[int] = set()
    for index in BY_WEIGHT:
        trial = sorted(kept | {index})
        if shown[index][0] and line_width([shown[i] for i in trial]) + gap * len(trial) <= room:
            kept.add(index)
    if LENS not in kept and room >= LEAST_LENS_NAME + gap:
        return [(cut(status.lens_name, room - gap), "plain")]
    return [shown[index] for index in sorted(kept)]
