"""How it looks: a few pictures, in the themes that differ most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from fsq_tui.app import FsqApp
from fsq_tui.focus.modes import Mode
from tests.screens.fake import KEYS, PLAYED, STATES, FakeSession, menu_at, moving, snapshot
from tests.screens.stacks import STACKS

Compare = Callable[..., bool]
LATE = snapshot(Mode.PLAY, PLAYED, 1)


def app_in(theme: str, state: object = LATE) -> FsqApp:
    app = FsqApp(FakeSession(state), KEYS, "camera")  # type: ignore[arg-type]
    app.theme = theme
    return app


async def settle(pilot: Pilot[None]) -> None:
    await pilot.pause()


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "ansi-dark"])
def test_edit_mode(snap_compare: Compare, theme: str) -> None:
    app = app_in(theme, STATES["edit_later"][1])
    assert snap_compare(app, terminal_size=(80, 24), run_before=settle)


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "ansi-dark"])
def test_play_with_a_late_point(snap_compare: Compare, theme: str) -> None:
    assert snap_compare(app_in(theme), terminal_size=(120, 40), run_before=settle)


def test_moving_on_a_small_panel(snap_compare: Compare) -> None:
    app = app_in("textual-dark", moving())
    assert snap_compare(app, terminal_size=(40, 12), run_before=settle)


def test_calibrating(snap_compare: Compare) -> None:
    app = app_in("textual-dark", STATES["calibrating"][1])
    assert snap_compare(app, terminal_size=(80, 24), run_before=settle)


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "ansi-dark"])
def test_a_lens_that_stands_in_for_a_camera(snap_compare: Compare, theme: str) -> None:
    app = app_in(theme, replace(LATE, stand_in=True))
    assert snap_compare(app, terminal_size=(80, 24), run_before=settle)


def test_menu(snap_compare: Compare) -> None:
    assert snap_compare(app_in("textual-dark"), press=["m", "down"], terminal_size=(80, 24))


STACKED = {
    "unmarked": (80, 24), "near": (80, 24), "marked": (80, 24), "scanned": (80, 24),
    "capturing": (80, 24), "whole": (120, 40), "missing": (80, 24), "doubted": (120, 40),
    "strays": (80, 24),
    "plain": (40, 12),
}  # fmt: skip


@pytest.mark.parametrize("name", STACKED)
def test_stack(snap_compare: Compare, name: str) -> None:
    keys = (*menu_at("Focus Stacking"), "enter", "right", "right")
    app = app_in("textual-dark", STACKS[name])
    assert snap_compare(app, press=keys, terminal_size=STACKED[name])


@pytest.mark.parametrize("theme", ["textual-light", "ansi-dark"])
def test_stack_in_another_theme(snap_compare: Compare, theme: str) -> None:
    keys = (*menu_at("Focus Stacking"), "enter", "right", "right")
    app = app_in(theme, STACKS["missing"])
    assert snap_compare(app, press=keys, terminal_size=(80, 24))
