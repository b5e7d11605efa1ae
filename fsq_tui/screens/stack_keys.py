"""What each key of the stack screen does, whether it does it now, and which one helps most."""

from __future__ import annotations

from dataclasses import dataclass

from fsq_tui.buttons import BY_ID
from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.focus.stack import MOST_SHOTS, StackView
from fsq_tui.screens.base import View
from fsq_tui.widgets.footer import Entry
from fsq_tui.widgets.keys import Keys, first_key, named_key
from fsq_tui.widgets.stack_keys import KeyRow

MARK_FIRST = "mark the planes first, with NEAR and FAR."
ENDS_STAY = "the first and the last shot stay at the marks."
JOGS = tuple(button_id for button_id in BY_ID if button_id.startswith("jog_"))
FOCUSING = ("half_shutter", "peak", *JOGS)
OF_SHOTS = ("left", "right", "up", "down", "set", "q", "trash")
OF_INNER = ("up", "down", "set", "trash")


@dataclass(frozen=True, slots=True)
class StackKey:
    """Buttons that do a thing together, the word for it on the screen, and in the help."""

    button_ids: tuple[str, ...]
    word: str
    help: str


STACK_KEYS = (
    StackKey(("near",), "near", "the lens is focused on the first plane of the stack"),
    StackKey(("far",), "far", "the lens is focused on the last plane"),
    StackKey(("sweep",), "scan", "see how deep the scene is where, between the planes"),
    StackKey(("play",), "capture", "take the stack, or go on with one that lacks pictures"),
    StackKey(("left", "right"), "shot", "choose a shot"),
    StackKey(("up", "down"), "depth", "put it nearer, farther; Page Up, Page Down: ten times that"),
    StackKey(("set",), "pin", "it stays there when shots are planned anew, or not"),
    StackKey(("q",), "add", "one more, in the middle of the gap after it"),
    StackKey(("trash",), "remove", "one less"),
    StackKey(("menu",), "settings", "number of shots, gravity, settle, flash, bracket, rehearsal"),
    StackKey(("stop",), "close", "halt what goes on; at rest, close the screen"),
    StackKey(("info",), "edit", "to edit mode, in which the next keys focus"),
    StackKey(("half_shutter",), "focus", "autofocus"),
    StackKey(("peak",), "peak", "focus where the framed region is sharpest"),
    StackKey(("jog_backward_1", "jog_forward_1"), "drive", "drive the lens, as in edit mode"),
    StackKey(("help",), "help", "this page"),
)
ABOUT_KEYS = tuple((key.button_ids, key.help) for key in STACK_KEYS)


def reason(button_id: str, view: View, selected: int) -> str:
    """Why a button does nothing on this screen now, as a clause; '' where it does something."""
    shown, stack = view.snapshot, view.snapshot.stack
    if button_id in ("menu", "stop", "help"):
        return ""
    if button_id in ("left", "right"):
        return "" if stack.shots else MARK_FIRST
    if shown.lost:
        return shown.lost
    if shown.busy and not (button_id in JOGS and shown.activity is Activity.JOGGING):
        doing = shown.activity.value
        return f"fsq is {doing}. STOP ends it."
    if not shown.sequencing:
        return "focus sequencing is off. The entry Sequence of the Focus menu turns it on."
    if button_id in FOCUSING or button_id == "info":
        return _of_focus(button_id, shown.mode)
    return _of_stack(button_id, view, selected)


def _of_focus(button_id: str, mode: Mode) -> str:
    if button_id == "info":
        return "this is edit mode already." if mode is Mode.EDIT else ""
    return "" if mode in BY_ID[button_id].modes else "it focuses in edit mode. INFO goes there."


def _of_stack(button_id: str, view: View, selected: int) -> str:
    stack = view.snapshot.stack
    if button_id == "play":
        return "" if stack.shots or is_unfinished(stack) else MARK_FIRST
    if button_id == "sweep":
        return "" if stack.near and stack.far else MARK_FIRST
    if button_id in OF_SHOTS and not stack.shots:
        return MARK_FIRST
    if button_id in OF_INNER and not 1 < selected < len(stack.shots):
        return ENDS_STAY
    if button_id == "q" and len(stack.shots) >= MOST_SHOTS:
        return f"a stack has {MOST_SHOTS} shots at most."
    return ""


def is_unfinished(stack: StackView) -> bool:
    """Whether there is more to do on the newest stack: PLAY asks then."""
    return bool(stack.missing or stack.again)


def next_id(view: View) -> str:
    """The button that helps most now."""
    shown, stack = view.snapshot, view.snapshot.stack
    if shown.busy:
        return "stop"
    if not stack.shots and shown.mode in (Mode.OFF, Mode.PLAY):
        return "info"
    if not stack.shots:
        return "near" if stack.near is None else "far"
    if shown.scene_map is None and not stack.is_plain and not stack.folder:
        return "sweep"
    return "play"


def key_row(view: View, keys: Keys, selected: int) -> KeyRow:
    """All of them, with what they do now."""
    entries, grey = [], set()
    for each in STACK_KEYS:
        names = [name for button_id in each.button_ids if (name := first_key(keys, button_id))]
        if not names:
            continue
        first = each.button_ids[0]
        entries.append(Entry(first, " ".join(names), _word(each, view, selected), ""))
        if all(reason(button_id, view, selected) for button_id in each.button_ids):
            grey.add(first)
    return KeyRow(tuple(entries), frozenset(grey), next_id(view))


def _word(key: StackKey, view: View, selected: int) -> str:
    shown, shots = view.snapshot, view.snapshot.stack.shots
    if key.button_ids == ("stop",) and shown.busy:
        return "halt"
    if key.button_ids == ("set",) and shots and shots[selected - 1].is_pinned:
        return "unpin"
    if key.button_ids == ("play",) and shown.stack.missing:
        return "go on"
    return key.word


def steps(view: View, keys: Keys) -> tuple[tuple[str, bool], ...]:
    """What there is to do before there are shots, and whether it is done."""
    shown, stack = view.snapshot, view.snapshot.stack
    info, near, far, scan, take = (
        named_key(keys, each) for each in ("info", "near", "far", "sweep", "play")
    )
    is_awake = shown.mode in (Mode.EDIT, Mode.RACK)
    first = () if is_awake else ((f"{info}: to edit mode, in which the keys focus", False),)
    return (
        *first,
        (f"{near}: focus on the first plane, then mark it", stack.near is not None),
        (f"{far}: focus on the last plane, then mark it", stack.far is not None),
        (f"{scan}: see how deep the scene is where", False),
        (f"{take}: take the stack", False),
    )
