"""The keys of this keymap: every button, its keys, and what it does, by mode."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from textual.events import Resize
from textual.widget import Widget

from fsq_tui.buttons import (
    ACTIVE,
    ALWAYS,
    BUTTONS,
    BY_ID,
    EDIT,
    NOT_OFF,
    PLAY,
    RACK,
    Button,
)
from fsq_tui.screens.modal import ListBox
from fsq_tui.screens.stack_keys import ABOUT_KEYS
from fsq_tui.widgets.keys import Keys, short_label
from fsq_tui.widgets.pager import Pager, Pages
from fsq_tui.widgets.paint import Line, cut

About = tuple[tuple[tuple[str, ...], str], ...]
"""Buttons that do a thing together, and what that is."""

PICTURE = ("rate", "peaking", "magnify", "hold", "peak", "sweep", "where", "plot")
STACK = ("near", "far")
GROUPS = (
    ("Always", ALWAYS),
    ("Rack", RACK),
    ("Edit, play and rack", NOT_OFF),
    ("Edit and rack", EDIT | RACK),
    ("Edit and play", ACTIVE),
    ("Edit", EDIT),
    ("Play and rack", PLAY | RACK),
)


class HelpScreen(ListBox):
    """A page that scrolls; HELP, MENU or STOP closes it, SET goes on to the guide.

    `here` is the box that it lies over, by its title, and what keys do there.
    """

    def __init__(
        self,
        keys: Keys,
        keymap_name: str,
        open_guide: Callable[[], None] | None,
        here: tuple[str, About] | None = None,
    ) -> None:
        super().__init__(keys, f"Keys: {keymap_name}")
        self._open_guide = open_guide
        self._here = here
        self._top = 0
        self._pager = Pager()
        actions = self.scroll_actions()
        if open_guide is not None:
            actions["guide"] = (*self.of("set"), "enter")
        actions["close"] = self.of("help", "menu", "stop")
        self.bind_keys(actions)
        guide: dict[str, Any] = {} if open_guide is None else {"set": "guide"}
        self.tell_keys(up="", down="scroll", **guide, help="close")

    def body(self) -> Iterable[Widget]:
        """The page."""
        yield self._pager

    def action_guide(self) -> None:
        """SET: the guide in place of this page."""
        self.dismiss(None)
        if self._open_guide is not None:
            self._open_guide()

    def on_resize(self, _event: Resize) -> None:
        """Another width, other line breaks."""
        self.action_move(0)

    def action_move(self, lines: int) -> None:
        """Scroll by so many lines."""
        text = tuple(help_lines(self.keys, max(20, self._box.size.width - 1), self._here))
        last_top = max(0, len(text) - self._box.size.height)
        self._top = max(0, min(last_top, self._top + lines))
        self._pager.show(Pages(text, top=self._top))


def help_lines(keys: Keys, width: int, here: tuple[str, About] | None = None) -> Iterator[Line]:
    """The page in lines of `width`: a group for each set of modes, the view's, the stack's.

    What is known of the keys of the box under it comes first.
    """
    if here is not None:
        yield from _section(*here, keys, width)
        yield []
    rest = [button for button in BUTTONS if button.id not in (*PICTURE, *STACK)]
    groups = [(title, [b for b in rest if b.modes == modes]) for title, modes in GROUPS]
    groups.append(("The live view", [BY_ID[button_id] for button_id in PICTURE]))
    for title, buttons in groups:
        yield [(title, "accent")]
        for button in buttons:
            yield from _key_lines((button,), button.help, keys, width)
        yield []
    if here is None or here[1] is not ABOUT_KEYS:
        yield from _section("Focus Stacking, of the Focus menu", ABOUT_KEYS, keys, width)


def _section(title: str, about: About, keys: Keys, width: int) -> Iterator[Line]:
    yield [(title, "accent")]
    for button_ids, said in about:
        yield from _key_lines([BY_ID[each] for each in button_ids], said, keys, width)


def _key_lines(buttons: Sequence[Button], about: str, keys: Keys, width: int) -> Iterator[Line]:
    names = " ".join(short_label(key) for button in buttons for key in keys.get(button.id, ()))
    label = " ".join(button.label for button in buttons)
    indent = 28 if width >= 56 else 4
    texts = textwrap.wrap(about, max(8, width - indent))
    head: Line = [(f" {cut(names or 'no key', 12):<12} ", "key"), (f"{label:<13} ", "strong")]
    if indent == 4:
        yield head
    else:
        yield [*head, (texts.pop(0), "plain")]
    for text in texts:
        yield [(" " * indent + text, "plain")]
