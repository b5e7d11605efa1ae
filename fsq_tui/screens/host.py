"""What the screens behind the first need of the app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from textual.screen import Screen
from textual.theme import Theme

from fsq_tui.session.interface import Session
from fsq_tui.session.requests import CheckLens
from fsq_tui.widgets.keys import Keys


class Host(Protocol):
    """The app, as they see it."""

    session: Session
    keys: Keys
    keymap_name: str
    theme: str
    view_limit_bytes_s: float | None

    @property
    def screen(self) -> Screen[object]:
        """The one on top."""

    @property
    def available_themes(self) -> Mapping[str, Theme]:
        """The themes by name."""

    def press_button(self, button_id: str) -> None:
        """Press a button of the session."""

    def push(self, screen: Screen[None]) -> None:
        """Show a screen on top."""

    def say(self, text: str) -> None:
        """A hint of the screen's own."""

    def repaint(self) -> None:
        """Show the newest state again, soon."""

    def action_change_theme(self) -> None:
        """Open the list of themes."""

    def end(self, return_code: int) -> None:
        """Leave the program."""


def check_lens(session: Session) -> None:
    """Ask whether the lens can be driven, where that keeps nothing waiting."""
    shown = session.snapshot()
    if shown.drives and not shown.busy and not shown.lost:
        session.ask(CheckLens())
