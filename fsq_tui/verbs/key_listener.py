"""What a key is called and which button it presses, as it is pressed. Imports Textual."""

from __future__ import annotations

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Log, Static

from fsq_tui import function_keys
from fsq_tui.focus.sequence import printable
from fsq_tui.keymap import Keymap

END = "ctrl+q"
HEADING = "Press keys to see what they are called. Ctrl+q twice ends this."


class KeyListener(App[None], inherit_bindings=False):
    """Hears keys exactly as the application does."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        function_keys.install()
        self._buttons = {key: button for button, keys in keymap.keys.items() for key in keys}
        self._last = ""

    def compose(self) -> ComposeResult:
        """A heading, and a line a key."""
        yield Static(HEADING)
        log = Log()
        log.can_focus = False
        yield log

    def on_key(self, event: events.Key) -> None:
        """Show the key; the second ctrl+q in a row ends."""
        self.query_one(Log).write_line(heard(event.key, self._buttons))
        if event.key == self._last == END:
            self.exit()
        self._last = event.key


def heard(key: str, buttons: dict[str, str]) -> str:
    """The line of a key: its name as a keymap wants it, and the button it presses."""
    return f'"{printable(key)}"'.ljust(24) + buttons.get(key, "-")
