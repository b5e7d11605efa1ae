"""How keys and buttons are called on the screen, and which key helps most right now."""

from __future__ import annotations

from collections.abc import Mapping

from fsq_tui.buttons import BY_ID
from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.focus.order import first_index, next_leg
from fsq_tui.key_names import key_label
from fsq_tui.session.snapshot import Snapshot

Keys = Mapping[str, tuple[str, ...]]
"""Button id -> Textual key names: the keymap."""

NAMES = {
    "escape": "esc", "delete": "del", "backspace": "bksp", "pageup": "pgup", "pagedown": "pgdn",
    "up": "▲", "down": "▼", "left": "◄", "right": "►", "space": "space", "insert": "ins",
}  # fmt: skip

VERBS: dict[tuple[Mode, str], str] = {
    (Mode.OFF, "info"): "edit",
    (Mode.EDIT, "info"): "play",
    (Mode.PLAY, "info"): "off",
    (Mode.EDIT, "set"): "store",
    (Mode.PLAY, "set"): "next point",
    (Mode.EDIT, "q"): "add",
    (Mode.PLAY, "q"): "first point",
    (Mode.EDIT, "trash"): "remove",
    (Mode.EDIT, "left"): "back",
    (Mode.EDIT, "right"): "on",
    (Mode.EDIT, "up"): "longer",
    (Mode.EDIT, "down"): "shorter",
    (Mode.EDIT, "half_shutter"): "focus",
    (Mode.EDIT, "rate"): "view",
    (Mode.PLAY, "rate"): "view",
    (Mode.PLAY, "play"): "run",
}

WHILE_MARKING = {"set": "mark", "info": "end"}


def verb(snapshot: Snapshot, button_id: str) -> str:
    """What a button does now, in a word; '' where its label says it."""
    if snapshot.activity is Activity.MARKING and button_id in WHILE_MARKING:
        return WHILE_MARKING[button_id]
    if snapshot.running and button_id == "play":
        return "end the run"
    return VERBS.get((snapshot.mode, button_id), "")


def short_label(key: str) -> str:
    """A key as short as it can be said: `esc`, `?`, `ctrl+q`, `F13`."""
    if len(key) > 1 and key[0] == "f" and key[1:].isdigit():
        return key.upper()
    return NAMES.get(key, key_label(key))


def first_key(keys: Keys, button_id: str) -> str:
    """The label of a button's first key; '' where the keymap has none for it."""
    names = keys.get(button_id, ())
    return short_label(names[0]) if names else ""


def next_button(snapshot: Snapshot) -> tuple[str, str]:
    """The button that helps most right now, and what for."""
    if not snapshot.drives:
        return "drive", "take the keys over"
    if not snapshot.sequencing:
        return "menu", "start sequencing"
    if snapshot.activity is Activity.MARKING:
        return "set", "the lens is at its stop"
    if snapshot.busy:
        return "stop", "halt the lens"
    if snapshot.mode is Mode.OFF:
        return "info", "edit the points" if snapshot.calibration else "check the lens"
    if snapshot.mode is Mode.EDIT:
        return _next_in_edit(snapshot)
    points = tuple(row.point for row in snapshot.rows)
    if next_leg(points, snapshot.order, snapshot.index) is not None:
        return "set", "next point"
    return "q", f"back to point {first_index(points, snapshot.order) + 1}"


def _next_in_edit(snapshot: Snapshot) -> tuple[str, str]:
    off_point = snapshot.overlay is not None and snapshot.overlay.off_point
    if off_point or not snapshot.rows:
        return "set", "store this position"
    return ("info", "play") if len(snapshot.rows) > 1 else ("half_shutter", "focus on a subject")


def next_key(snapshot: Snapshot, keys: Keys) -> tuple[str, str, str]:
    """Key label, button label and purpose of the button that helps most right now."""
    button_id, purpose = next_button(snapshot)
    return first_key(keys, button_id), BY_ID[button_id].label, purpose
