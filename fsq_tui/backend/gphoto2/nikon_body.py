"""What every Nikon does but for driving its lens: autofocus, on a place too, clips, pictures."""

from __future__ import annotations

from fsq_tui.backend.base import Capabilities, Pause
from fsq_tui.backend.gphoto2.body import AUTOFOCUS, PROBE_S
from fsq_tui.backend.gphoto2.connection import Connection
from fsq_tui.backend.gphoto2.faults import Refused
from fsq_tui.backend.gphoto2.movie import MOVIE, refusal
from fsq_tui.backend.gphoto2.shutter import ShutterLens
from fsq_tui.clock import Clock
from fsq_tui.errors import LensFault
from fsq_tui.focus.modes import How

NO_FOCUS = "Out of Focus"
AREA, SIZE = "changeafarea", "imagesize"
AUTOFOCUS_WAIT_S = 8.0  # it waits 5 s for autofocus

PROHIBIT, IS_ON = "movieprohibit", "Already in movie recording"
EVENTS_OF_CLIP = {"Event c10a": True, "Event c105": False, "Event c108": False}
"""Started, interrupted, complete. Of the bodies listed in libgphoto2 some have them."""
STOP_WAIT_S = 15.0  # it waits 10 s and longer for the end of a clip: 3 s for 10 s on a Z 6


class NikonBodyLens(ShutterLens):
    """A lens on a Nikon, which focuses it by itself, where it is told.

    The place of an autofocus area is counted in pixels of the whole picture, as others have found;
    libgphoto2 does not pass on how many there are. The largest picture that the body offers is
    taken to be the whole one; not seen by us on a real body.
    """

    def __init__(self, camera: Connection, clock: Clock) -> None:
        super().__init__(camera, clock)
        self._records = camera.has(MOVIE)
        self._recording: bool | None = None
        self._pixels = _largest(camera.offered(SIZE)[1]) if camera.has(AREA) else None

    @property
    def capabilities(self) -> Capabilities:
        """Nothing is measured, and the lens is not driven."""
        return Capabilities(
            How.COUNTED,
            reports_stops=False,
            live_view=True,
            records=self._records,
            captures=True,
            brackets=self._exposing.is_offered,
            af_areas=self._pixels is not None,
            drives=False,
            probe_s=PROBE_S,
        )

    def autofocus(self, pause: Pause) -> None:
        """Autofocus; the body keeps the caller waiting, `pause` is called when it is done."""
        self.check()
        self._command(self._send_autofocus)
        pause(0.0)

    def focus_at(self, across: float, down: float, pause: Pause) -> None:
        """Autofocus on a place of the picture; the body keeps the caller waiting."""
        if self._pixels is None:
            super().focus_at(across, down, pause)
            return
        width_px, height_px = self._pixels
        place = f"{round(across * (width_px - 1))}x{round(down * (height_px - 1))}"
        self.check()
        self._command(lambda: self._camera.write(AREA, place))
        self.autofocus(pause)

    def start_recording(self) -> None:
        """Order the clip; libgphoto2 changes to what it calls application mode before.

        Whether the lens can be driven then is not known. Raises NoMovieMode, LensBusy, LensGone,
        LensFault.
        """
        self._listen()
        self._recording = None  # until the body tells
        try:
            self._order(lambda: self._camera.put(MOVIE, 1))
        except Refused as refused:
            raise refusal(self._identity.body, refused.text) from refused

    def stop_recording(self) -> None:
        """End the clip; libgphoto2 waits until it is written. Raises LensBusy, LensGone."""
        self._order(lambda: self._camera.put(MOVIE, 0, STOP_WAIT_S))
        self._recording = None  # libgphoto2 keeps the event of its end to itself

    def is_recording(self) -> bool | None:
        """By the property that some bodies have, or by their events; None where neither came."""
        self._listen()
        prohibited = self._camera.value(PROHIBIT)
        return IS_ON in prohibited if prohibited else self._recording

    def _release(self) -> None:
        """In live view the driver takes pictures without autofocus; it waits for the exposure.

        A body that is busy for ever it takes for one that is done: then no picture is told of.
        """
        self._order(self._camera.release)

    def _listen(self) -> list[str]:
        texts = super()._listen()
        for text in texts:
            for event, is_on in EVENTS_OF_CLIP.items():
                if event in text:
                    self._recording = is_on
        return texts

    def _send_autofocus(self) -> None:
        try:
            self._camera.put(AUTOFOCUS, 1, AUTOFOCUS_WAIT_S)
        except Refused as refused:
            if NO_FOCUS not in refused.text:
                raise
            raise LensFault(
                "The camera found nothing to focus on.",
                "Point it at something with more light and contrast.",
            ) from refused


def _largest(sizes: list[str]) -> tuple[int, int] | None:
    """Width and height of the largest picture, from texts like 6016x4016; None for no such text."""
    found = [size.split("x") for size in sizes]
    pixels = [(int(size[0]), int(size[1])) for size in found if _is_size(size)]
    return max(pixels, default=None)


def _is_size(size: list[str]) -> bool:
    return len(size) == 2 and all(part.isdecimal() and int(part) > 0 for part in size)
