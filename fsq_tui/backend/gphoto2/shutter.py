"""Taking pictures: the shutter, what the body tells of the picture, its file.

All from the source of libgphoto2 2.5.34; not seen on a real body.
"""

from __future__ import annotations

from abc import abstractmethod

from fsq_tui.backend.base import Exposure, Pause, Shot
from fsq_tui.backend.gphoto2.body import CameraLens
from fsq_tui.backend.gphoto2.connection import Connection
from fsq_tui.backend.gphoto2.exposing import TIMES, Exposing
from fsq_tui.backend.gphoto2.faults import Refused
from fsq_tui.clock import Clock
from fsq_tui.errors import CardFull, DownloadFailed, LensFault

MOVIES = frozenset({"MOV", "MP4", "AVI", "MTS", "MXF", "CRM", "NEV", "R3D"})
"""By their ends: a clip that ends is announced as a picture is."""

POLL_S = 0.05
ANNOUNCED_S = 100.0  # 30 s of exposure, as long again to take out its noise, and to write the file
ROOM = "availableshots"
APERTURES = ("aperture", "f-number")
ISO = "iso"


class ShutterLens(CameraLens):
    """A lens on a body that takes pictures for the computer, to its card."""

    _seen: tuple[str, ...] = ()  # pictures announced that nobody has asked for yet

    def __init__(self, camera: Connection, clock: Clock) -> None:
        super().__init__(camera, clock)
        self._exposing = Exposing(camera, clock, self._identity.body)

    @abstractmethod
    def _release(self) -> None:
        """Take a picture without autofocus. Raises LensBusy, LensGone, LensFault."""

    def trigger(self, pause: Pause) -> None:
        """As the contract says; a picture that is not announced in ANNOUNCED_S is given up."""
        self._look()
        before = len(self._seen)
        try:
            self._release()
        except Refused as refused:
            if self._is_full():
                raise self._no_picture() from refused
            raise
        give_up_s = self._clock.now() + ANNOUNCED_S
        is_last = False
        self._look()
        while len(self._seen) == before:
            if is_last:
                raise self._no_picture()
            pause(POLL_S)
            is_last = self._clock.now() >= give_up_s
            self._look()

    def shots(self) -> tuple[Shot, ...]:
        """What was announced; the exposure is what the body is set to now."""
        self._look()
        seen, self._seen = self._seen, ()
        if not seen:
            return ()
        exposure = self._exposure()
        return tuple(Shot(place, exposure) for place in seen)

    def download(self, shot: Shot) -> bytes:
        """Its file. Raises DownloadFailed, LensBusy, LensGone."""
        try:
            return self._camera.file(shot.place)
        except Refused as refused:
            self._listen()  # it may be gone
            raise DownloadFailed(shot.name, refused.text.rstrip(".")) from refused

    def exposure_setting(self) -> str:
        """The time or the compensation. Raises LensFault, LensGone."""
        self._listen()  # or the library answers from memory
        return self._exposing.setting()

    def expose(self, setting: str, ev: float, pause: Pause) -> float:
        """As the contract says. Raises LensFault, LensBusy, LensGone."""
        self._listen()
        return self._exposing.set(setting, ev, self._order, pause)

    def _look(self) -> None:
        self._listen()
        found = self._camera.announced()
        self._seen += tuple(f for f in found if f.rpartition(".")[2].upper() not in MOVIES)

    def _exposure(self) -> Exposure:
        aperture, time = (
            next(filter(None, (self._camera.value(name) for name in names)), "")
            for names in (APERTURES, TIMES)
        )
        return Exposure(aperture, time, self._camera.value(ISO))

    def _no_picture(self) -> LensFault:
        body = self._identity.body
        if self._is_full():
            return CardFull(body)
        return LensFault(
            f"{body} has told of no picture.",
            "Look at the camera: is there a card, is it set to stills, does it wait for something?",
        )

    def _is_full(self) -> bool:
        """Whether the body says so; it is asked only where no picture came."""
        return self._camera.value(ROOM) == "0"
