"""Which lens a verb drives, and what it is called."""

from __future__ import annotations

import argparse
import sys

from fsq_tui import paths
from fsq_tui.backend.base import Lens
from fsq_tui.backend.mount import Mount, choose
from fsq_tui.clock import Clock
from fsq_tui.focus.sequence import printable
from fsq_tui.session.lens_name import settle_name
from fsq_tui.storage.lens_names import LensNames


def chosen(args: argparse.Namespace) -> tuple[Mount, Clock]:
    """The lens that is meant, and a clock for it: only a simulated one can be hurried.

    Raises UsageFault, CamerasFound where the person has to say which one, LensFault.
    """
    mount = choose(args.camera, args.sim, args.lens_model, args.lens_name)
    if mount.fallback:
        _say(f"No camera is connected over USB: this is the simulated lens {mount.address}.")
    return mount, mount.clock(args.time_scale)


def name_lens(lens: Lens, mount: Mount, scene_lens: str) -> None:
    """Settle what the lens is called; said aloud where it is only taken to be so."""
    if note := settle_name(lens, mount.lens_name, scene_lens, LensNames(paths.lens_names())):
        _say(note)


def _say(sentence: str) -> None:
    print(f"fsq: {printable(sentence)}", file=sys.stderr)
