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
from fsq_tui.process.setup import ShowSetup
from fsq_tui.process.wire import (
    PROTOCOL,
    Attach,
    Bye,
    Hello,
    Quit,
    Said,
    TakeOver,
    line_of,
    state_line,
    understood,
)
from fsq_tui.session.local import LocalSession
from fsq_tui.session.requests import Press, Request
from fsq_tui.session.snapshot import Hint, Severity, Snapshot

SHOW_EVERY_S = 0.02  # a screen paints ten times a second; in between only the newest counts
SILENT_S = 2.0  # how long the camera may keep the owner before the operator is told
ATTACH_S = 5.0  # how long one who has come may take to say what for
DISMISS_S = 1.0  # how long a screen may take to hear the last word
EVERYONES = frozenset({"stop"})  # buttons that need no right to drive


class Host:
    """Shows a session to every screen that attaches, and ends when it has been told to.

    It ends by `end`, when the screen that drives quits, and the setup's `linger_s` after the last
    screen has gone without a word.
    """

    def __init__(self, session: LocalSession, setup: ShowSetup) -> None:
        self._session = session
        self._setup = setup
        self._screens: list[_Screen] = []
        self._driver: _Screen | None = None
        self._lingering: asyncio.TimerHandle | None = None
        self._ended: asyncio.Future[str] | None = None
        self._changed = False

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
        screen = _Screen(self, writer)
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

    async def _attended(
        self, screen: _Screen, reader: asyncio.StreamReader, attach: Attach
    ) -> None:
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

    def _hear(self, screen: _Screen, said: Said) -> None:
        match said:
            case TakeOver():
                self._hand_over(screen)
            case Press(button) if button not in BY_ID:
                raise ValueError(f"{button!r:.60} is no button")
            case Press(button) if button in EVERYONES:
                self._session.press(button)
            case _ if screen is not self._driver:
                screen.tell("Another screen drives; this one watches. DRIVE takes the keys over.")
            case Quit():
                self.end("")
            case Hello() | Attach() | Bye():
                pass  # nothing to be said now
            case _:
                request: Request = said
                self._session.ask(request)
                screen.changed.set()  # from now on the camera may be silent

    def _hand_over(self, screen: _Screen) -> None:
        if screen is self._driver:
            screen.tell("This screen drives already.")
            return
        if self._driver is not None:
            self._driver.tell("Another screen has taken the keys over; this one watches now.")
        self._driver = screen
        screen.tell("This screen drives now; the others watch.")
        self._show_changes()

    def view(self, screen: _Screen) -> Snapshot:
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

    def now(self) -> float:
        """The operator's seconds."""
        return self._session.now()

    @property
    def is_working(self) -> bool:
        """Whether the session is at something that may keep it."""
        return self._session.snapshot().busy or self._session.is_asked


class _Screen:
    """A screen that is attached, as the host sees it."""

    def __init__(self, host: Host, writer: asyncio.StreamWriter) -> None:
        self.changed = asyncio.Event()
        self.hint: Hint | None = None
        self._host = host
        self._writer = writer
        self._shown: Snapshot | None = None

    def say(self, said: Said) -> None:
        """Send a message."""
        self._writer.write(line_of(said))

    def tell(self, sentence: str) -> None:
        """A hint for this screen alone."""
        self.hint = Hint(sentence, self._host.now())
        self.changed.set()

    async def dismiss(self, reason: str) -> None:
        """The show is over: the last state, and the reason."""
        with suppress(OSError, TimeoutError):
            self._write_news()
            self.say(Bye(reason))
            await asyncio.wait_for(self._writer.drain(), DISMISS_S)

    async def show(self) -> None:
        """Send what is new, as soon as it is, and not faster than the screen takes it."""
        while True:
            with suppress(TimeoutError):
                wait_s = SILENT_S / 2 if self._host.is_working else None
                await asyncio.wait_for(self.changed.wait(), wait_s)
            self.changed.clear()
            if self._write_news():
                await self._writer.drain()
                await asyncio.sleep(SHOW_EVERY_S)

    def _write_news(self) -> bool:
        now = self._host.view(self)
        line = state_line(now, self._shown)
        self._shown = now
        if line is not None:
            self._writer.write(line)
        return line is not None
