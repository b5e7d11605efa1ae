"""The one line of the overlay, to the column, as the camera draws it.

All times are seconds of the operator's life. What blinks is shown on every other refresh, starting
with the first, for HIGHLIGHT_S after the edit.
"""

from __future__ import annotations

from dataclasses import dataclass

from fsq_tui.focus.distance import distance_field
from fsq_tui.focus.modes import SURVEYING, Activity, Mode

REFRESH_S = 0.1
HIGHLIGHT_S = 1.0
SPINNER = (" .oO", ".oOo", "oOo.", "Oo. ", "o. .", ". .o")
ARROW = ("==>", " ==", "  =", "   ", ">  ", "=> ")
NEVER_S = float("-inf")
NO_COUNTER = "--"
DRIVEN = (Activity.MOVING, Activity.JOGGING)  # the arrow of the rack is shown


@dataclass(frozen=True, slots=True)
class Highlights:
    """When each part was last edited."""

    mode_s: float = NEVER_S
    index_s: float = NEVER_S
    distance_s: float = NEVER_S
    duration_s: float = NEVER_S


@dataclass(frozen=True, slots=True)
class OverlayView:
    """What the line says. `number`, `count` and `destination` count from 1.

    `stored_cm` is the point's distance, `live_cm` the lens's; `off_point` whether the lens stands
    on another step than the point's. `target_s` and `expected_s` are None where no pull leads in.
    `counter_steps` is that of the rack, None where it has no end point yet.
    `since_s` is when the activity (or, at rest, being off the point) began, `ends_s` when the
    transition is expected to end, `rate` the seconds of the lens in one of the operator's.
    """

    mode: Mode = Mode.OFF
    activity: Activity = Activity.IDLE
    number: int = 1
    count: int = 1
    destination: int = 1
    stored_cm: int = 0
    live_cm: int = 0
    off_point: bool = False
    target_s: float | None = None
    expected_s: float | None = None
    since_s: float = 0.0
    ends_s: float = 0.0
    counter_steps: int | None = None
    rate: float = 1.0
    highlights: Highlights = Highlights()


def overlay_line(view: OverlayView, now_s: float) -> str:
    """The overlay at `now_s`, without trailing blanks: at most 37 columns."""
    if view.activity in SURVEYING:
        spinner = SPINNER[_refreshes(now_s, view.since_s) % len(SPINNER)]
        return f"[{spinner}] {view.activity.value}..."
    header = _header(view, now_s)
    if view.mode is Mode.OFF:
        return header.rstrip()
    if view.mode is Mode.RACK:
        return f"{header}{_rack(view, now_s)}".rstrip()
    body = _moving(view, now_s) if view.activity is Activity.MOVING else _resting(view, now_s)
    return f"{header}{body}".rstrip()


def is_animated(view: OverlayView, now_s: float) -> bool:
    """Whether the line will change by itself: if not, there is nothing to refresh."""
    marks = view.highlights
    edits = (marks.mode_s, marks.index_s, marks.distance_s, marks.duration_s)
    return (
        view.activity in (*SURVEYING, Activity.MOVING, Activity.WAITING)
        or (view.activity is Activity.JOGGING and view.mode is Mode.RACK)
        or (view.off_point and view.mode is not Mode.OFF)
        or any(_highlighted(since_s, now_s) for since_s in edits)
    )


def _header(view: OverlayView, now_s: float) -> str:
    left, right = _delimiters("[]", view.highlights.mode_s, now_s)
    if not _highlighted(view.highlights.mode_s, now_s):
        left, right = "[]"
    return f"{left}{view.mode.value}{right}"


def _resting(view: OverlayView, now_s: float) -> str:
    left, right = _delimiters("><", view.highlights.index_s, now_s)
    index = f"{left + format(view.number, '2d'):>4}{right}/{f'{view.count:2d}':<3}|"
    return f"{index} {_distance(view, now_s)} |{_duration(view, now_s)}"


def _moving(view: OverlayView, now_s: float) -> str:
    arrow = ARROW[_refreshes(now_s, view.since_s) % len(ARROW)]
    index = f" {arrow}{f'({view.destination:2d})':<5}|"
    return f"{index} ({distance_field(view.live_cm)}) |{_countdown(view, now_s)}"


def _countdown(view: OverlayView, now_s: float) -> str:
    return _seconds(max(0.0, view.ends_s - now_s) * view.rate, "(", ")")


def _rack(view: OverlayView, now_s: float) -> str:
    steps = view.counter_steps
    counter = NO_COUNTER if steps is None else f"{steps:+d}" if steps else "0"
    distance = distance_field(view.live_cm)
    if view.activity in DRIVEN:
        arrow = ARROW[_refreshes(now_s, view.since_s) % len(ARROW)]
        # From five digits on the counter takes the blank before the arrow.
        place = f"{f' {arrow}{counter:>5}'[-9:]}| ({distance}) |"
    else:
        place = f" {counter:>7} |  {distance}  |"
    if view.activity in (Activity.MOVING, Activity.WAITING):
        return place + _countdown(view, now_s)
    return place if view.activity in DRIVEN else place + _duration(view, now_s)


def _distance(view: OverlayView, now_s: float) -> str:
    if _highlighted(view.highlights.distance_s, now_s):
        left, right = _delimiters("><", view.highlights.distance_s, now_s)
        return f"{left}{distance_field(view.stored_cm)}{right}"
    if view.off_point:
        left, right = "{}" if _shown(now_s, view.since_s) else "  "
        return f"{left}{distance_field(view.live_cm)}{right}"
    return f" {distance_field(view.stored_cm)} "


def _duration(view: OverlayView, now_s: float) -> str:
    if view.target_s is not None and _highlighted(view.highlights.duration_s, now_s):
        return _seconds(view.target_s, *_delimiters("><", view.highlights.duration_s, now_s))
    return "" if view.expected_s is None else _seconds(view.expected_s, " ", " ")


def _seconds(seconds: float, left: str, right: str) -> str:
    # From 10 s on the digit takes the blank before the delimiter, so the line never grows.
    return f"{f'{left}{seconds:.3f}s':>8}{right}"


def _delimiters(pair: str, since_s: float, now_s: float) -> tuple[str, str]:
    if _highlighted(since_s, now_s) and _shown(now_s, since_s):
        return pair[0], pair[1]
    return " ", " "


def _highlighted(since_s: float, now_s: float) -> bool:
    return 0.0 <= now_s - since_s < HIGHLIGHT_S


def _shown(now_s: float, since_s: float) -> bool:
    return _refreshes(now_s, since_s) % 2 == 0


def _refreshes(now_s: float, since_s: float) -> int:
    """How many refreshes have passed; the hair added keeps sums of 0.1 s from falling short."""
    return max(0, int((now_s - since_s) / REFRESH_S + 1e-6))
