"""The Focus menu, as in the camera: the rack first, its settings, then what fsq adds."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from fsq_tui.focus.depth_of_field import (
    Depth,
    depth_at,
    diffraction_um,
    optics_of,
    with_diffraction,
)
from fsq_tui.focus.distance import INFINITY_CM, distance_label, whole_cm
from fsq_tui.focus.sequence import Order, printable
from fsq_tui.screens.base import View
from fsq_tui.screens.distances import MarksScreen, marks_value
from fsq_tui.screens.host import Host, check_lens
from fsq_tui.screens.menu import Foot, MenuEntry, MenuScreen
from fsq_tui.screens.stacking import StackScreen, stack_brief, stack_value
from fsq_tui.screens.tuning import Tuner, setting_entry
from fsq_tui.session.requests import (
    Calibrate,
    CalibrateByHand,
    EndPointHere,
    GoToStart,
    OfRack,
    Rack,
    SetOrder,
    SetSettings,
    ToggleSequencing,
)
from fsq_tui.session.snapshot import Position, Snapshot

FOCUS_SETTINGS = (
    "step_size", "step_delay_ms", "step_wait", "reverse_horizontal", "reverse_vertical",
    "follow_toggles", "start_delay_s", "rack_duration_s", "pre_roll_s", "hold_before_s",
    "hold_after_s",
)  # fmt: skip
DOF_SETTINGS = ("coc_um", "aperture", "focal_length_mm", "diffraction_aware")
OPEN = {"set": "open"}
SEQUENCING_OFF = "Focus sequencing is off: the entry Sequence turns it on."


def focus_menu(host: Host, open_screen: Callable[[str], None]) -> MenuScreen:
    """The whole menu. `open_screen` opens the screen of a button, or the guide."""
    check_lens(host.session)
    return MenuScreen(
        host.keys,
        "Focus",
        (*_rack_entries(host), *_own_entries(host, open_screen)),
        host.repaint,
        Foot(3, lens_lines),
        refused=lambda: check_lens(host.session),  # the switch may be set by now
    )


# ---- those of the camera -------------------------------------------------------------------


def _rack_entries(host: Host) -> tuple[MenuEntry, ...]:
    ask = host.session.ask
    tuner = Tuner(host.session)
    rack = partial(ask_of_rack, host)
    return (
        replace(setting_entry(host, tuner, "follow"), reason=reason),
        MenuEntry(
            "Focus End Point",
            lambda view: place_text(view.snapshot, view.snapshot.rack.counter_steps),
            lambda: rack(EndPointHere()),
            brief=lambda view: place_text(view.snapshot, view.snapshot.rack.counter_steps, ""),
            tells={"set": "here: then drive away"},
            reason=reason,
        ),
        MenuEntry(
            "Focus Start Point",
            lambda view: place_text(view.snapshot, view.snapshot.rack.start_steps),
            lambda: rack(GoToStart()),
            brief=lambda view: place_text(view.snapshot, view.snapshot.rack.start_steps, ""),
            tells={"set": "go there"},
            reason=reason,
        ),
        MenuEntry(
            "Rack Focus",
            _rack_value,
            lambda: rack(Rack(is_delayed=True)),
            buttons={"q": lambda: rack(Rack()), "play": lambda: rack(Rack(is_recorded=True))},
            tells={"set": "delayed", "q": "now", "play": "clip"},
            reason=reason,
        ),
        MenuEntry(
            "Focus Stacking",
            stack_value,
            lambda: host.push(StackScreen(host)),
            stays=True,
            brief=stack_brief,
            tells=OPEN,
        ),
        MenuEntry(
            "Focus Settings",
            lambda view: f"step size {view.snapshot.settings.step_size}",
            lambda: host.push(_focus_settings(host, tuner)),
            stays=True,
            tells=OPEN,
        ),
        MenuEntry(
            "DOF Settings",
            _optics_text,
            lambda: host.push(_dof_settings(host, tuner)),
            stays=True,
            tells=OPEN,
        ),
        MenuEntry(
            "Sequence",
            lambda view: "ON" if view.snapshot.sequencing else "OFF",
            lambda: ask(ToggleSequencing()),
            lambda _: ask(ToggleSequencing()),
            stays=True,
            tells={"left": "", "right": "change", "set": "change"},
        ),
    )


def ask_of_rack(host: Host, request: OfRack) -> None:
    """Ask it with Follow Focus on, so that the keys of the live screen are those of the rack."""
    settings = host.session.snapshot().settings
    if not settings.follow:
        host.session.ask(SetSettings(settings.having("follow", value=True)))
    host.session.ask(request)


def reason(view: View) -> str:
    """Why nothing can be racked or followed now, as far as fsq knows; '' where it can."""
    shown = view.snapshot
    if shown.lost:
        return shown.lost
    if shown.objection:
        return shown.objection
    return "" if shown.sequencing else SEQUENCING_OFF


def place_text(shown: Snapshot, steps: int | None, here: str = " from here") -> str:
    """`0 (here)`, `+12 steps from here`, `-12 ±2 steps from here`, `not set`."""
    if steps is None:
        is_lost = shown.rack.is_set and shown.position.step is None
        return "not yet known" if is_lost else "not set"
    unsure = f" ±{shown.rack.unsure_steps}" if shown.rack.unsure_steps else ""
    if not steps:
        return f"0{unsure} (here)"
    return f"{steps:+d}{unsure} steps{here}"


def _rack_value(view: View) -> str:
    expected_s = view.snapshot.rack.expected_s
    takes = "" if expected_s is None else f", takes {expected_s:.1f} s"
    return f"after {view.snapshot.settings.start_delay_s} s{takes}"


def _focus_settings(host: Host, tuner: Tuner) -> MenuScreen:
    entries = tuple(setting_entry(host, tuner, each) for each in FOCUS_SETTINGS)
    return MenuScreen(host.keys, "Focus Settings", entries, host.repaint, Foot(3))


# ---- depth of field ------------------------------------------------------------------------


def _dof_settings(host: Host, tuner: Tuner) -> MenuScreen:
    entries = tuple(setting_entry(host, tuner, each) for each in DOF_SETTINGS)
    return MenuScreen(host.keys, "DOF Settings", entries, host.repaint, Foot(4, dof_lines))


def _optics_text(view: View) -> str:
    optics = optics_of(view.snapshot.settings, view.snapshot.lens_name)
    return "" if optics is None else f"{optics.focal_length_mm:g} mm f/{optics.aperture:g}"


def dof_lines(view: View) -> tuple[str, ...]:
    """What the settings come to, or what is missing for that."""
    shown, settings = view.snapshot, view.snapshot.settings
    optics = optics_of(settings, shown.lens_name)
    if optics is None:
        missing = "aperture" if not settings.aperture else "focal length"
        return (f"DOF: the {missing} is not set.",)
    blur = f"diffraction    {diffraction_um(optics.aperture):.1f} of {optics.coc_um:g} um"
    used = with_diffraction(optics) if settings.diffraction_aware else optics
    if used is None:
        return (blur, "limit reached by diffraction")
    depth = depth_at(settings, shown.lens_name, shown.position.distance_cm)
    at = distance_label(shown.position.distance_cm)
    ends = (f"at {at:<11} {depth_text(depth)}",) if depth else ("focus distance not known",)
    return (*ends, f"hyperfocal     {_label(used.hyperfocal_cm)}", blur)


def depth_text(depth: Depth) -> str:
    """`50cm .. 58cm`."""
    return f"{_label(depth.near_cm)} .. {_label(depth.far_cm)}"


def _label(distance_cm: float) -> str:
    return distance_label(INFINITY_CM if math.isinf(distance_cm) else whole_cm(distance_cm))


def lens_lines(view: View) -> tuple[str, ...]:
    """The lens, its focus distance and how that is known, the depth of field: what is known."""
    shown = view.snapshot
    depth = depth_at(shown.settings, shown.lens_name, shown.position.distance_cm)
    return (
        f"lens   {printable(shown.lens_name)}",
        *([f"focus  {_distance_text(shown.position)}"] if shown.position.distance_cm else []),
        *([f"DOF    {depth_text(depth)}"] if depth else []),
    )


def _distance_text(position: Position) -> str:
    by = f"by {position.marks} marks" if position.marks else "by the lens"
    return f"{distance_label(position.distance_cm)} {by} ({position.how.value})"


# ---- those of fsq --------------------------------------------------------------------------


def _own_entries(host: Host, open_screen: Callable[[str], None]) -> tuple[MenuEntry, ...]:
    ask = host.session.ask
    by_hand = MenuEntry("Calibrate by hand", lambda _: "", lambda: ask(CalibrateByHand()))
    return (
        MenuEntry("Calibrate lens", _calibration_value, lambda: ask(Calibrate())),
        *([by_hand] if host.session.snapshot().silent else []),
        MenuEntry(
            "Points", lambda view: str(len(view.snapshot.rows)), lambda: open_screen("points")
        ),
        MenuEntry(
            "Play order",
            lambda view: view.snapshot.order.value,
            lambda: _change_order(host, 1),
            lambda direction: _change_order(host, direction),
            stays=True,
        ),
        MenuEntry("Distance marks", marks_value, lambda: host.push(MarksScreen(host.keys, ask))),
        MenuEntry("Guide", lambda _: "to a first rack", lambda: open_screen("guide")),
        MenuEntry("Keys", lambda _: host.keymap_name, lambda: open_screen("help")),
        MenuEntry(
            "Theme",
            lambda _: host.theme,
            host.action_change_theme,
            lambda direction: _change_theme(host, direction),
        ),
        MenuEntry("Quit", lambda _: "", lambda: host.end(0)),
    )


def _change_theme(host: Host, direction: int) -> None:
    names = sorted(host.available_themes)
    host.theme = names[(names.index(host.theme) + direction) % len(names)]


def _change_order(host: Host, direction: int) -> None:
    orders = list(Order)
    at = orders.index(host.session.snapshot().order) + direction
    host.session.ask(SetOrder(orders[at % len(orders)]))


def _calibration_value(view: View) -> str:
    calibration = view.snapshot.calibration
    if calibration is None:
        return "not yet"
    backlash = f", backlash {calibration.backlash_steps:g}" if calibration.backlash_steps else ""
    return f"{calibration.last_step + 1} steps{backlash}"
