"""The process's side of the socket: screens come and go, one of them drives, all are shown."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from fsq_tui import __version__
from fsq_tui.buttons import BY_ID
from fsq_tui.process.folder import is_own_peer
from fsq_tui.process.screen import SILENT_S, Screen
from fsq_tui.process.setup import ShowSetup
from fsq_tui.process.wire import (
    PROTOCOL,
    Attach,
    Bye,
    Frames,
    Hello,
    Quit,
    Said,
    TakeOver,
    line_of,
    understood,
)
from fsq_tui.session.frames import Frame
from fsq_tui.session.local import LocalSession
from fsq_tui.session.requests import Press, Request
from fsq_tui.session.snapshot import Hint, Severity, Snapshot

ATTACH_S = 5.0  # how long one who has come may take to say what for
EVERYONES = frozenset({"stop"})  # buttons that need no right to drive


class Host:
    """Shows a session to every screen that attaches, and ends when it has been told to.

    It ends by `end`, when the screen that drives quits, and the setup's `linger_s` after the last
    screen has gone without a word.
    """

    def __init__(self, session: LocalSession, setup: ShowSetup) -> None:
        self._session = session
        self._setup = setup
        self._screens: list[Screen] = []
        self._driver: Screen | None = None
        self._lingering: asyncio.TimerHandle | None = None
        self._ended: asyncio.Future[str] | None = None
        self._changed = False
        self._line_of: tuple[Frame, bytes] | None = None

    async def run(self, path: Path, listening: Callable[[], None]) -> None:
        """Listen at `path`, with a socket only this account may use, until the show has ended.

        `listening` is called as soon as screens may come.
        """
        loop = asyncio.get_running_loop()
        self._ended = loop.create_future()
        umask = os.umask(0o177)
        try:
            path.unlink(missing_ok=True)  # left by a process that was killed: we hold its scene
            server = await asyncio.start_unix_server(self._welcome, path)
        finally:
            os.umask(umask)
        unsubscribe = self._session.subscribe(lambda: self._note_change(loop))
        self._wait_for_screens()
        listening()
        reason = await self._ended
        path.unlink(missing_ok=True)  # who comes now starts a show of its own
        server.close()
        await asyncio.to_thread(self._session.close)
        unsubscribe()
        await asyncio.gather(*(screen.dismiss(reason) for screen in self._screens))

    def end(self, reason: str) -> None:
        """Halt the lens, save, let the camera go; every screen is told the reason."""
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(reason)

    def _note_change(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called from the owner's thread, many times a second while it drives."""
        if not self._changed:
            self._changed = True
            loop.call_soon_threadsafe(self._show_changes)

    def _show_changes(self) -> None:
        self._changed = False  # before anything is read: a later change asks again
        for screen in self._screens:
            screen.changed.set()

    # ---- one screen ----------------------------------------------------------------------

    async def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The whole life of a connection; nothing that comes over it can end the process."""
        connection = writer.get_extra_info("socket")
        screen = Screen(self, writer)
        try:
            if is_own_peer(connection):
                screen.say(self._hello())
                line = await asyncio.wait_for(reader.readline(), ATTACH_S)
                attach = understood(line, Snapshot()) if line else None
                if isinstance(attach, Attach):
                    await self._attended(screen, reader, attach)
        except (OSError, ValueError, TimeoutError):
            pass  # one who speaks in riddles, or has gone
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    def _hello(self) -> Hello:
        zero_s = time.monotonic() - self._session.now()
        screens = len(self._screens)
        return Hello(PROTOCOL, __version__, os.getpid(), self._setup, screens, zero_s)

    async def _attended(self, screen: Screen, reader: asyncio.StreamReader, attach: Attach) -> None:
        if attach.protocol != PROTOCOL:
            screen.say(Bye(f"This show was started by fsq {__version__}; quit it there."))
            return
        self._screens.append(screen)
        if self._lingering is not None:
            self._lingering.cancel()
            self._lingering = None
        if self._driver is None and attach.may_drive:
            self._driver = screen
        showing = asyncio.create_task(screen.show())
        self._show_changes()
        try:
            while line := await reader.readline():
                said = understood(line, Snapshot())
                if not isinstance(said, Snapshot):
                    self._hear(screen, said)
        finally:
            showing.cancel()
            self._screens.remove(screen)
            self._want_frames()
            if self._driver is screen:
                self._leave_undriven()
            self._show_changes()
            self._wait_for_screens()

    def _leave_undriven(self) -> None:
        """Nobody drives until a screen takes over, or another one comes."""
        self._driver = None
        for screen in self._screens:
            screen.tell("The screen that drove has gone. DRIVE takes the keys over.")

    def _wait_for_screens(self) -> None:
        if not self._screens:
            loop = asyncio.get_running_loop()
            linger_s = self._setup.linger_s
            reason = f"No screen came back for {linger_s / 60:g} minutes."
            self._lingering = loop.call_later(linger_s, self.end, reason)

    def _hear(self, screen: Screen, said: Said) -> None:
        match said:
            case TakeOver():
                self._hand_over(screen)
            case Frames(per_s):
                if not 0.0 <= per_s < float("inf"):
                    raise ValueError(f"{per_s} pictures a second are impossible")
                screen.frames_per_s = per_s
                screen.changed.set()
                self._want_frames()
            case Press(button) if button not in BY_ID:
                raise ValueError(f"{button!r:.60} is no button")
            case Press(button) if button in EVERYONES:
                self._session.press(button)
            case _ if screen is not self._driver:
                screen.tell("Another screen drives; this one watches. DRIVE takes the keys over.")
            case Quit():
                self.end("")
            case Hello() | Attach() | Bye() | Frame():
                pass  # nothing to be said now
            case _:
                request: Request = said
                self._session.ask(request)
                screen.changed.set()  # from now on the camera may be silent

    def _want_frames(self) -> None:
        """As many as the screen wants that wants most of them."""
        self._session.want_frames(max((screen.frames_per_s for screen in self._screens), default=0))

    def _hand_over(self, screen: Screen) -> None:
        if screen is self._driver:
            screen.tell("This screen drives already.")
            return
        if self._driver is not None:
            self._driver.tell("Another screen has taken the keys over; this one watches now.")
        self._driver = screen
        screen.tell("This screen drives now; the others watch.")
        self._show_changes()

    def view(self, screen: Screen) -> Snapshot:
        """What a screen is to be shown now."""
        shown = replace(
            self._session.snapshot(),
            drives=screen is self._driver,
            screens=len(self._screens),
        )
        silent_s = self._session.silent_s()
        if silent_s >= SILENT_S:
            sentence = f"No answer from the camera for {silent_s:.0f} s: keys wait."
            return replace(shown, hint=Hint(sentence, self.now(), Severity.WARNING))
        if screen.hint is not None and (
            shown.hint is None or shown.hint.since_s <= screen.hint.since_s
        ):
            return replace(shown, hint=screen.hint)
        return shown

    def frame(self) -> Frame | None:
        """The newest picture of the live view."""
        return self._session.frame()

    def frame_line(self, frame: Frame) -> bytes:
        """A picture as a line, made once for all screens."""
        if self._line_of is None or self._line_of[0] is not frame:
            self._line_of = frame, line_of(frame)
        return self._line_of[1]

    def now(self) -> float:
        """The operator's seconds."""
        return self._session.now()

    @property
    def is_working(self) -> bool:
        """Whether the session is at something that may keep it."""
        return self._session.snapshot().busy or self._session.is_asked
