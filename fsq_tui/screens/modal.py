"""An opaque box over everything: what the menu, the lists and the dialogs have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget

from fsq_tui.focus.sequence import printable
from fsq_tui.key_names import is_printable
from fsq_tui.screens.base import View, bindings
from fsq_tui.widgets.keys import Keys, short_label


def escaped(text: str) -> str:
    """Foreign text for a border, which takes markup."""
    return printable(text).replace("[", r"\[")


class Box(ModalScreen[None], inherit_bindings=False):
    """A titled box with a line of its keys at the bottom edge.

    STOP closes it when the lens is idle; that is the app's part, since STOP goes first to the lens.
    """

    def __init__(self, keys: Keys, title: str, rows: int = 0, columns: int = 0) -> None:
        super().__init__(classes="fsq-modal")
        self.keys = keys
        self.title = title
        self._key_purposes: dict[str, str] = {}
        self._box = Vertical(classes="box")
        self._box.border_title = escaped(title)
        self._box.styles.max_height = rows + 2 if rows else None
        self._box.styles.max_width = columns + 4 if columns else None

    def body(self) -> Iterable[Widget]:
        """What the box holds."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The box and what it holds."""
        with self._box:
            yield from self.body()

    def show(self, view: View) -> None:
        """A box that follows the session says so itself."""

    def bind_keys(self, actions: Mapping[str, Iterable[str]], *, typing: bool = False) -> None:
        """Bind action -> keys; where text is typed, only keys that type nothing.

        HELP opens on every box where its keys do nothing else.
        """
        kept = {
            action: tuple(key for key in keys if not (typing and is_printable(key)))
            for action, keys in {**actions, "app.button('help')": self.of("help")}.items()
        }
        self._bindings = bindings(kept)

    def tell_keys(self, *, width: int = 0, **purposes: str) -> None:
        """The line at the bottom edge: button id -> what its key does here.

        One without a purpose has that of the next. In a `width` the last ones give way.
        """
        self._key_purposes = purposes
        parts = [
            f"{short_label(names[0])} {purpose}".strip() + ("  " if purpose else " ")
            for button_id, purpose in purposes.items()
            if (names := self.keys.get(button_id, ()))
        ]
        while width and len("".join(parts)) - 2 > width:
            parts.pop()
        self._box.border_subtitle = escaped("".join(parts).rstrip())

    def about_keys(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        """For the help: buttons that do a thing together here, and what that is."""
        groups = []
        together: tuple[str, ...] = ()
        for button_id, purpose in self._key_purposes.items():
            together = (*together, button_id)
            if purpose:
                groups.append((together, purpose))
                together = ()
        return tuple(groups)

    def action_close(self) -> None:
        """Back to where the box was opened."""
        self.dismiss(None)

    def of(self, *button_ids: str) -> tuple[str, ...]:
        """All keys of some buttons."""
        return tuple(key for button_id in button_ids for key in self.keys.get(button_id, ()))


class ListBox(Box):
    """A box that is scrolled by UP and DOWN, the page keys, home and end."""

    def scroll_actions(self) -> dict[str, tuple[str, ...]]:
        """Bindings for moving: the keymap's, and the ordinary ones of a keyboard."""
        return {
            "move(-1)": (*self.of("up"), "up"),
            "move(1)": (*self.of("down"), "down"),
            "page(-1)": (*self.of("left"), "pageup", "left"),
            "page(1)": (*self.of("right"), "pagedown", "right"),
            "move(-9999)": ("home",),
            "move(9999)": ("end",),
        }

    def action_move(self, lines: int) -> None:
        """Move by so many lines."""
        raise NotImplementedError

    def action_page(self, pages: int) -> None:
        """Move by so many pages."""
        self.action_move(pages * max(1, self._box.size.height - 1))
