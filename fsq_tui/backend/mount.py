"""Which lens is meant: the one on a camera, or a simulated one."""

from __future__ import annotations

from dataclasses import dataclass

from fsq_tui.backend.gphoto2.address import checked
from fsq_tui.backend.gphoto2.detection import Found, detected
from fsq_tui.errors import CamerasFound, LensFault, UsageFault

DEFAULT_MODEL = "ef24"


@dataclass(frozen=True, slots=True)
class Mount:
    """What `open_lens` is to open: `backend` and `address` are its own.

    `lens_name` is what the person calls the lens, '' where nothing was said. `fallback`: this is
    the simulated lens only because no camera was found.
    """

    backend: str
    address: str
    lens_name: str = ""
    fallback: bool = False

    @property
    def is_simulated(self) -> bool:
        """Whether no camera is behind it."""
        return self.backend == "simulated"


def choose(camera: str | None, simulated: bool, lens_model: str | None, lens_name: str) -> Mount:
    """The camera at a given address, the simulated lens if asked for, else the camera on USB.

    Raises UsageFault for words that contradict each other and for an address that is none,
    CamerasFound where there is more than one, LensFault where the library cannot look.
    """
    if camera is not None and (simulated or lens_model is not None):
        raise UsageFault(
            "--camera drives a real lens, --sim and --lens-model a simulated one.",
            "Leave out one or the other.",
        )
    if camera is not None:
        return Mount("gphoto2", checked(camera), lens_name)
    if simulated or lens_model is not None:
        return Mount("simulated", lens_model or DEFAULT_MODEL, lens_name)
    cameras = _connected()
    if len(cameras) > 1:
        raise CamerasFound(cameras)
    if cameras:
        return Mount("gphoto2", cameras[0].port, lens_name)
    return Mount("simulated", DEFAULT_MODEL, lens_name, fallback=True)


def _connected() -> tuple[Found, ...]:
    """Some 30 ms and 3 MB, too little to spare by asking the system first."""
    try:
        return detected()
    except LensFault as fault:
        remedy = f"{fault.remedy} Without a camera: --sim"
        raise LensFault(fault.message, remedy) from fault
