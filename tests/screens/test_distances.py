"""The dialogs of typed distances and the list of marks, worked by keys."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fsq_tui.app import FsqApp
from fsq_tui.focus.modes import Mode
from fsq_tui.screens.distances import MarksScreen
from fsq_tui.screens.live import LiveScreen
from fsq_tui.session.requests import FocusAt, MarkDistance, RemoveMark, Request
from fsq_tui.session.snapshot import Position, Snapshot
from tests.screens.fake import (
    CALIBRATION,
    KEYS,
    MARKS,
    FakeSession,
    by_marks,
    menu_at,
    screen_text,
    snapshot,
)

EDIT = snapshot(Mode.EDIT, index=1)


def shows(app: FsqApp, text: str) -> bool:
    """Whether it stands on the screen, wherever its lines are broken."""
    return text in " ".join(line.strip(" │") for line in screen_text(app))


async def typed(state: Snapshot, *keys: str) -> list[Request]:
    session = FakeSession(state)
    app = FsqApp(session, KEYS, "camera")
    async with app.run_test() as pilot:
        await pilot.press(*keys)
        assert isinstance(app.screen, LiveScreen)
    return session.requests


@pytest.mark.parametrize(
    ("keys", "distance_cm"),
    [
        (("1", "full_stop", "5", "m"), 150),
        (("i", "n", "f"), 65535),
        (("4", "apostrophe", "1", "1", "quotation_mark"), 150),
        (("0", "full_stop", "2"), 1),
        (("delete",), 0),
    ],
)
async def test_the_distance_of_the_present_step_is_typed(
    keys: tuple[str, ...], distance_cm: int
) -> None:
    assert await typed(EDIT, "d", *keys, "enter") == [MarkDistance(distance_cm)]


async def test_a_mark_near_the_lens_is_offered_and_an_empty_text_removes_it() -> None:
    assert await typed(by_marks(), "d", "enter") == [MarkDistance(100)]
    assert await typed(by_marks(), "d", "delete", "enter") == [MarkDistance(0)]


async def test_a_lens_of_unknown_place_is_left_to_the_session() -> None:
    lost = replace(by_marks(), position=Position())
    assert await typed(lost, "d", "9", "m", "enter") == [MarkDistance(900)]


@pytest.mark.parametrize(
    ("state", "keys", "sentence"),
    [
        (by_marks(), ("d", "x"), "'x' is not a distance."),
        (by_marks(), ("d", *"20m"), "20m here contradicts the mark 10m at step 20."),
        (EDIT, ("g", "x"), "'x' is not a distance."),
        (EDIT, ("g", "delete"), "'' is not a distance."),
        (EDIT, ("g", *"9"), "9cm is off the distance scale of this lens, 20cm to inf."),
        (replace(EDIT, calibration=replace(CALIBRATION, distances_cm=())), ("g", *"54"),
         "reports no distances."),
    ],
)  # fmt: skip
async def test_what_cannot_be_stays_in_the_dialog_with_a_sentence(
    state: Snapshot, keys: tuple[str, ...], sentence: str
) -> None:
    session = FakeSession(state)
    app = FsqApp(session, KEYS, "camera")
    async with app.run_test() as pilot:
        await pilot.press(*keys, "enter")
        assert shows(app, sentence)
        assert session.requests == []


async def test_where_to_focus_is_typed_and_the_present_distance_offered() -> None:
    assert await typed(EDIT, "g", *"120", "enter") == [FocusAt(120.0)]
    assert await typed(EDIT, "g", "enter") == [FocusAt(54.0)]


async def test_marks_are_listed_and_removed_by_trash() -> None:
    session = FakeSession(by_marks())
    app = FsqApp(session, KEYS, "camera")
    async with app.run_test() as pilot:
        await pilot.press(*menu_at("Distance marks"), "enter")
        assert isinstance(app.screen, MarksScreen)
        await pilot.press("down", "down", "down", "x")
        assert session.requests == [RemoveMark(MARKS[2].normalized_position)]
        fewer = replace(CALIBRATION, distances_cm=(), marks=MARKS[:2])
        session.set(replace(by_marks(), calibration=fewer))
        await pilot.pause(0.15)
        assert shows(app, "2 of the 3 that a distance scale takes")
        await pilot.press("x")
        assert session.requests[1:] == [RemoveMark(MARKS[1].normalized_position)]
        session.set(replace(by_marks(), calibration=replace(fewer, marks=())))
        await pilot.pause(0.15)
        await pilot.press("x")
        assert len(session.requests) == 2
        await pilot.press("m")
        assert isinstance(app.screen, LiveScreen)
