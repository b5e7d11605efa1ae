"""The stack screen: how it looks in every state, and what its keys ask of the session."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import numpy as np
import pytest
import simplejpeg  # type: ignore[import-untyped]
from textual.pilot import Pilot
from textual.strip import Strip

from fsq_tui.app import FsqApp
from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.focus.stack import Plane, PlannedShot, StackView
from fsq_tui.keymap import keymap_names, load_keymap
from fsq_tui.screens.live import LiveScreen
from fsq_tui.screens.stacking import StackScreen
from fsq_tui.session.requests import (
    AddShot,
    CaptureStack,
    DragShot,
    MarkPlane,
    PinShot,
    RemoveShot,
    Request,
    ScanScene,
)
from fsq_tui.session.snapshot import Snapshot
from fsq_tui.widgets.stack_maps import SceneMaps
from tests.screens.fake import KEYS, MENU, FakeSession, check_grid, screen_text
from tests.screens.stacks import MARKED, SCANNED, SHOTS, STACKS, stacked
from tests.screens.test_app import until

LARGE, USUAL, LOW, SMALL = (120, 40), (80, 24), (60, 18), (40, 12)
GRIDS: dict[tuple[int, int], dict[str, int]] = {  # the states at each size, and the chosen shot
    USUAL: dict.fromkeys(STACKS, 3),
    LARGE: {"doubted": 3},
    LOW: {"unmarked": 1, "scanned": 4, "doubted": 3},
    SMALL: {"unmarked": 1, "scanned": 4, "capturing": 1, "doubted": 3, "strays": 6},
}


@dataclass
class Stand:
    """The stack screen on a session that remembers what it was asked."""

    session: FakeSession
    app: FsqApp
    pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def show(self, state: Snapshot) -> None:
        """A screen of its own for another state."""
        self.app.screen.dismiss(None)
        await self.pilot.pause()
        self.session.set(state)
        self.app.push(StackScreen(self.app))
        await self.pilot.pause()

    def forget(self) -> None:
        self.session.requests.clear()
        self.session.presses.clear()


@asynccontextmanager
async def opened(state: Snapshot, size: tuple[int, int] = USUAL) -> AsyncIterator[Stand]:
    session = FakeSession(state)
    app = FsqApp(session, KEYS, "camera")
    async with app.run_test(size=size) as pilot:
        app.push(StackScreen(app))
        await pilot.pause()
        yield Stand(session, app, pilot)


def shows(app: FsqApp, text: str) -> bool:
    """Whether it stands on the screen, wherever its lines are broken."""
    return text in " ".join(line.strip(" │") for line in screen_text(app))


# ---- how it looks --------------------------------------------------------------------------


@pytest.mark.parametrize("size", GRIDS, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_state(size: tuple[int, int], request: pytest.FixtureRequest) -> None:
    async with opened(STACKS["unmarked"], size) as stand:
        for name, number in GRIDS[size].items():
            await stand.show(STACKS[name])
            if STACKS[name].stack.shots:
                await stand.press(*["right"] * (number - 1))
            lines = screen_text(stand.app)
            assert all(len(line) <= size[0] for line in lines)
            check_grid(
                f"stack_{name}_{size[0]}x{size[1]}",
                lines,
                update=request.config.getoption("--update-grids"),
            )


async def test_the_maps_give_way_on_a_small_screen_and_without_colour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for no_color, sizes in ((False, GRIDS), (True, (USUAL,))):
        if no_color:
            monkeypatch.setenv("NO_COLOR", "1")
        async with opened(STACKS["scanned"]) as stand:
            for size in sizes:
                await stand.pilot.resize_terminal(*size)
                await stand.pilot.pause()
                is_there = size in (LARGE, USUAL) and not no_color
                assert any("▀" * 9 in line for line in screen_text(stand.app)) == is_there
                assert shows(stand.app, "8 shots, 7 moves, about 24 s")


def has_picture(app: FsqApp) -> bool:
    """Whether half blocks stand in a row."""
    return any(line.count("▀") > 9 for line in screen_text(app))


WATCHED = stacked(MARKED, live_view=True)


async def test_until_the_scene_is_swept_the_live_picture_stands_there() -> None:
    async with opened(WATCHED) as stand:
        await until(lambda: stand.session.frames_per_s > 0)
        stand.session.now_s += 1.0
        noise = np.random.default_rng(1).integers(0, 255, (64, 96, 3), np.uint8)
        stand.session.send(1, simplejpeg.encode_jpeg(noise))
        await until(lambda: has_picture(stand.app))
        assert shows(stand.app, "8 shots, 7 moves, about 24 s")
        assert shows(stand.app, "near 54cm")
        await stand.press("m")
        assert stand.session.frames_per_s == 0, "the menu lies over it"
        await stand.press("m")
        await until(lambda: stand.session.frames_per_s > 0)
        stand.session.set(replace(STACKS["scanned"], live_view=True))
        await until(lambda: stand.session.frames_per_s == 0)
        await until(lambda: has_picture(stand.app))
        stand.session.set(WATCHED)
        await until(lambda: stand.session.frames_per_s > 0)
        await stand.pilot.resize_terminal(*LOW)
        await until(lambda: stand.session.frames_per_s == 0)
        assert not has_picture(stand.app)


async def test_the_picture_goes_on_beside_the_points_when_it_is_closed() -> None:
    async with opened(WATCHED, LARGE) as stand:
        await until(lambda: stand.session.frames_per_s > 0)
        await stand.press("escape")
        assert isinstance(stand.app.screen, LiveScreen)
        await until(lambda: stand.session.frames_per_s > 0)
        await stand.pilot.pause()
        assert stand.session.frames_per_s > 0


async def test_the_light_is_on_what_the_chosen_shot_shows_most_sharply() -> None:
    async with opened(STACKS["scanned"]) as stand:
        (maps,) = stand.app.screen.query(SceneMaps)

        def lit() -> list[bool]:
            """Whether the light is on the first plane and on the last one."""
            line = maps.render_line(3)
            first = line.text.index("▀")
            last = line.text.index(" ", first) - 1
            return [level(line.crop(x, x + 1)) > 90 for x in (first, last)]

        assert lit() == [True, False], "shot 1"
        await stand.press("left", "left")
        assert lit() == [False, True], "shot 7"


def level(cell: Strip) -> int:
    """Of the brightest channel of a half block."""
    ((_, style, _),) = cell
    assert style
    assert style.color
    assert style.color.triplet
    return max(style.color.triplet)


async def test_the_entry_of_the_focus_menu_tells_the_plan() -> None:
    short = replace(MARKED, shots=SHOTS[:1] + SHOTS[-1:], expected_s=None)
    values = (
        (StackView(), "not marked"),
        (StackView(near=Plane(3)), "far not marked"),
        (StackView(far=Plane(3)), "near not marked"),
        (MARKED, "8 shots, 7 moves, about 24 s"),
        (short, "2 shots"),
    )
    session = FakeSession(stacked(StackView()))
    app = FsqApp(session, KEYS, "camera")
    async with app.run_test() as pilot:
        await pilot.press("m")
        for stack, value in values:
            session.set(stacked(stack))
            await until(lambda value=value: value == entry(app))  # type: ignore[misc]


def entry(app: FsqApp) -> str:
    (line,) = [each for each in screen_text(app) if "Focus Stacking" in each]
    return line.strip(" │").removeprefix("Focus Stacking").strip()


async def test_it_follows_the_session() -> None:
    async with opened(STACKS["unmarked"]) as stand:
        stand.session.set(STACKS["capturing"])
        await until(lambda: shows(stand.app, "shot 4 of 8, 15 s left"))


# ---- what its keys do ----------------------------------------------------------------------

NEAR_KEYS = ("left_square_bracket", "home")
FAR_KEYS = ("right_square_bracket", "end")
ASKED: list[tuple[tuple[str, ...], Request]] = [  # one after the other, shot 1 being chosen
    *(((key,), MarkPlane(is_far=False)) for key in NEAR_KEYS),
    *(((key,), MarkPlane(is_far=True)) for key in FAR_KEYS),
    (("o",), ScanScene()),
    (("p",), CaptureStack()),
    (("q",), AddShot(round(1 / 14, 6))),
    (("right", "enter"), PinShot(2, is_pinned=True)),
    (("delete",), RemoveShot(2)),
    (("down",), DragShot(2, round(1 / 7 + 0.01, 6))),
    (("right", "right", "enter"), PinShot(4, is_pinned=False)),
    (("pagedown",), DragShot(4, 0.52)),
    (("left", "left", "left", "left", "q"), AddShot(round(13 / 14, 6))),
    (("left", "up"), DragShot(7, round(6 / 7 - 0.01, 6))),
]


async def test_each_key_asks() -> None:
    async with opened(stacked(SCANNED)) as stand:
        for keys, request_ in ASKED:
            stand.forget()
            await stand.press(*keys)
            assert stand.session.requests == [request_]
        assert not stand.session.presses


async def test_keys_that_repeat_faster_than_the_session_shows_add_up() -> None:
    async with opened(stacked(MARKED)) as stand:
        await stand.press("right", "down", "down", "up", "down")
        drags = [each.depth for each in stand.session.requests if isinstance(each, DragShot)]
        assert drags == pytest.approx([1 / 7 + each / 100 for each in (1, 2, 1, 2)], abs=1e-6)
        clamped = (SHOTS[0], replace(SHOTS[1], depth=0.15), *SHOTS[2:])
        stand.session.set(stacked(replace(MARKED, shots=clamped)))
        await until(lambda: shows(stand.app, "shot 2 of 8, 15%"))
        await stand.press("down")
        assert stand.session.requests[-1] == DragShot(2, 0.16), "from where the session put it"


async def test_the_shot_that_was_added_is_chosen_once_it_is_there() -> None:
    async with opened(stacked(MARKED)) as stand:
        await stand.press("right", "q")
        assert shows(stand.app, "shot 2 of 8")
        (added,) = stand.session.requests
        assert isinstance(added, AddShot)
        new = PlannedShot(added.depth, added.depth, "added by hand", 103, is_pinned=True)
        stand.session.set(stacked(replace(MARKED, shots=(*SHOTS[:2], new, *SHOTS[2:]))))
        await until(lambda: shows(stand.app, "shot 3 of 9, 21%, step 103, pinned: added by hand"))


async def test_help_lists_the_keys_of_this_screen_first() -> None:
    async with opened(STACKS["marked"], LARGE) as stand:
        await stand.press("f1")
        lines = screen_text(stand.app)
        assert lines[1].strip(" │") == "Focus Stacking"
        assert "the lens is focused on the first plane" in lines[2]
        assert shows(stand.app, "this page")
        await stand.press("question_mark")
        assert isinstance(stand.app.screen, StackScreen)
        assert not stand.session.requests
        assert not stand.session.presses


async def test_the_keys_that_focus_pass_to_the_session() -> None:
    jogs = ["jog_backward_1", "jog_forward_1"]
    passed = {
        Mode.EDIT: ["half_shutter", "peak", *jogs],
        Mode.OFF: ["info"],
        Mode.RACK: ["half_shutter", *jogs, "info"],
        Mode.PLAY: [*jogs, "info"],
    }
    async with opened(stacked(StackView())) as stand:
        for mode, presses in passed.items():
            await stand.show(stacked(StackView(), mode=mode, overlay=None))
            stand.forget()
            await stand.press("f", "a", "comma", "full_stop", "i")
            assert stand.session.presses == presses
        await stand.show(stacked(StackView(), activity=Activity.JOGGING))
        stand.forget()
        await stand.press("full_stop")
        assert stand.session.presses == ["jog_forward_1"], "a key that repeats is no fault"


MARK_FIRST = "mark the planes first, with NEAR and FAR."
ENDS_STAY = "the first and the last shot stay at the marks."
REFUSED = [
    ("unmarked", ("o",), f"SWEEP: {MARK_FIRST}"),
    ("near", ("p",), f"PLAY: {MARK_FIRST}"),
    ("near", ("right",), f"RIGHT: {MARK_FIRST}"),
    ("near", ("q",), f"Q: {MARK_FIRST}"),
    ("plain", ("o",), f"SWEEP: {MARK_FIRST}"),
    ("scanned", ("down",), f"DOWN: {ENDS_STAY}"),
    ("scanned", ("left", "enter"), f"SET: {ENDS_STAY}"),
    ("scanned", ("delete",), f"TRASH: {ENDS_STAY}"),
    ("scanned", ("i",), "INFO: this is edit mode already."),
    ("capturing", ("right", "down"), "DOWN: fsq is taking the stack. STOP ends it."),
    ("capturing", ("p",), "PLAY: fsq is taking the stack. STOP ends it."),
    ("scanning", ("full_stop",), "JOG +1: fsq is sweeping the scene. STOP ends it."),
]


async def test_a_key_that_does_nothing_says_why() -> None:
    async with opened(STACKS["unmarked"]) as stand:
        for name, keys, words in REFUSED:
            await stand.show(STACKS[name])
            await stand.press(*keys)
            await until(lambda words=words: shows(stand.app, words))  # type: ignore[misc]
        assert not stand.session.requests
        assert not stand.session.presses


async def test_without_a_lens_nothing_is_asked_of_it() -> None:
    async with opened(STACKS["unmarked"]) as stand:
        for changes in ({"lost": "There is no camera at usb:001,004."}, {"sequencing": False}):
            await stand.show(stacked(SCANNED, **changes))
            await stand.press("o", "p", "f", "right", "down", "enter", "q", "home")
        assert not stand.session.requests
        assert not stand.session.presses


async def test_stop_halts_what_goes_on_and_closes_a_screen_at_rest() -> None:
    async with opened(STACKS["capturing"]) as stand:
        await stand.press("escape", "ctrl+c")
        assert stand.session.presses == ["stop", "stop"]
        assert isinstance(stand.app.screen, StackScreen)
        stand.session.set(STACKS["missing"])
        await stand.press("escape")
        assert isinstance(stand.app.screen, LiveScreen)


async def test_a_printable_key_of_stop_does_the_same() -> None:
    """Those do not pass over modals: they may be typed there."""
    session = FakeSession(STACKS["capturing"])
    app = FsqApp(session, load_keymap("numpad").keys, "numpad")
    async with app.run_test() as pilot:
        app.push(StackScreen(app))
        await pilot.press("5")
        assert session.presses == ["stop"]
        session.set(STACKS["whole"])
        await until(lambda: shows(app, "watch: whole"))
        await pilot.press("5")
        assert isinstance(app.screen, LiveScreen)


async def test_a_stack_that_lacks_pictures_goes_on_or_is_left_as_it_is() -> None:
    async with opened(STACKS["missing"]) as stand:
        await stand.press("p")
        assert shows(stand.app, "It lacks: not taken: shot 6, 7, 8.")
        await stand.press("enter", "p", "down", "enter")
        assert stand.session.requests == [CaptureStack(is_resumed=True), CaptureStack()]
        assert isinstance(stand.app.screen, StackScreen)


async def test_shots_that_stand_elsewhere_are_marked_and_taken_again() -> None:
    async with opened(STACKS["strays"]) as stand:
        assert shows(stand.app, "Shot 3 stands about 6 steps too near (inferred, ±2); shot 6 may")
        await stand.press(*["right"] * 5)
        assert shows(stand.app, "! Shot 6 may stand up to 14 steps off (counted)")
        await stand.press("p")
        assert shows(stand.app, "Again shots 3, 6")
        await stand.press("enter", "p", "down", "enter")
        again = CaptureStack(is_resumed=True, again=(3, 6))
        assert stand.session.requests == [again, CaptureStack()]
        other = replace(STACKS["strays"].stack, is_as_taken=False)
        await stand.show(stacked(other))
        assert shows(stand.app, "2026-01-01_0930_watch: shot 3 stands about 6 steps too near")
        axis = next(line for line in screen_text(stand.app) if "─" * 9 in line and "│─" in line)
        assert "!" not in axis, "these shots are planned anew"


async def test_a_stack_of_before_goes_on_without_marks_but_no_new_one_is_taken() -> None:
    lacking = StackView(folder="/stacks/watch", missing="not taken: shot 6")
    async with opened(stacked(lacking)) as stand:
        await stand.press("p", "down", "enter", "up", "enter")
        assert stand.session.requests == [CaptureStack(is_resumed=True)]


@pytest.mark.parametrize("keymap", keymap_names())
async def test_every_keymap_marks_scans_chooses_and_takes(keymap: str) -> None:
    keys = load_keymap(keymap).keys
    session = FakeSession(stacked(MARKED))
    doing = ("near", "far", "sweep", "right", "set", "q", "trash", "play")
    async with FsqApp(session, keys, keymap).run_test() as pilot:
        way = (keys["menu"][0], *[keys["down"][0]] * MENU.index("Focus Stacking"), keys["set"][0])
        await pilot.press(*way, *(keys[each][0] for each in doing))
    assert [type(each) for each in session.requests] == [
        MarkPlane, MarkPlane, ScanScene, PinShot, AddShot, RemoveShot, CaptureStack,
    ]  # fmt: skip


async def test_near_and_far_mark_on_the_live_screen_in_edit_mode_alone() -> None:
    session = FakeSession(stacked(StackView()))
    app = FsqApp(session, KEYS, "camera")
    async with app.run_test() as pilot:
        await pilot.press("home", "end")
        assert session.requests == [MarkPlane(is_far=False), MarkPlane(is_far=True)]
        session.requests.clear()
        session.set(replace(session.state, mode=Mode.OFF))
        for key, label in (("home", "NEAR"), ("end", "FAR")):
            await pilot.press(key)
            await until(lambda said=label: shows(app, f"{said} marks a plane of a stack in edit"))  # type: ignore[misc]
    assert not session.requests
