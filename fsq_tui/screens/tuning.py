"""Entries for settings: LEFT and RIGHT change one, SET switches it or lets it be typed."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from fsq_tui.errors import UsageFault
from fsq_tui.focus.depth_of_field import named_focal_length_mm
from fsq_tui.focus.settings import SETTINGS, FocusSettings, Setting, Value
from fsq_tui.screens.ahead import Ahead
from fsq_tui.screens.base import View
from fsq_tui.screens.dialogs import Dialog
from fsq_tui.screens.host import Host
from fsq_tui.screens.menu import MenuEntry
from fsq_tui.session.interface import Session
from fsq_tui.session.requests import SetSettings

DIRECTIONS = ("+ / -", "- / +")
SWITCHES = {
    "follow_toggles": ("repeat", "toggle"),
    "reverse_horizontal": DIRECTIONS,
    "reverse_vertical": DIRECTIONS,
    "diffraction_aware": ("Simple", "Diffraction-aware"),
}
LABELS = {"follow_toggles": "Arrow keys", "diffraction_aware": "Formula"}
UNSET = {"rack_duration_s": "OFF", "focal_length_mm": "not set", "aperture": "not set"}
HELP = {
    "step_size": "Of one drive command. 1 is the finest; a lens that reports errors at 2 or 3 "
    "often runs at 1.",
    "step_delay_ms": "Between commands. 40 ms calms a lens that stutters; 100 without Step Wait.",
    "step_wait": "ON waits until the lens confirms each command; OFF does not, and may lose steps.",
    "reverse_horizontal": "Other way round: LEFT drives forward, RIGHT backward.",
    "reverse_vertical": "Other way round: UP drives forward, DOWN backward, both coarsely.",
    "follow_toggles": "toggle: an arrow starts the lens and the next key halts it, for keys "
    "that do not repeat.",
    "start_delay_s": "From SET on Rack Focus to its first step, with a countdown.",
    "rack_duration_s": "OFF racks as fast as Step Size and Step Delay let it; else the rack takes "
    "this time.",
    "pre_roll_s": "Of a recorded clip, before anything else.",
    "hold_before_s": "Of a recorded clip: at rest before the pull.",
    "hold_after_s": "Of a recorded clip: at rest after the pull.",
}
CHANGE = {"left": "", "right": "change", "set": "type"}
SWITCH = {"left": "", "right": "change", "set": "change"}
APERTURES = (
    0.0, 1.0, 1.1, 1.2, 1.4, 1.6, 1.8, 2.0, 2.2, 2.5, 2.8, 3.2, 3.5, 4.0, 4.5, 5.0, 5.6, 6.3, 7.1,
    8.0, 9.0, 10.0, 11.0, 13.0, 14.0, 16.0, 18.0, 20.0, 22.0, 25.0, 29.0, 32.0, 36.0, 40.0, 45.0,
    51.0, 57.0, 64.0,
)  # fmt: skip
"""In thirds of a stop, as cameras name them."""

_NUMBER = re.compile(r"([0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)", re.ASCII)


class Tuner:
    """Changes one setting after the other, faster than the session shows them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ahead: Ahead[FocusSettings] = Ahead()

    @property
    def settings(self) -> FocusSettings:
        """What was asked last, or what the session shows."""
        shown = self._session.snapshot()
        return self._ahead.latest(shown.settings, is_busy=shown.busy)

    def give(self, setting_id: str, value: Value) -> None:
        """Another value. Raises UsageFault for one out of its range."""
        changed = self.settings.having(setting_id, value)
        self._session.ask(SetSettings(self._ahead.ask(changed)))


def setting_entry(host: Host, tuner: Tuner, setting_id: str) -> MenuEntry:
    """The entry of a setting."""
    setting = SETTINGS[setting_id]
    label = LABELS.get(setting_id, setting.label)

    def value(view: View) -> str:
        return value_text(view, setting)

    def change(direction: int) -> None:
        lens_name = host.session.snapshot().lens_name
        tuner.give(setting_id, neighbour(tuner.settings, setting, direction, lens_name))

    def switch(_direction: int = 0) -> None:
        tuner.give(setting_id, not getattr(tuner.settings, setting_id))

    help_text = HELP.get(setting_id, "")
    if is_switch(setting):
        return MenuEntry(label, value, switch, switch, stays=True, tells=SWITCH, help=help_text)
    return MenuEntry(
        label,
        value,
        lambda: ask_number(
            host,
            setting,
            getattr(tuner.settings, setting_id),
            lambda text: tuner.give(setting_id, parse_number(text, setting)),
        ),
        change,
        stays=True,
        tells=CHANGE,
        help=help_text,
    )


def is_switch(setting: Setting) -> bool:
    """Whether it is on or off."""
    return isinstance(getattr(FocusSettings(), setting.id), bool)


def neighbour(settings: FocusSettings, setting: Setting, direction: int, lens_name: str) -> Value:
    """The value one step up or down, on the scale of its steps and within its range.

    A focal length goes on from that of the lens, an aperture in thirds of a stop.
    """
    present: Value = getattr(settings, setting.id)
    if setting.id == "aperture":
        there = [stop for stop in APERTURES if (stop - present) * direction > 0]
        return present if not there else min(there, key=lambda stop: abs(stop - present))
    if setting.id == "focal_length_mm":
        present = present or named_focal_length_mm(lens_name)
    value = stepped(present, setting, direction)
    return round(value) if isinstance(present, int) else round(value, 3)


def stepped(present: float, setting: Setting, direction: int) -> float:
    """The next value that way on the scale of its steps, within its range."""
    steps = present / setting.step
    whole = round(steps) if math.isclose(steps, round(steps), abs_tol=1e-6) else None
    if whole is None:  # it was typed: to the next step that way
        whole = math.floor(steps) if direction > 0 else math.ceil(steps)
    return min(max((whole + direction) * setting.step, setting.least), setting.most)


def value_text(view: View, setting: Setting) -> str:
    """The value as the menu shows it."""
    value = getattr(view.snapshot.settings, setting.id)
    if isinstance(value, bool):
        return SWITCHES.get(setting.id, ("OFF", "ON"))[value]
    if setting.id == "focal_length_mm" and not value:
        named_mm = named_focal_length_mm(view.snapshot.lens_name)
        return f"{named_mm:g} mm by the lens" if named_mm else UNSET[setting.id]
    if not value and setting.id in UNSET:
        return UNSET[setting.id]
    if setting.unit == "f/":
        return f"f/{value:g}"
    return f"{value:g} {setting.unit}".rstrip()


def parse_number(text: str, setting: Setting) -> Value:
    """What a person types for a setting: `2`, `2.5 s`, `f/2.8`. Raises UsageFault."""
    if text.strip().lower() in ("off", "") and setting.id in UNSET:
        text = "0"
    number = typed_number(text, setting)
    is_whole = isinstance(getattr(FocusSettings(), setting.id), int) and number.is_integer()
    return int(number) if is_whole else number


def typed_number(text: str, setting: Setting) -> float:
    """A number with or without its unit, in whatever range. Raises UsageFault for any other."""
    typed = text.strip().lower().removeprefix("f/").removesuffix(setting.unit.lower()).strip()
    if not _NUMBER.fullmatch(typed):
        wanted = f"Type {setting.least:g} ... {setting.most:g}."
        raise UsageFault(f"This is no number for {setting.label}.", wanted)
    return float(typed.replace(",", "."))


def ask_number(host: Host, setting: Setting, present: float, submit: Callable[[str], None]) -> None:
    """Let it be typed."""
    unit = f", {setting.unit}" if setting.unit else ""
    title = f"{setting.label}{unit}"
    host.push(Dialog(host.keys, title, f"{present:g}", submit, max_length=12))
