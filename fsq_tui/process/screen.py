"""A screen that is attached, as the process of the show sees it: what it is sent, and when."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Protocol

from fsq_tui.process.wire import Bye, Said, line_of, state_line
from fsq_tui.session.frames import Frame
from fsq_tui.session.snapshot import Hint, Snapshot

SHOW_EVERY_S = 0.02  # a screen paints ten times a second; in between only the newest counts
SILENT_S = 2.0  # how long the camera may keep the owner before the operator is told
DISMISS_S = 1.0  # how long a screen may take to hear the last word


class Show(Protocol):
    """Where a screen finds what it is to be sent."""

    def view(self, screen: Screen) -> Snapshot:
        """What the screen is to be shown now."""

    def frame(self) -> Frame | None:
        """The newest picture of the live view."""

    def frame_line(self, frame: Frame) -> bytes:
        """A picture as a line."""

    def now(self) -> float:
        """The operator's seconds."""

    @property
    def is_working(self) -> bool:
        """Whether the session is at something that may keep it."""


class Screen:
    """Sent the state as soon as it changes, and pictures where there is room for them.

    `frames_per_s` is how many of these it wants at most.
    """

    def __init__(self, show: Show, writer: asyncio.StreamWriter) -> None:
        self.changed = asyncio.Event()
        self.hint: Hint | None = None
        self.frames_per_s = 0.0
        self._show = show
        self._writer = writer
        self._shown: Snapshot | None = None
        self._seen: Frame | None = None
        self._seen_s = float("-inf")
        writer.transport.set_write_buffer_limits(0)  # `drain` waits until the socket has taken all

    def say(self, said: Said) -> None:
        """Send a message."""
        self._writer.write(line_of(said))

    def tell(self, sentence: str) -> None:
        """A hint for this screen alone."""
        self.hint = Hint(sentence, self._show.now())
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
                await asyncio.wait_for(self.changed.wait(), self._wait_s())
            self.changed.clear()
            if has_news := self._write_news():  # state goes first
                await self._writer.drain()
            if self._write_frame():
                await self._writer.drain()
            if has_news:
                await asyncio.sleep(SHOW_EVERY_S)

    def _write_news(self) -> bool:
        now = self._show.view(self)
        line = state_line(now, self._shown)
        self._shown = now
        if line is not None:
            self._writer.write(line)
        return line is not None

    def _wait_s(self) -> float | None:
        """How long nothing is to be done, unless something changes; None for as long as that."""
        waits_s = [SILENT_S / 2] if self._show.is_working else []
        if self._has_new_frame():
            waits_s.append(max(0.0, self._frame_due_s() - self._now_s()))
        return min(waits_s, default=None)

    def _has_new_frame(self) -> bool:
        return self.frames_per_s > 0 and self._show.frame() is not self._seen

    def _frame_due_s(self) -> float:
        return self._seen_s + 1 / self.frames_per_s

    def _write_frame(self) -> bool:
        """The newest picture, where one is wanted and due."""
        frame, now_s = self._show.frame(), self._now_s()
        if frame is None or not self._has_new_frame() or now_s < self._frame_due_s():
            return False
        self._seen, self._seen_s = frame, now_s
        self._writer.write(self._show.frame_line(frame))
        return True

    @staticmethod
    def _now_s() -> float:
        return asyncio.get_running_loop().time()
