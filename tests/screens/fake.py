"""A session that does nothing but remember, for screens to be shown without a lens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.app import App

from fsq_tui.buttons import BUTTONS
from fsq_tui.focus.calibration import Calibration, DistanceMark, StepMode
from fsq_tui.focus.modes import Activity, How, Mode
from fsq_tui.focus.overlay import Highlights, OverlayView
from fsq_tui.focus.region import MIDDLE
from fsq_tui.focus.sequence import FocusPoint, Order
from fsq_tui.focus.settings import FocusSettings
from fsq_tui.focus.shape import Shape
from fsq_tui.focus.swept import Swept
from fsq_tui.key_names import key_name
from fsq_tui.session.frames import Frame
from fsq_tui.session.requests import CheckLens, Request
from fsq_tui.session.snapshot import (
    Hint,
    LogLine,
    PointRow,
    Position,
    Progress,
    RackView,
    Severity,
    Snapshot,
    Transition,
)

NOW_S = 100.0
WALL = dt.datetime(2026, 1, 1, 9, 30, 30, tzinfo=dt.UTC)
KEYS = {button.id: tuple(map(key_name, button.keys)) for button in BUTTONS}


class FakeSession:
    """Settable snapshot and time; remembers presses, requests, and whether it was closed."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.state = snapshot
        self.now_s = NOW_S
        self.presses: list[str] = []
        self.requests: list[Request] = []
        self.checks = 0
        self.closed = 0
        self.detached = 0
        self.taken_over = 0
        self.frames_per_s = 0.0
        self.shown_frame: Frame | None = None
        self._listeners: list[Callable[[], None]] = []

    def set(self, snapshot: Snapshot) -> None:
        self.state = snapshot
        for listener in self._listeners:
            listener()

    def send(self, number: int, jpeg: bytes) -> None:
        """A picture of the live view comes."""
        self.shown_frame = Frame(number, self.now_s, None, jpeg)
        self.set(self.state)

    @property
    def listeners(self) -> int:
        return len(self._listeners)

    def press(self, button: str) -> None:
        self.presses.append(button)

    def ask(self, request: Request) -> None:
        """Whether the lens can be driven is asked whenever a menu opens: that is only counted."""
        if isinstance(request, CheckLens):
            self.checks += 1
        else:
            self.requests.append(request)

    def snapshot(self) -> Snapshot:
        return self.state

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def want_frames(self, per_s: float) -> None:
        self.frames_per_s = per_s

    def frame(self) -> Frame | None:
        return self.shown_frame

    def now(self) -> float:
        return self.now_s

    def wall(self) -> dt.datetime:
        return WALL

    def take_over(self) -> None:
        self.taken_over += 1

    def detach(self) -> None:
        self.detached += 1

    def close(self) -> None:
        self.closed += 1


# The reference lens in outline: 407 steps, infinity to 20 cm, a value for about ten steps each.
STEPS = 407
MODES = (StepMode(3, 26.0, 94.321), StepMode(2, 4.0, 48.733), StepMode(1, 1.0, 23.496))


def _distance_cm(step: int) -> int:
    plateau = step // 10 * 10
    if plateau < 20:
        return 65535
    return round(100 / (0.0607 + (plateau - 20) / 380 * (5.0 - 0.0607)))


CALIBRATION = Calibration(
    "EF24mm f/2.8 IS USM",
    tuple(round(step * 9 + step * step * 0.0094) for step in range(STEPS)),
    MODES,
    tuple(_distance_cm(step) for step in range(STEPS)),
)


def row(
    step: int, distance_cm: int, target_s: float, move: Transition | None, name: str = ""
) -> PointRow:
    return PointRow(
        FocusPoint(CALIBRATION.positions[step], distance_cm, target_s, name), step, move
    )


ROW_1 = row(4, 65535, 0.0, None, "horizon")
ROW_2 = row(150, 54, 1.243, Transition(146, 1.243, 1.243), "Anna, door")
ROW_3 = row(30, 1647, 5.0, Transition(120, 5.0, 1.329), "window")
LATE = row(
    390,
    20,
    0.8,
    Transition(360, 3.954, 3.954, "too fast for this lens: 360 steps take 3.954 s"),
    "glass",
)
REACH = row(31, 1647, 5.0, Transition(119, 5.0, 1.243), "window")

LOG = (
    LogLine(WALL.replace(second=2), "lens EF24mm f/2.8 IS USM found, 407 steps known"),
    LogLine(WALL.replace(second=5), "limits: 2841 ... -2373, inverted, 5214 wide"),
    LogLine(WALL.replace(second=21), "point 2: 1 step off, 0 after the correction; 0.012 s late"),
    LogLine(
        WALL.replace(second=24),
        "autofocus found no subject; press HALF-SHUTTER again",
        Severity.WARNING,
    ),
    LogLine(
        WALL.replace(second=28),
        "the folder is read-only; the scene is kept in memory",
        Severity.FAULT,
    ),
)


def snapshot(mode: Mode, rows: tuple[PointRow, ...] = (ROW_1, ROW_2), index: int = 0) -> Snapshot:
    """A calibrated lens at rest on the current point."""
    at = rows[index] if rows else ROW_1
    step = at.step or 0
    move = at.transition
    return Snapshot(
        mode=mode,
        overlay=OverlayView(
            mode=mode,
            number=index + 1,
            count=max(1, len(rows)),
            stored_cm=at.point.distance_cm,
            live_cm=at.point.distance_cm,
            target_s=at.point.duration_s if index else None,
            expected_s=move.expected_s if move else None,
        ),
        rows=rows,
        index=index,
        position=Position(step, CALIBRATION.positions[step], at.point.distance_cm, How.MEASURED),
        log=LOG,
        calibration=CALIBRATION,
        scene="kitchen",
        body="EOS simulated",
        lens_name="EF24mm f/2.8 IS USM",
        link="simulated",
        battery_percent=87,
    )


def overlaid(state: Snapshot, **changes: object) -> Snapshot:
    """The same with another overlay."""
    assert state.overlay is not None
    return replace(state, overlay=replace(state.overlay, **changes))  # type: ignore[arg-type]


def surveying(activity: Activity, fraction: float, label: str, frame: int) -> Snapshot:
    """Checking limits or calibrating, nothing known yet."""
    view = OverlayView(Mode.EDIT, activity, since_s=NOW_S - frame * 0.1)
    return replace(
        snapshot(Mode.EDIT, ()),
        activity=activity,
        overlay=view,
        progress=Progress(fraction, label),
        position=Position(),
        calibration=None,
        log=LOG[:1],
    )


def off() -> Snapshot:
    return replace(snapshot(Mode.OFF), position=Position())


def first_of_one() -> Snapshot:
    return snapshot(Mode.EDIT, (ROW_1,))


def second_of_two() -> Snapshot:
    return snapshot(Mode.EDIT, index=1)


def off_point() -> Snapshot:
    state = overlaid(first_of_one(), off_point=True, live_cm=1647, since_s=NOW_S)
    return replace(state, position=Position(26, CALIBRATION.positions[26], 1647, How.MEASURED))


def marked(state: Snapshot, **marks: float) -> Snapshot:
    return overlaid(state, highlights=Highlights(**marks))


def after_set() -> Snapshot:
    return marked(snapshot(Mode.EDIT, (row(26, 1647, 0.0, None),)), distance_s=NOW_S)


def retimed() -> Snapshot:
    return overlaid(marked(second_of_two(), duration_s=NOW_S), target_s=1.3, expected_s=1.3)


def moving() -> Snapshot:
    state = overlaid(
        snapshot(Mode.EDIT),
        activity=Activity.MOVING,
        destination=2,
        live_cm=78,
        since_s=NOW_S,
        ends_s=NOW_S + 0.8,
    )
    position = Position(112, CALIBRATION.positions[112], 78, How.COUNTED)
    return replace(state, activity=Activity.MOVING, destination=1, position=position)


MARKS = tuple(
    DistanceMark(CALIBRATION.positions[step], cm)
    for step, cm in ((20, 1000), (150, 100), (380, 30))
)


def by_marks() -> Snapshot:
    """A lens that reports no distances, between two of three marks."""
    calibration = replace(CALIBRATION, distances_cm=(), marks=MARKS)
    at = Position(148, CALIBRATION.positions[148], 101, How.MEASURED, 3)
    return replace(second_of_two(), calibration=calibration, position=at)


PLAYED = (ROW_1, REACH, LATE)
MANNERS = (
    replace(ROW_1, point=replace(ROW_1.point, dwell_s=12.5)),
    replace(REACH, point=replace(REACH.point, shape=Shape.EASE, dwell_s=1.5, chain=True)),
    replace(LATE, point=replace(LATE.point, shape=Shape.DIOPTRES, skip=True)),
)


def played() -> Snapshot:
    """Points that are played in every manner, in a loop."""
    return replace(snapshot(Mode.PLAY, MANNERS, 1), order=Order.LOOP)


def dwelling() -> Snapshot:
    state = overlaid(played(), activity=Activity.DWELLING)
    return replace(state, activity=Activity.DWELLING, running=True)


def racked(
    rack: RackView, activity: Activity = Activity.IDLE, ends_in_s: float = 0.0, cm: int = 54
) -> Snapshot:
    """Follow Focus on, the rack so far set up."""
    state = overlaid(
        snapshot(Mode.RACK, index=1),
        activity=activity,
        counter_steps=rack.counter_steps,
        expected_s=rack.expected_s,
        live_cm=cm,
        since_s=NOW_S,
        ends_s=NOW_S + ends_in_s,
    )
    return replace(state, activity=activity, rack=rack, settings=FocusSettings(follow=True))


NO_END = RackView()
AT_END = RackView(True, 0, 0)
AWAY = RackView(True, 123, 0, expected_s=1.243)
UNSURE = RackView(True, -12, 0, 14, 0.5)


def recorded() -> Snapshot:
    """The hold of a take before its first pull, 7.4 s after its clip began."""
    state = overlaid(played(), activity=Activity.HOLDING)
    told = Hint("Recording: pull in 1 s", NOW_S, Severity.NOTE)
    return replace(
        state,
        activity=Activity.HOLDING,
        running=True,
        recording=True,
        recording_since_s=NOW_S - 7.4,
        hint=told,
    )


# Every line of the overlay's table, and what the screen looks like then.
def swept() -> Snapshot:
    """After a sweep whose region is sharp at step 150."""
    steps = tuple(4.0 * place for place in range(102))
    curve = tuple(3.0 + 4.0 / (1.0 + ((step - 150.0) / 30.0) ** 2) for step in steps)
    return replace(second_of_two(), swept=Swept(MIDDLE, steps, curve, 150.2))


STATES: dict[str, tuple[str, Snapshot]] = {
    "off": ("[    ]", off()),
    "checking": (
        "[.oOo] checking lens limits...",
        surveying(Activity.CHECKING, 0.4, "forward to the stop", 1),
    ),
    "calibrating": (
        "[oOo.] calibrating lens...",
        surveying(Activity.CALIBRATING, 0.62, "step by step, 252 found", 2),
    ),
    "marking": (
        "[.oOo] marking the stops...",
        surveying(Activity.MARKING, 0.33, "SET at forward stop: 212 of size 1 sent", 1),
    ),
    "edit_first": ("[edit]   1 / 1 |    inf.   |", first_of_one()),
    "edit_later": ("[edit]   2 / 2 |     54cm  |  1.243s", second_of_two()),
    "edit_off_point": ("[edit]   1 / 1 | {16.470m} |", off_point()),
    "edit_after_set": ("[edit]   1 / 1 | >16.470m< |", after_set()),
    "edit_after_q": (
        "[edit] > 2</ 2 |     54cm  |  1.243s",
        marked(second_of_two(), index_s=NOW_S),
    ),
    "edit_after_up": ("[edit]   2 / 2 |     54cm  | >1.300s<", retimed()),
    "moving": ("[edit] ==>( 2) | (   78cm) | (0.800s)", moving()),
    "dwelling": ("[play]   2 / 3 |  16.470m  |  5.000s", dwelling()),
    "rack_no_end": ("[rack]      -- |     54cm  |", racked(NO_END)),
    "rack_at_end": ("[rack]       0 |     54cm  |", racked(AT_END)),
    "rack_away": ("[rack]    +123 |     54cm  |  1.243s", racked(AWAY)),
    "rack_unsure": ("[rack]     -12 |     54cm  |  0.500s", racked(UNSURE)),
    "rack_waiting": (
        "[rack]    +123 |     54cm  | (1.500s)",
        racked(AWAY, Activity.WAITING, 1.5),
    ),
    "racking": (
        "[rack] ==> +123| (   54cm) | (0.800s)",
        racked(AWAY, Activity.MOVING, 0.8),
    ),
    "rack_driving": ("[rack] ==> +123| (   54cm) |", racked(AWAY, Activity.JOGGING)),
    "recorded": ("[play]   2 / 3 |  16.470m  |  5.000s", recorded()),
    "play_first": ("[play]   1 / 3 |    inf.   |", snapshot(Mode.PLAY, PLAYED)),
    "play_later": ("[play]   2 / 3 |  16.470m  |  5.000s", snapshot(Mode.PLAY, PLAYED, 1)),
}


MENU = (
    "Follow Focus", "Focus End Point", "Focus Start Point", "Rack Focus", "Focus Stacking",
    "Focus Settings", "DOF Settings", "Sequence", "Calibrate lens", "Points",
    "Play order", "Distance marks", "Guide", "Keys", "Theme", "Quit",
)  # fmt: skip


def menu_at(label: str) -> tuple[str, ...]:
    """The keys that open the Focus menu and go to an entry."""
    return ("m", *["down"] * MENU.index(label))


def followed(counter_steps: int | None = 123, mode: Mode = Mode.RACK, **changes: Any) -> Snapshot:
    """A lens at rest, so far from the rack's end point."""
    rack = RackView(
        counter_steps=counter_steps,
        start_steps=None if counter_steps is None else 0,
        expected_s=1.243,
    )
    state = replace(second_of_two(), mode=mode, rack=rack, overlay=None)
    return replace(state, **{"settings": FocusSettings(follow=True), **changes})


def screen_text(app: App[None]) -> list[str]:
    """What stands on the screen, line by line, without trailing blanks."""
    strips = app.screen._compositor.render_strips()
    return [strip.text.rstrip() for strip in strips]


GRIDS = Path(__file__).parents[2] / "snapshots"


def check_grid(name: str, lines: list[str], *, update: bool) -> None:
    """Compare with the reviewed grid; `--update-grids` writes it."""
    path = GRIDS / f"{name}.txt"
    text = "\n".join(lines) + "\n"
    if update:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, f"{path} differs; --update-grids accepts"
