"""How many shots the depth of field asks for, by the settings of the Focus menu."""

from __future__ import annotations

from fsq_tui.errors import UsageFault
from fsq_tui.focus.depth_of_field import optics_of, with_diffraction
from fsq_tui.focus.distance import UNKNOWN_CM
from fsq_tui.focus.settings import FocusSettings
from fsq_tui.focus.stack import MOST_SHOTS, Plane
from fsq_tui.stacking.proposal import Proposal, proposal


def proposed(settings: FocusSettings, lens_name: str, near: Plane, far: Plane) -> Proposal:
    """The shots between two planes. Raises UsageFault: what is missing to tell."""
    optics = optics_of(settings, lens_name)
    if optics is None:
        raise UsageFault(
            "The depth of field is not known: aperture or focal length is not set.",
            "Set them in MENU, DOF Settings.",
        )
    if settings.diffraction_aware and (optics := with_diffraction(optics)) is None:
        raise UsageFault(
            "By this circle of confusion diffraction leaves nothing sharp at this aperture.",
            "Open up, or change MENU, DOF Settings.",
        )
    for name, plane in (("near", near), ("far", far)):
        if plane.distance_cm == UNKNOWN_CM:
            raise UsageFault(
                f"How far the {name} plane is, is not known.",
                "Mark distances on the ruler, or type the number of shots.",
            )
    near_cm, far_cm = sorted((near.distance_cm, far.distance_cm))
    if near_cm == far_cm:
        raise UsageFault(
            "The lens reports one distance for both planes.", "Type the number of shots."
        )
    found = proposal(optics, near_cm, far_cm)
    if found.shots > MOST_SHOTS:
        raise UsageFault(
            f"It takes {found.shots} shots, and a stack has {MOST_SHOTS} at most.",
            "Stop down, or stack less deep.",
        )
    return found
