"""What was asked of the session and not looked at yet."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

from fsq_tui.session.requests import Request


@dataclass(frozen=True, slots=True)
class Close:
    """The session's own last request: halt and end."""


class Inbox:
    """Filled from any thread, emptied by the owner; `wake` is set while there may be something."""

    def __init__(self) -> None:
        self.wake = threading.Event()
        self._requests: deque[Request | Close] = deque()

    def put(self, request: Request | Close) -> None:
        """Hand in a request. Never blocks."""
        self._requests.append(request)
        self.wake.set()

    @property
    def is_filled(self) -> bool:
        """Whether there is something to look at."""
        return bool(self._requests)

    def next(self) -> Request | Close | None:
        """The oldest request, or None, after which `wake` is clear."""
        if not self._requests:
            self.wake.clear()
            # One that came in between has set `wake` before or after the clear: look again.
            if not self._requests:
                return None
        return self._requests.popleft()
