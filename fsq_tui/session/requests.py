"""What a screen may ask of a session, besides pressing a button."""

from __future__ import annotations

from dataclasses import dataclass

from fsq_tui.focus.holds import Holds
from fsq_tui.focus.region import MIDDLE, WHOLE, Region
from fsq_tui.focus.sequence import Order


@dataclass(frozen=True, slots=True)
class Press:
    """A button of `buttons.BUTTONS` whose door is the session."""

    button: str


@dataclass(frozen=True, slots=True)
class Rename:
    """Name the current point; '' takes the name away."""

    name: str


@dataclass(frozen=True, slots=True)
class Retime:
    """Give the current point a typed target duration."""

    duration_s: float


@dataclass(frozen=True, slots=True)
class SetDwell:
    """Let the focus rest at the current point for a typed time, before it goes on by itself."""

    dwell_s: float


@dataclass(frozen=True, slots=True)
class SetOrder:
    """Let the points follow each other so in play."""

    order: Order


@dataclass(frozen=True, slots=True)
class SetHolds:
    """Rest so long around the pulls of a take that is recorded."""

    holds: Holds


@dataclass(frozen=True, slots=True)
class GoTo:
    """Go to a point (number from 1), as POINT 1-9 does for the first nine."""

    number: int


@dataclass(frozen=True, slots=True)
class Calibrate:
    """Check the limits and calibrate the lens anew, though it is known."""


@dataclass(frozen=True, slots=True)
class CalibrateByHand:
    """Calibrate a lens whose stops nobody tells: fsq drives, SET says when it is at its stop."""


@dataclass(frozen=True, slots=True)
class ToggleSequencing:
    """Start or stop focus sequencing, overlay and keys with it (Focus menu, Sequence)."""


@dataclass(frozen=True, slots=True)
class MarkDistance:
    """The lens is at this distance now (1 ... 65535); 0 removes the mark near it."""

    distance_cm: int


@dataclass(frozen=True, slots=True)
class RemoveMark:
    """Remove the distance mark at a normalized position."""

    normalized_position: int


@dataclass(frozen=True, slots=True)
class FocusAt:
    """Take the lens to a distance; points stay as they are."""

    distance_cm: float


@dataclass(frozen=True, slots=True)
class Sweep:
    """Go over the whole range and see how sharp the picture, and this part of it, is where."""

    region: Region = WHOLE


@dataclass(frozen=True, slots=True)
class FocusOnPeak:
    """Take the lens to where this part of the picture is sharpest; points stay as they are."""

    region: Region = MIDDLE


@dataclass(frozen=True, slots=True)
class PlaceByPicture:
    """Tell by the picture where the lens is, after a sweep, and count on from there."""


OfPicture = Sweep | FocusOnPeak | PlaceByPicture

Request = (
    Press | Rename | Retime | SetDwell | SetOrder | SetHolds | GoTo | MarkDistance | RemoveMark
    | FocusAt | Calibrate | CalibrateByHand | ToggleSequencing | Sweep | FocusOnPeak
    | PlaceByPicture
)  # fmt: skip
