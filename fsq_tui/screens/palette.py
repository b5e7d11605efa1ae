"""The buttons in the command palette, by label and by what they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

from textual.app import SystemCommand
from textual.command import DiscoveryHit, Hit, Hits, Provider

from fsq_tui.buttons import BUTTONS, Button
from fsq_tui.session.interface import Session
from fsq_tui.session.requests import Calibrate, CalibrateByHand, ToggleSequencing

if TYPE_CHECKING:
    from fsq_tui.widgets.keys import Keys


class HasButtons(Protocol):
    """What the palette needs of the app."""

    keys: Keys

    def action_button(self, button_id: str) -> None:
        """Press a button."""


class ButtonCommands(Provider):
    """A command for each button that does something in some mode."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for button, name, press in self._commands():
            yield DiscoveryHit(name, press, help=button.help)

    async def search(self, query: str) -> Hits:
        """Those whose label or help has what was typed."""
        matcher = self.matcher(query)
        for button, name, press in self._commands():
            score = max(matcher.match(name), matcher.match(button.help))
            if score > 0:
                yield Hit(score, matcher.highlight(name), press, help=button.help)

    def _commands(self) -> Iterator[tuple[Button, str, Callable[[], None]]]:
        app = cast("HasButtons", self.app)
        for button in BUTTONS:
            if button.id != "palette":
                yield button, button.label, partial(app.action_button, button.id)


def session_commands(session: Session) -> list[SystemCommand]:
    """What the Focus menu asks of the session, by name as well."""
    commands = [
        SystemCommand(
            "Sequence",
            "Start or stop focus sequencing, overlay and keys with it",
            lambda: session.ask(ToggleSequencing()),
        ),
        SystemCommand("Calibrate lens", "Measure the lens anew", lambda: session.ask(Calibrate())),
    ]
    if session.snapshot().silent:
        commands.append(
            SystemCommand(
                "Calibrate by hand",
                "Press SET when the lens stands at its stop, whatever the picture shows",
                lambda: session.ask(CalibrateByHand()),
            )
        )
    return commands
