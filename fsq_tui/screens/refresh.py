"""When the screen is painted: at once after a change, ten times a second while something moves.

At rest nothing ticks: one timer stands on the next full minute, for the clock.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
from collections.abc import Callable

from fsq_tui.focus.overlay import REFRESH_S, is_animated
from fsq_tui.screens.base import View
from fsq_tui.session.snapshot import HINT_S
from fsq_tui.widgets.info import is_shown


def next_paint_s(view: View) -> float:
    """How long the screen stays as it is if nothing happens, in seconds."""
    waits_s = [60.0 - view.wall.second - view.wall.microsecond / 1e6]
    overlay = view.snapshot.overlay
    if view.snapshot.sequencing and overlay is not None and is_animated(overlay, view.now_s):
        waits_s.append(REFRESH_S)
    if view.snapshot.recording and view.snapshot.recording_since_s is not None:
        waits_s.append(1.0 - (view.now_s - view.snapshot.recording_since_s) % 1.0)
    if view.hint is not None and is_shown(view.hint, view.now_s):
        waits_s.append(view.hint.since_s + HINT_S - view.now_s)
    return min(waits_s)


class Refresher:
    """Calls `paint`, which answers in how many seconds it wants to be called again."""

    def __init__(self, loop: asyncio.AbstractEventLoop, paint: Callable[[], float]) -> None:
        self._loop = loop
        self._paint = paint
        self._context = contextvars.copy_context()
        self._asked = False
        self._closed = False
        self._timer: asyncio.TimerHandle | None = None
        self._painted_s = float("-inf")

    def changed(self) -> None:
        """Something to be shown is new. From any thread; never blocks."""
        if not self._asked:
            self._asked = True
            with contextlib.suppress(RuntimeError):  # the loop is closed: nothing to show it on
                self._loop.call_soon_threadsafe(self._on_change, context=self._context)

    def close(self) -> None:
        """Paint no more."""
        self._closed = True
        self._cancel()

    @property
    def waits_s(self) -> float | None:
        """Seconds to the next painting; None where none is booked."""
        return None if self._timer is None else self._timer.when() - self._loop.time()

    def _on_change(self) -> None:
        self._asked = False  # before the snapshot is read: a later change asks again
        self._book(max(self._loop.time(), self._painted_s + REFRESH_S))

    def _book(self, when_s: float) -> None:
        if self._closed or (self._timer is not None and self._timer.when() <= when_s):
            return
        self._cancel()
        if when_s <= self._loop.time():
            self._fire(when_s)
        else:
            self._timer = self._loop.call_at(when_s, self._fire, when_s, context=self._context)

    def _fire(self, due_s: float) -> None:
        self._timer = None
        # By the time it was due, not the time it is: blinking keeps its beat.
        self._painted_s = max(due_s, self._loop.time() - REFRESH_S / 2)
        wait_s = self._paint()
        self._book(max(self._painted_s + wait_s, self._loop.time() + REFRESH_S / 20))

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
