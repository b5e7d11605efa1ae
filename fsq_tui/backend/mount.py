"""Which lens is meant: the one on a camera, or a simulated one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fsq_tui.backend import open_lens
from fsq_tui.backend.base import Lens
from fsq_tui.backend.gphoto2.address import checked, is_usb
from fsq_tui.backend.gphoto2.detection import Found, detected
from fsq_tui.backend.gphoto2.usb import may_have_camera
from fsq_tui.clock import Clock, RealClock
from fsq_tui.errors import CamerasFound, LensFault, LensGone, UsageFault

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

    def clock(self, time_scale: float) -> Clock:
        """A clock for it: only a simulated lens can be hurried. Raises UsageFault."""
        if time_scale != 1.0 and not self.is_simulated:
            raise UsageFault(
                "A real lens takes its time: --time-scale is for the simulated one.",
                "Leave it out, or add --sim.",
            )
        return RealClock(time_scale)

    def open(self, clock: Clock) -> Lens:
        """The lens. Raises UsageFault for an unknown model, LensFault, FileRefused."""
        return open_lens(self.backend, clock, self.address)

    def again(self, body: str) -> Mount:
        """Where the camera is now, having gone: on USB it comes back under another number.

        Raises LensGone where it is not there, LensFault where the library cannot look.
        """
        if self.is_simulated or not is_usb(self.address):
            return self
        cameras = detected()
        same = [found for found in cameras if found.port == self.address]
        alike = [found for found in cameras if body in found.model]
        for candidates in (same, alike, cameras):
            if len(candidates) == 1:
                return replace(self, address=candidates[0].port)
        raise LensGone("The camera is not on USB.", "Check its cable, power and battery.")


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
    """Looking costs the library some 30 ms, which the system can spare a start without a camera."""
    if not may_have_camera():
        return ()
    try:
        return detected()
    except LensFault as fault:
        remedy = f"{fault.remedy} Without a camera: --sim"
        raise LensFault(fault.message, remedy) from fault
