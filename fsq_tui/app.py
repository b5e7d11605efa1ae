"""The app: keys to buttons, buttons to the session or to a screen, snapshots to the screen."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import ClassVar, cast

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingsMap
from textual.screen import ModalScreen, Screen

from fsq_tui.buttons import BUTTONS, BY_ID, Button, Door
from fsq_tui.compat import watch_hangup
from fsq_tui.focus.modes import Mode
from fsq_tui.focus.overlay import REFRESH_S
from fsq_tui.key_names import is_printable
from fsq_tui.screens.base import Shows, View, Waits
from fsq_tui.screens.freshness import INFINITELY_S
from fsq_tui.screens.live import LiveScreen
from fsq_tui.screens.palette import ButtonCommands, session_commands
from fsq_tui.screens.refresh import Refresher, next_paint_s
from fsq_tui.screens.themes import choose_theme, is_ansi
from fsq_tui.screens.viewing import Viewing
from fsq_tui.session.interface import Session
from fsq_tui.session.requests import EndPointHere, MarkPlane
from fsq_tui.session.snapshot import Hint, Snapshot
from fsq_tui.widgets.footer import STOPPED
from fsq_tui.widgets.keys import Keys, named_key

PRIORITY = ("stop", "quit")  # these pass over modals
HUNG_UP = 129
SIGNALS = {signal.SIGTERM: 143, signal.SIGHUP: HUNG_UP}


class FsqApp(App[None]):
    """The screen of one session. Whoever runs it closes the session afterwards as well."""

    TITLE = "fsq"
    CSS_PATH = "fsq.tcss"
    COMMANDS: ClassVar = App.COMMANDS | {ButtonCommands}

    def __init__(
        self,
        session: Session,
        keys: Keys,
        keymap_name: str,
        view_limit_bytes_s: float | None = None,
        *,
        offers_guide: bool = False,
    ) -> None:
        """`offers_guide` opens the guide over the live screen as soon as that stands."""
        theme = choose_theme(os.environ)
        # Only then does Textual leave colours out with NO_COLOR; else it makes them grey.
        super().__init__(ansi_color=True if is_ansi(theme) and "NO_COLOR" in os.environ else None)
        self.theme = theme
        self.session = session
        self.keys = keys
        self.keymap_name = keymap_name
        self.view_limit_bytes_s = view_limit_bytes_s
        self._offers_guide = offers_guide
        self._hint: Hint | None = None
        self._refresher: Refresher | None = None
        self._undo: list[Callable[[], object]] = []
        self._let_go = session.close
        self._bindings = key_bindings(keys)

    def get_default_screen(self) -> Screen[None]:
        """The live screen lies under all others."""
        return LiveScreen(self.keys, self.repaint, self.session, self.view_limit_bytes_s)

    def on_mount(self) -> None:
        """From here on snapshots are shown and signals are heard."""
        loop = asyncio.get_running_loop()
        self._refresher = Refresher(loop, self.paint)
        self._undo = [self._refresher.close, self.session.subscribe(self._refresher.changed)]
        for number, return_code in SIGNALS.items():
            loop.add_signal_handler(number, self.end, return_code)
            self._undo.append(partial(loop.remove_signal_handler, number))
        if not self.is_headless:
            fileno = sys.__stdin__.fileno() if sys.__stdin__ else -1
            self._undo.append(watch_hangup(loop, fileno, lambda: self.end(HUNG_UP)))
        self._refresher.changed()

    def on_ready(self) -> None:
        """The first screen stands. What it took stays: no collection need look at it again."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        if self._offers_guide:
            self._open_door("guide")

    async def on_unmount(self) -> None:
        """Every ordinary way out."""
        for undo in self._undo:
            undo()
        await asyncio.to_thread(self._let_go)

    # ---- showing -------------------------------------------------------------------------

    def paint(self) -> float:
        """Show the newest snapshot; the seconds until it must be shown again."""
        try:
            return self._painted()
        except Exception as bug:  # nobody above would tell, and nothing would be shown any more
            self._handle_exception(bug)
            return REFRESH_S

    def _painted(self) -> float:
        view = self.view()
        if view.snapshot.over:
            self.exit(return_code=0)
        if isinstance(self.screen, Shows):
            self.screen.show(view)
        wait_s = self.screen.wait_s(view.now_s) if isinstance(self.screen, Waits) else INFINITELY_S
        return min(next_paint_s(view), wait_s)

    def view(self) -> View:
        """What there is to show now."""
        snapshot = self.session.snapshot()
        hints = [hint for hint in (self._hint, snapshot.hint) if hint is not None]
        newest = max(hints, key=lambda hint: hint.since_s, default=None)
        now_s, wall = self.session.now(), self.session.wall()
        return View(snapshot, now_s, wall, newest, self.session.frame())

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
        elif button_id == "drive":
            self.session.take_over()
        elif (answer := self._viewing.press(button_id)) is not None:
            if answer:
                self.say(f"{button.label}: {answer}")
        elif not snapshot.sequencing and button_id not in STOPPED:
            self.say(f"{button.label}: focus sequencing is off. {self._key('menu')} turns it on.")
        elif button.door is Door.SESSION:
            self.press_button(button_id)
        elif snapshot.mode not in button.modes:
            self.say(f"{button.label} works in edit mode. {self._key('info')} goes there.")
        else:
            self._open(button, snapshot)

    def press_button(self, button_id: str) -> None:
        """A button of the session; SWEEP and PEAK are for the region framed in the live view."""
        request = self._viewing.request(button_id)
        if request is None:
            self.session.press(button_id)
        else:
            self.session.ask(request)

    @property
    def _viewing(self) -> Viewing:
        """The live view of the screen that lies under all others."""
        return cast(LiveScreen, self.screen_stack[0]).viewing

    def _key(self, button_id: str) -> str:
        return named_key(self.keys, button_id)

    def _stop(self, snapshot: Snapshot) -> None:
        """STOP halts the lens; an idle lens leaves it to close what is open."""
        if not snapshot.busy and isinstance(self.screen, ModalScreen):
            self.screen.dismiss(None)
        elif snapshot.busy or not self._viewing.leave():
            self.session.press("stop")

    def _open(self, button: Button, snapshot: Snapshot) -> None:
        if button.id == "quit":
            self.end(0)
        elif button.id in ("name", "duration", "dwell") and not snapshot.rows:
            self.say("There is no point yet.")
        elif button.id in ("near", "far"):
            self._mark_plane(button, snapshot)
        elif button.id == "menu" and snapshot.mode is Mode.RACK and snapshot.recording:
            self.session.ask(EndPointHere())  # as on the camera: the menu would hide the picture
        else:
            self._open_door(button.id)

    def _mark_plane(self, button: Button, snapshot: Snapshot) -> None:
        """In edit mode, where the lens is known: nothing is to move because of a slip of a key."""
        if snapshot.mode is Mode.EDIT:
            self.session.ask(MarkPlane(is_far=button.id == "far"))
        else:
            self.say(
                f"{button.label} marks a plane of a stack in edit mode: "
                f"{self._key('info')} goes there."
            )

    def _open_door(self, door: str) -> None:
        from fsq_tui.screens.doors import open_screen

        open_screen(self, door)

    def push(self, screen: Screen[None]) -> None:
        """Show a screen on top, never empty, not even for a tenth of a second."""
        if isinstance(screen, Shows):
            screen.show(self.view())
        self.push_screen(screen)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The Focus menu's and Textual's own commands, less those that the buttons already are."""
        theirs = super().get_system_commands(screen)
        kept = [command for command in theirs if command.title in ("Keys", "Theme", "Screenshot")]
        guide = SystemCommand(
            "Guide", "Walk to a first rack focus", lambda: self._open_door("guide")
        )
        return [*session_commands(self.session), guide, *kept]

    def _handle_exception(self, error: Exception) -> None:
        """A defect ends the screen: a sentence, code 1, and the traceback in a file."""
        from fsq_tui.screens.defects import told

        super()._handle_exception(told(error))

    # ---- leaving -------------------------------------------------------------------------

    def end(self, return_code: int) -> None:
        """Halt the lens, let everything go and leave with this code.

        A terminal that was lost does not end the show: another screen may go on with it.
        """
        if return_code == HUNG_UP:
            self._let_go = self.session.detach
        self.run_worker(self._leave(return_code), exclusive=True, group="leave")

    async def _leave(self, return_code: int) -> None:
        await asyncio.to_thread(self._let_go)  # meanwhile the screen does not freeze
        self.exit(return_code=return_code)


def key_bindings(keys: Keys) -> BindingsMap:
    """All keys of the keymap. Those of STOP and QUIT that type nothing pass over modals."""
    return BindingsMap(
        Binding(
            key,
            f"button('{button.id}')",
            button.label,
            show=False,
            priority=button.id in PRIORITY and not is_printable(key),
            id=button.id,
        )
        for button in BUTTONS
        for key in keys.get(button.id, ())
    )
