"""Contrast autofocus: to where a part of the picture is sharpest, by the picture alone."""

from __future__ import annotations

from fsq_tui.errors import UnfitScene
from fsq_tui.focus.region import Region
from fsq_tui.pictures.seen import Seen
from fsq_tui.session.eye import Eye
from fsq_tui.session.measuring import Show
from fsq_tui.session.motor import Motor
from fsq_tui.session.sweep import (
    Way,
    calibration_of,
    go_back,
    go_to,
    look_along,
    stand_at,
)

COARSE_PLACES = 30  # over the whole range
TEXTURED = "Point it at something textured, then try again."
AROUND = 1.5  # coarse gaps to each side of the peak, that are looked at more finely
FINE_SHARE = 0.3  # of a coarse gap: the fine one


def focus_on_peak(motor: Motor, region: Region, show: Show) -> float:
    """Stand where a region is sharpest; the step, finer than whole ones.

    Over the whole range first, then more finely around the peak, and there from the same side as
    it was looked at. Raises UnfitScene, with the lens where it was, where there is no peak, or the
    scene is dark or moves; Stopped and every LensFault. Needs limits and calibration.
    """
    show(0.0, "looking at the scene")
    eye = Eye(motor)
    began, began_step = eye.rest(), motor.place_steps()
    try:
        seen, peak = _search(motor, eye, region, show)
    except UnfitScene:
        go_to(motor, began_step)
        raise
    if peak is None:
        show(0.9, "back to where it began")
        go_back(motor, eye, seen, began, began_step)
        raise UnfitScene("This part of the picture is nowhere sharper than elsewhere.", TEXTURED)
    show(0.9, "to the sharpest place")
    stand_at(motor, eye, seen, peak)
    return peak


def _search(motor: Motor, eye: Eye, region: Region, show: Show) -> tuple[Seen, float | None]:
    """What was seen, and where in it the region is sharpest."""
    last = float(calibration_of(motor).last_step)
    gap = last / COARSE_PLACES
    whole = Way(0.0, last, gap)
    seen = look_along(motor, eye, whole, lambda done, what: show(0.6 * done, what))
    coarse = seen.peak(region)
    if coarse is None:
        return seen, None
    way = Way(max(0.0, coarse - AROUND * gap), min(last, coarse + AROUND * gap), gap * FINE_SHARE)
    fine = look_along(motor, eye, way, lambda done, what: show(0.6 + 0.3 * done, what))
    return fine, fine.peak(region)
