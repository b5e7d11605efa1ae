"""How many shots leave nothing between them out of focus, by the depth of field of each."""

from __future__ import annotations

import math
from dataclasses import dataclass

from fsq_tui.focus.depth_of_field import Optics, depth_of_field
from fsq_tui.focus.distance import INFINITY_CM, dioptres, distance_label

OVERLAP = 0.2
"""Of the depth of field of two neighbours: what makes up for a drive that is not exact."""


@dataclass(frozen=True, slots=True)
class ShotCount:
    """So many shots, the first and the last at the marks, and why."""

    count: int
    reason: str


def proposed_count(
    optics: Optics, near_cm: float, far_cm: float, overlap: float = OVERLAP
) -> ShotCount:
    """From the depth of field, which in dioptres is all but the same at every distance.

    Between its limits in depth_of_field.py lie 2 (1 - f/d) / (H - f): least at the near mark, whose
    figure is taken. Raises ValueError for an overlap that is not below 1, marks that do not rise,
    and one within the focal length.
    """
    if not 0.0 <= overlap < 1.0:
        raise ValueError("an overlap is 0 or more, and below 1")
    if near_cm >= far_cm:
        raise ValueError("the far mark must be farther than the near one")
    sharp = depth_of_field(optics, near_cm)
    each = dioptres(sharp.near_cm) - dioptres(sharp.far_cm)
    span = dioptres(near_cm) - dioptres(far_cm)
    count = 1 + max(1, math.ceil(span / (each * (1 - overlap)) - 1e-9))
    marks = " to ".join(
        distance_label(min(round(distance_cm), INFINITY_CM)) for distance_cm in (near_cm, far_cm)
    )
    return ShotCount(
        count,
        f"{count} shots: {marks} is {span:.3g} dioptres, each shot is sharp over {each:.3g} at "
        f"f/{optics.aperture:g} with a circle of confusion of {optics.coc_um:g} um, and "
        f"neighbours overlap by {overlap:.0%}.",
    )
