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
    (Mode.RACK, "info"): "edit",
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
    (Mode.RACK, "set"): "rack",
    (Mode.RACK, "q"): "rack now",
    (Mode.RACK, "play"): "record",
    (Mode.RACK, "left"): "drive",
    (Mode.RACK, "right"): "drive",
    (Mode.RACK, "up"): "coarse",
    (Mode.RACK, "down"): "coarse",
    (Mode.RACK, "half_shutter"): "focus",
    (Mode.RACK, "rate"): "view",
    (Mode.RACK, "end_point"): "here",
}

WHILE_MARKING = {"set": "mark", "info": "end"}


def verb(snapshot: Snapshot, button_id: str) -> str:
    """What a button does now, in a word; '' where its label says it."""
    if snapshot.activity is Activity.MARKING and button_id in WHILE_MARKING:
        return WHILE_MARKING[button_id]
    if snapshot.mode is Mode.RACK and snapshot.busy and button_id == "info":
        return "halt"
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
    if snapshot.mode is Mode.RACK:
        return _next_in_rack(snapshot)
    points = tuple(row.point for row in snapshot.rows)
    if next_leg(points, snapshot.order, snapshot.index) is not None:
        return "set", "next point"
    return "q", f"back to point {first_index(points, snapshot.order) + 1}"


def _next_in_edit(snapshot: Snapshot) -> tuple[str, str]:
    off_point = snapshot.overlay is not None and snapshot.overlay.off_point
    if off_point or not snapshot.rows:
        return "set", "store this position"
    return ("info", "play") if len(snapshot.rows) > 1 else ("half_shutter", "focus on a subject")


def _next_in_rack(snapshot: Snapshot) -> tuple[str, str]:
    if not snapshot.rack.is_set:
        return "end_point", "focus, then end the rack here"
    if snapshot.rack.counter_steps == 0:
        return "right", "to the start point, or LEFT"
    delay_s = snapshot.settings.start_delay_s
    return "set", f"rack to the end point in {delay_s}s" if delay_s else "rack to the end point"


def rack_advice(snapshot: Snapshot) -> str:
    """What the next keys do to the rack, for a line that is free; '' while it is busy."""
    if snapshot.busy:
        return "LEFT, RIGHT or any other key halts the lens" if snapshot.running else ""
    rack, delay_s = snapshot.rack, snapshot.settings.start_delay_s
    if not rack.is_set:
        return "END-POINT: the rack is to end here. LEFT, RIGHT, HALF-SHUTTER: focus first"
    if rack.counter_steps == 0:
        return "LEFT, RIGHT: drive to the start point; UP, DOWN: the same, coarsely"
    in_s = f"in {delay_s}s" if delay_s else "now"
    unsure = f" (count unsure by {rack.unsure_steps})" if rack.unsure_steps else ""
    return f"SET: rack {in_s}, Q: at once, PLAY: with a recording{unsure}"


def named_key(keys: Keys, button_id: str) -> str:
    """`i INFO`: the first key of a button, and its label."""
    return f"{first_key(keys, button_id)} {BY_ID[button_id].label}".strip()


def next_key(snapshot: Snapshot, keys: Keys) -> tuple[str, str, str]:
    """Key label, button label and purpose of the button that helps most right now."""
    button_id, purpose = next_button(snapshot)
    return first_key(keys, button_id), BY_ID[button_id].label, purpose
