"""Every screen behind the first: what opens it and what it asks of the session.

Imported when the first of them is opened, so that the live screen stands sooner.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.command import CommandPalette
from textual.screen import Screen

from fsq_tui.screens.dialogs import duration_dialog, dwell_dialog, name_dialog
from fsq_tui.screens.distances import focus_dialog, mark_dialog
from fsq_tui.screens.focus_menu import focus_menu
from fsq_tui.screens.guide import GuideScreen
from fsq_tui.screens.help import HelpScreen
from fsq_tui.screens.host import Host
from fsq_tui.screens.modal import Box
from fsq_tui.screens.plot import PlotScreen
from fsq_tui.screens.points import PointsScreen
from fsq_tui.session.requests import GoTo, Rename, Retime, SetDwell


def open_screen(host: Host, door: str) -> None:
    """Open what a button of the screen stands for, or the guide. Raises KeyError for any other."""
    doors: dict[str, Callable[[Host], Screen[None]]] = {
        "menu": lambda host: focus_menu(host, partial(open_screen, host)),
        "name": _name,
        "duration": _duration,
        "dwell": _dwell,
        "points": lambda host: PointsScreen(
            host.keys, lambda number: host.session.ask(GoTo(number))
        ),
        "plot": lambda host: PlotScreen(host.keys, host.press_button),
        "mark": lambda host: mark_dialog(host.keys, host.session.snapshot, host.session.ask),
        "focus_at": lambda host: focus_dialog(host.keys, host.session.snapshot, host.session.ask),
        "help": _help,
        "guide": GuideScreen,
        "palette": lambda _: CommandPalette(placeholder="Search for a command"),
    }
    host.push(doors[door](host))


def _help(host: Host) -> Screen[None]:
    """With the keys of the box under it first; over the guide no other one is opened."""
    box = host.screen if isinstance(host.screen, Box) else None
    guide = None if isinstance(box, GuideScreen) else partial(open_screen, host, "guide")
    here = None if box is None else (box.title or "", box.about_keys())
    return HelpScreen(host.keys, host.keymap_name, guide, here)


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
