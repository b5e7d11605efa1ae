"""Every line of the overlay's table, and every other screen, as reviewed text grids."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fsq_tui.app import FsqApp
from fsq_tui.focus.modes import Mode
from fsq_tui.focus.settings import FocusSettings
from fsq_tui.session.snapshot import Hint, Position, Snapshot
from tests.screens.fake import (
    KEYS,
    NOW_S,
    PLAYED,
    STATES,
    FakeSession,
    by_marks,
    check_grid,
    followed,
    menu_at,
    off,
    played,
    screen_text,
    second_of_two,
    snapshot,
    swept,
)

SIZES = ((80, 24), (120, 40), (40, 12))
# The row of the overlay: in the middle of its band where that is three rows high.
OVERLAY_ROW = {(80, 24): 2, (120, 40): 2, (40, 12): 1}


async def shown(state: Snapshot, size: tuple[int, int], *keys: str) -> list[str]:
    app = FsqApp(FakeSession(state), KEYS, "camera")
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
        await pilot.pause()
        return screen_text(app)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", STATES)
async def test_overlay_table(
    name: str, size: tuple[int, int], request: pytest.FixtureRequest
) -> None:
    line, state = STATES[name]
    lines = await shown(state, size)
    assert lines[OVERLAY_ROW[size]] == f" {line}"
    assert all(len(each) <= size[0] for each in lines)
    check_grid(
        f"{name}_{size[0]}x{size[1]}", lines, update=request.config.getoption("--update-grids")
    )


LATE_POINT = snapshot(Mode.PLAY, PLAYED, 2)
MANUAL = "This feature requires autofocus enabled. Set the switch to AF, then try again."
GREY = replace(followed(), objection=MANUAL)
DEEP = followed(-12, settings=FocusSettings(follow=True, aperture=2.8, rack_duration_s=2.5))
DEEP = replace(DEEP, rack=replace(DEEP.rack, unsure_steps=2))
GUIDE = (*menu_at("Guide"), "enter")
NEW = replace(off(), calibration=None, objection="", lens_name="EF50mm f/1.8 II")
RACKING: tuple[tuple[str, Snapshot, tuple[str, ...]], ...] = (
    ("menu_rack", DEEP, menu_at("Rack Focus")),
    ("menu_grey", GREY, menu_at("Focus End Point")),
    ("focus_settings", DEEP, (*menu_at("Focus Settings"), "enter", "down")),
    ("dof_settings", DEEP, (*menu_at("DOF Settings"), "enter")),
    ("guide_lens", NEW, GUIDE),
    ("guide_manual", GREY, GUIDE),
    ("guide_keys", followed(0), (*GUIDE, "enter", "right")),
    ("guide_in_edit", replace(second_of_two(), objection=""), (*GUIDE, "enter")),
    ("guide_rack", followed(0), (*GUIDE, "enter", "enter")),
)
OTHERS: dict[str, tuple[Snapshot, tuple[int, int], tuple[str, ...]]] = {
    "menu_80x24": (LATE_POINT, (80, 24), ("m",)),
    "menu_40x12": (LATE_POINT, (40, 12), ("m",)),
    "menu_silent_80x24": (replace(off(), silent=True), (80, 24), ("m",)),
    "menu_silent_40x12": (replace(off(), silent=True), (40, 12), ("m",)),
    **{
        f"{name}_{width}x{height}": (state, (width, height), keys)
        for name, state, keys in RACKING
        for width, height in ((80, 24), (40, 12))
    },
    "points_80x24": (LATE_POINT, (80, 24), ("l",)),
    "points_40x12": (LATE_POINT, (40, 12), ("l",)),
    "help_80x24": (LATE_POINT, (80, 24), ("f1",)),
    "help_40x12": (LATE_POINT, (40, 12), ("f1",)),
    "name_80x24": (snapshot(Mode.EDIT, index=1), (80, 24), ("n",)),
    "name_40x12": (snapshot(Mode.EDIT, index=1), (40, 12), ("n",)),
    "duration_refused_80x24": (
        snapshot(Mode.EDIT, index=1), (80, 24), ("t", "9", "9", "9", "enter"),
    ),
    "plot_80x24": (swept(), (80, 24), ("b",)),
    "plot_40x12": (swept(), (40, 12), ("b",)),
    "plot_before_80x24": (by_marks(), (80, 24), ("b",)),
    "by_marks_80x24": (by_marks(), (80, 24), ()),
    "by_marks_40x12": (by_marks(), (40, 12), ()),
    "mark_80x24": (by_marks(), (80, 24), ("d",)),
    "mark_refused_80x24": (by_marks(), (80, 24), ("d", "2", "0", "m", "enter")),
    "mark_refused_40x12": (by_marks(), (40, 12), ("d", "2", "0", "m", "enter")),
    "focus_at_80x24": (snapshot(Mode.EDIT, index=1), (80, 24), ("g",)),
    "focus_at_refused_80x24": (snapshot(Mode.EDIT, index=1), (80, 24), ("g", "9", "enter")),
    "marks_80x24": (by_marks(), (80, 24), (*menu_at("Distance marks"), "enter", "down")),
    "marks_40x12": (by_marks(), (40, 12), (*menu_at("Distance marks"), "enter")),
    "no_marks_80x24": (LATE_POINT, (80, 24), (*menu_at("Distance marks"), "enter")),
    "dwell_80x24": (snapshot(Mode.EDIT, index=1), (80, 24), ("w",)),
    "played_points_80x24": (played(), (80, 24), ("l",)),
    "played_points_40x12": (played(), (40, 12), ("l",)),
    "played_120x40": (replace(played(), index=2), (120, 40), ()),
    "late_80x24": (LATE_POINT, (80, 24), ()),
    "late_40x12": (LATE_POINT, (40, 12), ()),
    "stopped_80x24": (replace(LATE_POINT, sequencing=False), (80, 24), ()),
    "stopped_40x12": (replace(LATE_POINT, sequencing=False), (40, 12), ()),
    "no_live_view_80x24": (replace(LATE_POINT, live_view=False), (80, 24), ()),
    "hint_80x24": (
        replace(LATE_POINT, hint=Hint("SET: the lens is moving", NOW_S)), (80, 24), (),
    ),
    "unsaved_80x24": (
        replace(LATE_POINT, unsaved="kitchen.toml was not saved: the folder is read-only."),
        (80, 24), (),
    ),
    "no_distances_80x24": (
        replace(LATE_POINT, calibration=replace(LATE_POINT.calibration, distances_cm=()))
        if LATE_POINT.calibration else LATE_POINT,
        (80, 24), (),
    ),
    "stand_in_80x24": (replace(LATE_POINT, stand_in=True), (80, 24), ()),
    "stand_in_40x12": (replace(LATE_POINT, stand_in=True), (40, 12), ()),
    "stand_in_38x6": (replace(LATE_POINT, stand_in=True), (38, 6), ()),
    "watching_80x24": (replace(LATE_POINT, drives=False, screens=2), (80, 24), ()),
    "watching_40x12": (replace(LATE_POINT, drives=False, screens=2), (40, 12), ()),
    "lost_80x24": (
        replace(
            LATE_POINT,
            lost="There is no camera at usb:001,004.",
            position=Position(),
            battery_percent=None,
        ),
        (80, 24), (),
    ),
    "least_38x6": (LATE_POINT, (38, 6), ()),
    "too_small_20x3": (LATE_POINT, (20, 3), ()),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
async def test_other_screens(name: str, request: pytest.FixtureRequest) -> None:
    state, size, keys = OTHERS[name]
    lines = await shown(state, size, *keys)
    assert all(len(each) <= size[0] for each in lines)
    check_grid(name, lines, update=request.config.getoption("--update-grids"))


CP437 = set("─│┌┐└┘├┤┬┴┼▲▼►◄█▄▓▒░•·±")


@pytest.mark.parametrize("name", [*STATES, *OTHERS])
def test_grids_hold_only_glyphs_of_the_linux_console(name: str) -> None:
    from tests.screens.fake import GRIDS

    paths = sorted(GRIDS.glob(f"{name}*.txt"))
    assert paths
    for path in paths:
        assert {c for c in path.read_text(encoding="utf-8") if not c.isascii()} <= CP437, path
