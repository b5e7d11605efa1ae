"""Which cameras are connected over USB."""

from __future__ import annotations

from typing import NamedTuple

from fsq_tui.backend.gphoto2.address import is_usb
from fsq_tui.backend.gphoto2.library import library
from fsq_tui.errors import LensFault
from fsq_tui.focus.sequence import printable

DRIVER = "ptp2"  # the part of libgphoto2 through which a lens can be driven


class Found(NamedTuple):
    """A camera that is connected over USB: its model as libgphoto2 names it, and its port."""

    model: str
    port: str


def detected() -> tuple[Found, ...]:
    """The cameras connected over USB, used or not, each once. Raises LensFault.

    Left out is what else libgphoto2 lists: phones and players, disks and card readers, cameras
    that only hand out pictures. A body it does not know yet is a "USB PTP Class Camera".
    """
    gp = library()
    found: dict[str, Found] = {}
    try:
        ports, abilities = gp.PortInfoList(), gp.CameraAbilitiesList()
        ports.load()
        abilities.load()
        for model, port in abilities.detect(ports).items():
            known = abilities.get_abilities(abilities.lookup_model(model))
            is_camera = known.device_type == gp.GP_DEVICE_STILL_CAMERA
            if is_usb(port) and is_camera and known.library.endswith(DRIVER):
                found.setdefault(port, Found(printable(model), port))
    except gp.GPhoto2Error as error:
        raise LensFault(
            f"The library cannot look for cameras (error {error.code} of libgphoto2).",
            "Check that this account may use USB devices.",
        ) from error
    return tuple(found.values())
