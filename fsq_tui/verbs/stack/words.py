"""The words of `fsq stack`: the arguments and options of each verb under it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from fsq_tui.focus.distance import parse_distance
from fsq_tui.focus.settings import SETTINGS, FocusSettings
from fsq_tui.focus.stack import STACK_SETTINGS, StackSettings
from fsq_tui.stacking.proposal import USUAL_OVERLAP, USUAL_SETTLE_S
from fsq_tui.verbs import values
from fsq_tui.verbs.options import Parser, add_json, add_lens
from fsq_tui.verbs.stack import planes

if TYPE_CHECKING:
    from fsq_tui.verbs.options import Verbs

LEAST_BRACKET_EV = 0.3  # the finest step that cameras have


def add_words(parser: Parser) -> None:
    """All verbs under it, one of which must be named."""
    verbs = parser.add_subparsers(
        title="what to do", metavar="plan | capture | depth | merge", required=True
    )
    _add_plan(_verb(verbs, "plan", "say how many shots a stack needs, and where, without a camera"))
    _add_capture(_verb(verbs, "capture", "take the pictures of a stack, without a screen"))
    _add_depth(
        _verb(verbs, "depth", "map how deep each part of the scene lies in a folder of shots")
    )
    _add_merge(_verb(verbs, "merge", "merge the pictures of a folder into one, sharp all over"))


def _verb(verbs: Verbs, name: str, about: str) -> Parser:
    parser = verbs.add_parser(name, help=about, description=f"{about}.", allow_abbrev=False)
    parser.set_defaults(module=f"stack.{name}")
    add_json(parser)
    return parser


def _add_plan(parser: Parser) -> None:
    for end in ("near", "far"):
        about = f"the {end} end, from the lens: 54, 1.2m, 4'11\", inf"
        parser.add_argument(
            f"--{end}", metavar="CM", type=parse_distance, required=True, help=about
        )
    _add_optics(parser, is_required=True)
    number = parser.add_mutually_exclusive_group()
    _add_overlap(number)
    number.add_argument(
        "--shots", metavar="N", type=values.count, help="how many shots, whatever they overlap by"
    )
    _add_settle(parser)


def _add_optics(parser: argparse.ArgumentParser, is_required: bool) -> None:
    longest, widest = SETTINGS["focal_length_mm"].most, SETTINGS["coc_um"].most
    parser.add_argument(
        "--focal-length",
        metavar="MM",
        type=values.between(1, longest, "a focal length", "mm"),
        required=is_required,
        help="of the lens, as it is zoomed" + " (as its name says)" * (not is_required),
    )
    about = "the f-number, such as 8" + ": as many shots as its depth asks for" * (not is_required)
    parser.add_argument(
        "--aperture",
        metavar="N",
        type=values.between(0.5, SETTINGS["aperture"].most, "an f-number", ""),
        required=is_required,
        help=about,
    )
    parser.add_argument(
        "--coc",
        metavar="UM",
        type=values.between(1, widest, "a circle of confusion", "um"),
        default=float(FocusSettings().coc_um),
        help=f"the circle of confusion, in micrometres ({FocusSettings().coc_um})",
    )


def _add_overlap(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--overlap",
        metavar="PERCENT",
        type=values.between(0, 90, "an overlap", "%"),
        default=USUAL_OVERLAP * 100,
        help=f"by how much neighbours overlap at least ({USUAL_OVERLAP * 100:.0f})",
    )


def _add_settle(parser: argparse.ArgumentParser) -> None:
    about = f"how long the lens comes to rest before each shot ({USUAL_SETTLE_S:g})"
    parser.add_argument(
        "--settle", metavar="S", type=values.seconds, default=USUAL_SETTLE_S, help=about
    )


def _add_capture(parser: Parser) -> None:
    about = "the folder to make for the shots, or the one to go on with"
    parser.add_argument("folder", metavar="DIR", type=Path, help=about)
    for end, which in (("near", "first"), ("far", "last")):
        about = f"the {which} plane: a step (120), a distance (54cm, 1.2m, inf) or a place to "
        about += "focus on, across and down (30%%,50%%)"
        parser.add_argument(f"--{end}", metavar="PLANE", type=planes.plane, help=about)
    usual = StackSettings()
    about = f"how many shots ({usual.shots}, or by --aperture)"
    parser.add_argument("--shots", metavar="N", type=values.count, help=about)
    _add_optics(parser, is_required=False)
    _add_overlap(parser)
    about = f"how strongly shots are drawn to where much is to be seen ({usual.gravity * 100:.0f})"
    pull = parser.add_mutually_exclusive_group()
    pull.add_argument(
        "--gravity",
        metavar="PERCENT",
        type=values.between(0, 100, "a strength", "%"),
        help=about,
    )
    about = "even in steps, without a look at the scene: needs no live view"
    pull.add_argument("--even", action="store_true", help=about)
    about = "as the camera stacks: so many in front, so many behind, so many steps apart (3,4,20)"
    parser.add_argument("--plain", metavar="FRONT,BEHIND,STEPS", type=planes.plain, help=about)
    about = "what --plain lies around, named as the planes are (where the lens is)"
    parser.add_argument("--around", metavar="PLANE", type=planes.plane, help=about)
    _add_settle(parser)
    about = "how long from shot to shot at least, for a flash (0)"
    parser.add_argument(
        "--flash-delay", metavar="S", type=values.seconds, default=usual.flash_delay_s, help=about
    )
    about = "take each shot three times: as the camera is set, so much darker, so much brighter"
    parser.add_argument(
        "--bracket",
        metavar="EV",
        type=values.between(LEAST_BRACKET_EV, STACK_SETTINGS["bracket_ev"].most, "a bracket", "EV"),
        default=usual.bracket_ev,
        help=about,
    )
    about = "keep pictures of the live view in place of shots, or only move"
    parser.add_argument("--rehearse", choices=("live-view", "movement"), help=about)
    about = "take what the stack in DIR lacks, as it was planned"
    parser.add_argument("--resume", action="store_true", help=about)
    about = "with --resume: take these shots of it once more, such as 5 or 5,7"
    parser.add_argument("--again", metavar="N,N", type=values.numbers, default=(), help=about)
    add_lens(parser)


def _add_depth(parser: Parser) -> None:
    _add_folder(parser)
    about = "the depth map to write, a .png of 16 bits (beside DIR: DIR.depth.png)"
    parser.add_argument("--output", metavar="FILE", type=Path, help=about)


def _add_merge(parser: Parser) -> None:
    _add_folder(parser)
    about = "the picture to write, a .tif, .jpg or .png (beside DIR: DIR.merged.tif)"
    parser.add_argument("--output", metavar="FILE", type=Path, help=about)
    about = "take the pictures as they are, where nothing shook and the angle of view stayed"
    parser.add_argument("--no-align", dest="align", action="store_false", help=about)


def _add_folder(parser: argparse.ArgumentParser) -> None:
    about = "the folder of the shots, in JPEG, TIFF or PNG, by name from near to far"
    parser.add_argument("folder", metavar="DIR", type=Path, help=about)
