"""Planes of a stack, and stacks by steps alone, as they are typed on the command line."""

from __future__ import annotations

import re

from fsq_tui.errors import UsageFault
from fsq_tui.focus.distance import parse_distance
from fsq_tui.focus.sequence import printable
from fsq_tui.session.stack_planes import Aim
from fsq_tui.stacking.plain import PlainStack
from fsq_tui.verbs import values

PERCENT = r"(\d{1,3}(?:\.\d+)?)\s*%"
_PLACE = re.compile(rf"{PERCENT}\s*,\s*{PERCENT}", re.ASCII)
_PLAIN = re.compile(r"(\d{1,3}),(\d{1,3}),(\d{1,6})", re.ASCII)


def plane(text: str) -> Aim:
    """`120` is a step, `54cm`, `1.2m` or `inf` a distance, `30%,50%` a place in the picture."""
    typed = text.strip()
    if typed.isdecimal():
        return Aim(step=values.steps(typed))
    if match := _PLACE.fullmatch(typed):
        across, down = (float(share) / 100 for share in match.groups())
        if across <= 1.0 and down <= 1.0:
            return Aim(place=(across, down))
    elif "%" not in typed:
        try:
            return Aim(distance_cm=parse_distance(typed))
        except UsageFault:
            pass  # it may have been meant for one of the others
    raise UsageFault(
        f"{printable(text)!r} is no plane.",
        "Give a step (120), a distance (54cm, 1.2m, inf) or a place in the picture, across and "
        "down (30%,50%).",
    )


def plain(text: str) -> PlainStack:
    """`3,4,20`: shots in front, shots behind, steps from one to the next."""
    if match := _PLAIN.fullmatch(text.strip()):
        try:
            return PlainStack(*map(int, match.groups()))
        except ValueError:
            pass  # no step from one to the next
    raise UsageFault(
        f"{printable(text)!r} is no stack by steps.",
        "Give the shots in front, those behind, and the steps from one to the next: 3,4,20.",
    )
