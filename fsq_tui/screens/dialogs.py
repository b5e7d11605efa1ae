"""The dialogs: the name of the current point, its typed target duration and dwell."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable

from textual.widget import Widget
from textual.widgets import Input

from fsq_tui.errors import UsageFault
from fsq_tui.focus.sequence import MAX_DURATION_S, MAX_NAME_LENGTH, clean_name, printable
from fsq_tui.screens.modal import Box
from fsq_tui.widgets.keys import Keys
from fsq_tui.widgets.note import Note

DURATION = re.compile(r"(?P<seconds>[0-9]+([.,][0-9]*)?|[.,][0-9]+)\s*s?", re.IGNORECASE)


def parse_duration(text: str, what: str = "A pull") -> float:
    """Seconds as a person types them: `2`, `2.5`, `2,5`, `2.5s`.

    Raises UsageFault for what is not a number, and for one that is not 0 ... 99.9.
    """
    match = DURATION.fullmatch(text.strip())
    if match is None:
        raise UsageFault("This is not a number of seconds.", "Type one like 2.5.")
    duration_s = float(match["seconds"].replace(",", "."))
    if not math.isfinite(duration_s) or duration_s > MAX_DURATION_S:
        raise UsageFault(
            f"{what} takes {MAX_DURATION_S} s at most.", f"Type 0 ... {MAX_DURATION_S}."
        )
    return round(duration_s, 3)


class Dialog(Box):
    """One line of text; enter hands it to `accept`, which may refuse it with a UsageFault."""

    def __init__(
        self, keys: Keys, title: str, value: str, accept: Callable[[str], None], max_length: int
    ) -> None:
        super().__init__(keys, title, rows=3, columns=40)
        self._accept = accept
        self._input = Input(value, max_length=max_length, select_on_focus=True, compact=True)
        self._input.cursor_blink = False  # a dialog at rest writes nothing either
        self._fault = Note()
        self.bind_keys({"accept": self.of("set"), "close": self.of("stop")}, typing=True)
        self.tell_keys(set="accept", stop="cancel")

    def body(self) -> Iterable[Widget]:
        """The line to type in, and one for what is wrong with it."""
        yield self._input
        yield self._fault

    def on_mount(self) -> None:
        """Nothing is wrong yet."""
        self._fault.show("")

    def on_input_changed(self) -> None:
        """What was wrong is being mended."""
        self._fault.show("")

    def on_input_submitted(self) -> None:
        """Enter."""
        self.action_accept()

    def action_accept(self) -> None:
        """Hand the text over; stay, with a sentence, where it is refused."""
        try:
            self._accept(self._input.value)
        except UsageFault as fault:
            self._fault.show(str(fault))
        else:
            self.dismiss(None)


def name_dialog(keys: Keys, number: int, name: str, accept: Callable[[str], None]) -> Dialog:
    """For the name of a point; an empty one takes the name away."""
    title = f"Name of point {number}"
    shown = printable(name)
    return Dialog(keys, title, shown, lambda text: accept(clean_name(text)), MAX_NAME_LENGTH)


def duration_dialog(
    keys: Keys, number: int, duration_s: float, accept: Callable[[float], None]
) -> Dialog:
    """For the target duration of a point."""
    title = f"Target duration of point {number}, s"
    value = f"{duration_s:.3f}"
    return Dialog(keys, title, value, lambda text: accept(parse_duration(text)), max_length=12)


def dwell_dialog(
    keys: Keys, number: int, dwell_s: float, accept: Callable[[float], None]
) -> Dialog:
    """For how long the focus rests at a point before it goes on by itself."""
    title = f"Dwell at point {number}, s"
    return Dialog(
        keys,
        title,
        f"{dwell_s:.3f}",
        lambda text: accept(parse_duration(text, "A dwell")),
        max_length=12,
    )
