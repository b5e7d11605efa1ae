"""The keys of how a sequence is played."""

from __future__ import annotations

from dataclasses import replace

from fsq_tui.app import FsqApp
from fsq_tui.focus.sequence import Order
from fsq_tui.screens.live import LiveScreen
from fsq_tui.session.requests import SetDwell, SetOrder
from tests.screens.fake import KEYS, FakeSession, menu_at, played, screen_text, second_of_two


async def test_the_play_order_is_changed_in_the_menu() -> None:
    session = FakeSession(replace(second_of_two(), order=Order.LOOP))
    app = FsqApp(session, KEYS, "camera")
    async with app.run_test() as pilot:
        await pilot.press(*menu_at("Play order"), "right", "left", "enter")
        assert session.requests == [
            SetOrder(Order.PING_PONG), SetOrder(Order.ONCE), SetOrder(Order.PING_PONG),
        ]  # fmt: skip
        assert not isinstance(app.screen, LiveScreen)


async def test_a_dwell_is_typed() -> None:
    session = FakeSession(second_of_two())
    app = FsqApp(session, KEYS, "camera")
    async with app.run_test() as pilot:
        await pilot.press("w", *"100", "enter")
        assert any("A dwell takes 99.9 s at most." in line for line in screen_text(app))
        await pilot.press(*["backspace"] * 3, *"1,5", "enter")
        assert session.requests == [SetDwell(1.5)]
        session.set(played())
        await pilot.press("w")
        assert session.requests == [SetDwell(1.5)], "in play nothing is edited"


async def test_shape_chain_skip_and_play_go_to_the_session() -> None:
    session = FakeSession(second_of_two())
    app = FsqApp(session, KEYS, "camera")
    async with app.run_test() as pilot:
        await pilot.press("s", "c", "k", "p")
        assert session.presses == ["shape", "chain", "skip", "play"]
