"""The words of `fsq stack`: the arguments and options of each verb under it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from fsq_tui.verbs.options import Parser, add_json

if TYPE_CHECKING:
    from fsq_tui.verbs.options import Verbs


def add_words(parser: Parser) -> None:
    """All verbs under it, one of which must be named."""
    verbs = parser.add_subparsers(title="what to do", metavar="merge", required=True)
    _add_merge(_verb(verbs, "merge", "merge the pictures of a folder into one, sharp all over"))


def _verb(verbs: Verbs, name: str, about: str) -> Parser:
    parser = verbs.add_parser(name, help=about, description=f"{about}.", allow_abbrev=False)
    parser.set_defaults(module=f"stack.{name}")
    add_json(parser)
    return parser


def _add_merge(parser: Parser) -> None:
    _add_folder(parser)
    about = "the picture to write, a .tif, .jpg or .png (beside DIR: DIR.merged.tif)"
    parser.add_argument("--output", metavar="FILE", type=Path, help=about)
    about = "take the pictures as they are, where nothing shook and the angle of view stayed"
    parser.add_argument("--no-align", dest="align", action="store_false", help=about)


def _add_folder(parser: argparse.ArgumentParser) -> None:
    about = "the folder of the shots, in JPEG, TIFF or PNG, by name from near to far"
    parser.add_argument("folder", metavar="DIR", type=Path, help=about)
