"""A picture that stands still never looks live: how that is known, and how it is shown."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import numpy as np
import pytest

from fsq_tui.focus.modes import Activity
from fsq_tui.screens.freshness import Freshness
from tests.screens.test_app import until
from tests.screens.test_live_view import LARGE, USUAL, Stand, jpeg, on

LATE_S = 2.0


def looked(freshness: Freshness, now_s: float, *, is_busy: bool = False) -> tuple[int | None, bool]:
    """For how long there was no picture, and whether one should have come."""
    freshness.look(now_s, LATE_S, is_busy=is_busy)
    return freshness.silent_s(now_s), freshness.is_overdue(now_s)


@pytest.fixture
def freshness() -> Freshness:
    """Asked at 100 s, a picture at 101 s."""
    made = Freshness()
    made.ask(100.0)
    made.came(101.0)
    return made


def test_a_picture_is_fresh_until_it_is_late(freshness: Freshness) -> None:
    assert looked(freshness, 103.0) == (None, False)
    assert looked(freshness, 103.1) == (2, True)
    assert looked(freshness, 164.5) == (63, True)
    freshness.came(164.5)
    assert looked(freshness, 164.6) == (None, False)


def test_while_the_lens_is_busy_none_is_overdue_nor_right_after(freshness: Freshness) -> None:
    assert looked(freshness, 110.0, is_busy=True) == (9, False)
    assert looked(freshness, 112.0) == (11, False)
    assert looked(freshness, 112.1) == (11, True)


def test_one_from_before_they_were_asked_for_counts_from_then(freshness: Freshness) -> None:
    freshness.ask(200.0)
    freshness.came(101.0)
    assert looked(freshness, 201.9) == (None, False)
    assert looked(freshness, 202.1) == (2, True)


def test_a_show_that_was_started_again_begins_to_count_anew(freshness: Freshness) -> None:
    assert looked(freshness, 5.0) == (None, False)
    assert looked(freshness, 7.1) == (2, True)


def test_it_is_looked_at_when_it_gets_late_and_each_second_from_then_on(
    freshness: Freshness,
) -> None:
    freshness.look(101.5, LATE_S, is_busy=False)
    assert 103.0 < 101.5 + freshness.wait_s(101.5) < 103.1
    assert freshness.wait_s(104.25) == pytest.approx(0.75)


# ---- on the screen -----------------------------------------------------------------------


def colours(stand: Stand) -> float:
    """How far the picture is from grey, in levels."""
    shown = stand.viewing.picture._shown
    assert shown is not None
    pixels = shown.pixels.astype(np.int16)
    return float((pixels.max(axis=2) - pixels.min(axis=2)).max())


async def pass_s(stand: Stand, seconds: float) -> None:
    """So long nothing comes; the screen looks, as it had booked."""
    stand.session.now_s += seconds
    stand.app.repaint()
    await stand.pilot.pause(0.15)
    await stand.rest()


@on(USUAL)
async def test_a_picture_that_stands_still_is_grey_and_its_age_told(stand: Stand) -> None:
    await stand.send(jpeg())
    assert colours(stand) > 100
    await pass_s(stand, 4.5)
    assert colours(stand) == 0
    await until(lambda: stand.says("live view: no picture for 4 s"))
    await pass_s(stand, 60.0)
    await until(lambda: stand.says("live view: no picture for 64 s"))
    await stand.send(jpeg(0))
    assert colours(stand) > 100
    await until(lambda: not stand.says("no picture"))


@on(USUAL)
async def test_damaged_pictures_do_not_keep_it_alive(stand: Stand) -> None:
    await stand.send(jpeg())
    for _ in range(4):
        await stand.send(jpeg()[:20_000])
    await until(lambda: stand.says("live view: no picture for 4 s, 4 were damaged"))
    assert colours(stand) == 0


@on(USUAL)
async def test_while_the_lens_moves_it_waits_and_that_is_what_is_said(stand: Stand) -> None:
    await stand.send(jpeg())
    await stand.set(activity=Activity.MOVING)
    await pass_s(stand, 9.0)
    await until(lambda: stand.says("live view: the picture waits for the lens"))
    assert colours(stand) == 0
    await stand.set(activity=Activity.IDLE)
    await pass_s(stand, 1.0)
    assert stand.says("live view: the picture waits for the lens")
    await pass_s(stand, 2.0)
    await until(lambda: stand.says("live view: no picture for 12 s"))


@on(LARGE)
async def test_a_camera_that_sends_none_at_all_is_told_of_and_the_points_stay(
    stand: Stand,
) -> None:
    assert not stand.says("live view:")
    await pass_s(stand, 3.0)
    await until(lambda: stand.says("live view: no picture for 3 s"))
    assert stand.says("target expected")
    stand.session.set(replace(stand.session.state, live_view=False))
    await until(lambda: not stand.says("live view:"))


@on(LARGE)
async def test_a_picture_from_before_they_were_asked_for_is_not_shown(stand: Stand) -> None:
    await stand.set(live_view=False)
    await until(lambda: stand.wanted_per_s() == 0)
    stand.session.send(7, jpeg())
    stand.session.now_s += 5.0
    stand.session.set(replace(stand.session.state, live_view=True))
    await until(lambda: stand.wanted_per_s() > 0)
    await asyncio.sleep(0.15)
    assert not stand.has_picture()


@on(USUAL)
async def test_with_the_process_its_picture_goes(stand: Stand) -> None:
    await stand.send(jpeg())
    stand.session.shown_frame = None
    stand.session.set(stand.session.state)
    await until(lambda: not stand.has_picture())
    await stand.send(jpeg())
    assert stand.has_picture()


@on(USUAL)
async def test_the_screen_wakes_by_itself_when_a_picture_gets_late(stand: Stand) -> None:
    await stand.send(jpeg())
    assert 0 < stand.viewing.wait_s(stand.session.now()) <= LATE_S + 0.1
    stand.session.set(replace(stand.session.state, live_view=False))
    await until(lambda: stand.viewing.wait_s(stand.session.now()) == float("inf"))
