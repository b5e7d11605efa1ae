"""What goes over the socket comes out as it went in, in parts as well; nothing else comes out."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsq_tui.focus.calibration import Calibration, StepMode
from fsq_tui.focus.holds import Holds
from fsq_tui.focus.modes import Activity, How, Mode
from fsq_tui.focus.overlay import Highlights, OverlayView
from fsq_tui.focus.region import Region
from fsq_tui.focus.sequence import FocusPoint
from fsq_tui.process.setup import ShowSetup
from fsq_tui.process.wire import (
    Attach,
    Bye,
    Frames,
    Hello,
    Quit,
    Said,
    TakeOver,
    line_of,
    state_line,
    understood,
)
from fsq_tui.session.frames import Frame
from fsq_tui.session.requests import (
    Calibrate,
    CalibrateByHand,
    FocusAt,
    FocusOnPeak,
    GoTo,
    MarkDistance,
    PlaceByPicture,
    Press,
    RemoveMark,
    Rename,
    Retime,
    SetHolds,
    Sweep,
    ToggleSequencing,
)
from fsq_tui.session.snapshot import (
    LOG_LINES,
    Hint,
    LogLine,
    PointRow,
    Position,
    Progress,
    Severity,
    Snapshot,
    Transition,
)
from tests.screens.fake import STATES, swept

times = st.floats(-1e9, 1e9) | st.just(float("-inf"))
texts = st.text(max_size=20)
numbers = st.integers(-(10**9), 10**9)
distances = st.integers(0, 65535)
points = st.builds(FocusPoint, numbers, distances, st.floats(0, 99.9), texts)
moves = st.builds(Transition, numbers, st.floats(0, 99), st.floats(0, 99), texts)
rows = st.builds(PointRow, points, st.none() | numbers, st.none() | moves)
lines = st.builds(
    LogLine, st.datetimes(timezones=st.just(dt.UTC)), texts, st.sampled_from(Severity)
)
snapshots = st.builds(
    Snapshot,
    mode=st.sampled_from(Mode),
    activity=st.sampled_from(Activity),
    sequencing=st.booleans(),
    overlay=st.none()
    | st.builds(
        OverlayView,
        mode=st.sampled_from(Mode),
        target_s=st.none() | st.floats(0, 99),
        since_s=times,
        highlights=st.builds(Highlights, times, times),
    ),
    rows=st.lists(rows, max_size=4).map(tuple),
    destination=st.none() | st.integers(0, 99),
    position=st.builds(Position, st.none() | numbers, numbers, distances, st.sampled_from(How)),
    progress=st.none() | st.builds(Progress, st.floats(0, 1), texts),
    hint=st.none() | st.builds(Hint, texts, times, st.sampled_from(Severity)),
    log=st.lists(lines, max_size=4).map(tuple),
    calibration=st.none()
    | st.just(Calibration("a lens", (0, 9, 19), (StepMode(1, 1.0, 23.496),), (1, 2, 3))),
    lens_name=texts,
    battery_percent=st.none() | st.integers(0, 100),
)


def sent(now: Snapshot, before: Snapshot | None, seen: Snapshot) -> Snapshot:
    """What a screen that has `seen` makes of it."""
    line = state_line(now, before)
    if line is None:
        return seen
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    news = understood(line, seen)
    assert isinstance(news, Snapshot)
    return news


@pytest.mark.parametrize("name", STATES)
def test_every_state_of_the_screen_arrives_whole(name: str) -> None:
    _, state = STATES[name]
    assert sent(state, None, Snapshot()) == state


def test_a_sweep_arrives_whole() -> None:
    assert sent(swept(), None, Snapshot()) == swept()


@given(snapshots, snapshots)
def test_what_has_changed_is_enough(before: Snapshot, now: Snapshot) -> None:
    seen = sent(before, None, Snapshot())
    assert seen == before
    if now.log != before.log:  # a log is never replaced: it grows
        now = dataclasses.replace(now, log=(*before.log, *now.log))
    assert sent(now, before, seen) == now


@given(snapshots)
def test_what_has_not_changed_is_not_sent(state: Snapshot) -> None:
    assert state_line(state, dataclasses.replace(state)) is None


def log_of(*numbers: int) -> tuple[LogLine, ...]:
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return tuple(LogLine(at, str(number)) for number in numbers)


def test_of_the_log_only_new_lines_go_out() -> None:
    old = log_of(*range(LOG_LINES))
    before = Snapshot(log=old)
    now = Snapshot(log=(*old, *log_of(1000, 1001))[-LOG_LINES:])
    line = state_line(now, before)
    assert line is not None
    assert len(line) < 200
    assert sent(now, before, before) == now


def test_a_log_that_was_replaced_whole_arrives() -> None:
    before, now = Snapshot(log=log_of(1, 2, 3)), Snapshot(log=log_of(*range(10, 10 + LOG_LINES)))
    assert sent(now, before, before) == now


@pytest.mark.parametrize(
    "said",
    [
        Hello(1, "0.1.0", 4711, ShowSetup("/a b/take.toml", None, True), 2, -12.5),
        Attach(),
        TakeOver(),
        Quit(),
        Bye("It is over."),
        Press("set"),
        Rename("naïve\n\x1b[31m"),
        Retime(1.25),
        SetHolds(Holds(0.0, 2.5, 60.0)),
        GoTo(3),
        Calibrate(),
        CalibrateByHand(),
        ToggleSequencing(),
        Sweep(Region(0.25, 0.0, 0.5, 1.0)),
        FocusOnPeak(),
        PlaceByPicture(),
        MarkDistance(150),
        RemoveMark(1450),
        FocusAt(150.5),
        Frames(12.5),
        Frame(3, 12.75, None, bytes(range(256))),
        Frame(3, 12.75, 151, b""),
    ],
)
def test_every_message_arrives(said: Said) -> None:
    assert understood(line_of(said), Snapshot()) == said


@given(st.binary(max_size=60))
def test_noise_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  what json says of it, or we
        understood(line, Snapshot())


@pytest.mark.parametrize(
    "message",
    [
        [],
        {},
        {"Press": {}},
        {"Press": {"button": 3}},
        {"Press": {"button": "set", "more": 1}},
        {"Press": None},
        {"Press": {"button": "a"}, "Quit": {}},
        {"Retime": {"duration_s": None}},
        {"SetHolds": {"holds": {"pre_roll_s": 0.0, "before_s": 99.0, "after_s": 0.0}}},
        {"SetHolds": {"holds": 2.0}},
        {"Frames": {"per_s": None}},
        {"Frame": {"number": 1, "at_s": 0.5, "step": None, "jpeg": "no base 64!"}},
        {"Frame": {"number": 1, "at_s": 0.5, "step": None, "jpeg": 3}},
        {"os.system": {"command": "true"}},
        {"Snapshot": {"mode": "lunch"}},
        {"Snapshot": {"no_such_field": 1}},
        {"Snapshot": {"log_added": [{}]}},
        {"Snapshot": []},
    ],
)
def test_what_is_no_message_is_refused(message: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        understood(json.dumps(message).encode(), Snapshot())
