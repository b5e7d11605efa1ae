"""Which lens a verb drives: the simulated one, or the one on a camera."""

from __future__ import annotations

import argparse

from fsq_tui.backend import open_lens
from fsq_tui.backend.base import Lens
from fsq_tui.clock import Clock, RealClock
from fsq_tui.errors import LensFault, UsageFault


def clock_of(args: argparse.Namespace) -> Clock:
    """The clock for the lens; only a simulated one can be hurried. Raises UsageFault."""
    if args.camera is not None and args.time_scale != 1.0:
        raise UsageFault(
            "A real lens takes its time: --time-scale is for the simulated one.",
            "Leave out --time-scale or --camera.",
        )
    return RealClock(args.time_scale)


def mounted(args: argparse.Namespace, clock: Clock) -> Lens:
    """Open it. Raises UsageFault for an unknown model or address, LensFault, FileRefused."""
    if args.camera is None:
        return open_lens("simulated", clock, args.lens_model)
    return open_lens("gphoto2", clock, args.camera)


def name_of(args: argparse.Namespace, lens: Lens) -> str:
    """What the lens is called. Raises LensFault where neither the body nor the person says."""
    told = lens.identity.lens_name
    if args.lens_name is not None and told and args.lens_name != told:
        raise LensFault(
            f'The camera says that "{told}" is mounted, not "{args.lens_name}".',
            "Leave out --lens-name.",
        )
    name: str = told or args.lens_name or ""
    if not name:
        raise LensFault(
            f"{lens.identity.body} does not tell which lens is mounted.",
            'Name it, always the same way: --lens-name "50mm f/1.8"',
        )
    return name
