"""What all screens share: what they are shown, and bindings that follow the keymap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from textual.binding import Binding, BindingsMap

from fsq_tui.session.frames import Frame
from fsq_tui.session.snapshot import Hint, Snapshot

TINY_WIDTH, TINY_HEIGHT = 38, 6


@dataclass(frozen=True, slots=True)
class View:
    """Everything a screen shows: the state, the time, the newest hint and picture."""

    snapshot: Snapshot
    now_s: float
    wall: dt.datetime
    hint: Hint | None = None
    frame: Frame | None = None


@runtime_checkable
class Shows(Protocol):
    """A screen that follows the session."""

    def show(self, view: View) -> None:
        """Show the state; repaint what differs."""


@runtime_checkable
class Waits(Protocol):
    """A screen on which something grows old."""

    def wait_s(self, now_s: float) -> float:
        """How long nothing need be shown anew, if nothing comes."""


def bindings(actions: Mapping[str, Iterable[str]]) -> BindingsMap:
    """Bindings of action -> keys. A key named twice belongs to the action named first."""
    taken: set[str] = set()
    made = []
    for action, keys in actions.items():
        for key in keys:
            if key not in taken:
                taken.add(key)
                made.append(Binding(key, action, show=False))
    return BindingsMap(made)
