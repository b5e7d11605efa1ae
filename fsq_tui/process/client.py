"""A screen's session: what it asks goes to the process of the show, what it sees comes from there.

Should that process die, it is started again with the scene as it was saved.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from fsq_tui.errors import FsqError
from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.focus.overlay import OverlayView
from fsq_tui.process.launch import Starting, how_ended
from fsq_tui.process.wire import Bye, Frames, Quit, Said, TakeOver
from fsq_tui.session.frames import Frame
from fsq_tui.session.listeners import Listeners
from fsq_tui.session.requests import Press, Request
from fsq_tui.session.retry import FIRST_RETRY_S, next_retry_s
from fsq_tui.session.snapshot import Hint, Position, Severity, Snapshot

ENDED_ELSEWHERE = "Another screen has ended the show."
QUIT_S = 5.0  # how long a screen waits for the lens to be halted and all to be written
FIRST_STATE_S = 5.0


class RemoteSession:
    """Keeps the Session interface for a screen, over the link to the process."""

    def __init__(self, starting: Starting) -> None:
        """Wait for the process and its first snapshot. Raises what has kept it from starting."""
        self._process = starting.process
        self._link = starting.link()
        self._snapshot = Snapshot()
        self._frame: Frame | None = None
        self._per_s = 0.0
        self._arrived = threading.Event()
        self._leaving = threading.Event()
        self._lock = threading.Lock()
        self._listeners = Listeners()
        self._thread = threading.Thread(target=self._listen, name="fsq-screen", daemon=True)
        self._link.attach()
        self._thread.start()
        self._arrived.wait(FIRST_STATE_S)

    def press(self, button: str) -> None:
        """Press a button. Never blocks."""
        self._say(Press(button))

    def ask(self, request: Request) -> None:
        """Hand in a request. Never blocks."""
        self._say(request)

    def take_over(self) -> None:
        """Let this screen drive and the others watch. Never blocks."""
        self._say(TakeOver())

    def snapshot(self) -> Snapshot:
        """The newest state that has come."""
        return self._snapshot

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after each new snapshot, until the returned function is called."""
        return self._listeners.add(listener)

    def want_frames(self, per_s: float) -> None:
        """So many pictures of the live view a second at most, 0 for none. Never blocks."""
        self._per_s = per_s
        self._say(Frames(per_s))

    def frame(self) -> Frame | None:
        """The newest picture of the live view that has come."""
        return self._frame

    def now(self) -> float:
        """The operator's seconds."""
        return time.monotonic() - self._link.hello.zero_s

    def wall(self) -> dt.datetime:
        """The time of day."""
        return dt.datetime.now().astimezone()

    def detach(self) -> None:
        """Leave; the show goes on. May be called twice."""
        self._leaving.set()
        with self._lock:
            self._link.close()
        self._thread.join(QUIT_S)

    def close(self) -> None:
        """End the show, where this screen drives it; else leave. May be called twice."""
        if self._snapshot.drives and not self._leaving.is_set():
            self._leaving.set()
            self._say(Quit())
            self._thread.join(QUIT_S)
        self.detach()
        if self._process is not None:
            how_ended(self._process)

    def _say(self, said: Said) -> None:
        with self._lock:
            self._link.say(said)

    # ---- the listening thread --------------------------------------------------------------

    def _listen(self) -> None:
        while not self._leaving.is_set():
            last_word = self._followed()
            if last_word is not None:
                self._end(last_word.reason)
                return
            if not self._leaving.is_set():
                self._start_again()

    def _followed(self) -> Bye | None:
        """Show what comes until the link ends; the last word, None where there was none."""
        for news in self._link.news(Snapshot()):
            if isinstance(news, Bye):
                return news
            if isinstance(news, Frame):
                self._frame = news
                self._listeners.call()
                continue
            self._show(news)
            self._arrived.set()
        return None

    def _end(self, reason: str) -> None:
        """The show is over. A screen that has ended it need not be told."""
        if not self._leaving.is_set():
            self._show(replace(self._snapshot, over=reason or ENDED_ELSEWHERE))

    def _show(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._listeners.call()

    def _start_again(self) -> None:
        """The process has died: say so, and bring it back, however often that has to be tried."""
        died = f"The camera process {how_ended(self._process)}; it is started again."
        setup = replace(self._link.hello.setup, note=f"{died} The scene is as it was saved.")
        self._show_lost(died)
        wait_s = FIRST_RETRY_S
        while not self._leaving.wait(wait_s):
            try:
                starting = Starting(setup)
                self._process, link = starting.process, starting.link()
            except FsqError as fault:
                wait_s = next_retry_s(wait_s)
                self._show_lost(f"{died} {fault} Next try in {wait_s:g} s.")
                continue
            with self._lock:
                self._link.close()
                self._link = link
                self._frame = None  # of another show, whose seconds began at another time
                link.attach(self._snapshot.drives)
                if self._per_s:
                    link.say(Frames(self._per_s))
            if self._leaving.is_set():  # meanwhile the person has quit
                link.say(Quit())
            return

    def _show_lost(self, sentence: str) -> None:
        self._show(
            replace(
                self._snapshot,
                mode=Mode.OFF,
                activity=Activity.IDLE,
                overlay=OverlayView(),
                position=Position(),
                progress=None,
                hint=Hint(sentence, self.now(), Severity.FAULT),
                lost=sentence,
            )
        )
