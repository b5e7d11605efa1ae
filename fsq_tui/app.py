"""The app: keys to buttons, buttons to the session or to a screen, snapshots to the screen."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingsMap
from textual.command import CommandPalette
from textual.screen import ModalScreen, Screen

from fsq_tui.buttons import BUTTONS, BY_ID, NEVER, Button, Door
from fsq_tui.compat import watch_hangup
from fsq_tui.screens.base import Shows, View, is_printable, textual_key
from fsq_tui.screens.dialogs import duration_dialog, name_dialog
from fsq_tui.screens.help import HelpScreen
from fsq_tui.screens.live import LiveScreen
from fsq_tui.screens.menu import MenuEntry, MenuScreen
from fsq_tui.screens.palette import ButtonCommands, session_commands
from fsq_tui.screens.points import PointsScreen
from fsq_tui.screens.refresh import Refresher, next_paint_s
from fsq_tui.screens.themes import choose_theme, is_ansi
from fsq_tui.session.interface import Session
from fsq_tui.session.requests import Calibrate, GoTo, Rename, Retime, ToggleSequencing
from fsq_tui.session.snapshot import Hint, PointRow, Snapshot
from fsq_tui.widgets.footer import STOPPED
from fsq_tui.widgets.keys import Keys, first_key

PRIORITY = ("stop", "quit")  # these pass over modals
SIGNALS = {signal.SIGTERM: 143, signal.SIGHUP: 129}


class FsqApp(App[None]):
    """The screen of one session. Whoever runs it closes the session afterwards as well."""

    TITLE = "fsq"
    CSS_PATH = "fsq.tcss"
    COMMANDS: ClassVar = App.COMMANDS | {ButtonCommands}

    def __init__(self, session: Session, keys: Keys, keymap_name: str) -> None:
        theme = choose_theme(os.environ)
        # Only then does Textual leave colours out with NO_COLOR; else it makes them grey.
        super().__init__(ansi_color=True if is_ansi(theme) and "NO_COLOR" in os.environ else None)
        self.theme = theme
        self.session = session
        self.keys = keys
        self._keymap_name = keymap_name
        self._hint: Hint | None = None
        self._refresher: Refresher | None = None
        self._undo: list[Callable[[], object]] = []
        self._bindings = key_bindings(keys)

    def get_default_screen(self) -> Screen[None]:
        """The live screen lies under all others."""
        return LiveScreen(self.keys, self.repaint)

    def on_mount(self) -> None:
        """From here on snapshots are shown and signals are heard."""
        loop = asyncio.get_running_loop()
        self._refresher = Refresher(loop, self.paint)
        self._undo = [self._refresher.close, self.session.subscribe(self._refresher.changed)]
        for number, return_code in SIGNALS.items():
            loop.add_signal_handler(number, self._end, return_code)
            self._undo.append(partial(loop.remove_signal_handler, number))
        if not self.is_headless:
            fileno = sys.__stdin__.fileno() if sys.__stdin__ else -1
            closed = SIGNALS[signal.SIGHUP]
            self._undo.append(watch_hangup(loop, fileno, lambda: self._end(closed)))
        self._refresher.changed()

    def on_ready(self) -> None:
        """The first screen stands. What it took stays: no collection need look at it again."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()

    async def on_unmount(self) -> None:
        """Every ordinary way out."""
        for undo in self._undo:
            undo()
        await asyncio.to_thread(self.session.close)

    # ---- showing -------------------------------------------------------------------------

    def paint(self) -> float:
        """Show the newest snapshot; the seconds until it must be shown again."""
        view = self.view()
        if isinstance(self.screen, Shows):
            self.screen.show(view)
        return next_paint_s(view)

    def view(self) -> View:
        """What there is to show now."""
        snapshot = self.session.snapshot()
        hints = [hint for hint in (self._hint, snapshot.hint) if hint is not None]
        newest = max(hints, key=lambda hint: hint.since_s, default=None)
        return View(snapshot, self.session.now(), self.session.wall(), newest)

    def repaint(self) -> None:
        """Show again, soon: something that is no part of the snapshot has changed."""
        if self._refresher is not None:
            self._refresher.changed()

    def say(self, text: str) -> None:
        """A hint of the screen's own."""
        self._hint = Hint(text, self.session.now())
        self.repaint()

    # ---- buttons -------------------------------------------------------------------------

    def action_button(self, button_id: str) -> None:
        """A button was pressed: by a key, or by the palette."""
        button = BY_ID[button_id]
        snapshot = self.session.snapshot()
        self._hint = None  # what was said of an earlier key is over
        if button_id == "stop":
            self._stop(snapshot)
        elif not snapshot.sequencing and button_id not in STOPPED:
            self.say(f"{button.label}: focus sequencing is off. {self._key('menu')} turns it on.")
        elif button.door is Door.SESSION:
            self.session.press(button_id)
        elif snapshot.mode not in button.modes:
            self.say(f"{button.label} works in edit mode. {self._key('info')} goes there.")
        else:
            self._open(button)

    def _key(self, button_id: str) -> str:
        return f"{first_key(self.keys, button_id)} {BY_ID[button_id].label}".strip()

    def _stop(self, snapshot: Snapshot) -> None:
        """STOP halts the lens; an idle lens leaves it to close what is open."""
        if not snapshot.busy and isinstance(self.screen, ModalScreen):
            self.screen.dismiss(None)
        else:
            self.session.press("stop")

    def _open(self, button: Button) -> None:
        doors: dict[str, Callable[[], object]] = {
            "menu": self._open_menu,
            "name": self._open_name,
            "duration": self._open_duration,
            "points": lambda: self._push(PointsScreen(self.keys, self._go_to)),
            "help": lambda: self._push(HelpScreen(self.keys, self._keymap_name)),
            "palette": lambda: self._push(CommandPalette(placeholder="Search for a command")),
            "quit": lambda: self._end(0),
        }
        doors[button.id]()

    def _push(self, screen: Screen[None]) -> None:
        if isinstance(screen, Shows):
            screen.show(self.view())  # never empty, not even for a tenth of a second
        self.push_screen(screen)

    def _go_to(self, number: int) -> None:
        self.session.ask(GoTo(number))

    def _open_menu(self) -> None:
        self._push(MenuScreen(self.keys, self._menu_entries()))

    def _menu_entries(self) -> tuple[MenuEntry, ...]:
        session = self.session
        return (
            MenuEntry(
                "Sequence",
                lambda view: "ON" if view.snapshot.sequencing else "OFF",
                lambda: session.ask(ToggleSequencing()),
                lambda _: session.ask(ToggleSequencing()),
                stays=True,
            ),
            MenuEntry("Calibrate lens", _calibration_value, lambda: session.ask(Calibrate())),
            MenuEntry(
                "Points",
                lambda view: str(len(view.snapshot.rows)),
                lambda: self._open(BY_ID["points"]),
            ),
            MenuEntry("Keys", lambda _: self._keymap_name, lambda: self._open(BY_ID["help"])),
            MenuEntry("Theme", lambda _: self.theme, self.action_change_theme, self._change_theme),
            MenuEntry("Quit", lambda _: "", lambda: self._end(0)),
        )

    def _change_theme(self, direction: int) -> None:
        names = sorted(self.available_themes)
        self.theme = names[(names.index(self.theme) + direction) % len(names)]

    def _open_name(self) -> None:
        if (row := self._current_row()) is not None:
            number = self.session.snapshot().index + 1
            accept = lambda name: self.session.ask(Rename(name))  # noqa: E731
            self._push(name_dialog(self.keys, number, row.point.name, accept))

    def _open_duration(self) -> None:
        if (row := self._current_row()) is not None:
            number = self.session.snapshot().index + 1
            accept = lambda duration_s: self.session.ask(Retime(duration_s))  # noqa: E731
            self._push(duration_dialog(self.keys, number, row.point.duration_s, accept))

    def _current_row(self) -> PointRow | None:
        snapshot = self.session.snapshot()
        if not snapshot.rows:
            self.say("There is no point yet.")
            return None
        return snapshot.rows[snapshot.index]

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The Focus menu's and Textual's own commands, less those that the buttons already are."""
        theirs = super().get_system_commands(screen)
        kept = [command for command in theirs if command.title in ("Theme", "Screenshot")]
        return [*session_commands(self.session), *kept]

    # ---- leaving -------------------------------------------------------------------------

    def _end(self, return_code: int) -> None:
        self.run_worker(self._leave(return_code), exclusive=True, group="leave")

    async def _leave(self, return_code: int) -> None:
        await asyncio.to_thread(self.session.close)  # the lens halts, the screen does not freeze
        self.exit(return_code=return_code)


def key_bindings(keys: Keys) -> BindingsMap:
    """All keys of the keymap. Those of STOP and QUIT that type nothing pass over modals."""
    return BindingsMap(
        Binding(
            textual_key(key),
            f"button('{button.id}')",
            button.label,
            show=False,
            priority=button.id in PRIORITY and not is_printable(key),
            id=button.id,
        )
        for button in BUTTONS
        if button.modes != NEVER
        for key in keys.get(button.id, ())
    )


def _calibration_value(view: View) -> str:
    calibration = view.snapshot.calibration
    return f"{calibration.last_step + 1} steps" if calibration else "not yet"
