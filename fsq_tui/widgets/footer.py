"""The footer: the buttons that do something now, with their keys, the most useful one marked."""

from __future__ import annotations

from dataclasses import dataclass

from fsq_tui.buttons import BUTTONS, Button
from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.session.snapshot import Snapshot
from fsq_tui.widgets.keys import Keys, first_key, next_button, next_key, verb
from fsq_tui.widgets.paint import Line, Painted, cut, painted_as

NARROW = 60
GAP = 2
STOPPED = ("menu", "stop", "help", "palette", "drive", "quit")
WATCHING = ("stop", "points", "help", "palette", "drive", "quit")
WHILE_BUSY = ("stop", "info", "rate", "menu", "help", "quit")
WHILE_MARKING = ("set", *WHILE_BUSY)
ON_PICTURE = ("magnify", "peaking", "hold", "peak")  # of use while one is shown
# What gives way last, first. Buttons that are not named here have no place in the footer.
WEIGHT = (
    "stop", "drive", "info", "set", "q", "play", "take", "menu", "end_point", "up", "down", "left",
    "right", "trash", "half_shutter", "help", "rate", *ON_PICTURE, "undo", "duration", "name",
    "points", "redo", "quit", "palette",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A button in the footer."""

    button_id: str
    key: str
    label: str
    verb: str

    def text(self, *, with_verb: bool) -> str:
        """What stands after the key."""
        return f"{self.label} {self.verb}" if with_verb and self.verb else self.label

    def width(self, *, with_verb: bool) -> int:
        """Columns, without the gap to the next one."""
        return len(self.key) + 1 + len(self.text(with_verb=with_verb))


@dataclass(frozen=True, slots=True)
class Footing:
    """What the footer says: the entries in the order of the table, and the most useful button."""

    entries: tuple[Entry, ...]
    next_id: str
    next_text: tuple[str, str, str]

    @classmethod
    def of(cls, snapshot: Snapshot, keys: Keys, *, has_picture: bool = False) -> Footing:
        """From a snapshot and the keymap, and whether a picture is shown."""
        buttons = [
            button
            for button in BUTTONS
            if _works(button, snapshot) and (has_picture or button.id not in ON_PICTURE)
        ]
        entries = tuple(
            Entry(button.id, key, button.label, verb(snapshot, button.id))
            for button in buttons
            if (key := first_key(keys, button.id))
        )
        return cls(entries, next_button(snapshot)[0], next_key(snapshot, keys))


def _works(button: Button, snapshot: Snapshot) -> bool:
    if button.id not in WEIGHT:
        return False
    if button.id == "drive" and snapshot.drives:
        return False
    if not snapshot.drives:
        return button.id in WATCHING
    if not snapshot.sequencing:
        return button.id in STOPPED
    if snapshot.activity is Activity.MARKING:
        return button.id in WHILE_MARKING
    if snapshot.busy:
        if button.id == "play" and snapshot.running and snapshot.mode is Mode.PLAY:
            return True
        return button.id in WHILE_BUSY and snapshot.mode in button.modes
    if button.id == "undo" and not snapshot.can_undo:
        return False
    if button.id == "redo" and not snapshot.can_redo:
        return False
    return snapshot.mode in button.modes


class KeyBar(Painted[Footing]):
    """Buttons and keys in the lines there are; in a narrow one the next key before all."""

    COMPONENT_CLASSES = painted_as("key", "next")

    def paint(self, values: Footing, width: int, height: int) -> list[Line]:
        """Never wider than the screen: what matters least is left out."""
        if width < NARROW:
            rest = footer_lines(values, width, height - 1)
            return [next_line(values, width), *rest]
        return footer_lines(values, width, height)


def next_line(footing: Footing, width: int) -> Line:
    """`i INFO: edit the points`, across the width."""
    key, label, purpose = footing.next_text
    text = f"{key} {label}: {purpose}" if key else f"{label}: {purpose}"
    return [(" " + cut(text, width - 1).ljust(width - 1), "next")]


def footer_lines(footing: Footing, width: int, height: int) -> list[Line]:
    """The entries in as many lines, with what they do where there is room for that."""
    with_verbs = packed(footing.entries, width, height, with_verb=True)
    if with_verbs is not None:
        return [_line(row, footing.next_id, with_verb=True) for row in with_verbs]
    by_weight = sorted(footing.entries, key=lambda entry: WEIGHT.index(entry.button_id))
    for count in range(len(by_weight), 0, -1):
        kept = [entry for entry in footing.entries if entry in by_weight[:count]]
        rows = packed(kept, width, height, with_verb=False)
        if rows is not None:
            return [_line(row, footing.next_id, with_verb=False) for row in rows]
    return []


def packed(
    entries: tuple[Entry, ...] | list[Entry], width: int, height: int, *, with_verb: bool
) -> list[list[Entry]] | None:
    """The entries in lines; None where they do not fit."""
    rows: list[list[Entry]] = [[]]
    used = -GAP
    for entry in entries:
        needed = entry.width(with_verb=with_verb)
        if needed > width:
            return None
        if used + GAP + needed > width:
            rows.append([])
            used = -GAP
        rows[-1].append(entry)
        used += GAP + needed
    return rows if len(rows) <= height else None


def _line(entries: list[Entry], next_id: str, *, with_verb: bool) -> Line:
    line: Line = []
    for entry in entries:
        is_next = entry.button_id == next_id
        gap = [(" " * GAP, "plain")] if line else []
        label = entry.text(with_verb=with_verb)
        if is_next:
            line += [*gap, (f"{entry.key} {label}", "next")]
        else:
            line += [*gap, (entry.key, "key"), (f" {label}", "plain")]
    return line
