"""`fsq import`: a scene out of the in-camera application's focus_sq.cfg."""

from __future__ import annotations

import argparse

from fsq_tui.errors import FileRefused, UsageFault
from fsq_tui.focus.sequence import History, Sequence, printable
from fsq_tui.storage.focus_sq_cfg import read_cfg
from fsq_tui.storage.journal import load_history, save_history
from fsq_tui.storage.scene import SceneFile


def run(args: argparse.Namespace) -> int:
    """Write the scene `args.scene`; an existing one only with `args.force`."""
    shown = printable(str(args.scene))
    if args.scene.suffix != ".toml":
        raise UsageFault(f"{shown} is no name for a scene.", "Give one that ends in .toml.")
    imported = read_cfg(args.cfg)
    with SceneFile.open(args.scene) as file:
        if args.scene.exists() and not args.force:
            raise FileRefused(
                f"{shown} exists already.",
                "Name another scene, or replace this one with --force; a copy is kept as .bak.",
            )
        before = file.load()
        history = History(Sequence(imported.points))
        if before.lens_name == imported.lens_name:
            earlier, _ = load_history(
                args.scene, Sequence(before.points, order=before.order), before.lens_name
            )
            history = earlier.edited(history.present)
        file.save(imported)
        save_history(args.scene, history, imported.lens_name)
    print(f'{shown}: {len(imported.points)} points for "{printable(imported.lens_name)}".')
    return 0
