"""`fsq stack merge`: the pictures of a stack merged into one by a program that is installed."""

from __future__ import annotations

import argparse
import json

from fsq_tui.clock import RealClock
from fsq_tui.session.merge_tools import tool_for
from fsq_tui.session.merging import Merging, require_ending
from fsq_tui.storage.files import shown
from fsq_tui.storage.stack_pictures import pictures_of, require_outside, result_beside
from fsq_tui.verbs.progress import TimedProgress, clear_progress, warn
from fsq_tui.verbs.signals import ended_by_signals


def run(args: argparse.Namespace) -> int:
    """Merge the pictures of `args.folder` and print where the result is."""
    found = pictures_of(args.folder)
    pictures = found.paths
    for note in found.notes:
        warn(note)
    result = args.output or result_beside(args.folder, ".merged.tif")
    require_ending(result)
    require_outside(result, args.folder)
    tool = tool_for(args.align)
    merging = Merging(tool, TimedProgress(RealClock()))
    try:
        with ended_by_signals(merging.stop, "nothing was written"):
            merging.merge(pictures, result)
    finally:
        clear_progress()
    if args.json:
        made = {"output": str(result), "pictures": len(pictures), "tool": tool.name}
        print(json.dumps(made | {"aligned": tool.aligns}))
    else:
        how = "aligned and merged" if tool.aligns else "merged as they are"
        print(f"{shown(result)}: {len(pictures)} pictures, {how} by {tool.name}")
    return 0
