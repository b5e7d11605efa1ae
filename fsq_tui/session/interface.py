"""The door: what a screen or a verb may do with a session, wherever the session runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Protocol

from fsq_tui.session.frames import Frame
from fsq_tui.session.requests import Request
from fsq_tui.session.snapshot import Snapshot


class Session(Protocol):
    """One show: a lens, a scene, and the sequencer between them."""

    def press(self, button: str) -> None:
        """Press a button whose door is the session. Never blocks."""

    def ask(self, request: Request) -> None:
        """Hand in a request. Never blocks; what came of it is seen in the snapshots."""

    def snapshot(self) -> Snapshot:
        """The state now. Cheap: a reference to a frozen value."""

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` (from any thread, never blocking it) after each new snapshot.

        Returns the function that ends the subscription.
        """

    def want_frames(self, per_s: float) -> None:
        """So many pictures of the live view a second at most; 0 for none, as at first.

        Never blocks. With live view off, or a camera that shows none, there are none.
        """

    def frame(self) -> Frame | None:
        """The newest picture of the live view that has come. Cheap: a reference.

        Older ones are dropped, never queued. Listeners are called for a new one as well.
        """

    def now(self) -> float:
        """The operator's seconds: the scale of every time in a snapshot."""

    def wall(self) -> dt.datetime:
        """The time of day."""

    def take_over(self) -> None:
        """Let this screen drive and the others watch. Never blocks."""

    def detach(self) -> None:
        """Leave the show on its own, where it can go on without this screen; else close it."""

    def close(self) -> None:
        """Halt the lens, wait for what is being written, let everything go. May be called twice.

        A screen that only watches leaves, and the show goes on.
        """
