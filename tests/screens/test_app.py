"""Keys reach the session, screens open and close, and nothing moves without a reason."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from unittest.mock import patch

import pytest
from textual.screen import ModalScreen
from textual.widgets import Input

from fsq_tui.app import FsqApp
from fsq_tui.buttons import BUTTONS, Door
from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.screens.dialogs import Dialog
from fsq_tui.screens.help import HelpScreen
from fsq_tui.screens.live import LiveScreen
from fsq_tui.screens.menu import MenuScreen
from fsq_tui.session.requests import (
    Calibrate,
    CalibrateByHand,
    GoTo,
    Rename,
    Retime,
    ToggleSequencing,
)
from fsq_tui.session.snapshot import Hint, Snapshot
from fsq_tui.widgets.overlay import OverlayBand
from tests.screens.fake import (
    KEYS,
    MENU,
    NOW_S,
    PLAYED,
    ROW_1,
    FakeSession,
    menu_at,
    moving,
    off,
    row,
    screen_text,
    second_of_two,
    snapshot,
)


async def until(met: Callable[[], bool]) -> None:
    """Let the app go on until the condition holds; the test's time limit is the only one."""
    while not met():
        await asyncio.sleep(0.01)


def shows(app: FsqApp, text: str) -> bool:
    return any(text in line for line in screen_text(app))


SESSION_BUTTONS = [
    button
    for button in BUTTONS
    if button.door is Door.SESSION and button.modes and button.id != "stop"
]


def app_on(session: FakeSession, keys: dict[str, tuple[str, ...]] = KEYS) -> FsqApp:
    return FsqApp(session, keys, "camera")


@pytest.mark.parametrize("button", SESSION_BUTTONS, ids=lambda button: button.id)
async def test_each_key_of_a_session_button_presses_it(button: object) -> None:
    session = FakeSession(replace(second_of_two(), live_view=False))  # else RATE asks for it
    async with app_on(session).run_test() as pilot:
        for key in button.keys:  # type: ignore[attr-defined]
            await pilot.press({"(": "left_parenthesis", ")": "right_parenthesis", ",": "comma",
                               ".": "full_stop", "<": "less_than_sign",
                               ">": "greater_than_sign"}.get(key, key))  # fmt: skip
        expected = [button.id] * len(button.keys)  # type: ignore[attr-defined]
        assert session.presses == expected


async def test_another_keymap_replaces_every_key() -> None:
    session = FakeSession(second_of_two())
    async with app_on(session, {"set": ("f13",), "stop": ("f14",)}).run_test() as pilot:
        await pilot.press("enter", "i", "ctrl+q", "ctrl+c", "escape", "tab", "f13", "f14")
        assert session.presses == ["set", "stop"]


async def test_stop_halts_a_moving_lens_over_a_modal_and_leaves_it_open() -> None:
    session = FakeSession(moving())
    app = app_on(session)
    async with app.run_test() as pilot:
        await pilot.press("m")
        await pilot.press("escape")
        assert session.presses == ["stop"]
        assert isinstance(app.screen, MenuScreen)


@pytest.mark.parametrize("opener", ["m", "n", "t", "d", "g", "l", "f1", "ctrl+p"])
async def test_stop_closes_what_is_open_when_the_lens_is_idle(opener: str) -> None:
    session = FakeSession(second_of_two())
    app = app_on(session)
    async with app.run_test() as pilot:
        await pilot.press(opener)
        assert isinstance(app.screen, ModalScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, LiveScreen)
        assert session.presses == []


@pytest.mark.parametrize("key", ["m", "l", "f1"])
async def test_the_key_that_opened_a_list_closes_it(key: str) -> None:
    app = app_on(FakeSession(second_of_two()))
    async with app.run_test() as pilot:
        await pilot.press(key, key)
        assert isinstance(app.screen, LiveScreen)


async def test_modals_are_opaque() -> None:
    app = app_on(FakeSession(second_of_two()))
    async with app.run_test() as pilot:
        for opener in ("m", "n", "t", "d", "g", "l", "f1", "ctrl+p"):
            await pilot.press(opener)
            assert app.screen.styles.background.a == 1
            await pilot.press("escape")


async def test_buttons_do_not_reach_the_session_through_a_modal() -> None:
    session = FakeSession(second_of_two())
    async with app_on(session).run_test() as pilot:
        await pilot.press("m", "i", "q", "x", "r", "1")
        assert session.presses == []


# ---- menu --------------------------------------------------------------------------------


async def test_menu_toggles_sequencing_and_shows_the_new_value() -> None:
    session = FakeSession(second_of_two())
    app = app_on(session)
    async with app.run_test() as pilot:
        await pilot.press(*menu_at("Sequence"), "enter")
        assert session.requests == [ToggleSequencing()]
        session.set(replace(session.state, sequencing=False))
        await until(lambda: any("Sequence" in x and "OFF" in x for x in screen_text(app)))


async def test_what_changed_behind_a_modal_is_shown_when_it_closes() -> None:
    session = FakeSession(off())
    app = app_on(session)
    async with app.run_test() as pilot:
        for opener in (("m",), ("ctrl+p",), ("m", "up", "up", "enter")):
            await pilot.press(*opener)
            session.set(second_of_two())
            await pilot.pause(0.15)
            await pilot.press("escape")
            await until(lambda: shows(app, "[edit]   2 / 2"))
            session.set(off())


async def test_a_box_is_never_empty_not_even_right_after_a_change() -> None:
    session = FakeSession(second_of_two())
    app = app_on(session)
    async with app.run_test() as pilot:
        for opener, text in (("m", "Sequence"), ("l", "Anna, door"), ("f1", "Always")):
            session.set(session.state)
            await pilot.press(opener)
            assert any(text in line for line in screen_text(app))
            await pilot.press("escape")


async def test_menu_is_worked_by_the_buttons_of_any_keymap() -> None:
    session = FakeSession(second_of_two())
    app = app_on(session, {"menu": ("f13",), "down": ("f14",), "set": ("f15",)})
    async with app.run_test() as pilot:
        await pilot.press("f13", *["f14"] * MENU.index("Calibrate lens"), "f15")
        assert session.requests == [Calibrate()]
        assert isinstance(app.screen, LiveScreen)


async def test_by_hand_is_offered_only_where_nobody_tells_the_stops() -> None:
    for silent in (False, True):
        session = FakeSession(replace(second_of_two(), silent=silent))
        app = app_on(session)
        async with app.run_test() as pilot:
            named = [command.title for command in app.get_system_commands(app.screen)]
            assert ("Calibrate by hand" in named) == silent
            await pilot.press(*menu_at("Points"))
            assert any("Calibrate by hand" in line for line in screen_text(app)) == silent
            if silent:
                await pilot.press("enter")
                assert session.requests == [CalibrateByHand()]
                assert isinstance(app.screen, LiveScreen)


async def test_menu_goes_round_and_quits() -> None:
    session = FakeSession(second_of_two())
    app = app_on(session)
    async with app.run_test() as pilot:
        await pilot.press("m", "up", "enter")
        await until(lambda: app.return_code is not None)
    assert session.closed
    assert app.return_code == 0


async def test_menu_changes_the_theme_by_left_and_right() -> None:
    app = app_on(FakeSession(second_of_two()))
    async with app.run_test() as pilot:
        before = app.theme
        await pilot.press(*menu_at("Theme"), "right")
        assert app.theme != before
        await pilot.press("left")
        assert app.theme == before


async def test_without_sequencing_only_the_way_back_works() -> None:
    session = FakeSession(replace(second_of_two(), sequencing=False))
    app = app_on(session)
    async with app.run_test() as pilot:
        await pilot.press("i", "enter", "q", "up", "n", "l")
        assert session.presses == []
        assert isinstance(app.screen, LiveScreen)
        assert not any("[edit]" in line for line in screen_text(app))
        await pilot.press("m")
        assert isinstance(app.screen, MenuScreen)


# ---- dialogs -----------------------------------------------------------------------------


async def test_a_name_is_typed_with_the_keys_of_buttons() -> None:
    session = FakeSession(second_of_two())
    async with app_on(session).run_test() as pilot:
        await pilot.press("n", *"qi1", "space", "x", "enter")
        assert session.requests == [Rename("qi1 x")]
        assert session.presses == []


async def test_an_empty_name_takes_the_name_away() -> None:
    session = FakeSession(second_of_two())
    async with app_on(session).run_test() as pilot:
        await pilot.press("n", "delete", "enter")
        assert session.requests == [Rename("")]


async def test_a_duration_is_typed() -> None:
    session = FakeSession(second_of_two())
    async with app_on(session).run_test() as pilot:
        await pilot.press("t", "2", "comma", "5", "s", "enter")
        assert session.requests == [Retime(2.5)]


async def test_a_wrong_duration_stays_in_the_dialog_with_a_sentence() -> None:
    session = FakeSession(second_of_two())
    app = app_on(session)
    async with app.run_test() as pilot:
        await pilot.press("t", "x", "enter")
        assert session.requests == []
        assert any("not a number of seconds" in line for line in screen_text(app))
        await pilot.press("backspace", "3", "enter")
        assert session.requests == [Retime(3.0)]


async def test_a_function_key_that_is_set_accepts_a_dialog() -> None:
    session = FakeSession(second_of_two())
    keys: dict[str, tuple[str, ...]] = {"set": ("f13",), "name": ("f14",)}
    async with app_on(session, keys).run_test() as pilot:
        await pilot.press("f14", "a", "f13")
        assert session.requests == [Rename("a")]


@pytest.mark.parametrize("key", ["n", "t"])
async def test_dialogs_need_edit_mode_and_a_point(key: str) -> None:
    session = FakeSession(snapshot(Mode.PLAY))
    app = app_on(session)
    async with app.run_test() as pilot:
        await pilot.press(key)
        await pilot.pause(0.15)
        assert isinstance(app.screen, LiveScreen)
        assert any("works in edit mode" in line for line in screen_text(app))
        session.set(snapshot(Mode.EDIT, ()))
        await pilot.press(key)
        await until(lambda: shows(app, "There is no point yet"))


async def test_the_cursor_of_a_dialog_does_not_blink() -> None:
    app = app_on(FakeSession(second_of_two()))
    async with app.run_test() as pilot:
        await pilot.press("n")
        assert not app.screen.query_one(Input).cursor_blink


async def test_points_screen_goes_to_the_selected_point() -> None:
    session = FakeSession(snapshot(Mode.EDIT, PLAYED, 1))
    app = app_on(session)
    async with app.run_test() as pilot:
        await pilot.press("l", "down", "down", "enter")
        assert session.requests == [GoTo(3)]
        assert isinstance(app.screen, LiveScreen)


async def test_help_scrolls_to_its_end_and_no_further() -> None:
    app = app_on(FakeSession(second_of_two()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f1", "end", "down")
        assert any("this page" in line for line in screen_text(app))
        await pilot.press("home")
        assert "Always" in screen_text(app)[1]


@pytest.mark.parametrize(
    ("opener", "first", "about"),
    [
        ("m", "Focus", "change"),
        ("l", "Points", "go there"),
        ("b", "Sharpness", "sweep"),
        ("n", "Name of point 2", "accept"),
    ],
)
async def test_help_over_a_box_begins_with_its_keys(opener: str, first: str, about: str) -> None:
    app = app_on(FakeSession(second_of_two()))
    async with app.run_test() as pilot:
        await pilot.press(opener, "f1")
        lines = screen_text(app)
        assert isinstance(app.screen, HelpScreen)
        assert lines[1].strip(" │") == first
        assert about in lines[2] + lines[3]
        await pilot.press("f1")
        assert app.screen.title == first


async def test_a_question_mark_is_text_where_text_is_typed() -> None:
    app = app_on(FakeSession(second_of_two()))
    async with app.run_test() as pilot:
        await pilot.press("n", "question_mark")
        assert isinstance(app.screen, Dialog)


async def test_the_palette_presses_buttons() -> None:
    session = FakeSession(second_of_two())
    app = app_on(session)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+p", *"trash")
        await until(lambda: shows(app, "remove this point") and not shows(app, "autofocus"))
        await pilot.press("enter")
        await until(lambda: session.presses == ["trash"])


async def test_the_help_panel_stands_beside_the_show_and_takes_no_key() -> None:
    session = FakeSession(second_of_two())
    app = app_on(session)

    def toggle() -> None:
        (command,) = [each for each in app.get_system_commands(app.screen) if each.title == "Keys"]
        command.callback()

    async with app.run_test(size=(120, 40)) as pilot:
        toggle()
        await until(lambda: shows(app, "JOG +1"))
        await pilot.press("full_stop")
        assert session.presses == ["jog_forward_1"]
        toggle()
        await until(lambda: not shows(app, "JOG +1"))


async def test_the_palette_opens_boxes() -> None:
    app = app_on(FakeSession(second_of_two()))
    async with app.run_test() as pilot:
        await pilot.press("ctrl+p", *"name this")
        await until(lambda: shows(app, "name this point"))
        await pilot.press("enter")
        await until(lambda: shows(app, "Name of point 2"))


# ---- showing -----------------------------------------------------------------------------


async def test_resize_to_20x3_and_back() -> None:
    app = app_on(FakeSession(second_of_two()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        before = screen_text(app)
        for size in ((20, 3), (1, 1), (38, 5), (37, 6), (400, 100)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        await pilot.resize_terminal(20, 3)
        await pilot.pause()
        assert [line.strip() for line in screen_text(app)] == ["", "fsq needs 38 x 6", ""]
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert screen_text(app) == before


@pytest.mark.parametrize("opener", ["m", "n", "t", "d", "g", "l", "f1", "ctrl+p"])
async def test_no_screen_crashes_at_20x3(opener: str) -> None:
    app = app_on(FakeSession(second_of_two()))
    async with app.run_test(size=(20, 3)) as pilot:
        await pilot.press(opener)
        await pilot.press("down", "up")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert len(screen_text(app)) == 24


async def test_foreign_text_is_neither_markup_nor_control_characters() -> None:
    bad = "[red]\x1b[31m\r\n[/]"
    state = snapshot(Mode.EDIT, (ROW_1, row(150, 54, 1.0, None, bad)), 1)
    session = FakeSession(replace(state, body=bad, lens_name=bad, link=bad, hint=Hint(bad, NOW_S)))
    app = app_on(session)
    async with app.run_test(size=(120, 40)) as pilot:
        for opener in ("f1", "l", "n", "m"):
            await pilot.pause(0.15)
            text = "".join(screen_text(app))
            assert text.isprintable()
            await pilot.press(opener)
            assert "".join(screen_text(app)).isprintable()
            await pilot.press("escape")
        assert "[red]" in "".join(screen_text(app))


async def test_a_bracket_in_a_title_or_a_key_is_no_markup() -> None:
    keys = {"help": ("f1",), "up": ("left_square_bracket",), "down": ("right_square_bracket",)}
    app = FsqApp(FakeSession(off()), keys, "[red]\x1bmine")
    async with app.run_test() as pilot:
        await pilot.press("f1")
        assert "Keys: [red]mine" in screen_text(app)[0]
        assert "[ ] scroll" in screen_text(app)[-1]


@pytest.mark.parametrize("theme", ["textual-light", "ansi-dark", "ansi-light", "nord", "dracula"])
async def test_every_theme_shows_the_same_text(theme: str) -> None:
    app = app_on(FakeSession(second_of_two()))
    async with app.run_test() as pilot:
        await pilot.pause()
        before = screen_text(app)
        app.theme = theme
        await pilot.pause()
        assert screen_text(app) == before


async def test_another_theme_recolours_painted_lines() -> None:
    app = app_on(FakeSession(second_of_two()))
    async with app.run_test() as pilot:
        await pilot.pause()
        band = app.screen.query_one(OverlayBand)
        before = band.render_line(1)
        app.theme = "textual-light"
        await pilot.pause()
        assert band.render_line(1) != before


async def test_a_change_is_shown_within_a_tenth_of_a_second_and_from_any_thread() -> None:
    session = FakeSession(off())
    app = app_on(session)
    async with app.run_test() as pilot:
        await pilot.pause()
        await asyncio.to_thread(session.set, second_of_two())
        await until(lambda: shows(app, "[edit]   2 / 2"))


class CountingSession(FakeSession):
    """Counts how often it is looked at: once each painting."""

    looks = 0

    def snapshot(self) -> Snapshot:
        self.looks += 1
        return super().snapshot()


async def test_at_rest_only_the_clock_is_waited_for() -> None:
    app = app_on(FakeSession(second_of_two()))
    async with app.run_test():
        # The fake wall clock stands at half a minute.
        await until(lambda: app._refresher is not None and 10 < (app._refresher.waits_s or 0) <= 30)


async def test_while_the_lens_moves_the_screen_is_painted_again_and_again() -> None:
    session = CountingSession(moving())
    async with app_on(session).run_test():
        await until(lambda: session.looks > 8)


async def test_a_hint_goes_when_its_time_is_over() -> None:
    session = FakeSession(replace(second_of_two(), hint=Hint("the lens is moving", NOW_S)))
    app = app_on(session)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert any("the lens is moving" in line for line in screen_text(app))
        session.now_s += 3.0
        session.set(session.state)
        await until(lambda: not shows(app, "the lens is moving"))


# ---- leaving -----------------------------------------------------------------------------


async def test_quit_closes_the_session_also_over_a_modal() -> None:
    session = FakeSession(second_of_two())
    app = app_on(session)
    async with app.run_test() as pilot:
        await pilot.press("n", "ctrl+q")
        await until(lambda: app.return_code is not None)
    assert session.closed
    assert session.listeners == 0
    assert app.return_code == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
async def test_signals_end_the_screen_and_a_lost_terminal_that_alone(
    number: signal.Signals, code: int
) -> None:
    session = FakeSession(replace(moving(), activity=Activity.MOVING))
    app = app_on(session)
    async with app.run_test() as pilot:
        await pilot.pause()
        os.kill(os.getpid(), number)
        await until(lambda: app.return_code is not None)
    assert bool(session.closed) is (number is signal.SIGTERM)
    assert bool(session.detached) is (number is signal.SIGHUP)
    assert app.return_code == code


async def test_the_end_of_the_show_ends_the_screen() -> None:
    session = FakeSession(second_of_two())
    app = app_on(session)
    async with app.run_test() as pilot:
        await pilot.pause()
        session.set(replace(second_of_two(), over="Another screen has ended the show."))
        await until(lambda: app.return_code is not None)
    assert app.return_code == 0


async def test_drive_takes_the_keys_over() -> None:
    session = FakeSession(replace(second_of_two(), drives=False, screens=2))
    app = app_on(session)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert shows(app, "WATCHING")
        await pilot.press("ctrl+t")
        assert session.taken_over == 1
        session.set(second_of_two())
        await until(lambda: not shows(app, "WATCHING"))


async def test_a_snapshot_after_the_end_is_ignored() -> None:
    session = FakeSession(off())
    app = app_on(session)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app._refresher is not None
        refresher = app._refresher
    refresher.changed()
    assert refresher.waits_s is None


def test_no_color_leaves_colours_out() -> None:
    with patch.dict(os.environ, {"NO_COLOR": "1"}):
        app = app_on(FakeSession(off()))
    assert app.theme == "ansi-dark"
    assert [type(line_filter).__name__ for line_filter in app._filters][1:] == ["NoColor"]
