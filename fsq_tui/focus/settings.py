"""What an operator sets of racks, following and takes: THE table of names, ranges and defaults.

Menu, settings file and requests follow it. Names and ranges are those of the camera's Focus menu.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Self

from fsq_tui.errors import UsageFault
from fsq_tui.focus.holds import MAX_HOLD_S, Holds

Value = bool | int | float


@dataclass(frozen=True, slots=True)
class Setting:
    """One of them. `step` is what LEFT and RIGHT change it by; a switch has no range."""

    id: str
    label: str
    unit: str = ""
    least: float = 0.0
    most: float = 0.0
    step: float = 0.0


@dataclass(frozen=True, slots=True)
class FocusSettings:
    """The values. Whoever takes them from outside calls `require`.

    `rack_duration_s` is the time of a rack that the planner makes; 0 is by Step Size and Step
    Delay, as the camera does it. `follow_toggles`: an arrow starts the lens, the next key halts
    it, for keyboards that do not repeat. The holds are those of a take that is recorded.
    `focal_length_mm` and `aperture` are 0 where the operator has not given them.
    """

    follow: bool = False
    follow_toggles: bool = False
    step_size: int = 2
    step_delay_ms: int = 10
    step_wait: bool = True
    reverse_horizontal: bool = False
    reverse_vertical: bool = False
    start_delay_s: int = 2
    rack_duration_s: float = 0.0
    pre_roll_s: float = 2.0
    hold_before_s: float = 2.0
    hold_after_s: float = 2.0
    coc_um: int = 29
    focal_length_mm: float = 0.0
    aperture: float = 0.0
    diffraction_aware: bool = False

    @property
    def holds(self) -> Holds:
        """Those of a take that is recorded."""
        return Holds(self.pre_roll_s, self.hold_before_s, self.hold_after_s)

    def require(self) -> None:
        """Raise UsageFault where a value is out of its range."""
        for field in fields(self):
            require_value(SETTINGS[field.name], getattr(self, field.name), type(field.default))

    def having(self, setting_id: str, value: Value) -> Self:
        """With another value of `SETTINGS`. Raises UsageFault for one out of its range."""
        changes: dict[str, Any] = {setting_id: value}
        changed = replace(self, **changes)
        changed.require()
        return changed


SETTINGS = {
    setting.id: setting
    for setting in (
        Setting("follow", "Follow Focus"),
        Setting("follow_toggles", "Arrow keys toggle"),
        Setting("step_size", "Step Size", "", 1, 3, 1),
        Setting("step_delay_ms", "Step Delay", "ms", 0, 1000, 10),
        Setting("step_wait", "Step Wait"),
        Setting("reverse_horizontal", "Left/Right dir"),
        Setting("reverse_vertical", "Up/Down dir"),
        Setting("start_delay_s", "Start Delay", "s", 0, 60, 1),
        Setting("rack_duration_s", "Rack Time", "s", 0.0, 99.9, 0.1),
        Setting("pre_roll_s", "Pre-roll", "s", 0.0, MAX_HOLD_S, 0.5),
        Setting("hold_before_s", "Hold before", "s", 0.0, MAX_HOLD_S, 0.5),
        Setting("hold_after_s", "Hold after", "s", 0.0, MAX_HOLD_S, 0.5),
        Setting("coc_um", "Circle of Confusion", "um", 1, 100, 1),
        Setting("focal_length_mm", "Focal Length", "mm", 0.0, 2000.0, 1.0),
        Setting("aperture", "Aperture", "f/", 0.0, 64.0, 0.1),
        Setting("diffraction_aware", "Diffraction-aware"),
    )
}
"""By id, in the order of the fields of FocusSettings."""


def require_value(setting: Setting, value: Value, kind: type) -> None:
    """Raise UsageFault for a value of another kind, or out of the range of its setting."""
    if kind is bool:
        fits, wanted = isinstance(value, bool), "on or off"
    else:
        is_kind = type(value) is kind or (kind is float and type(value) is int)
        fits = is_kind and setting.least <= value <= setting.most
        wanted = f"{setting.least:g} ... {setting.most:g} {setting.unit}".rstrip()
    if not fits:
        raise UsageFault(f"{setting.label} cannot be {value!r:.60}.", f"It takes {wanted}.")
