"""The Focus menu of the camera: its words, its keys, its settings, and why an entry is grey."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.events import MouseScrollDown, MouseScrollUp

from fsq_tui.app import FsqApp
from fsq_tui.errors import UsageFault
from fsq_tui.focus.modes import Mode
from fsq_tui.focus.settings import SETTINGS, FocusSettings
from fsq_tui.keymap import keymap_names, load_keymap
from fsq_tui.screens.focus_menu import DOF_SETTINGS, FOCUS_SETTINGS
from fsq_tui.screens.live import LiveScreen
from fsq_tui.screens.menu import MenuScreen
from fsq_tui.screens.tuning import neighbour, parse_number
from fsq_tui.session.requests import (
    EndPointHere,
    GoToStart,
    Rack,
    Request,
    SetSettings,
    Turn,
)
from fsq_tui.session.snapshot import Position, RackView, Snapshot
from tests.screens.fake import (
    KEYS,
    MENU,
    FakeSession,
    by_marks,
    followed,
    menu_at,
    moving,
    off,
    screen_text,
    second_of_two,
)
from tests.screens.test_app import until

FOLLOW = FocusSettings(follow=True)


def shows(app: FsqApp, text: str) -> bool:
    """Whether it stands on the screen, wherever its lines are broken."""
    return text in " ".join(line.strip(" │") for line in screen_text(app))


def line(app: FsqApp, label: str) -> str:
    """The value of an entry."""
    (found,) = [each for each in screen_text(app) if f"  {label} " in each]
    return found.strip(" │").removeprefix(label).strip()


async def asked(state: Snapshot, *keys: str) -> list[Request]:
    session = FakeSession(state)
    async with FsqApp(session, KEYS, "camera").run_test() as pilot:
        await pilot.press(*keys)
    return session.requests


@pytest.mark.parametrize(
    ("rack", "value"),
    [
        (RackView(counter_steps=0), "0 (here)"),
        (RackView(counter_steps=12), "+12 steps from here"),
        (RackView(counter_steps=-12), "-12 steps from here"),
        (RackView(counter_steps=-12, unsure_steps=2), "-12 ±2 steps from here"),
        (RackView(counter_steps=0, unsure_steps=2), "0 ±2 (here)"),
        (RackView(), "not set"),
    ],
)
async def test_the_end_point_is_told_as_in_the_camera(rack: RackView, value: str) -> None:
    session = FakeSession(replace(followed(), rack=rack))
    app = FsqApp(session, KEYS, "camera")
    async with app.run_test() as pilot:
        await pilot.press("m")
        assert line(app, "Focus End Point") == value
        session.set(
            replace(
                session.state,
                rack=RackView(start_steps=rack.counter_steps, unsure_steps=rack.unsure_steps),
            )
        )
        await until(lambda: line(app, "Focus Start Point") == value)


async def test_what_the_lens_does_not_know_yet_is_not_called_unset() -> None:
    app = FsqApp(
        FakeSession(replace(followed(None), rack=RackView(is_set=True), position=Position())),
        KEYS,
        "camera",
    )
    async with app.run_test() as pilot:
        await pilot.press("m")
        assert line(app, "Focus End Point") == "not yet known"


async def test_set_on_the_end_point_switches_follow_focus_on_and_leaves_the_menu() -> None:
    follow: list[Request] = [SetSettings(FOLLOW)]
    assert await asked(off(), *menu_at("Rack Focus"), "q") == [*follow, Rack()]
    for state, before in ((off(), follow), (followed(), [])):
        session = FakeSession(state)
        app = FsqApp(session, KEYS, "camera")
        async with app.run_test() as pilot:
            await pilot.press(*menu_at("Focus End Point"), "enter")
            assert session.requests == [*before, EndPointHere()]
            assert isinstance(app.screen, LiveScreen)


@pytest.mark.parametrize(
    ("label", "key", "request_"),
    [
        ("Rack Focus", "enter", Rack(is_delayed=True)),
        ("Rack Focus", "q", Rack()),
        ("Rack Focus", "p", Rack(is_recorded=True)),
        ("Focus Start Point", "enter", GoToStart()),
    ],
)
async def test_the_rack_is_asked_for(label: str, key: str, request_: Request) -> None:
    session = FakeSession(followed())
    app = FsqApp(session, KEYS, "camera")
    async with app.run_test() as pilot:
        await pilot.press(*menu_at(label), key)
        assert session.requests == [request_]
        assert isinstance(app.screen, LiveScreen)


async def test_q_and_play_do_nothing_on_other_entries() -> None:
    assert await asked(followed(), "m", "q", "p", "down", "q", "p") == []


async def test_follow_focus_is_switched_by_set_and_the_arrows() -> None:
    for key in ("enter", "left", "right"):
        assert await asked(off(), "m", key) == [SetSettings(FOLLOW)]


REASONS = {
    "lost": replace(followed(), lost="There is no camera at usb:001,004."),
    "manual": replace(
        followed(), objection="This feature requires autofocus enabled. Set the switch to AF."
    ),
    "stopped": replace(followed(), sequencing=False),
}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("lost", "There is no camera at usb:001,004."),
        ("manual", "This feature requires autofocus enabled. Set the switch to AF."),
        ("stopped", "Focus sequencing is off: the entry Sequence turns it on."),
    ],
)
async def test_a_grey_entry_does_nothing_and_says_why(name: str, words: str) -> None:
    session = FakeSession(REASONS[name])
    app = FsqApp(session, KEYS, "camera")
    async with app.run_test() as pilot:
        await pilot.press("m")
        for _ in MENU[:4]:
            checks = session.checks
            await pilot.press("enter", "q", "p", "left")
            assert session.requests == []
            assert shows(app, words)
            assert session.checks > checks or name == "lost"
            await pilot.press("down")
        assert not shows(app, words)


async def test_whether_the_lens_can_be_driven_is_asked_of_a_lens_at_rest_alone() -> None:
    states = (followed(), moving(), REASONS["lost"], replace(followed(), drives=False))
    for state, checks in zip(states, (1, 0, 0, 0), strict=True):
        session = FakeSession(state)
        async with FsqApp(session, KEYS, "camera").run_test() as pilot:
            await pilot.press("m")
            assert session.checks == checks


# ---- settings ------------------------------------------------------------------------------


def at_setting(setting_id: str) -> tuple[str, ...]:
    """The keys to a setting."""
    group, label = (
        (FOCUS_SETTINGS, "Focus Settings")
        if setting_id in FOCUS_SETTINGS
        else (DOF_SETTINGS, "DOF Settings")
    )
    return (*menu_at(label), "enter", *["down"] * group.index(setting_id))


def test_every_setting_stands_in_the_menu() -> None:
    assert {"follow", *FOCUS_SETTINGS, *DOF_SETTINGS} == SETTINGS.keys()


BY_ONE_STEP = {
    "step_size": 3, "step_delay_ms": 20, "step_wait": False, "reverse_horizontal": True,
    "reverse_vertical": True, "follow_toggles": True, "start_delay_s": 3, "rack_duration_s": 0.1,
    "pre_roll_s": 2.5, "hold_before_s": 2.5, "hold_after_s": 2.5, "coc_um": 30, "aperture": 1.0,
    "focal_length_mm": 25.0, "diffraction_aware": True,
}  # fmt: skip


@pytest.mark.parametrize("group", [FOCUS_SETTINGS, DOF_SETTINGS], ids=["focus", "dof"])
async def test_right_changes_each_setting_by_its_step(group: tuple[str, ...]) -> None:
    session = FakeSession(followed())
    async with FsqApp(session, KEYS, "camera").run_test() as pilot:
        await pilot.press(*at_setting(group[0]))
        changed = FOLLOW
        for setting_id in group:
            await pilot.press("right", "down")
            changed = changed.having(setting_id, BY_ONE_STEP[setting_id])
            assert session.requests.pop() == SetSettings(changed)
            session.set(replace(session.state, settings=changed))


@pytest.mark.parametrize("setting_id", [each.id for each in SETTINGS.values() if each.step])
def test_the_ends_of_a_range_are_reached_and_kept(setting_id: str) -> None:
    setting = SETTINGS[setting_id]
    settings = FocusSettings()
    for direction, end in ((1, setting.most), (-1, setting.least)):
        for _ in range(3000):
            value = neighbour(settings, setting, direction, "")
            settings = settings.having(setting_id, value)
        assert getattr(settings, setting_id) == end


def test_a_typed_value_goes_to_the_next_step() -> None:
    settings = FocusSettings(rack_duration_s=1.234, step_delay_ms=15)
    time, delay = SETTINGS["rack_duration_s"], SETTINGS["step_delay_ms"]
    assert neighbour(settings, time, 1, "") == 1.3
    assert neighbour(settings, time, -1, "") == 1.2
    assert neighbour(settings, delay, 1, "") == 20
    assert neighbour(settings, delay, -1, "") == 10


async def test_keys_that_repeat_faster_than_the_session_shows_all_count() -> None:
    asked_for = await asked(followed(), *at_setting("step_delay_ms"), "right", "right", "left")
    delays = [each.settings.step_delay_ms for each in asked_for if isinstance(each, SetSettings)]
    assert delays == [20, 30, 20]


async def test_what_another_screen_has_set_is_gone_on_from() -> None:
    session = FakeSession(followed())
    async with FsqApp(session, KEYS, "camera").run_test() as pilot:
        await pilot.press(*at_setting("step_delay_ms"), "right", "right")
        session.set(replace(session.state, settings=FocusSettings(step_delay_ms=500)))
        await pilot.press("right")
        assert session.requests[-1] == SetSettings(FocusSettings(step_delay_ms=510))


@pytest.mark.parametrize(
    ("setting_id", "typed", "value"),
    [
        ("step_delay_ms", "40", 40),
        ("step_delay_ms", " 40 MS", 40),
        ("rack_duration_s", "2,5", 2.5),
        ("rack_duration_s", "off", 0),
        ("aperture", "f/2.8", 2.8),
        ("aperture", "", 0),
        ("focal_length_mm", "85mm", 85.0),
        ("step_size", "2.5", 2.5),
    ],
)
def test_a_number_is_read_with_its_unit(setting_id: str, typed: str, value: float) -> None:
    assert parse_number(typed, SETTINGS[setting_id]) == value


@pytest.mark.parametrize("typed", ["", "x", "-1", "1e3", "off", "\u0661", "1.2.3", "nan"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(UsageFault, match=r"no number for Step Delay. Type 0 ... 1000\."):
        parse_number(typed, SETTINGS["step_delay_ms"])


async def test_a_setting_is_typed_and_one_out_of_its_range_stays_in_the_dialog() -> None:
    session = FakeSession(followed())
    app = FsqApp(session, KEYS, "camera")
    async with app.run_test() as pilot:
        await pilot.press(*at_setting("step_size"), "enter", "4", "enter")
        assert shows(app, "Step Size cannot be 4. It takes 1 ... 3.")
        assert session.requests == []
        await pilot.press("backspace", "1", "enter")
        assert session.requests == [SetSettings(replace(FOLLOW, step_size=1))]
        assert isinstance(app.screen, MenuScreen)


async def test_menu_and_stop_go_back_a_level_and_the_values_are_new() -> None:
    session = FakeSession(followed())
    app = FsqApp(session, KEYS, "camera")
    async with app.run_test() as pilot:
        for key in ("m", "escape"):
            await pilot.press(*menu_at("Focus Settings"), "enter")
            session.set(replace(followed(), settings=replace(FOLLOW, step_size=1)))
            await pilot.press(key)
            assert isinstance(app.screen, MenuScreen)
            await until(lambda: line(app, "Focus Settings") == "step size 1")
            await pilot.press(key)
            assert isinstance(app.screen, LiveScreen)
            session.set(followed())


@pytest.mark.parametrize("keymap", keymap_names())
async def test_every_keymap_reaches_the_settings(keymap: str) -> None:
    keys = load_keymap(keymap).keys
    session = FakeSession(followed())
    async with FsqApp(session, keys, keymap).run_test() as pilot:
        to_settings = [keys["down"][0]] * MENU.index("Focus Settings")
        await pilot.press(keys["menu"][0], *to_settings, keys["set"][0], keys["right"][0])
        assert session.requests == [SetSettings(replace(FOLLOW, step_size=3))]


# ---- depth of field ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (replace(followed(), settings=FocusSettings(aperture=2.8)), "DOF 50cm .. 58cm"),
        (replace(followed(), settings=FocusSettings(aperture=2.8)), "focus 54cm by the lens"),
        (by_marks(), "focus 1.01m by 3 marks (measured)"),
    ],
)
async def test_the_info_lines_tell_distance_and_depth(state: Snapshot, words: str) -> None:
    app = FsqApp(FakeSession(state), KEYS, "camera")
    async with app.run_test() as pilot:
        await pilot.press("m")
        assert words in " ".join(" ".join(screen_text(app)).split())


async def test_nothing_is_told_that_is_not_known() -> None:
    unknown = replace(followed(), position=Position(), settings=FocusSettings(aperture=2.8))
    app = FsqApp(FakeSession(unknown), KEYS, "camera")
    async with app.run_test() as pilot:
        await pilot.press("m")
        assert not shows(app, "focus  ")
        assert not shows(app, "DOF    ")
        await pilot.press(*["down"] * MENU.index("DOF Settings"), "enter")
        assert shows(app, "focus distance not known")
        assert shows(app, "hyperfocal     7.12m")


async def test_diffraction_may_take_all() -> None:
    settings = FocusSettings(aperture=22, diffraction_aware=True)
    app = FsqApp(FakeSession(replace(followed(), settings=settings)), KEYS, "camera")
    async with app.run_test() as pilot:
        await pilot.press(*menu_at("DOF Settings"), "enter")
        assert shows(app, "limit reached by diffraction")


# ---- wheel ---------------------------------------------------------------------------------


async def test_the_wheel_turns_the_lens_where_keys_drive_it() -> None:
    session = FakeSession(followed())
    app = FsqApp(session, KEYS, "camera")
    async with app.run_test() as pilot:
        for mode in Mode:
            session.requests.clear()
            session.presses.clear()
            session.set(replace(second_of_two(), mode=mode))
            await pilot._post_mouse_events([MouseScrollUp], offset=(5, 10))
            await pilot._post_mouse_events([MouseScrollDown], offset=(5, 10))
            jogs = ["jog_forward_1", "jog_backward_1"]
            assert session.requests == ([Turn(1), Turn(-1)] if mode is Mode.RACK else [])
            assert session.presses == (jogs if mode is Mode.EDIT else [])
