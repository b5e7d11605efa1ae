"""Contrast autofocus: to where a part of the picture is sharpest, by the picture alone."""

from __future__ import annotations

from fsq_tui.errors import UnfitScene
from fsq_tui.focus.region import Region
from fsq_tui.pictures.seen import Seen
from fsq_tui.pictures.track import Track
from fsq_tui.session.eye import BETTER_SCENE, LAG_S, Eye, at_rest
from fsq_tui.session.measuring import Show
from fsq_tui.session.motor import Motor
from fsq_tui.session.sweep import Way, calibration_of, go_to, look_along, place_of

COARSE_PLACES = 30  # over the whole range
AROUND = 1.5  # coarse gaps to each side of the peak, that are looked at more finely
FINE_PLACES = 10
CLOSE_STEPS = 0.75  # from the peak: the lens goes no finer
MOST_TRIES = 3
FRAMES = 6


def focus_on_peak(motor: Motor, region: Region, show: Show) -> float:
    """Stand where a region is sharpest; the step, finer than whole ones.

    Over the whole range first, then more finely around the peak, and there from the same side as
    it was looked at. Raises UnfitScene, with the lens where it was, where there is no peak, or the
    scene is dark or moves; Stopped and every LensFault. Needs limits and calibration.
    """
    show(0.0, "looking at the scene")
    eye = Eye(motor)
    began_step = place_of(motor)
    try:
        return _search(motor, eye, region, show)
    except UnfitScene:
        go_to(motor, began_step)
        raise


def _search(motor: Motor, eye: Eye, region: Region, show: Show) -> float:
    last = float(calibration_of(motor).last_step)
    gap = last / COARSE_PLACES
    whole = Way(0.0, last, gap)
    coarse = look_along(motor, eye, whole, lambda done, what: show(0.6 * done, what)).peak(region)
    if coarse is None:
        raise _no_peak()
    way = Way(max(0.0, coarse - AROUND * gap), min(last, coarse + AROUND * gap), gap * 0.3)
    fine = look_along(motor, eye, way, lambda done, what: show(0.6 + 0.3 * done, what))
    peak = fine.peak(region)
    if peak is None:
        raise _no_peak()
    show(0.9, "to the sharpest place")
    _stand(motor, eye, fine, peak)
    return peak


def _stand(motor: Motor, eye: Eye, fine: Seen, peak: float) -> None:
    """At the peak, by the picture: commands may have gone farther or less far than counted."""
    places = [step - fine.steps[0] for step in fine.steps]
    track = Track(places, [one.sharpness for one in fine.pictures], at_rest(fine.pictures))
    aim = peak
    for _ in range(MOST_TRIES):
        go_to(motor, aim)
        seen_at = track.between(eye.rest(LAG_S, FRAMES).sharpness, peak - fine.steps[0], track.last)
        off = seen_at + fine.steps[0] - peak
        if abs(off) <= CLOSE_STEPS:
            return
        aim -= off


def _no_peak() -> UnfitScene:
    return UnfitScene("This part of the picture is nowhere sharper than elsewhere.", BETTER_SCENE)
