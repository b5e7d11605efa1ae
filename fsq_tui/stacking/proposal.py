"""How many shots a stack needs between two distances, so that no depth between them is left out.

By the thin lens. With u = 1 / distance, a shot focused on u is sharp from where 1 - f u is smaller
by (H - 2f) / (H - f) to where it is larger by H / (H - f), which is the depth of field of
focus/depth_of_field.py written so. 1 - f u is f over the distance of the image from the lens:
each shot covers the same factor H / (H - 2f) of it, whatever it is focused on, in macro too, and
shots that are even in its logarithm overlap evenly.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from fsq_tui.errors import UsageFault
from fsq_tui.focus.depth_of_field import Optics, diffraction_um
from fsq_tui.focus.distance import INFINITY_CM, distance_label

USUAL_OVERLAP = 0.25  # photographers take 20 to 30 %
USUAL_SETTLE_S = 2.0
MOVE_S, SHOT_S = 0.5, 0.3  # what the camera's own stacking allows for each, beside settling
ROUNDING = 1e-9  # of a shot: a span that is a whole number of spacings must not take one more


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where to focus for each shot, near to far; `overlap` is that of neighbours, 0 ... 1.

    It is negative where a gap is left, as a share of what one shot covers. `reason` are sentences.
    """

    distances_cm: tuple[float, ...]
    overlap: float
    reason: str

    @property
    def shots(self) -> int:
        """How many."""
        return len(self.distances_cm)

    def expected_s(self, settle_s: float = USUAL_SETTLE_S) -> float:
        """About how long it takes, with so long for the lens to come to rest before each shot."""
        return self.shots * (settle_s + SHOT_S) + (self.shots - 1) * MOVE_S

    def told(self, settle_s: float = USUAL_SETTLE_S) -> str:
        """What is said before the start: `14 shots, 13 moves, about 39 s`."""
        return in_short(self.shots, self.expected_s(settle_s))


def in_short(shots: int, expected_s: float) -> str:
    """A stack in a line, with how long it takes rounded as it deserves."""
    moves = shots - 1
    counted = f"{_counted(shots, 'shot')}, {_counted(moves, 'move')}"
    seconds = round(expected_s)
    if seconds < 120:
        return f"{counted}, about {seconds} s"
    return f"{counted}, about {round(seconds / 60)} min"


def proposal(
    optics: Optics, near_cm: float, far_cm: float, overlap: float = USUAL_OVERLAP
) -> Proposal:
    """The fewest shots from near to far whose depths of field overlap by at least so much.

    Both ends are shots. Raises UsageFault for ends that cannot be both in one stack, and ValueError
    for an overlap that is not from 0 to below 1.
    """
    if not 0.0 <= overlap < 1.0:
        raise ValueError("an overlap is a share from 0 to below 1")
    _require_ends(optics, near_cm, far_cm)
    spacing = (1.0 - overlap) * _covered(optics)
    shots = 1 + math.ceil(_span(optics, near_cm, far_cm) / spacing - ROUNDING)
    return _proposal(optics, near_cm, far_cm, shots, f"at least {overlap:.0%} overlap asked")


def with_shots(optics: Optics, near_cm: float, far_cm: float, shots: int) -> Proposal:
    """So many shots, two or more, and by how much they overlap. Raises UsageFault as `proposal`."""
    _require_ends(optics, near_cm, far_cm)
    if shots < 2:
        raise UsageFault("A stack has two shots or more.", "The first is near, the last is far.")
    return _proposal(optics, near_cm, far_cm, shots, "the number is yours")


def _proposal(optics: Optics, near_cm: float, far_cm: float, shots: int, why: str) -> Proposal:
    near, span = math.log(_image(optics, near_cm)), _span(optics, near_cm, far_cm)
    inner = [near + span * index / (shots - 1) for index in range(1, shots - 1)]
    distances_cm = (near_cm, *(_distance_cm(optics, place) for place in inner), far_cm)
    overlap = 1.0 - span / ((shots - 1) * _covered(optics))
    return Proposal(distances_cm, overlap, _reason(optics, distances_cm, overlap, why))


def _reason(optics: Optics, distances_cm: Sequence[float], overlap: float, why: str) -> str:
    covered = _span(optics, distances_cm[0], distances_cm[-1]) / _covered(optics)
    parts = [
        f"{distance_label(round(distances_cm[0]))} to {distance_label(round(distances_cm[-1]))} "
        f"is {covered:.1f} times what one shot at {optics.focal_length_mm:g} mm, "
        f"f/{optics.aperture:g} covers, at a circle of confusion of {optics.coc_um:g} um; {why}"
    ]
    if overlap >= 0:
        parts.append(f"neighbours overlap by {overlap:.0%}")
    else:
        parts.append(f"between neighbours {-overlap:.0%} of what one shot covers is left out")
    text = ", ".join(parts) + "."
    blur_um = diffraction_um(optics.aperture)
    if blur_um > optics.coc_um:
        text += f" Diffraction alone blurs by {blur_um:.0f} um: open up, and shoot more."
    return text


def _require_ends(optics: Optics, near_cm: float, far_cm: float) -> None:
    if near_cm * 10 <= optics.focal_length_mm:
        raise UsageFault(
            f"Nothing within the focal length, {optics.focal_length_mm:g} mm, can be in focus.",
            "Give distances from the lens that are above it.",
        )
    if not near_cm < far_cm or near_cm >= INFINITY_CM:
        raise UsageFault(
            "The near end is not nearer than the far one.", "Give --near and --far, near first."
        )
    if optics.hyperfocal_cm * 10 <= 2 * optics.focal_length_mm:
        raise UsageFault(
            "At that aperture and circle of confusion everything is sharp at once.",
            "Give the aperture as 8, the circle of confusion in um.",
        )


def _covered(optics: Optics) -> float:
    """What one shot covers, in the logarithm of 1 - f u."""
    f_cm = optics.focal_length_mm / 10
    return math.log(optics.hyperfocal_cm / (optics.hyperfocal_cm - 2 * f_cm))


def _span(optics: Optics, near_cm: float, far_cm: float) -> float:
    return math.log(_image(optics, far_cm) / _image(optics, near_cm))


def _image(optics: Optics, distance_cm: float) -> float:
    """1 - f u: 1 at infinity, 1/2 at the distance of 1:1."""
    u = 0.0 if distance_cm >= INFINITY_CM else 1.0 / distance_cm
    return 1.0 - optics.focal_length_mm / 10 * u


def _distance_cm(optics: Optics, place: float) -> float:
    return optics.focal_length_mm / 10 / (1.0 - math.exp(place))


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
