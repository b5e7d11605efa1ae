"""A body that drives its lens in manual focus only: Sony, Fuji, Olympus."""

from __future__ import annotations

from collections.abc import Callable

from fsq_tui.backend.base import Pause
from fsq_tui.backend.gphoto2.body import CameraLens
from fsq_tui.backend.gphoto2.faults import Refused
from fsq_tui.errors import LensFault, LensOnAuto, NoLiveView


class ManualFocusLens(CameraLens):
    """A lens that is driven while the focus mode of its body is manual.

    `live_view` is whether the body showed a picture when it was asked for one at first.
    """

    live_view = False

    def autofocus(self, _pause: Pause) -> None:
        """Never: it needs the other focus mode. Raises LensFault."""
        raise LensFault(
            f"{self._identity.body} cannot focus by itself while its lens is driven.",
            "Focus it with the JOG keys, or on the lens.",
        )

    def drive(self, step_size: int, direction: int) -> None:
        """One drive command. The body refuses it in the wrong focus mode: nothing to ask before."""
        self._drive(step_size, direction)

    def _command(self, send: Callable[[], None]) -> int:
        """As on every body, but for what to look at. Raises LensOnAuto, LensBusy, LensFault."""
        try:
            return super()._command(send)
        except Refused as refused:
            raise LensFault(
                refused.message, "Look at the camera: its focus mode on MF, no menu open."
            ) from refused

    def _listen(self) -> list[str]:
        """One question to the body: it would tell of events only where its link is cut."""
        return [] if self._camera.value("focusmode") else self._camera.events()

    def _ready(self) -> None:
        """It need not show its picture to drive its lens; whether it can is seen."""
        try:
            self.frame()
        except NoLiveView:
            self.live_view = False
        else:
            self.live_view = True

    def check(self) -> None:
        """Raises LensOnAuto where the body says it is in one of its autofocus modes, LensGone."""
        mode = self._camera.value("focusmode")
        if not mode:
            self._listen()  # it may be gone
        if "AF" in mode or mode.startswith("Automatic"):
            raise on_auto(self._identity.body)


def on_auto(body: str) -> LensOnAuto:
    """The focus mode must be the other one; a switch on the lens must leave it to the body."""
    return LensOnAuto(
        f"{body} drives its lens in manual focus only, and is not set to it.",
        "Set the focus mode of the camera to MF, and a switch on the lens to AF.",
    )
