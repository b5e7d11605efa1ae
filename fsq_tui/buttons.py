"""THE table of what an operator can press. Keymaps, footer, palette, help and docs follow it.

A keymap maps keys to these ids; nothing else in the program ever sees a key.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from fsq_tui.focus.modes import Mode

EDIT = frozenset({Mode.EDIT})
PLAY = frozenset({Mode.PLAY})
RACK = frozenset({Mode.RACK})
ACTIVE = EDIT | PLAY
NOT_OFF = ACTIVE | RACK
ALWAYS = frozenset(Mode)


class Door(Enum):
    """Who acts on a button: the session (the lens and the sequence) or the screen."""

    SESSION = "session"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True)
class Button:
    """A button of the camera, or one that fsq adds.

    `modes` are those in which it does something; `keys` the ones of the camera keymap.
    """

    id: str
    label: str
    keys: tuple[str, ...]
    help: str
    modes: frozenset[Mode]
    door: Door = Door.SESSION


def _jog(direction: str, sign: str, step_size: int, key: str) -> Button:
    return Button(
        f"jog_{direction}_{step_size}",
        f"JOG {sign}{step_size}",
        (key,),
        f"drive the lens one command of step size {step_size} {direction}",
        NOT_OFF,
    )


def _arrow(button_id: str, in_edit: str, in_rack: str) -> Button:
    about = f"edit: {in_edit}; rack: drive the lens {in_rack}"
    return Button(button_id, button_id.upper(), (button_id,), about, EDIT | RACK)


BUTTONS: tuple[Button, ...] = (
    Button("info", "INFO", ("i",), "next mode: off, edit, play", ALWAYS),
    Button(
        "set",
        "SET",
        ("enter", "space"),
        "edit: store the lens position in this point; play: pull to the next point; "
        "rack: rack to the end point after Start Delay",
        NOT_OFF,
    ),
    Button(
        "q",
        "Q",
        ("q",),
        "edit: add a point after this one; play: back to point 1; rack: rack at once",
        NOT_OFF,
    ),
    Button("trash", "TRASH", ("delete", "x"), "remove this point", EDIT),
    _arrow("left", "to the point before, as fast as the lens can", "backward by Step Size"),
    _arrow("right", "to the point after, as fast as the lens can", "forward by Step Size"),
    _arrow("up", "target duration 0.1 s longer", "backward, coarsely"),
    _arrow("down", "target duration 0.1 s shorter", "forward, coarsely"),
    Button("half_shutter", "HALF-SHUTTER", ("f",), "autofocus", EDIT | RACK),
    Button("peak", "PEAK", ("a",), "edit: focus where the framed region is sharpest", EDIT),
    Button("sweep", "SWEEP", ("o",), "edit: see how sharp the picture is at every step", EDIT),
    Button("plot", "PLOT", ("b",), "plot of sharpness against lens step", ACTIVE, Door.SCREEN),
    Button(
        "where", "WHERE", ("y",), "tell by the picture where the lens is, after a sweep", ACTIVE
    ),
    Button("rate", "RATE", ("r",), "live view off and on", NOT_OFF),
    Button("menu", "MENU", ("m",), "open and close the Focus menu", ALWAYS, Door.SCREEN),
    Button(
        "play",
        "PLAY",
        ("p",),
        "play: run the sequence by itself; again: end that after this transition; "
        "rack: rack with a recording around it, at once while the camera records already",
        PLAY | RACK,
    ),
    Button("end_point", "END-POINT", ("j",), "the rack is to end where the lens is now", RACK),
    Button(
        "zoom",
        "ZOOM",
        ("+", "-", "="),
        "does not focus: LEFT and RIGHT drive the lens",
        RACK,
    ),
    Button(
        "take",
        "TAKE",
        ("e",),
        "record a clip of a run: pre-roll, hold, the pulls, hold, cut; again: end the take",
        PLAY,
    ),
    Button("stop", "STOP", ("escape", "ctrl+c"), "halt the lens now", ALWAYS),
    _jog("backward", "-", 3, "("),
    _jog("backward", "-", 2, "<"),
    _jog("backward", "-", 1, ","),
    _jog("forward", "+", 1, "."),
    _jog("forward", "+", 2, ">"),
    _jog("forward", "+", 3, ")"),
    *(
        Button(
            f"point_{number}",
            f"POINT {number}",
            (str(number),),
            f"edit: go to point {number} as fast as the lens can; play: pull to it in its time",
            ACTIVE,
        )
        for number in range(1, 10)
    ),
    Button(
        "undo",
        "UNDO",
        ("u",),
        "edit: take the last edit back; rack: bring the lost end point back",
        EDIT | RACK,
    ),
    Button("redo", "REDO", ("ctrl+r",), "make the undone edit again", EDIT),
    Button("name", "NAME", ("n",), "name this point", EDIT, Door.SCREEN),
    Button("duration", "TIME", ("t",), "type the target duration of this point", EDIT, Door.SCREEN),
    Button("shape", "SHAPE", ("s",), "next shape of the pull to this point", EDIT),
    Button("dwell", "DWELL", ("w",), "type how long the focus rests here", EDIT, Door.SCREEN),
    Button("chain", "CHAIN", ("c",), "go on from this point by itself, or not", EDIT),
    Button("skip", "SKIP", ("k",), "pass over this point in play, or not", EDIT),
    Button(
        "mark",
        "MARK",
        ("d",),
        "type the distance the lens is at now; three marks make its distance scale",
        EDIT,
        Door.SCREEN,
    ),
    Button(
        "focus_at", "FOCUS-AT", ("g",), "type a distance and take the lens there", EDIT, Door.SCREEN
    ),
    Button(
        "near",
        "NEAR",
        ("[", "home"),
        "Focus Stacking: the lens is focused on the first plane of the stack",
        ALWAYS,
        Door.SCREEN,
    ),
    Button(
        "far",
        "FAR",
        ("]", "end"),
        "Focus Stacking: the lens is focused on the last plane of the stack",
        ALWAYS,
        Door.SCREEN,
    ),
    Button(
        "points", "POINTS", ("l",), "list the points: times, reach, and why", ALWAYS, Door.SCREEN
    ),
    Button("help", "HELP", ("f1", "question_mark"), "keys of this screen", ALWAYS, Door.SCREEN),
    Button("palette", "PALETTE", ("ctrl+p",), "every command by name", ALWAYS, Door.SCREEN),
    Button(
        "peaking", "PEAKING", ("v",), "mark what is in focus in red, or not", ALWAYS, Door.SCREEN
    ),
    Button(
        "magnify",
        "MAGNIFY",
        ("z",),
        "the framed part of the picture alone, which the arrows move; again: all of it",
        ALWAYS,
        Door.SCREEN,
    ),
    Button(
        "hold", "HOLD", ("h",), "hold the sharpness peak anew, from now on", ALWAYS, Door.SCREEN
    ),
    Button(
        "drive",
        "DRIVE",
        ("ctrl+t",),
        "take the keys over from another screen",
        ALWAYS,
        Door.SCREEN,
    ),
    Button("quit", "QUIT", ("ctrl+q",), "stop the lens, save and leave", ALWAYS, Door.SCREEN),
)

BY_ID: dict[str, Button] = {button.id: button for button in BUTTONS}
