"""What is sharp before and behind the focus distance, by the thin lens, and what diffraction adds.

Distances count from the lens, as photographers' tables do; those of a camera count from its sensor,
a few centimetres more, which is small beside the depth but in macro.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from fsq_tui.focus.distance import INFINITY_CM, UNKNOWN_CM
from fsq_tui.focus.settings import FocusSettings

GREEN_UM = 0.55  # the wavelength that the eye and a sensor see best
AIRY = 2.44  # diameter of an Airy disk to its first dark ring, in wavelengths times f-number
_FOCAL = re.compile(r"(?<![\d.,-])(\d+(?:[.,]\d+)?) ?mm", re.IGNORECASE)
_ZOOM = re.compile(r"\d ?(?:mm)? ?[-\u2013] ?\d+(?:[.,]\d+)? ?mm", re.IGNORECASE)
_EXTENDER = re.compile(r"\d ?x(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Optics:
    """A lens at an aperture: focal length in mm, f-number, circle of confusion in micrometres."""

    focal_length_mm: float
    aperture: float
    coc_um: float

    @property
    def hyperfocal_cm(self) -> float:
        """F + f^2 / (N c): focused there, everything from half of it to infinity is sharp.

        A. R. Greenleaf, Photographic Optics, 1950; the camera's menu works it out so as well.
        """
        f = self.focal_length_mm
        return (f + f * f / (self.aperture * self.coc_um / 1000)) / 10


@dataclass(frozen=True, slots=True)
class Depth:
    """From where to where it is sharp; `far_cm` is math.inf from the hyperfocal distance on."""

    near_cm: float
    far_cm: float


def depth_of_field(optics: Optics, distance_cm: float) -> Depth:
    """Near d (H - f) / (H + d - 2f), far d (H - f) / (H - d), in Greenleaf's form.

    INFINITY_CM and above is infinity. Raises ValueError for a distance within the focal length, of
    which a lens makes no picture.
    """
    focal_cm, hyperfocal_cm = optics.focal_length_mm / 10, optics.hyperfocal_cm
    if distance_cm <= focal_cm:
        raise ValueError("nothing within the focal length can be in focus")
    reach_cm = hyperfocal_cm - focal_cm
    if distance_cm >= INFINITY_CM:
        return Depth(reach_cm, math.inf)
    near_cm = distance_cm * reach_cm / (hyperfocal_cm + distance_cm - 2 * focal_cm)
    is_endless = distance_cm >= hyperfocal_cm
    far_cm = math.inf if is_endless else distance_cm * reach_cm / (hyperfocal_cm - distance_cm)
    return Depth(near_cm, far_cm)


def diffraction_um(aperture: float) -> float:
    """The blur that diffraction makes of a point, whatever the focus: 2.44 x wavelength x N."""
    return AIRY * GREEN_UM * aperture


def with_diffraction(optics: Optics) -> Optics | None:
    """What of the circle of confusion defocus may take up: sqrt(c^2 - diffraction^2).

    None where diffraction takes it all: nothing is sharp by that circle.
    """
    rest = optics.coc_um**2 - diffraction_um(optics.aperture) ** 2
    return Optics(optics.focal_length_mm, optics.aperture, math.sqrt(rest)) if rest > 0 else None


def named_focal_length_mm(lens_name: str) -> float:
    """The focal length in the name of a lens, e.g. 24 of `EF24mm f/2.8 IS USM`.

    0 where the name has none, or more than one, is that of a zoom, or tells of an extender.
    """
    found = {text.replace(",", ".") for text in _FOCAL.findall(lens_name)}
    if len(found) != 1 or _ZOOM.search(lens_name) or _EXTENDER.search(lens_name):
        return 0.0
    return float(found.pop())


def optics_of(settings: FocusSettings, lens_name: str) -> Optics | None:
    """The lens as the operator set it, its focal length else by its name; None where not known."""
    focal_length_mm = settings.focal_length_mm or named_focal_length_mm(lens_name)
    if not (focal_length_mm and settings.aperture):
        return None
    return Optics(focal_length_mm, settings.aperture, settings.coc_um)


def depth_at(settings: FocusSettings, lens_name: str, distance_cm: int) -> Depth | None:
    """The depth by the formula that is set, for a reported distance; None where it is not known.

    That is: no distance, one within the focal length, unknown optics, or diffraction above all.
    """
    optics = optics_of(settings, lens_name)
    if optics is not None and settings.diffraction_aware:
        optics = with_diffraction(optics)
    if optics is None or distance_cm == UNKNOWN_CM or distance_cm * 10 <= optics.focal_length_mm:
        return None
    return depth_of_field(optics, distance_cm)
