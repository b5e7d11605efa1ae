"""Every screen behind the first: what opens it and what it asks of the session.

Imported when the first of them is opened, so that the live screen stands sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from textual.command import CommandPalette
from textual.screen import Screen
from textual.theme import Theme

from fsq_tui.focus.sequence import Order
from fsq_tui.screens.base import View
from fsq_tui.screens.dialogs import duration_dialog, dwell_dialog, name_dialog
from fsq_tui.screens.distances import MarksScreen, focus_dialog, mark_dialog, marks_value
from fsq_tui.screens.help import HelpScreen
from fsq_tui.screens.menu import MenuEntry, MenuScreen
from fsq_tui.screens.plot import PlotScreen
from fsq_tui.screens.points import PointsScreen
from fsq_tui.session.interface import Session
from fsq_tui.session.requests import (
    Calibrate,
    CalibrateByHand,
    GoTo,
    Rename,
    Retime,
    SetDwell,
    SetOrder,
    ToggleSequencing,
)
from fsq_tui.widgets.keys import Keys


class Host(Protocol):
    """What the screens need of the app."""

    session: Session
    keys: Keys
    keymap_name: str
    theme: str

    @property
    def available_themes(self) -> Mapping[str, Theme]:
        """The themes by name."""

    def press_button(self, button_id: str) -> None:
        """Press a button of the session."""

    def push(self, screen: Screen[None]) -> None:
        """Show a screen on top."""

    def action_change_theme(self) -> None:
        """Open the list of themes."""

    def end(self, return_code: int) -> None:
        """Leave the program."""


def open_screen(host: Host, button_id: str) -> None:
    """Open what a button of the screen stands for. Raises KeyError for any other button."""
    doors: dict[str, Callable[[Host], Screen[None]]] = {
        "menu": _menu,
        "name": _name,
        "duration": _duration,
        "dwell": _dwell,
        "points": lambda host: PointsScreen(
            host.keys, lambda number: host.session.ask(GoTo(number))
        ),
        "plot": lambda host: PlotScreen(host.keys, host.press_button),
        "mark": lambda host: mark_dialog(host.keys, host.session.snapshot, host.session.ask),
        "focus_at": lambda host: focus_dialog(host.keys, host.session.snapshot, host.session.ask),
        "help": lambda host: HelpScreen(host.keys, host.keymap_name),
        "palette": lambda _: CommandPalette(placeholder="Search for a command"),
    }
    host.push(doors[button_id](host))


def _menu(host: Host) -> MenuScreen:
    toggle = ToggleSequencing()
    ask = host.session.ask
    by_hand = MenuEntry("Calibrate by hand", lambda _: "", lambda: ask(CalibrateByHand()))
    return MenuScreen(
        host.keys,
        (
            MenuEntry(
                "Sequence",
                lambda view: "ON" if view.snapshot.sequencing else "OFF",
                lambda: ask(toggle),
                lambda _: ask(toggle),
                stays=True,
            ),
            MenuEntry("Calibrate lens", _calibration_value, lambda: ask(Calibrate())),
            *([by_hand] if host.session.snapshot().silent else []),
            MenuEntry(
                "Play order",
                lambda view: view.snapshot.order.value,
                lambda: _change_order(host, 1),
                lambda direction: _change_order(host, direction),
                stays=True,
            ),
            MenuEntry(
                "Points",
                lambda view: str(len(view.snapshot.rows)),
                lambda: open_screen(host, "points"),
            ),
            MenuEntry(
                "Distance marks",
                marks_value,
                lambda: host.push(MarksScreen(host.keys, ask)),
            ),
            MenuEntry("Keys", lambda _: host.keymap_name, lambda: open_screen(host, "help")),
            MenuEntry(
                "Theme",
                lambda _: host.theme,
                host.action_change_theme,
                lambda direction: _change_theme(host, direction),
            ),
            MenuEntry("Quit", lambda _: "", lambda: host.end(0)),
        ),
    )


def _change_theme(host: Host, direction: int) -> None:
    names = sorted(host.available_themes)
    host.theme = names[(names.index(host.theme) + direction) % len(names)]


def _change_order(host: Host, direction: int) -> None:
    orders = list(Order)
    at = orders.index(host.session.snapshot().order) + direction
    host.session.ask(SetOrder(orders[at % len(orders)]))


def _calibration_value(view: View) -> str:
    calibration = view.snapshot.calibration
    if calibration is None:
        return "not yet"
    backlash = f", backlash {calibration.backlash_steps:g}" if calibration.backlash_steps else ""
    return f"{calibration.last_step + 1} steps{backlash}"


def _name(host: Host) -> Screen[None]:
    shown = host.session.snapshot()
    name = shown.rows[shown.index].point.name
    return name_dialog(
        host.keys, shown.index + 1, name, lambda text: host.session.ask(Rename(text))
    )


def _duration(host: Host) -> Screen[None]:
    shown = host.session.snapshot()
    duration_s = shown.rows[shown.index].point.duration_s
    return duration_dialog(
        host.keys, shown.index + 1, duration_s, lambda typed_s: host.session.ask(Retime(typed_s))
    )


def _dwell(host: Host) -> Screen[None]:
    shown = host.session.snapshot()
    dwell_s = shown.rows[shown.index].point.dwell_s
    return dwell_dialog(
        host.keys, shown.index + 1, dwell_s, lambda typed_s: host.session.ask(SetDwell(typed_s))
    )
