"""The words of `fsq stack`: the arguments and options of each verb under it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from fsq_tui.focus.distance import parse_distance
from fsq_tui.focus.settings import SETTINGS, FocusSettings
from fsq_tui.stacking.proposal import USUAL_OVERLAP, USUAL_SETTLE_S
from fsq_tui.verbs import values
from fsq_tui.verbs.options import Parser, add_json

if TYPE_CHECKING:
    from fsq_tui.verbs.options import Verbs


def add_words(parser: Parser) -> None:
    """All verbs under it, one of which must be named."""
    verbs = parser.add_subparsers(title="what to do", metavar="plan | depth | merge", required=True)
    _add_plan(_verb(verbs, "plan", "say how many shots a stack needs, and where, without a camera"))
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
    longest, widest = SETTINGS["focal_length_mm"].most, SETTINGS["coc_um"].most
    parser.add_argument(
        "--focal-length",
        metavar="MM",
        type=values.between(1, longest, "a focal length", "mm"),
        required=True,
        help="of the lens, as it is zoomed",
    )
    parser.add_argument(
        "--aperture",
        metavar="N",
        type=values.between(0.5, SETTINGS["aperture"].most, "an f-number", ""),
        required=True,
        help="the f-number, such as 8",
    )
    parser.add_argument(
        "--coc",
        metavar="UM",
        type=values.between(1, widest, "a circle of confusion", "um"),
        default=float(FocusSettings().coc_um),
        help=f"the circle of confusion, in micrometres ({FocusSettings().coc_um})",
    )
    number = parser.add_mutually_exclusive_group()
    number.add_argument(
        "--overlap",
        metavar="PERCENT",
        type=values.between(0, 90, "an overlap", "%"),
        default=USUAL_OVERLAP * 100,
        help=f"by how much neighbours overlap at least ({USUAL_OVERLAP * 100:.0f})",
    )
    number.add_argument(
        "--shots", metavar="N", type=values.count, help="how many shots, whatever they overlap by"
    )
    about = f"how long the lens comes to rest before each shot ({USUAL_SETTLE_S:g})"
    parser.add_argument(
        "--settle", metavar="S", type=values.seconds, default=USUAL_SETTLE_S, help=about
    )


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
