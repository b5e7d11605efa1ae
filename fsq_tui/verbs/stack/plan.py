"""`fsq stack plan`: how many shots a stack needs, and where, without a camera."""

from __future__ import annotations

import argparse
import json

from fsq_tui.focus.depth_of_field import Optics, depth_of_field
from fsq_tui.focus.distance import INFINITY_CM
from fsq_tui.stacking.proposal import Proposal, proposal, with_shots


def run(args: argparse.Namespace) -> int:
    """Print the shots from `args.near` to `args.far` and why they are so many."""
    optics = Optics(args.focal_length, args.aperture, args.coc)
    ends = (args.near, args.far)
    proposed = (
        proposal(optics, *ends, args.overlap / 100)
        if args.shots is None
        else with_shots(optics, *ends, args.shots)
    )
    as_said = _as_json if args.json else _as_text
    print(as_said(optics, proposed, args.settle))
    return 0


def _as_json(optics: Optics, proposed: Proposal, settle_s: float) -> str:
    return json.dumps(
        {
            "shots": proposed.shots,
            "moves": proposed.shots - 1,
            "expected_s": round(proposed.expected_s(settle_s), 1),
            "overlap": round(proposed.overlap, 4),
            "hyperfocal_cm": round(optics.hyperfocal_cm, 1),
            "reason": proposed.reason,
            "distances_cm": [round(cm, 3) for cm in proposed.distances_cm],
        }
    )


def _as_text(optics: Optics, proposed: Proposal, settle_s: float) -> str:
    lines = [
        proposed.told(settle_s),
        proposed.reason,
        "",
        " NO  FOCUS ON    SHARP FROM          TO",
    ]
    for number, distance_cm in enumerate(proposed.distances_cm, 1):
        depth = depth_of_field(optics, distance_cm)
        ends = "  ".join(f"{_field(cm):>10}" for cm in (distance_cm, depth.near_cm, depth.far_cm))
        lines.append(f"{number:3d}  {ends}")
    return "\n".join(lines)


def _field(distance_cm: float) -> str:
    """To the tenth of a millimetre where neighbours are so close, inf beyond what a lens tells."""
    if distance_cm >= INFINITY_CM:
        return "inf"
    return f"{distance_cm:.2f}cm" if distance_cm < 100 else f"{distance_cm / 100:.3f}m"
