"""What an error of libgphoto2 means: a sentence, a remedy, and a type that tells what to do."""

from __future__ import annotations

from fsq_tui.backend.gphoto2.usb import Process, holders, is_forbidden, permission_remedy, watchers
from fsq_tui.errors import CameraClaimed, LensBusy, LensFault, LensGone
from fsq_tui.focus.sequence import printable

REFUSED, BAD_PARAMETERS, CAMERA_ERROR = -1, -2, -113
UNKNOWN_MODEL, UNKNOWN_PORT, NO_SUCH_PORT = -105, -5, -108
BUSY = -110
BUSY_RESPONSE = 0x2019
LINK_RESPONSES = frozenset({0x02F9, 0x02FA, 0x02FD, 0x02FE, 0x02FF})
"""What libgphoto2 logs in place of a PTP response where none came."""
CLAIMED = frozenset({-53, -60})
GONE = frozenset({-7, -10, -31, -34, -35, -52})
"""I/O, time-out, and what a bus says when the camera was unplugged or switched off."""


class Refused(LensFault):
    """The body answered and would not. `code` is libgphoto2's, `text` what it said besides."""

    def __init__(self, code: int, text: str) -> None:
        said = f"{printable(text).rstrip('.')}; " if text else ""
        super().__init__(
            f"The camera refused a command ({said}error {code} of libgphoto2).",
            "Look at the camera: live view on, no menu open, its lens and body switched to AF.",
        )
        self.code = code
        self.text = text


def fault(code: int, text: str = "", response: int | None = None) -> LensFault:
    """What an error of a camera that was open means; `response` is its PTP code, if known.

    libgphoto2 makes one code of all that can go wrong as it sets a property.
    """
    if code == BUSY or (code == BAD_PARAMETERS and response == BUSY_RESPONSE):
        return LensBusy("The camera is busy; the lens has not moved.", "Try again.")
    if code in GONE or (code == BAD_PARAMETERS and response in LINK_RESPONSES):
        return gone()
    return Refused(code, text)


def gone() -> LensGone:
    """The link is dead, or not to be trusted any more."""
    return LensGone(
        "The camera does not answer any more.", "Check its cable and power, then reconnect."
    )


def fault_of_opening(code: int, address: str) -> LensFault:
    """What an error while opening the camera at an address means."""
    if code in CLAIMED:
        # Which of the two it is, libgphoto2 cannot tell.
        return forbidden(address) if is_forbidden(address) else claimed(address, holders(address))
    if code == BUSY:
        return LensBusy(f"The camera at {address} is busy.", "Try again in a moment.")
    if code in {UNKNOWN_MODEL, UNKNOWN_PORT, NO_SUCH_PORT}:
        return absent(address)
    return LensGone(
        f"The camera at {address} does not answer (error {code} of libgphoto2).",
        "Switch it on and check its cable or its network address.",
    )


def absent(address: str) -> LensGone:
    """There is no camera at an address."""
    return LensGone(
        f"There is no camera at {address}.",
        "Switch it on and plug it in; fsq cameras lists what is connected.",
    )


def forbidden(address: str) -> LensFault:
    """The system does not let this account use a camera."""
    return LensFault(
        f"This account may not use the camera at {address}.", permission_remedy(address)
    )


def claimed(address: str, by: tuple[Process, ...]) -> CameraClaimed:
    """Another program holds a camera: by name, where it can be seen."""
    if by:
        return CameraClaimed(
            f"The camera at {address} is held by {', '.join(map(str, by))}.", by[0].remedy
        )
    remedy = "Close what shows its pictures; gio mount -s gphoto2 frees it from a desktop."
    for watcher in watchers():
        remedy = f"Perhaps {watcher}. {watcher.remedy}"
    return CameraClaimed(f"Another program holds the camera at {address}.", remedy)
