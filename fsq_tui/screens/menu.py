"""The Focus menu, as the camera draws it: entries with their values, only those that work."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from textual.events import Resize
from textual.widget import Widget

from fsq_tui.screens.base import View
from fsq_tui.screens.modal import Box
from fsq_tui.widgets.keys import Keys
from fsq_tui.widgets.pager import Pager, Pages

WIDTH = 40


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry: its name, its value now, what SET does, and what LEFT (-1) and RIGHT (+1) do.

    `stays` is whether the menu stays open after SET, so that the new value is seen.
    """

    label: str
    value: Callable[[View], str]
    choose: Callable[[], None]
    change: Callable[[int], None] | None = None
    stays: bool = False


class MenuScreen(Box):
    """A list to choose from with UP, DOWN and SET; MENU or STOP closes it."""

    def __init__(self, keys: Keys, entries: tuple[MenuEntry, ...]) -> None:
        super().__init__(keys, "Focus", rows=len(entries), columns=WIDTH)
        self._entries = entries
        self._selected = 0
        self._view: View | None = None
        self._pager = Pager()
        self.bind_keys(
            {
                "move(-1)": (*self.of("up"), "up"),
                "move(1)": (*self.of("down"), "down"),
                "choose": (*self.of("set"), "enter", "space"),
                "change(-1)": (*self.of("left"), "left"),
                "change(1)": (*self.of("right"), "right"),
                "close": (*self.of("menu", "stop"),),
            }
        )
        self.tell_keys(set="choose", menu="close")

    def body(self) -> Iterable[Widget]:
        """The list."""
        yield self._pager

    def show(self, view: View) -> None:
        """The values follow the session."""
        self._view = view
        lines = tuple([(self._text(entry, view), "plain")] for entry in self._entries)
        self._pager.show(Pages(lines, selected=self._selected))

    def _text(self, entry: MenuEntry, view: View) -> str:
        width = min(WIDTH, max(20, self.app.size.width - 4)) - 1
        value = entry.value(view)
        room = max(1, width - len(value) - 2)
        return f" {entry.label[:room]:<{room}} {value}"

    def on_resize(self, _event: Resize) -> None:
        """Another width: the values stand elsewhere."""
        self._again()

    def action_move(self, lines: int) -> None:
        """To the neighbour entry, wrapping round."""
        self._selected = (self._selected + lines) % len(self._entries)
        self._again()

    def action_choose(self) -> None:
        """SET: do what the entry says."""
        entry = self._entries[self._selected]
        if not entry.stays:
            self.dismiss(None)
        entry.choose()
        self._again()

    def action_change(self, direction: int) -> None:
        """LEFT and RIGHT: another value, where the entry has values."""
        change = self._entries[self._selected].change
        if change is not None:
            change(direction)
            self._again()

    def _again(self) -> None:
        if self._view is not None and self.is_current:
            self.show(self._view)
