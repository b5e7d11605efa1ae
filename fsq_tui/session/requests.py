"""What a screen may ask of a session, besides pressing a button."""

from __future__ import annotations

from dataclasses import dataclass

from fsq_tui.focus.region import MIDDLE, WHOLE, Region
from fsq_tui.focus.sequence import Order
from fsq_tui.focus.settings import FocusSettings
from fsq_tui.focus.stack import StackSettings


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


@dataclass(frozen=True, slots=True)
class SetSettings:
    """Take these settings from now on, and keep them."""

    settings: FocusSettings


@dataclass(frozen=True, slots=True)
class CheckLens:
    """Ask the resting lens whether it can be driven: Snapshot.objection says what it answers."""


@dataclass(frozen=True, slots=True)
class EndPointHere:
    """The rack's end point is where the lens is now (Focus End Point, SET); its counter is 0."""


@dataclass(frozen=True, slots=True)
class GoToStart:
    """Take the lens to the rack's start point, as fast as it can."""


@dataclass(frozen=True, slots=True)
class Rack:
    """Pull to the rack's end point, which then is where it came from: the next one reverses.

    `is_delayed` waits for Start Delay with a countdown; `is_recorded` makes a clip of it.
    """

    is_delayed: bool = False
    is_recorded: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A knob or wheel was turned by so many single steps, forward or (negative) backward.

    What comes while the lens is driven adds up to one more drive.
    """

    clicks: int


@dataclass(frozen=True, slots=True)
class MarkPlane:
    """The lens is focused on the first plane of the stack now, or on the last one."""

    is_far: bool


@dataclass(frozen=True, slots=True)
class ScanScene:
    """Sweep between the marks, and find from the pictures how deep the scene is where."""


@dataclass(frozen=True, slots=True)
class SetStack:
    """Take these settings for the stack; another number of shots or gravity plans them anew."""

    settings: StackSettings


@dataclass(frozen=True, slots=True)
class ProposeShots:
    """Take as many shots as the depth of field needs, by DOF Settings, and say why."""


@dataclass(frozen=True, slots=True)
class PlanPlain:
    """Stack as the camera does: shots in front of and behind where the lens is now, evenly."""

    in_front: int
    behind: int
    steps_per_shot: int


@dataclass(frozen=True, slots=True)
class DragShot:
    """Put a shot (number from 1) at another depth, and pin it there."""

    number: int
    depth: float


@dataclass(frozen=True, slots=True)
class PinShot:
    """A shot (number from 1) stays where it is when shots are planned anew, or not any more."""

    number: int
    is_pinned: bool


@dataclass(frozen=True, slots=True)
class AddShot:
    """One more shot, at this depth."""

    depth: float


@dataclass(frozen=True, slots=True)
class RemoveShot:
    """One shot (number from 1) less."""

    number: int


@dataclass(frozen=True, slots=True)
class CaptureStack:
    """Take the stack as it is planned, in a new folder; or what the newest one lacks.

    `again` are shots of that one, by number, which are taken once more.
    """

    is_resumed: bool = False
    again: tuple[int, ...] = ()


OfEdit = Rename | Retime | SetDwell | SetOrder
OfDistance = MarkDistance | RemoveMark | FocusAt
OfSurvey = Calibrate | CalibrateByHand
OfMenu = SetSettings | CheckLens
OfRack = EndPointHere | GoToStart | Rack | Turn
OfPicture = Sweep | FocusOnPeak | PlaceByPicture
OfStack = (
    MarkPlane | ScanScene | SetStack | ProposeShots | PlanPlain
    | DragShot | PinShot | AddShot | RemoveShot | CaptureStack
)  # fmt: skip

Request = (
    Press | Rename | Retime | SetDwell | SetOrder | GoTo | MarkDistance | RemoveMark | FocusAt
    | Calibrate | CalibrateByHand | ToggleSequencing | Sweep | FocusOnPeak | PlaceByPicture
    | SetSettings | CheckLens | EndPointHere | GoToStart | Rack | Turn
    | MarkPlane | ScanScene | SetStack | ProposeShots | PlanPlain
    | DragShot | PinShot | AddShot | RemoveShot | CaptureStack
)  # fmt: skip
