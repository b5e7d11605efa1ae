"""The settings of a focus stack, the camera's own way to stack, and what PLAY asks first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from fsq_tui.focus.settings import Setting, Value, require_value
from fsq_tui.focus.stack import STACK_SETTINGS, Extent, StackSettings
from fsq_tui.focus.stray import shots_text, strays_text
from fsq_tui.screens.ahead import Ahead
from fsq_tui.screens.base import View
from fsq_tui.screens.host import Host
from fsq_tui.screens.menu import Foot, MenuEntry, MenuScreen
from fsq_tui.screens.tuning import CHANGE, SWITCH, ask_number, stepped, typed_number
from fsq_tui.session.requests import CaptureStack, PlanPlain, ProposeShots, SetStack
from fsq_tui.stacking.plain import PlainStack, of_range

SHOTS, SETTLE, FLASH = (STACK_SETTINGS[each] for each in ("shots", "settle_s", "flash_delay_s"))
GRAVITY = replace(STACK_SETTINGS["gravity"], unit="%", most=100, step=10)
HELP = {
    "shots": "From the near mark to the far one, both among them.",
    "gravity": "How strongly shots are drawn to depths at which the scene shows much, by half a "
    "spacing at most. 0 % is even.",
    "settle_s": "Waited at each shot before its picture, so that nothing shakes.",
    "flash_delay_s": "At least so long from picture to picture: the flash charges meanwhile.",
}
BRACKETS_EV = (0.0, 1 / 3, 1 / 2, 2 / 3, 1.0, 4 / 3, 3 / 2, 5 / 3, 2.0, 7 / 3, 5 / 2, 8 / 3, 3.0)
BRACKET_NAMES = (
    "OFF", "1/3 EV", "1/2 EV", "2/3 EV", "1 EV", "1 1/3 EV", "1 1/2 EV", "1 2/3 EV", "2 EV",
    "2 1/3 EV", "2 1/2 EV", "2 2/3 EV", "3 EV",
)  # fmt: skip
EXTENTS = {
    Extent.FULL: "pictures",
    Extent.LIVE_VIEW: "live view only",
    Extent.MOVEMENT: "movement only",
}
IN_FRONT = Setting("in_front", "Num. pics in front", "", 0, 100, 1)
BEHIND = Setting("behind", "Num. pics behind", "", 0, 100, 1)
STEPS = Setting("steps_per_shot", "Focus steps / picture", "", 1, 1000, 1)
COUNTED = {setting.id for setting in (SHOTS, IN_FRONT, BEHIND, STEPS)}
NOT_CONFIGURED = "Focus stacking not configured: no pictures in front or behind."
NO_RANGE = "There is no rack to copy: its end point is not set, or the lens is there."


def stack_menu(host: Host) -> MenuScreen:
    """How a stack is planned and taken."""
    settings = _StackTuner(host)
    plain = _PlainTuner()
    entries = (
        _number_entry(host, SHOTS, settings),
        MenuEntry(
            "Shots by DOF",
            lambda view: (
                f"f/{view.snapshot.settings.aperture:g}"
                if view.snapshot.settings.aperture
                else "aperture not set"
            ),
            lambda: host.session.ask(ProposeShots()),
            stays=True,
            tells={"set": "propose"},
            help="As many shots as the depth of field needs, by DOF Settings; the log says why.",
        ),
        _number_entry(host, GRAVITY, settings),
        _number_entry(host, SETTLE, settings),
        _number_entry(host, FLASH, settings),
        _bracket(settings),
        _rehearsal(settings),
        MenuEntry(
            "Plain stack",
            lambda _: f"({plain.stack.count} pics)",
            lambda: host.push(_plain_menu(host, plain)),
            stays=True,
            tells={"set": "open"},
            help="As on the camera: evenly around where the lens is, without marks.",
        ),
    )
    return MenuScreen(host.keys, "Focus Stacking", entries, host.repaint, Foot(3))


def capture_menu(host: Host) -> MenuScreen:
    """What PLAY asks where the newest stack is not as planned: nothing is ever written over."""
    newest = host.session.snapshot().stack
    name = PurePath(newest.folder).name
    go_on = MenuEntry(
        "Go on",
        lambda _: name,
        lambda: host.session.ask(CaptureStack(is_resumed=True)),
        help=f"It lacks: {newest.missing}.",
    )
    again = MenuEntry(
        f"Again {shots_text(newest.again)}",
        lambda _: name,
        lambda: host.session.ask(CaptureStack(is_resumed=True, again=newest.again)),
        brief=lambda _: "",
        help=f"Now {strays_text(newest.strays)}. What there is of it is kept, by another name.",
    )
    entries = (
        *((go_on,) if newest.missing else ()),
        *((again,) if newest.again else ()),
        MenuEntry(
            "New stack",
            lambda view: f"{len(view.snapshot.stack.shots)} shots",
            lambda: host.session.ask(CaptureStack()),
            reason=lambda view: "" if view.snapshot.stack.shots else "No shots are planned yet.",
            help="In a folder of its own; what there is stays.",
        ),
    )
    return MenuScreen(host.keys, "Capture", entries, host.repaint, Foot(3))


# ---- numbers -------------------------------------------------------------------------------


class _StackTuner:
    """Changes one setting after the other; gravity is shown and typed in per cent."""

    def __init__(self, host: Host) -> None:
        self._session = host.session
        self._ahead: Ahead[StackSettings] = Ahead()

    @property
    def settings(self) -> StackSettings:
        shown = self._session.snapshot()
        return self._ahead.latest(shown.stack.settings, is_busy=shown.busy)

    def get(self, setting: Setting, view: View | None = None) -> float:
        settings = self.settings if view is None else view.snapshot.stack.settings
        value: float = getattr(settings, setting.id)
        return round(100 * value) if setting is GRAVITY else value

    def give(self, setting: Setting, number: float) -> None:
        value = number / 100 if setting is GRAVITY else number
        self.change(replace(self.settings, **{setting.id: value}))  # type: ignore[arg-type]

    def change(self, settings: StackSettings) -> None:
        self._session.ask(SetStack(self._ahead.ask(settings)))


class _PlainTuner:
    """The camera's three numbers, until they are planned."""

    def __init__(self) -> None:
        self.stack = PlainStack(in_front=0, behind=0, steps_per_shot=5)

    def get(self, setting: Setting, _view: View | None = None) -> float:
        value: int = getattr(self.stack, setting.id)
        return value

    def give(self, setting: Setting, number: float) -> None:
        self.stack = replace(self.stack, **{setting.id: int(number)})


def _number_entry(host: Host, setting: Setting, tuner: _StackTuner | _PlainTuner) -> MenuEntry:
    """LEFT and RIGHT change it by its step, SET lets it be typed."""

    def change(direction: int) -> None:
        number = stepped(tuner.get(setting), setting, direction)
        tuner.give(setting, int(number) if float(number).is_integer() else number)

    return MenuEntry(
        setting.label,
        lambda view: f"{tuner.get(setting, view):g} {setting.unit}".rstrip(),
        lambda: ask_number(
            host,
            setting,
            tuner.get(setting),
            lambda text: tuner.give(setting, parse_stack_number(text, setting)),
        ),
        change,
        stays=True,
        tells=CHANGE,
        help=HELP.get(setting.id, ""),
    )


def parse_stack_number(text: str, setting: Setting) -> Value:
    """What a person types for a number of a stack. Raises UsageFault out of its range."""
    number = typed_number(text, setting)
    is_counted = setting.id in COUNTED
    value = int(number) if is_counted and number.is_integer() else number
    require_value(setting, value, int if is_counted else float)
    return value


# ---- choices -------------------------------------------------------------------------------


def _bracket(tuner: _StackTuner) -> MenuEntry:
    def at(settings: StackSettings) -> int:
        off = [abs(settings.bracket_ev - each) for each in BRACKETS_EV]
        return off.index(min(off))

    def change(direction: int) -> None:
        there = min(max(at(tuner.settings) + direction, 0), len(BRACKETS_EV) - 1)
        tuner.change(replace(tuner.settings, bracket_ev=BRACKETS_EV[there]))

    return MenuEntry(
        "Bracket",
        lambda view: BRACKET_NAMES[at(view.snapshot.stack.settings)],
        lambda: tuner.change(replace(tuner.settings, bracket_ev=0.0)),
        change,
        stays=True,
        tells={"left": "", "right": "change", "set": "off"},
        help="Three pictures of each shot: as the camera is set, so much darker, and brighter.",
    )


def _rehearsal(tuner: _StackTuner) -> MenuEntry:
    extents = list(EXTENTS)

    def change(direction: int = 1) -> None:
        there = (extents.index(tuner.settings.extent) + direction) % len(extents)
        tuner.change(replace(tuner.settings, extent=extents[there]))

    return MenuEntry(
        "Take",
        lambda view: EXTENTS[view.snapshot.stack.settings.extent],
        change,
        change,
        stays=True,
        tells=SWITCH,
        help="All of it, or a rehearsal: with pictures of the live view, or of the movement alone.",
    )


# ---- as on the camera ----------------------------------------------------------------------


def _plain_menu(host: Host, plain: _PlainTuner) -> MenuScreen:
    def plan() -> None:
        stack = plain.stack
        host.session.ask(PlanPlain(stack.in_front, stack.behind, stack.steps_per_shot))

    def copy() -> None:
        counter_steps = host.session.snapshot().rack.counter_steps or 0
        plain.stack = of_range(counter_steps, plain.stack.steps_per_shot)

    entries = (
        MenuEntry(
            "Plan focus stack",
            lambda _: f"({plain.stack.count} pics)",
            plan,
            tells={"set": "plan"},
            reason=lambda _: "" if plain.stack.count > 1 else NOT_CONFIGURED,
            help="The shot where the lens is now is one of them.",
        ),
        *(_number_entry(host, each, plain) for each in (IN_FRONT, BEHIND, STEPS)),
        MenuEntry(
            "Copy rack focus range",
            _range_text,
            copy,
            stays=True,
            tells={"set": "copy"},
            reason=lambda view: "" if view.snapshot.rack.counter_steps else NO_RANGE,
            help="As many pictures as the way to the rack's end point takes.",
        ),
    )
    return MenuScreen(host.keys, "Plain stack", entries, host.repaint, Foot(3))


def _range_text(view: View) -> str:
    steps = view.snapshot.rack.counter_steps
    return f"{steps:+d} steps" if steps else ""
