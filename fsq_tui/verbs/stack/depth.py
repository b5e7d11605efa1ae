"""`fsq stack depth`: how deep each part of a scene lies, from a folder of pictures of it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from fsq_tui.clock import RealClock
from fsq_tui.errors import FileRefused, UnfitScene, UsageFault
from fsq_tui.focus.sequence import printable
from fsq_tui.session.stack_depth import StackDepth, depth_of_stack
from fsq_tui.storage.atomic import write_atomically
from fsq_tui.storage.files import refuse_special, shown
from fsq_tui.storage.png16 import png16
from fsq_tui.storage.stack_pictures import (
    StackPictures,
    pictures_of,
    require_outside,
    result_beside,
)
from fsq_tui.verbs.progress import TimedProgress, clear_progress, warn

SURE = 0.5
"""From this confidence on a part's depth is called sure: see stacking/depth.py."""

MOST_NAMES = 8


def run(args: argparse.Namespace) -> int:
    """Write the depth map of the pictures in `args.folder`; show it where there is a terminal."""
    pictures = pictures_of(args.folder)
    for note in pictures.notes:
        warn(note)
    result = args.output or result_beside(args.folder, ".depth.png")
    if result.suffix.lower() != ".png":
        raise UsageFault("A depth map is written as PNG.", "Name a .png file.")
    require_outside(result, args.folder)
    refuse_special(result)
    try:
        found = depth_of_stack(pictures.paths, TimedProgress(RealClock()), pictures.depths)
    except UnfitScene as unfit:
        raise FileRefused(
            f"{shown(args.folder)} shows no depth. {unfit.message}",
            "Its first picture by name is the near end, its last one the far end: take away what "
            "does not belong to them.",
        ) from unfit
    finally:
        clear_progress()
    if found.doubt:
        warn(found.doubt)
    write_atomically(result, png16(found.map.sixteen_bits), keep_previous=False)
    print(_as_json(found, pictures, result) if args.json else _as_text(found, pictures, result))
    if not args.json and sys.stdout.isatty():
        from rich.console import Console

        from fsq_tui.verbs.stack import heat

        heat.show(found, Console())
    return 0


def _sure(found: StackDepth) -> float:
    return float((found.map.confidence >= SURE).mean())


def _as_json(found: StackDepth, pictures: StackPictures, result: Path) -> str:
    rows, columns = found.map.depth.shape
    aside = [{"picture": path.name, "reason": reason} for path, reason in found.set_aside]
    return json.dumps(
        {
            "output": str(result),
            "rows": rows,
            "columns": columns,
            "sure": round(_sure(found), 4),
            "order": [path.name for path in found.order],
            "set_aside": aside,
            "depths": "captured" if pictures.depths else "even",
            "doubt": found.doubt,
        }
    )


def _as_text(found: StackDepth, pictures: StackPictures, result: Path) -> str:
    rows, columns = found.map.depth.shape
    lines = [
        f"{shown(result)}: {columns} x {rows} parts from {len(found.order)} pictures, "
        f"sure of {_sure(found):.0%} of them"
    ]
    lines += [f"set aside: {printable(path.name)}, {reason}" for path, reason in found.set_aside]
    if pictures.depths:
        return "\n".join([*lines, "their depths are those that the stack was captured at"])
    rank = {path: number for number, path in enumerate(pictures.paths)}
    if list(found.order) != sorted(found.order, key=rank.__getitem__):
        names = ", ".join(printable(path.name) for path in found.order[:MOST_NAMES])
        more = " ..." if len(found.order) > MOST_NAMES else ""
        lines.append(f"from near to far, which is not the order of the names: {names}{more}")
    return "\n".join(lines)
