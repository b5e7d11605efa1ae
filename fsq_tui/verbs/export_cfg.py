"""`fsq export`: a scene as the focus_sq.cfg of the in-camera application."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from fsq_tui.errors import FileRefused, UsageFault
from fsq_tui.focus.sequence import printable
from fsq_tui.storage.focus_sq_cfg import write_cfg
from fsq_tui.verbs.scenes import calibration_of, read_existing


def run(args: argparse.Namespace) -> int:
    """Write `args.cfg`, an existing file only with `args.force`, and say what it cannot hold."""
    shown = printable(str(args.cfg))
    if args.cfg.suffix == ".toml":
        raise UsageFault(f"{shown} is the name of a scene.", "Give one such as focus_sq.cfg.")
    scene = read_existing(args.scene)
    if args.cfg.exists() and not args.force:
        raise FileRefused(
            f"{shown} exists already.",
            "Name another file, or replace this one with --force; a copy is kept as .bak.",
        )
    lost = write_cfg(args.cfg, replace(scene, calibration=calibration_of(scene)))
    print(f'{shown}: {len(scene.points)} points for "{printable(scene.lens_name)}".')
    for sentence in lost:
        print(sentence, file=sys.stderr)
    return 0
