"""What was asked of the session and not looked at yet."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

from fsq_tui.clock import Clock
from fsq_tui.session.requests import Request


@dataclass(frozen=True, slots=True)
class Close:
    """The session's own last request: halt and end."""


class Inbox:
    """Filled from any thread, emptied by the owner; `wake` is set while there may be something.

    `asked_s` is since when something waits in it, or waited last, in the clock's seconds.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.wake = threading.Event()
        self.asked_s = self._heeded_s = clock.now()
        self._requests: deque[Request | Close] = deque()

    def put(self, request: Request | Close) -> None:
        """Hand in a request. Never blocks."""
        if not self._requests:
            self.asked_s = self._clock.now()
        self._requests.append(request)
        self.wake.set()

    @property
    def is_filled(self) -> bool:
        """Whether there is something to look at."""
        return bool(self._requests)

    def next(self) -> Request | Close | None:
        """The oldest request, or None, after which `wake` is clear."""
        return None if self.is_calm() else self._requests.popleft()

    def is_calm(self) -> bool:
        """Whether there is nothing to look at; then `wake`, whatever it was set for, is clear."""
        if self._requests:
            return False
        self.wake.clear()
        # One that came in between has set `wake` before or after the clear: look again.
        return not self._requests

    def heed(self) -> None:
        """The owner looks at what there is."""
        self._heeded_s = self._clock.now()

    def heed_until(self, until_s: float) -> None:
        """The owner waits, and looks as soon as there is something."""
        self._heeded_s = max(self._heeded_s, until_s)

    def silent_s(self) -> float:
        """For how many of the operator's seconds the owner has not looked."""
        since_s = max(self._heeded_s, self.asked_s) if self.is_filled else self._heeded_s
        return max(0.0, (self._clock.now() - since_s) / self._clock.rate)
