"""The guide: each tick follows what the snapshots show to have happened, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.screen import Screen

from fsq_tui.app import FsqApp
from fsq_tui.focus.modes import Activity, How, Mode
from fsq_tui.focus.overlay import overlay_line
from fsq_tui.focus.settings import FocusSettings
from fsq_tui.keymap import keymap_names, load_keymap
from fsq_tui.screens.guide import GuideScreen
from fsq_tui.screens.help import HelpScreen
from fsq_tui.screens.live import LiveScreen
from fsq_tui.screens.walk import Walk
from fsq_tui.session.requests import EndPointHere, SetSettings
from fsq_tui.session.snapshot import Position, Progress, Snapshot
from tests.screens.fake import (
    CALIBRATION,
    KEYS,
    NOW_S,
    FakeSession,
    followed,
    off,
    screen_text,
    second_of_two,
)
from tests.screens.test_app import until


def shows(app: FsqApp, text: str) -> bool:
    return text in " ".join(" ".join(screen_text(app)).replace("│", " ").split())


def at(step: int | None, counter: int | None = 0, **changes: object) -> Snapshot:
    """Following, at rest, on a step, so far from the end point."""
    position = Position()
    if step is not None:
        position = Position(step, CALIBRATION.positions[step], 54, How.MEASURED)
    return replace(followed(counter), position=position, **changes)  # type: ignore[arg-type]


# ---- what counts ---------------------------------------------------------------------------


def driven(button: str, *states: Snapshot) -> set[str]:
    walk = Walk()
    walk.press(button, states[0])
    for state in states[1:]:
        walk.see(state)
    return walk.done


def test_an_arrow_counts_when_the_lens_has_moved_its_way() -> None:
    assert driven("right", at(100), at(100)) == set()
    assert driven("right", at(100), at(104, activity=Activity.JOGGING)) == {"right"}
    assert driven("left", at(100), at(96)) == {"left"}
    assert driven("right", at(100), at(96)) == set()
    assert driven("jog_forward_1", at(100), at(101)) == {"fine"}
    assert driven("jog_backward_1", at(100), at(99)) == {"fine"}


def test_an_arrow_that_is_reversed_counts_the_other_way() -> None:
    reverse = FocusSettings(follow=True, reverse_horizontal=True)
    assert driven("right", at(100), at(96, settings=reverse)) == {"right"}
    assert driven("jog_forward_1", at(100), at(101, settings=reverse)) == {"fine"}


def test_what_a_survey_moves_is_no_key() -> None:
    surveyed = (at(None), at(380, activity=Activity.CHECKING), at(3, activity=Activity.CALIBRATING))
    assert driven("left", *surveyed, at(100)) == set()
    assert driven("left", *surveyed, at(100), at(96)) == {"left"}
    assert driven("right", at(100), at(104, mode=Mode.EDIT)) == set()


def test_end_start_and_rack_count_by_the_counter() -> None:
    walk = Walk()
    walk.see(at(100, 0))
    assert walk.done == set(), "an end point of before is not the one that was asked for"
    walk.ask_end()
    walk.see(at(100, None))
    walk.see(at(100, 0, activity=Activity.MOVING))
    assert walk.done == set()
    walk.see(at(100, 0))
    assert walk.done == {"end"}
    walk.see(at(140, 40))
    assert walk.done == {"end", "start"}
    walk.rack(at(140, 40))
    walk.see(at(120, 20, activity=Activity.MOVING))
    walk.see(at(120, 20))  # halted on the way
    assert "rack" not in walk.done
    walk.rack(at(120, 20))
    walk.see(at(100, -20))
    assert walk.done == {"end", "start", "rack"}


# ---- the pages -----------------------------------------------------------------------------


async def test_the_first_page_looks_at_the_lens_and_its_pictures() -> None:
    session = FakeSession(off())
    app = FsqApp(session, KEYS, "camera", offers_guide=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert shows(app, "[x] Lens: EF24mm f/2.8 IS USM")
        assert shows(app, "[ ] AF switch: not looked at yet")
        assert shows(app, "[ ] Live view: no picture yet.")
        assert (session.checks, session.frames_per_s) == (1, 2.0)
        session.set(replace(off(), objection="The lens is switched to MF."))
        await until(lambda: shows(app, "[!] The lens is switched to MF."))
        await pilot.press("q")
        session.set(replace(off(), objection="", calibration=None))
        await until(lambda: shows(app, "[x] AF switch: the camera reports nothing against"))
        assert shows(app, "[ ] Lens not calibrated: the first key does it")
        session.send(1, b"")
        await until(lambda: shows(app, "[x] Live view: pictures come"))
        session.set(replace(off(), live_view=False, lost="There is no camera."))
        await until(lambda: shows(app, "[!] Live view is off: r RATE turns it on"))
        assert shows(app, "[!] There is no camera.")
        assert session.checks == 2
        await pilot.press("left", "right", "comma", "r")
        assert session.presses == ["rate"], "here the arrows drive nothing yet"
        await pilot.press("escape")
        assert isinstance(app.screen, LiveScreen)
        assert session.frames_per_s == 0.0


async def test_the_second_page_switches_follow_focus_on_and_passes_keys() -> None:
    session = FakeSession(off())
    app = FsqApp(session, KEYS, "camera", offers_guide=True)
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert session.requests == [SetSettings(FocusSettings(follow=True))]
        session.set(at(100))
        await pilot.pause(0.15)
        await pilot.press("right", "left", "comma", "full_stop", "f", "u")
        assert session.presses == [
            "right", "left", "jog_backward_1", "jog_forward_1", "half_shutter", "undo",
        ]  # fmt: skip
        await pilot.press("right")
        session.set(at(104, 4))
        await until(lambda: shows(app, "[x] ► RIGHT drives forward"))
        assert shows(app, "[ ] ◄ LEFT drives backward")
        await pilot.press("m")
        assert shows(app, "Guide 1/3")
        await pilot.press("m")
        assert isinstance(app.screen, LiveScreen)


OBSTACLES = {
    "edit": (second_of_two(), "i INFO, until the overlay says [rack]."),
    "lost": (replace(followed(), lost="No camera."), "No camera."),
    "watching": (replace(followed(), drives=False), "Another screen drives the lens."),
    "stopped": (replace(followed(), sequencing=False), "Focus sequencing is off"),
}


@pytest.mark.parametrize("name", OBSTACLES)
async def test_what_keeps_the_arrows_from_driving_is_said(name: str) -> None:
    state, words = OBSTACLES[name]
    session = FakeSession(state)
    app = FsqApp(session, KEYS, "camera", offers_guide=True)
    async with app.run_test() as pilot:
        await pilot.press("enter", "i")
        await until(lambda: shows(app, f"[!] {words}"))
        session.presses.clear()
        if name == "edit":
            await pilot.press("right", "left")
            assert session.presses == [], "in edit an arrow goes to another point"


async def test_the_third_page_leads_to_the_first_rack_and_back() -> None:
    session = FakeSession(at(100, None))
    app = FsqApp(session, KEYS, "camera", offers_guide=True)
    async with app.run_test() as pilot:
        await pilot.press("enter", "enter", "q", "enter")
        assert session.requests == [EndPointHere()]
        assert session.presses == []
        session.set(at(100, 0))
        await until(lambda: shows(app, "[x] ◄ ► (or f HALF-SHUTTER) until the END is sharp"))
        await pilot.press("enter", "q")
        assert session.presses == [], "there is no way to rack yet"
        await until(lambda: shows(app, "first drive it to where to start"))
        await pilot.press("right")
        session.set(at(140, 40))
        await until(lambda: shows(app, "[x] ◄ ► until the START is sharp"))
        await pilot.press("enter")
        assert session.presses == ["right", "set"]
        session.set(at(100, -40))
        await until(lambda: shows(app, "[x] enter SET racks after 2 s"))
        assert shows(app, "enter rack back esc done")
        await pilot.press("q")
        assert session.presses[-1] == "q"
        assert shows(app, "p records a clip")
        await pilot.press("escape")
        assert isinstance(app.screen, LiveScreen)


async def test_a_survey_and_what_the_session_says_are_shown() -> None:
    session = FakeSession(at(100))
    app = FsqApp(session, KEYS, "camera", offers_guide=True)
    async with app.run_test() as pilot:
        await pilot.press("enter")
        shown = replace(second_of_two(), mode=Mode.RACK)
        assert shown.overlay is not None
        session.set(replace(shown, activity=Activity.CHECKING, progress=Progress(0.4, "forward")))
        await until(lambda: shows(app, "forward ") and shows(app, "40%"))
        assert shows(app, " ".join(overlay_line(shown.overlay, NOW_S).split()))
        await pilot.press("escape")
        assert session.presses == ["stop"]
        assert isinstance(app.screen, GuideScreen), "STOP halts the lens first"


# ---- where it is offered -------------------------------------------------------------------


async def test_it_is_opened_from_help_and_by_name() -> None:
    app = FsqApp(FakeSession(followed()), KEYS, "camera")
    async with app.run_test() as pilot:
        assert isinstance(app.screen, LiveScreen), "never unless it is offered"
        await pilot.press("f1", "enter")
        assert isinstance(app.screen, GuideScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, LiveScreen)
        live: Screen[object] = app.screen_stack[0]
        named = {command.title: command for command in app.get_system_commands(live)}
        named["Guide"].callback()
        await until(lambda: isinstance(app.screen, GuideScreen))


async def test_help_over_it_goes_back_to_it() -> None:
    app = FsqApp(FakeSession(followed()), KEYS, "camera", offers_guide=True)
    async with app.run_test() as pilot:
        await until(lambda: isinstance(app.screen, GuideScreen))
        await pilot.press("f1")
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("enter")
        assert isinstance(app.screen, HelpScreen), "no other guide"
        await pilot.press("f1")
        assert isinstance(app.screen, GuideScreen)


@pytest.mark.parametrize("keymap", keymap_names())
async def test_every_keymap_walks_through(keymap: str) -> None:
    keys = load_keymap(keymap).keys
    session = FakeSession(at(100, None))
    app = FsqApp(session, keys, keymap, offers_guide=True)
    async with app.run_test() as pilot:
        set_key = keys["set"][0]
        await pilot.press(set_key, keys["right"][0], keys["left"][0], set_key, set_key)
        assert session.presses == ["right", "left"]
        assert session.requests == [EndPointHere()]
        await pilot.press(keys["menu"][0])
        assert shows(app, "Guide 2/3")
        await pilot.press(keys["stop"][0])
        assert isinstance(app.screen, LiveScreen)


@pytest.mark.parametrize("size", [(20, 3), (38, 6), (120, 40)])
async def test_it_stands_on_every_screen_and_has_its_pictures(size: tuple[int, int]) -> None:
    session = FakeSession(at(100))
    app = FsqApp(session, KEYS, "camera", offers_guide=True)
    async with app.run_test(size=size) as pilot:
        await until(lambda: isinstance(app.screen, GuideScreen))
        await pilot.pause(0.15)
        assert session.frames_per_s == 2.0
        await pilot.press("enter", "enter")
        assert len(screen_text(app)) == size[1]
        assert session.frames_per_s == 0.0
