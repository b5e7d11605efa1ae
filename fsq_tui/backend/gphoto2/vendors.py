"""Which camera is driven how, and which are refused with the reason."""

from __future__ import annotations

from collections.abc import Callable

from fsq_tui.backend.base import Lens
from fsq_tui.backend.gphoto2.body import DRIVE
from fsq_tui.backend.gphoto2.canon import CanonLens
from fsq_tui.backend.gphoto2.connection import Connection
from fsq_tui.backend.gphoto2.nikon import NikonLens
from fsq_tui.clock import Clock
from fsq_tui.errors import LensFault

LENSES: dict[str, Callable[[Connection, Clock], Lens]] = {"canon": CanonLens, "nikon": NikonLens}
"""How the lens is driven, by a word in the name of the manufacturer."""
PANASONIC = "panasonic"
UNKNOWN_MODEL = "USB PTP Class Camera"
REMEDY = "Use a Canon EOS or a Nikon that can be focused from a computer."


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
    if model == UNKNOWN_MODEL or any(word in words for word in LENSES):
        return None
    return LensFault(f"fsq cannot drive the lens of this camera yet: {model}.", REMEDY)


def _lens(camera: Connection, clock: Clock) -> Lens:
    maker, body = camera.value("manufacturer"), camera.value("cameramodel")
    if PANASONIC in maker.casefold():
        raise _crashing(body)
    for word, lens in LENSES.items():
        if word in maker.casefold() and camera.has(DRIVE):
            return lens(camera, clock)
    raise LensFault(f"fsq cannot drive the lens of this camera yet: {body} by {maker}.", REMEDY)


def _crashing(body: str) -> LensFault:
    return LensFault(
        f"libgphoto2 2.5.34 crashes when it drives the lens of a Panasonic ({body}).", REMEDY
    )
