"""The words of the command line: each verb's arguments and options."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from fsq_tui.errors import UsageFault
from fsq_tui.focus.distance import parse_distance
from fsq_tui.focus.sequence import printable
from fsq_tui.verbs import values

REFERENCE_MODES = "26:94.321,4:48.733,1:23.496"


class Parser(argparse.ArgumentParser):
    """Refuses by a UsageFault, so that every error of the program is one line."""

    def error(self, message: str) -> NoReturn:
        """Raise it, with where to read on."""
        raise UsageFault(f"{message[:1].upper()}{message[1:]}.", f"See {self.prog} --help.")


if TYPE_CHECKING:
    Verbs = argparse._SubParsersAction["Parser"]  # noqa: SLF001


def _scene_to_open(text: str) -> Path:
    """A word that is no verb must be a scene: that is how a misspelt verb is found out."""
    if text.endswith(".toml"):
        return Path(text)
    if text in VERBS:
        raise UsageFault(f"The verb {text} comes first.", f"See fsq {text} --help.")
    close = get_close_matches(text, VERBS, n=1)
    hint = f"; did you mean {close[0]}?" if close else "."
    raise UsageFault(
        f"There is no verb {printable(text)!r}{hint}",
        "The file name of a scene ends in .toml; fsq --help lists the verbs.",
    )


def _verb(verbs: Verbs, verb: str, module: str, about: str) -> Parser:
    parser = verbs.add_parser(verb, help=about, description=f"{about}.", allow_abbrev=False)
    parser.set_defaults(module=module)
    return parser


def _add_open(verbs: Verbs, verb: str) -> None:
    parser = _verb(verbs, verb, "open", "open the application (also without this word)")
    parser.add_argument(
        "file", metavar="FILE", nargs="?", type=_scene_to_open, help="the scene, a .toml file"
    )
    add_lens(parser)
    _add_keymap(parser)
    about = "how long the show goes on when its terminal is lost, until a screen is back (30)"
    parser.add_argument("--linger", metavar="MIN", type=values.minutes, default=30.0, help=about)
    about = "the most that the live view writes to the terminal (300 over SSH)"
    parser.add_argument("--view-limit", metavar="KB_S", type=values.kilobytes_s, help=about)
    _add_record_frames(parser)


def _add_plan(verbs: Verbs, verb: str) -> None:
    parser = _verb(verbs, verb, "plan", "plan a transition: which drive commands, when")
    parser.add_argument(
        "--modes",
        metavar="STEPS:SPEED,...",
        type=values.modes,
        default=REFERENCE_MODES,
        help=f"steps and steps/s of each step size, largest first (default {REFERENCE_MODES})",
    )
    parser.add_argument("--steps", type=values.steps, required=True, help="how far to go")
    parser.add_argument(
        "--duration", metavar="S", type=values.seconds, required=True, help="in how many seconds"
    )
    about = "linear (so it is without this option), ease-in, ease-out or ease"
    parser.add_argument("--shape", metavar="SHAPE", type=values.shape, default="linear", help=about)
    what = parser.add_mutually_exclusive_group()
    add_json(what)
    what.add_argument(
        "--actions", action="store_true", help="list every command instead of drawing them"
    )


def _add_takes(verbs: Verbs, verb: str) -> None:
    parser = _verb(verbs, verb, "takes", "show what became of the pulls that were played")
    parser.add_argument("file", metavar="FILE", type=Path, help="the scene")
    parser.add_argument("--last", metavar="N", type=values.count, help="only the last N")
    about = "only those that lead to this point"
    parser.add_argument("--point", metavar="N", type=values.point_number, help=about)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--csv", action="store_true", help="print a table for spreadsheets")
    add_json(what)
    about = "draw a take, position against ideal (the last one)"
    what.add_argument("--plot", metavar="NUMBER", nargs="?", type=values.count, const=0, help=about)
    about = "draw it into a file, a .png or .svg"
    parser.add_argument("--output", metavar="FILE", type=Path, help=about)


def _add_calibrate(verbs: Verbs, verb: str) -> None:
    parser = _verb(verbs, verb, "calibrate", "measure the mounted lens, for the lens library")
    parser.add_argument(
        "file", metavar="FILE", nargs="?", type=Path, help="a scene to keep it in as well"
    )
    add_lens(parser)
    add_json(parser)


def _add_play(verbs: Verbs, verb: str) -> None:
    parser = _verb(verbs, verb, "play", "pull through the points of a scene")
    parser.add_argument("file", metavar="FILE", type=Path, help="the scene")
    point = values.point_number
    parser.add_argument("--from", metavar="N", dest="first", type=point, default=1, help="from 1")
    parser.add_argument("--to", metavar="M", dest="last", type=point, help="to the last one")
    about = f"in which order: {', '.join(values.ORDERS)} (as the scene says)"
    parser.add_argument("--order", type=values.order, help=about)
    about = "how many times round in a loop or ping-pong (until a signal comes)"
    parser.add_argument("--times", metavar="N", type=values.times, help=about)
    about = "record a movie clip of it all on the card of the camera, as TAKE does"
    parser.add_argument("--record", action="store_true", help=about)
    _add_record_frames(parser)
    add_lens(parser)
    add_json(parser)


def _add_repeat(verbs: Verbs, verb: str) -> None:
    parser = _verb(verbs, verb, "repeat", "measure how well the lens comes back, and its backlash")
    about = "an end: a point of FILE by number or name; without FILE a step of the lens"
    parser.add_argument("a", metavar="A", help=about)
    parser.add_argument("b", metavar="B", help="the other end")
    parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help="the scene")
    about = "how often to go there and back (20)"
    parser.add_argument("-n", metavar="N", dest="times", type=values.pulls, default=20, help=about)
    add_lens(parser)
    add_json(parser)


def _add_points(verbs: Verbs, verb: str) -> None:
    parser = _verb(verbs, verb, "points", "list and edit the focus points of a scene")
    parser.add_argument("file", metavar="FILE", type=Path, help="the scene")
    parser.set_defaults(edit="list")
    add_json(parser)
    edits = parser.add_subparsers(title="what to do", metavar="list | add | set | remove")
    _edit(edits, "list", "list the points (so it does without a word)")
    adding = _edit(edits, "add", "add a point")
    _add_place(adding.add_mutually_exclusive_group(required=True))
    _add_details(adding)
    adding.add_argument(
        "--after", metavar="POINT", help="behind which point, by number or name (after the last)"
    )
    setting = _edit(edits, "set", "change a point")
    setting.add_argument("point", metavar="POINT", help="its number or its name")
    _add_place(setting.add_mutually_exclusive_group())
    _add_details(setting)
    removing = _edit(edits, "remove", "remove a point")
    removing.add_argument("point", metavar="POINT", help="its number or its name")


def _edit(edits: Verbs, name: str, about: str) -> Parser:
    parser = edits.add_parser(name, help=about, description=f"{about}.", allow_abbrev=False)
    parser.set_defaults(edit=name)
    add_json(parser, default=argparse.SUPPRESS)
    return parser


def _add_place(group: argparse._MutuallyExclusiveGroup) -> None:
    group.add_argument("--at", metavar="STEP", type=values.steps, help="at a step of the lens")
    group.add_argument(
        "--distance", metavar="CM", type=parse_distance, help="at a distance: 54, 1.2m, 4'11\", inf"
    )
    group.add_argument(
        "--position", metavar="N", type=values.normalized_position, help="at a normalized position"
    )


def _add_details(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--duration", metavar="S", type=values.target_duration_s, help="target duration, seconds"
    )
    parser.add_argument("--name", type=values.point_name, help="a name, at most 32 characters")
    parser.add_argument(
        "--shape", type=values.shape, help=f"of the pull into it: {', '.join(values.SHAPES)}"
    )
    parser.add_argument(
        "--dwell", metavar="S", type=values.dwell_s, help="how long the focus rests there, seconds"
    )
    flag = argparse.BooleanOptionalAction
    parser.add_argument("--chain", action=flag, help="the focus goes on from it by itself")
    parser.add_argument("--skip", action=flag, help="play passes over it")


def _add_stack(verbs: Verbs, verb: str) -> None:
    from fsq_tui.verbs.stack.words import add_words  # they are made of what stands here

    add_words(_verb(verbs, verb, verb, "plan, merge and look into focus stacks"))


def _add_import(verbs: Verbs, verb: str) -> None:
    parser = _verb(verbs, verb, "import_cfg", "make a scene of the camera's focus_sq.cfg")
    parser.add_argument("cfg", metavar="CFG", type=Path, help="the file from the camera")
    parser.add_argument("scene", metavar="SCENE", type=Path, help="the scene to write, a .toml")
    _add_force(parser)


def _add_export(verbs: Verbs, verb: str) -> None:
    parser = _verb(verbs, verb, "export_cfg", "write a scene as the camera's focus_sq.cfg")
    parser.add_argument("scene", metavar="SCENE", type=Path, help="the scene to read")
    parser.add_argument("cfg", metavar="CFG", type=Path, help="the file for the camera")
    _add_force(parser)


def _add_force(parser: argparse.ArgumentParser) -> None:
    about = "replace a file that is there; its last version is kept as .bak"
    parser.add_argument("--force", action="store_true", help=about)


def _add_check(verbs: Verbs, verb: str) -> None:
    parser = _verb(verbs, verb, "check", "name every fault of scenes, keymaps and lens models")
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path)


def _add_cameras(verbs: Verbs, verb: str) -> None:
    add_json(_verb(verbs, verb, "cameras", "list the cameras on USB, and whether they can be used"))


def _add_doctor(verbs: Verbs, verb: str) -> None:
    parser = _verb(verbs, verb, "doctor", "check everything a pull on a camera needs")
    parser.add_argument("--camera", metavar="PORT", help="which camera (the only one on USB)")
    about = "also move the lens: one command of step size 2, forward and back"
    parser.add_argument("--move", action="store_true", help=about)
    add_json(parser)


def _add_keys(verbs: Verbs, verb: str) -> None:
    parser = _verb(verbs, verb, "keys", "show which keys press which buttons")
    what = parser.add_mutually_exclusive_group()
    _add_keymap(what)
    what.add_argument("--check", metavar="FILE", type=Path, help="name every fault of a keymap")
    what.add_argument("--listen", action="store_true", help="show what a pressed key is called")


def add_lens(parser: argparse.ArgumentParser) -> None:
    """The options of every verb that drives a lens: which one."""
    about = "a camera: usb:..., as fsq cameras says, or ptpip:IP (the one on USB)"
    parser.add_argument("--camera", metavar="PORT", help=about)
    about = "a simulated lens, whatever is connected"
    parser.add_argument("--sim", action="store_true", help=about)
    _add_model(parser)
    about = "of the lens, where the body does not tell; once for a body"
    parser.add_argument("--lens-name", metavar="NAME", default="", help=about)


def _add_record_frames(parser: argparse.ArgumentParser) -> None:
    about = "keep the pictures of the live view that come during takes in this folder"
    parser.add_argument("--record-frames", metavar="DIR", type=Path, help=about)


def _add_model(parser: argparse.ArgumentParser) -> None:
    about = "which lens to simulate: a model's name (ef24), or a .toml file"
    parser.add_argument("--lens-model", metavar="NAME", help=about)
    about = "let the simulated lens run X times as fast, for demos; at most 100"
    parser.add_argument(
        "--time-scale", metavar="X", type=values.time_scale, default=1.0, help=about
    )


def _add_keymap(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--keymap", metavar="NAME", default="camera", help="a keymap's name, or a .toml file"
    )


def add_json(parser: argparse._ActionsContainer, default: object = False) -> None:
    """The option of every verb whose output a program may read."""
    parser.add_argument("--json", action="store_true", default=default, help="print JSON")


VERBS: dict[str, Callable[[Verbs, str], None]] = {
    "open": _add_open,
    "plan": _add_plan,
    "calibrate": _add_calibrate,
    "play": _add_play,
    "takes": _add_takes,
    "repeat": _add_repeat,
    "points": _add_points,
    "stack": _add_stack,
    "import": _add_import,
    "export": _add_export,
    "check": _add_check,
    "cameras": _add_cameras,
    "doctor": _add_doctor,
    "keys": _add_keys,
}
