"""Every state rule of the sequencer: mode x button x activity, in one table.

1. INFO goes round: off, edit, play, off. Going to edit may check limits and calibrate first.
2. Edit changes the sequence and moves the lens as fast as it can; play only replays.
3. While the lens moves, whatever would move it or edit the sequence is refused with a hint and
   never queued. INFO, RATE and STOP work at once (MENU belongs to the screen and does too).
4. INFO out of play halts a running transition: off means that nothing drives the lens.
   INFO out of edit lets it finish: play continues from its destination.
5. While limits are checked, the lens is calibrated, the focus is swept or the picture is looked
   at, INFO and STOP stop that; RATE works. While the stops are marked by hand SET marks one, and
   never anything else.
6. In play PLAY runs the sequence by itself, and TAKE does so and records it. While the focus goes
   on by itself, moving, dwelling or holding, either ends that after the transition under way, and a
   hold at once; every other key counts as while the lens moves.
7. A jog or drive repeated while one is under way is dropped without a word: it is key repeat.
8. Rack is off with Follow Focus on: the arrows drive the lens, SET, Q and PLAY rack it. INFO halts
   what is under way, at rest it goes to edit; out of play it comes back here. While an arrow drives
   on by itself, whatever is pressed halts it.
9. While a stack is taken STOP ends that, and INFO does not; RATE works.
10. With focus sequencing stopped (Focus menu), no button but STOP does anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from fsq_tui.buttons import BY_ID
from fsq_tui.focus.modes import SURVEYING, Activity, Mode


class Act(Enum):
    """What the sequencer can do."""

    ENTER_EDIT = auto()
    ENTER_PLAY = auto()
    LEAVE = auto()
    RECORD = auto()
    INSERT = auto()
    REMOVE = auto()
    GO_PREVIOUS = auto()
    GO_NEXT = auto()
    GO_TO = auto()
    LONGER = auto()
    SHORTER = auto()
    AUTOFOCUS = auto()
    JOG = auto()
    UNDO = auto()
    REDO = auto()
    NEXT_SHAPE = auto()
    TOGGLE_CHAIN = auto()
    TOGGLE_SKIP = auto()
    PULL_NEXT = auto()
    PULL_TO = auto()
    RETURN_FIRST = auto()
    RUN = auto()
    ROLL = auto()
    END_RUN = auto()
    TOGGLE_LIVE_VIEW = auto()
    SWEEP = auto()
    FOCUS_ON_PEAK = auto()
    PLACE_BY_PICTURE = auto()
    MARK = auto()
    DRIVE = auto()
    END_POINT = auto()
    UNDO_END_POINT = auto()
    RACK = auto()
    RACK_DELAYED = auto()
    RACK_RECORDED = auto()
    SAY_ZOOM = auto()
    HALT = auto()
    IGNORE = auto()


class Busy(Enum):
    """What becomes of an act while the lens is moving."""

    REFUSED = auto()
    AT_ONCE = auto()
    HALTS = auto()


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a button: the act, or the sentence that refuses it."""

    act: Act = Act.IGNORE
    refusal: str = ""


_JOGS = [button for button in BY_ID if button.startswith("jog_")]
_ARROWS = ("left", "right", "up", "down")
_POINTS = [button for button in BY_ID if button.startswith("point_")]

_TABLE: dict[tuple[Mode, str], tuple[Act, Busy]] = {
    (Mode.OFF, "info"): (Act.ENTER_EDIT, Busy.REFUSED),
    (Mode.RACK, "info"): (Act.ENTER_EDIT, Busy.HALTS),
    (Mode.RACK, "set"): (Act.RACK_DELAYED, Busy.REFUSED),
    (Mode.RACK, "q"): (Act.RACK, Busy.REFUSED),
    (Mode.RACK, "play"): (Act.RACK_RECORDED, Busy.REFUSED),
    (Mode.RACK, "end_point"): (Act.END_POINT, Busy.REFUSED),
    (Mode.RACK, "undo"): (Act.UNDO_END_POINT, Busy.REFUSED),
    (Mode.RACK, "half_shutter"): (Act.AUTOFOCUS, Busy.REFUSED),
    (Mode.RACK, "rate"): (Act.TOGGLE_LIVE_VIEW, Busy.AT_ONCE),
    (Mode.RACK, "zoom"): (Act.SAY_ZOOM, Busy.AT_ONCE),
    **{(Mode.RACK, key): (Act.DRIVE, Busy.REFUSED) for key in (*_ARROWS, *_JOGS)},
    (Mode.EDIT, "info"): (Act.ENTER_PLAY, Busy.AT_ONCE),
    (Mode.EDIT, "set"): (Act.RECORD, Busy.REFUSED),
    (Mode.EDIT, "q"): (Act.INSERT, Busy.REFUSED),
    (Mode.EDIT, "trash"): (Act.REMOVE, Busy.REFUSED),
    (Mode.EDIT, "left"): (Act.GO_PREVIOUS, Busy.REFUSED),
    (Mode.EDIT, "right"): (Act.GO_NEXT, Busy.REFUSED),
    (Mode.EDIT, "up"): (Act.LONGER, Busy.REFUSED),
    (Mode.EDIT, "down"): (Act.SHORTER, Busy.REFUSED),
    (Mode.EDIT, "half_shutter"): (Act.AUTOFOCUS, Busy.REFUSED),
    (Mode.EDIT, "peak"): (Act.FOCUS_ON_PEAK, Busy.REFUSED),
    (Mode.EDIT, "sweep"): (Act.SWEEP, Busy.REFUSED),
    (Mode.EDIT, "where"): (Act.PLACE_BY_PICTURE, Busy.REFUSED),
    (Mode.EDIT, "rate"): (Act.TOGGLE_LIVE_VIEW, Busy.AT_ONCE),
    (Mode.EDIT, "undo"): (Act.UNDO, Busy.REFUSED),
    (Mode.EDIT, "redo"): (Act.REDO, Busy.REFUSED),
    (Mode.EDIT, "shape"): (Act.NEXT_SHAPE, Busy.REFUSED),
    (Mode.EDIT, "chain"): (Act.TOGGLE_CHAIN, Busy.REFUSED),
    (Mode.EDIT, "skip"): (Act.TOGGLE_SKIP, Busy.REFUSED),
    **{(Mode.EDIT, jog): (Act.JOG, Busy.REFUSED) for jog in _JOGS},
    **{(Mode.EDIT, point): (Act.GO_TO, Busy.REFUSED) for point in _POINTS},
    (Mode.PLAY, "info"): (Act.LEAVE, Busy.AT_ONCE),
    (Mode.PLAY, "set"): (Act.PULL_NEXT, Busy.REFUSED),
    (Mode.PLAY, "q"): (Act.RETURN_FIRST, Busy.REFUSED),
    (Mode.PLAY, "play"): (Act.RUN, Busy.REFUSED),
    (Mode.PLAY, "take"): (Act.ROLL, Busy.REFUSED),
    (Mode.PLAY, "where"): (Act.PLACE_BY_PICTURE, Busy.REFUSED),
    (Mode.PLAY, "rate"): (Act.TOGGLE_LIVE_VIEW, Busy.AT_ONCE),
    **{(Mode.PLAY, jog): (Act.JOG, Busy.REFUSED) for jog in _JOGS},
    **{(Mode.PLAY, point): (Act.PULL_TO, Busy.REFUSED) for point in _POINTS},
}


_WHILE_RUNNING: dict[str, Act] = {"play": Act.END_RUN, "take": Act.END_RUN}


def decide(
    mode: Mode,
    activity: Activity,
    button: str,
    *,
    sequencing: bool = True,
    running: bool = False,
) -> Decision:
    """What a button of the session does in this state. Raises KeyError for an unknown button.

    `running` is whether the focus goes on by itself at the next point, or an arrow drives on.
    """
    label = BY_ID[button].label
    if button == "stop":
        return Decision(Act.HALT)
    if not sequencing:
        return Decision(refusal="Focus sequencing is stopped. MENU, Sequence starts it.")
    if activity in (*SURVEYING, Activity.STACKING):
        return _while_surveying(button, activity)
    if running and mode is Mode.RACK:
        return Decision(Act.TOGGLE_LIVE_VIEW if button == "rate" else Act.HALT)
    if running and button in _WHILE_RUNNING:
        return Decision(_WHILE_RUNNING[button])
    act, busy = _TABLE.get((mode, button), (Act.IGNORE, Busy.REFUSED))
    if act is Act.IGNORE:
        return Decision(refusal=_unused(label, mode))
    if activity is Activity.IDLE or busy is Busy.AT_ONCE:
        return Decision(act)
    if busy is Busy.HALTS:
        return Decision(Act.HALT)
    if act in (Act.JOG, Act.DRIVE) and activity is Activity.JOGGING:
        return Decision()
    return Decision(refusal=f"{label} refused: the lens is {activity.value}. STOP halts it.")


def _while_surveying(button: str, activity: Activity) -> Decision:
    if button == "info" and activity is not Activity.STACKING:
        return Decision(Act.HALT)
    if button == "rate":
        return Decision(Act.TOGGLE_LIVE_VIEW)
    if button == "set" and activity is Activity.MARKING:
        return Decision(Act.MARK)
    return Decision(refusal=f"{BY_ID[button].label} refused: {activity.value}. STOP ends it.")


def _unused(label: str, mode: Mode) -> str:
    if mode is Mode.OFF:
        return f"{label} does nothing while sequencing is off. INFO starts the edit mode."
    return f"{label} does nothing in {mode.value} mode."
