"""Which camera is driven how, and which are refused with the reason."""

from __future__ import annotations

from collections.abc import Callable

from fsq_tui.backend.base import Lens
from fsq_tui.backend.gphoto2.body import DRIVE
from fsq_tui.backend.gphoto2.canon import CanonLens
from fsq_tui.backend.gphoto2.connection import Connection
from fsq_tui.backend.gphoto2.fuji import FujiLens, no_position
from fsq_tui.backend.gphoto2.nikon import NikonLens
from fsq_tui.backend.gphoto2.nikon_areas import NikonAreasLens
from fsq_tui.backend.gphoto2.nikon_body import AREA
from fsq_tui.backend.gphoto2.olympus import OlympusLens
from fsq_tui.backend.gphoto2.sony import MANUAL_FOCUS, SonyLens
from fsq_tui.clock import Clock
from fsq_tui.errors import LensFault

LENSES: tuple[tuple[str, str, Callable[[Connection, Clock], Lens]], ...] = (
    ("canon", DRIVE, CanonLens),
    ("nikon", DRIVE, NikonLens),
    ("nikon", AREA, NikonAreasLens),
    ("sony", MANUAL_FOCUS, SonyLens),
    ("fuji", DRIVE, FujiLens),
    ("olympus", DRIVE, OlympusLens),
    ("omsystem", DRIVE, OlympusLens),
)
"""A word in the name of the manufacturer, the setting that focuses the lens, how that is done."""
PANASONIC = "panasonic"
UNKNOWN_MODEL = "USB PTP Class Camera"
REMEDY = "Use a Canon EOS, Nikon, Sony, Fuji or OM that can be focused from a computer."


def open_camera(address: str, clock: Clock) -> Lens:
    """The lens of the camera at an address, live view on.

    Raises UsageFault for an address that is none; LensGone, CameraClaimed, LensBusy and LensFault
    where the camera cannot be opened, or fsq cannot drive its lens.
    """
    camera = Connection(address, clock)
    try:
        return _lens(camera, clock)
    except BaseException:
        camera.close()
        raise


def refusal(model: str) -> LensFault | None:
    """Why a model, as libgphoto2 names it, is refused; None where it is worth opening.

    A body that libgphoto2 does not know yet tells its maker only once it is open.
    """
    words = model.casefold()
    if PANASONIC in words:
        return _crashing(model)
    if model == UNKNOWN_MODEL or any(word in words for word, _, _ in LENSES):
        return None
    return LensFault(f"fsq does not know how {model} drives its lens.", REMEDY)


def _lens(camera: Connection, clock: Clock) -> Lens:
    maker, body = camera.value("manufacturer"), camera.value("cameramodel")
    if PANASONIC in maker.casefold():
        raise _crashing(body)
    for word, setting, lens in LENSES:
        if word in maker.casefold() and camera.has(setting):
            return lens(camera, clock)
    if "fuji" in maker.casefold():
        raise no_position(body)
    if camera.has(DRIVE) or camera.has(MANUAL_FOCUS):
        raise LensFault(f"fsq does not know how {body} by {maker} drives its lens.", REMEDY)
    raise LensFault(f"{body} by {maker} has no focus drive for a computer.", REMEDY)


def _crashing(body: str) -> LensFault:
    return LensFault(
        f"libgphoto2 2.5.34 crashes when it drives the lens of a Panasonic ({body}).", REMEDY
    )
