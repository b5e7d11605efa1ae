"""The live view on the live screen: there where it has room and pictures, gone with RATE."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from functools import cache
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
import simplejpeg  # type: ignore[import-untyped]
from PIL import Image
from textual.pilot import Pilot

from fsq_tui.app import FsqApp
from fsq_tui.backend.scene import Scene
from fsq_tui.backend.scene_setup import SceneSetup
from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.focus.region import MIDDLE
from fsq_tui.screens.viewing import Viewing
from fsq_tui.session.requests import FocusOnPeak, Sweep
from fsq_tui.session.snapshot import Snapshot
from fsq_tui.widgets.developing import Developed
from fsq_tui.widgets.graphics import KITTY_ID, Drawing
from fsq_tui.widgets.meter import Gauge
from tests.screens.fake import (
    KEYS,
    PLAYED,
    FakeSession,
    check_grid,
    moving,
    screen_text,
    second_of_two,
    snapshot,
)
from tests.screens.test_app import until

LARGE, USUAL, SMALL = (120, 40), (80, 24), (40, 12)
SHARP_STEP = 150
LATE = snapshot(Mode.PLAY, PLAYED, 1)


@cache
def jpeg(step: int = SHARP_STEP) -> bytes:
    """A picture that is the same in every run: three planes, the second one sharp."""
    setup = SceneSetup(width_px=960, height_px=640, noise_levels=0.0, blur_px=40.0)
    return Scene(setup, [SHARP_STEP, 300], 407).frame(step, 0.0)


class Stand:
    """The app on a session that sends pictures when it is told to."""

    def __init__(self, app: FsqApp, session: FakeSession, pilot: Pilot[None]) -> None:
        self.app, self.session, self.pilot = app, session, pilot
        self._number = 0

    @property
    def viewing(self) -> Viewing:
        return self.app._viewing

    def gauge(self) -> Gauge:
        return self.viewing._gauge

    async def send(self, data: bytes) -> None:
        """A picture comes, a second after the one before, and is looked at."""
        self._number += 1
        self.session.now_s += 1.0
        self.session.send(self._number, data)
        await until(lambda: self.viewing._number == self._number)
        await self.rest()

    async def rest(self) -> None:
        def is_done() -> bool:
            self.session.now_s += 0.001  # and the line is free again some time
            return not self.viewing._is_working and not self.viewing._is_changed

        await until(is_done)
        self.app.paint()
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.rest()

    async def set(self, **changes: object) -> None:
        self.session.set(replace(self.session.state, **changes))  # type: ignore[arg-type]
        await until(lambda: self.viewing._is_shown == self.session.state.live_view)
        await self.pilot.pause()

    async def ask(self, state: Snapshot) -> None:
        """RATE: on a small screen the picture comes by that."""
        if state.live_view:
            await self.pilot.press("r")
            self.session.set(state)
        self.session.presses.clear()
        self.app.paint()  # asked for now, not with the first picture
        await self.pilot.pause()

    def text(self) -> list[str]:
        return screen_text(self.app)

    def wanted_per_s(self) -> float:
        return self.session.frames_per_s

    def says(self, text: str) -> bool:
        return any(text in line for line in self.text())

    def has_picture(self) -> bool:
        return any("▀" in line for line in self.text())


Test = Callable[[Stand], Coroutine[None, None, None]]


async def perform(
    test: Test,
    size: tuple[int, int] = USUAL,
    state: Snapshot = LATE,
    limit_bytes_s: float | None = None,
) -> None:
    """Run a test on the app in a terminal of this size."""
    session = FakeSession(state)
    app = FsqApp(session, KEYS, "camera", limit_bytes_s)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        stand = Stand(app, session, pilot)
        await stand.ask(state)
        await test(stand)


def on(
    size: tuple[int, int], state: Snapshot = LATE
) -> Callable[[Test], Callable[[], Coroutine[None, None, None]]]:
    """The same as a decorator."""

    def decorated(test: Test) -> Callable[[], Coroutine[None, None, None]]:
        async def run() -> None:
            await perform(test, size, state)

        return run

    return decorated


@pytest.mark.parametrize("size", [USUAL, LARGE], ids=["80x24", "120x40"])
async def test_the_grid_with_a_picture(
    size: tuple[int, int], request: pytest.FixtureRequest
) -> None:
    async def test(stand: Stand) -> None:
        await stand.send(jpeg())
        name = f"live_view_{size[0]}x{size[1]}"
        check_grid(name, stand.text(), update=request.config.getoption("--update-grids"))

    await perform(test, size)


async def test_the_grid_of_the_magnified_region(request: pytest.FixtureRequest) -> None:
    async def test(stand: Stand) -> None:
        await stand.send(jpeg())
        await stand.press("v")
        await stand.press("z")
        name = "magnified_80x24"
        check_grid(name, stand.text(), update=request.config.getoption("--update-grids"))

    await perform(test)


@on(USUAL)
async def test_a_picture_appears_and_the_overlay_stays_where_it_is(stand: Stand) -> None:
    overlay = stand.text()[2]
    await until(lambda: stand.wanted_per_s() == 10.0)
    assert not stand.has_picture()
    await stand.send(jpeg())
    assert stand.has_picture()
    assert stand.text()[2] == overlay


@on(USUAL)
async def test_rate_goes_to_the_session_and_live_view_off_asks_for_nothing(stand: Stand) -> None:
    before = stand.text()
    await stand.send(jpeg())
    await stand.press("r")
    assert stand.session.presses == ["rate"]
    await stand.set(live_view=False)
    assert stand.wanted_per_s() == 0.0
    assert not stand.has_picture()
    await stand.set(live_view=False)
    stand.session.send(99, jpeg(0))
    await stand.pilot.pause()
    assert not stand.has_picture()
    stand.session.state = replace(stand.session.state, live_view=True)
    await stand.send(jpeg())
    assert stand.has_picture()
    assert before[2] == stand.text()[2]


@on(SMALL)
async def test_a_small_terminal_asks_for_no_picture(stand: Stand) -> None:
    before = stand.text()
    stand.session.send(1, jpeg())
    await asyncio.sleep(0)
    await stand.pilot.pause()
    assert stand.wanted_per_s() == 0.0
    assert stand.text() == before


@on(USUAL)
async def test_no_picture_is_asked_for_behind_another_screen(stand: Stand) -> None:
    await stand.send(jpeg())
    await stand.press("l")
    assert stand.wanted_per_s() == 0.0
    await stand.press("escape")
    await until(lambda: stand.session.frames_per_s == 10.0)
    assert stand.has_picture()


def encoded(height: int, width: int, channels: int, colourspace: str) -> bytes:
    picture = np.full((height, width, channels), 90, np.uint8)
    return bytes(simplejpeg.encode_jpeg(picture, colorspace=colourspace))


def cmyk() -> bytes:
    data = io.BytesIO()
    Image.new("CMYK", (60, 40), (10, 90, 160, 20)).save(data, "JPEG")
    return data.getvalue()


EXIF_ROTATED = bytes.fromhex(
    "ffe10022" "457869660000" "49492a0008000000" "0100" "120103000100000006000000" "00000000"
)  # fmt: skip


@on(USUAL)
async def test_damaged_pictures_are_skipped_and_counted(stand: Stand) -> None:
    whole = jpeg()
    damaged = [b"", b"\0" * 5000, whole[:20_000], whole[: len(whole) - 300], whole[100:]]
    size = whole.index(b"\xff\xc0") + 5
    for claimed in ((0, 0), (5773, 8660)):  # no pixels, and 50 million
        sides = b"".join(side.to_bytes(2) for side in claimed)
        damaged.append(whole[:size] + sides + whole[size + 4 :])
    for count, data in enumerate(damaged, 1):
        await stand.send(data)
        assert stand.gauge().damaged == count
    await until(lambda: stand.says("live view: no picture for 7 s, 7 were damaged"))
    assert stand.says("No picture yet.")
    await stand.send(whole)
    assert stand.has_picture()
    await until(lambda: stand.says("  7 damaged"))


@on(USUAL)
async def test_unusual_pictures_are_shown(stand: Stand) -> None:
    unusual = [
        encoded(2592, 3456, 1, "GRAY"),
        encoded(40, 60, 3, "RGB"),
        encoded(1, 1, 3, "RGB"),
        encoded(8, 4000, 1, "GRAY"),
        jpeg()[:2] + EXIF_ROTATED + jpeg()[2:],
        cmyk(),
    ]
    for data in unusual:
        await stand.send(data)
        assert stand.gauge().damaged == 0
        assert stand.viewing.picture._shown is not None


@on(LARGE)
async def test_the_aspect_is_kept_and_the_picture_stands_in_the_middle(stand: Stand) -> None:
    await stand.send(jpeg())
    picture = stand.viewing.picture._shown
    assert picture is not None
    assert picture.columns / (2 * picture.rows) == pytest.approx(960 / 640, rel=0.05)
    assert picture.rows == stand.viewing.picture.size.height
    row = stand.text()[stand.viewing.picture.region.y + 3]
    left = len(row) - len(row.lstrip())
    assert abs(left - (LARGE[0] - picture.columns) // 2) <= 3  # blanks are pixels, too


@on(USUAL)
async def test_a_resized_terminal_gets_a_picture_of_its_size(stand: Stand) -> None:
    await stand.send(jpeg())
    await stand.pilot.resize_terminal(100, 30)
    await stand.send(jpeg())
    picture = stand.viewing.picture
    assert picture._shown is not None
    assert picture._shown.rows == picture.size.height
    await stand.pilot.resize_terminal(*SMALL)
    stand.app.repaint()
    await until(lambda: stand.session.frames_per_s == 0.0)
    assert not stand.has_picture()


@on(USUAL)
async def test_pictures_that_come_too_fast_are_dropped(stand: Stand) -> None:
    await stand.send(jpeg())
    stand.viewing._pace.wrote(stand.session.now_s, 10**9)
    stand.session.send(50, jpeg(0))
    await stand.pilot.pause(0.15)
    assert stand.viewing._number == 1
    stand.session.now_s += 1000.0
    stand.session.send(51, jpeg(0))
    await until(lambda: stand.viewing._number == 51)


async def test_no_more_is_written_than_the_limit_not_even_for_keys() -> None:
    """Each picture is a new one, and takes longer on this line than until the next one."""
    limit_bytes_s, written = 20_000.0, []

    async def test(stand: Stand) -> None:
        picture, began_s = stand.viewing.picture, stand.session.now_s
        show = picture.show

        def shown(made: Developed) -> None:
            written.append(made.size_bytes)
            show(made)

        with patch.object(picture, "show", shown):
            for number in range(1, 15):
                stand.session.now_s += 0.3
                stand.session.send(number, jpeg(10 * number))
                await stand.pilot.press("v")
                await stand.pilot.pause(0.12)
        elapsed_s = stand.session.now_s - began_s
        assert sum(written) - max(written) <= limit_bytes_s * elapsed_s
        assert sum(written) >= 0.5 * limit_bytes_s * elapsed_s
        assert 2 <= len(written) < 14

    await perform(test, limit_bytes_s=limit_bytes_s)


@on(USUAL)
async def test_rate_asks_first_where_the_picture_waits_for_it(stand: Stand) -> None:
    await until(lambda: stand.wanted_per_s() == 10.0)  # it was asked for by RATE
    assert stand.session.presses == []
    await stand.press("r")
    assert stand.session.presses == ["rate"], "from then on it is the session's"


@on(USUAL)
async def test_the_keys_of_the_picture_are_in_the_footer_while_there_is_one(stand: Stand) -> None:
    assert not stand.says("PEAKING")
    await stand.send(jpeg())
    await until(lambda: stand.says("v PEAKING  z MAGNIFY"))
    await stand.set(live_view=False)
    await until(lambda: not stand.says("PEAKING"))


# ---- aids --------------------------------------------------------------------------------


@on(USUAL)
async def test_peaking_marks_what_is_sharp_in_red(stand: Stand) -> None:
    def red() -> int:
        shown = stand.viewing.picture._shown
        assert shown is not None
        return int(((shown.pixels[:, :, 0] > 240) & (shown.pixels[:, :, 1] < 16)).sum())

    await stand.send(jpeg())
    assert red() == 0
    await stand.press("v")
    assert red() > 50
    await until(lambda: stand.says("  peaking"))
    await stand.press("v")
    assert red() == 0
    assert stand.session.presses == []


@on(USUAL, second_of_two())
async def test_the_arrows_move_the_magnified_region_and_nothing_else(stand: Stand) -> None:
    await stand.send(jpeg())
    await stand.press("left")
    assert stand.session.presses == ["left"]
    await stand.press("z")
    before = stand.viewing._region
    await stand.press("right", "right", "down")
    assert stand.viewing._region == before.moved(2, 1)
    assert stand.session.presses == ["left"]
    await stand.press("enter", "t", "escape")  # SET acts, a dialogue opens and closes
    assert stand.session.presses == ["left", "set"]
    assert stand.gauge().magnified
    await stand.press("z", "up")
    assert not stand.gauge().magnified
    assert stand.session.presses == ["left", "set", "up"]


@on(USUAL, second_of_two())
async def test_sweep_and_peak_are_for_the_region_that_is_framed(stand: Stand) -> None:
    await stand.press("o")
    assert stand.session.presses == ["sweep"], "no picture, no region"
    await stand.send(jpeg())
    await stand.press("z", "right", "down", "z")
    region = MIDDLE.moved(1, 1)
    await stand.press("o", "a", "b")
    await stand.press("o", "a")
    assert stand.session.requests == 2 * [Sweep(region), FocusOnPeak(region)]
    assert stand.session.presses == ["sweep"]


@on(USUAL)
async def test_stop_halts_a_moving_lens_and_else_leaves_the_magnified_region(stand: Stand) -> None:
    await stand.send(jpeg())
    await stand.press("z")
    await stand.set(activity=Activity.MOVING)
    await stand.press("escape")
    assert stand.session.presses == ["stop"]
    assert stand.gauge().magnified
    await stand.set(activity=Activity.IDLE)
    await stand.press("escape")
    assert stand.session.presses == ["stop"]
    assert not stand.gauge().magnified
    await stand.press("escape")
    assert stand.session.presses == ["stop", "stop"]


@on(USUAL)
async def test_the_peak_is_held_until_it_is_set_back(stand: Stand) -> None:
    await stand.send(jpeg(SHARP_STEP))
    sharpest = stand.gauge().sharpness
    assert sharpest is not None
    await stand.send(jpeg(SHARP_STEP + 30))
    now = stand.gauge().sharpness
    assert now is not None
    assert now < 0.5 * sharpest
    assert stand.gauge().peak == sharpest
    await stand.press("h")
    assert stand.gauge().peak == stand.gauge().sharpness == now


@on(USUAL)
async def test_without_a_picture_the_aids_say_so(stand: Stand) -> None:
    await stand.set(live_view=False)
    await until(lambda: stand.wanted_per_s() == 0)
    await stand.press("v")
    await until(lambda: stand.says("PEAKING: there is no picture. RATE shows it."))
    stand.session.set(replace(stand.session.state, live_view=True))
    await until(lambda: stand.wanted_per_s() > 0)
    for key, label in (("v", "PEAKING"), ("z", "MAGNIFY"), ("h", "HOLD")):
        await stand.press(key)
        said = f"{label}: no picture has come yet. Check"
        await until(lambda said=said: stand.says(said))  # type: ignore[misc]
    await stand.press("left")
    assert stand.session.presses == ["left"]


# ---- terminals that show pictures --------------------------------------------------------


@pytest.mark.parametrize("drawing", [Drawing.KITTY, Drawing.SIXEL])
async def test_a_picture_is_drawn_in_its_place_and_taken_away(drawing: Drawing) -> None:
    async def test(stand: Stand) -> None:
        picture = stand.viewing.picture
        picture.drawing, picture._cell_px = drawing, (10, 20)
        driver = stand.app._driver
        assert driver is not None
        with patch.object(driver, "write") as write:
            await stand.send(jpeg())
            await until(lambda: bool(drawings(write.call_args_list)))
            corner = picture.region
            at = f"\x1b7\x1b[{corner.y + 1};"
            assert drawings(write.call_args_list)[-1].startswith(at)
            write.reset_mock()
            await stand.set(live_view=False)
            gone = f"\x1b_Ga=d,d=I,q=2,i={KITTY_ID}\x1b\\"
            written = [call.args[0] for call in write.call_args_list]
            assert (gone in written) == (drawing is Drawing.KITTY)
            assert not drawings(write.call_args_list)

    await perform(test)


def drawings(calls: Iterable[Any]) -> list[str]:
    written = [call.args[0] for call in calls]
    return [text for text in written if text.startswith("\x1b7")]


async def test_without_colours_no_picture_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def test(stand: Stand) -> None:
        before = stand.text()
        stand.session.send(1, jpeg())
        await stand.pilot.pause()
        assert stand.wanted_per_s() == 0.0
        assert stand.text() == before

    await perform(test)


def test_moving_with_a_picture(snap_compare: Callable[..., bool]) -> None:
    session = FakeSession(moving())
    app = FsqApp(session, KEYS, "camera")
    app.theme = "textual-dark"

    async def send(pilot: Pilot[None]) -> None:
        await pilot.pause()
        stand = Stand(app, session, pilot)
        await stand.ask(session.snapshot())
        await stand.send(jpeg())

    assert snap_compare(app, terminal_size=USUAL, run_before=send)


async def test_on_a_small_screen_the_points_stay_until_rate_asks_for_the_picture() -> None:
    session = FakeSession(LATE)
    app = FsqApp(session, KEYS, "camera")
    async with app.run_test(size=USUAL) as pilot:
        await pilot.pause()
        stand = Stand(app, session, pilot)
        session.send(1, jpeg())
        await pilot.pause(0.3)
        assert session.frames_per_s == 0.0
        assert stand.says("target expected")
        await stand.ask(LATE)
        await stand.send(jpeg())
        assert stand.has_picture()
        assert not stand.says("target expected")
