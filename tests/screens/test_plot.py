"""The plot of a sweep, worked by keys."""

from __future__ import annotations

from fsq_tui.app import FsqApp
from fsq_tui.screens.live import LiveScreen
from fsq_tui.screens.plot import PlotScreen
from tests.screens.fake import KEYS, FakeSession, second_of_two


async def test_sweep_and_peak_work_on_the_region_that_is_shown() -> None:
    session = FakeSession(second_of_two())
    app = FsqApp(session, KEYS, "camera")
    async with app.run_test() as pilot:
        await pilot.press("b")
        assert isinstance(app.screen, PlotScreen)
        await pilot.press("o", "a")
        assert session.presses == ["sweep", "peak"], "no picture, no region"
        await pilot.press("b")
        assert isinstance(app.screen, LiveScreen)
