"""A menu as the camera draws it: entries with their values, and lines under them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from textual.events import Resize
from textual.widget import Widget

from fsq_tui.focus.sequence import printable
from fsq_tui.screens.base import View
from fsq_tui.screens.modal import Box
from fsq_tui.widgets.keys import Keys
from fsq_tui.widgets.pager import Pager, Pages
from fsq_tui.widgets.paint import Line

WIDTH = 46
LOW = 10  # rows of the screen; under this the foot has one line
CHOOSE: Mapping[str, str] = {"set": "choose"}


def _nothing(_view: View) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry: its name, its value now, what SET does, and what LEFT (-1) and RIGHT (+1) do.

    `brief` is the value where the screen is too narrow for it. `stays` is whether the menu stays
    open after SET, so that the new value is seen. `buttons` are others that do something on this
    entry, and close the menu. `tells` is the line at the bottom edge: button id -> what it does
    here. `reason` is why the entry is greyed out, '' where it works; `help` a sentence on it.
    """

    label: str
    value: Callable[[View], str]
    choose: Callable[[], None]
    change: Callable[[int], None] | None = None
    stays: bool = False
    brief: Callable[[View], str] | None = None
    buttons: Mapping[str, Callable[[], None]] = field(default_factory=dict)
    tells: Mapping[str, str] = field(default_factory=lambda: CHOOSE)
    reason: Callable[[View], str] = _nothing
    help: str = ""


@dataclass(frozen=True, slots=True)
class Foot:
    """The lines under the entries: so many rows of them, and what stands there.

    A reason or the help of the selected entry goes before them.
    """

    rows: int = 0
    lines: Callable[[View], tuple[str, ...]] = lambda _view: ()


class MenuScreen(Box):
    """A list to choose from with UP, DOWN and SET; MENU or STOP goes back where it was opened.

    `resumed` asks for the newest state after what lay over the menu; `refused` is called where SET
    was pressed on an entry that is greyed out.
    """

    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-tall")]  # noqa: RUF012

    def __init__(
        self,
        keys: Keys,
        title: str,
        entries: tuple[MenuEntry, ...],
        resumed: Callable[[], None],
        foot: Foot = Foot(),
        refused: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(
            keys, title, rows=len(entries) + foot.rows + bool(foot.rows), columns=WIDTH
        )
        self._entries = entries
        self._resumed = resumed
        self._foot = foot
        self._refused = refused
        self._selected = 0
        self._view: View | None = None
        self._told: object = None
        self._pager = Pager()
        self._lines = Pager()
        self._lines.add_class("foot")
        self._lines.display = foot.rows > 0
        self.bind_keys(
            {
                "move(-1)": (*self.of("up"), "up"),
                "move(1)": (*self.of("down"), "down"),
                "choose": (*self.of("set"), "enter", "space"),
                "change(-1)": (*self.of("left"), "left"),
                "change(1)": (*self.of("right"), "right"),
                "press_here('q')": self.of("q"),
                "press_here('play')": self.of("play"),
                "close": (*self.of("menu", "stop"),),
            }
        )

    def body(self) -> Iterable[Widget]:
        """The list, and the lines under it."""
        yield self._pager
        yield self._lines

    def show(self, view: View) -> None:
        """The values follow the session."""
        self._view = view
        lines = tuple(self._line(entry, view) for entry in self._entries)
        self._pager.show(Pages(lines, selected=self._selected))
        self._lines.show(Pages(self._foot_lines(view)))
        self._tell(view)

    def _line(self, entry: MenuEntry, view: View) -> Line:
        value = entry.value(view)
        if entry.brief is not None and len(entry.label) + len(value) + 3 > self._width:
            value = entry.brief(view)
        room = max(1, self._width - len(value) - 2)
        role = "muted" if entry.reason(view) else "plain"
        return [(f" {entry.label[:room]:<{room}} {value}", role)]

    @property
    def _width(self) -> int:
        return min(WIDTH, max(20, self.app.size.width - 4)) - 1

    def _foot_lines(self, view: View) -> tuple[Line, ...]:
        reason, entry = self._chosen.reason(view), self._chosen
        texts = textwrap.wrap(printable(reason or entry.help), self._width - 1) or list(
            self._foot.lines(view)
        )
        role = "warning" if reason else "muted"
        return tuple([(f" {text}", role)] for text in texts)

    def _tell(self, view: View) -> None:
        """Written anew only where it differs: a border is drawn as a whole."""
        told = {} if self._chosen.reason(view) else self._chosen.tells
        if (told, self._width) != self._told:
            self._told = (told, self._width)
            self.tell_keys(width=self._width - 1, **told, menu="back")

    @property
    def _chosen(self) -> MenuEntry:
        return self._entries[self._selected]

    def on_resize(self, event: Resize) -> None:
        """Another width: the values stand elsewhere. A low screen leaves the entries their room."""
        is_low = event.size.height < LOW
        self._lines.styles.height = min(1, self._foot.rows) if is_low else self._foot.rows
        self._again()

    def on_screen_resume(self) -> None:
        """What lay over the menu is gone; the session has gone on in the meantime."""
        self._resumed()

    def action_move(self, lines: int) -> None:
        """To the neighbour entry, wrapping round."""
        self._selected = (self._selected + lines) % len(self._entries)
        self._again()

    def action_choose(self) -> None:
        """SET: do what the entry says."""
        if self._is_refused():
            return
        entry = self._chosen
        if not entry.stays:
            self.dismiss(None)
        entry.choose()
        self._again()

    def action_change(self, direction: int) -> None:
        """LEFT and RIGHT: another value, where the entry has values."""
        change = self._chosen.change
        if change is not None and not self._is_refused():
            change(direction)
            self._again()

    def action_press_here(self, button_id: str) -> None:
        """Another button, where the entry has a use for it."""
        press = self._chosen.buttons.get(button_id)
        if press is not None and not self._is_refused():
            self.dismiss(None)
            press()

    def _is_refused(self) -> bool:
        if self._view is None or not self._chosen.reason(self._view):
            return False
        self._refused()
        return True

    def _again(self) -> None:
        if self._view is not None and self.is_current:
            self.show(self._view)
