"""A Canon EOS: three step sizes, stops that nobody hears of, an answer before the motor has run."""

from __future__ import annotations

from contextlib import suppress

from fsq_tui.backend.base import Capabilities, Pause
from fsq_tui.backend.gphoto2.body import AUTOFOCUS, PROBE_S
from fsq_tui.backend.gphoto2.connection import Connection
from fsq_tui.backend.gphoto2.faults import Refused
from fsq_tui.backend.gphoto2.shutter import ShutterLens
from fsq_tui.backend.gphoto2.three_sizes import ThreeSizesLens
from fsq_tui.clock import Clock
from fsq_tui.errors import LensBusy, NoMovieMode
from fsq_tui.focus.modes import How

PACE_S = {1: 0.05, 2: 0.12, 3: 0.3}
"""What a command is given where the body does not tell when its motor is done. No figure is
published; 50 ms for a small step is what others use, the rest is chosen from the reference lens."""

AUTOFOCUS_SLICE_S = 0.05
AUTOFOCUS_SLICES = 100
FOCUSED = "AfResult"

RECORD_TO, CARD, NOWHERE = "movierecordtarget", "Card", "None"
RECORD_TOLD = "PTP Property d1b8 changed"
MOVIE_SWITCH, STILLS = "eosmovieswitch", "0"

SHUTTER = "eosremoterelease"
PRESS = "Press Full MF"  # without autofocus: the driver's own way to take a picture has it
LET_GO = (
    "Release",
    "Release Full",
)  # the latter where an older driver has no other for both halves


class CanonLens(ThreeSizesLens, ShutterLens):
    """A lens on a Canon EOS.

    A clip is started and stopped by the property that libgphoto2 calls movierecordtarget: Card
    while one is recorded; at rest None, or on newer bodies SDRAM. That a body tells each change of
    it, whoever made it, is reported of an EOS 90D; nothing of this was seen by us on a real body.
    """

    usual_s = PACE_S

    def __init__(self, camera: Connection, clock: Clock) -> None:
        super().__init__(camera, clock)
        self._focused = False
        _, self._presses = camera.offered(SHUTTER)
        self._records = camera.has(RECORD_TO)
        self._recording = camera.value(RECORD_TO) == CARD if self._records else None

    @property
    def capabilities(self) -> Capabilities:
        """Nothing is measured, and stops are silent."""
        return Capabilities(
            How.COUNTED,
            reports_stops=False,
            live_view=True,
            records=self._records,
            captures=PRESS in self._presses,
            brackets=PRESS in self._presses and self._exposing.is_offered,
            probe_s=PROBE_S,
        )

    def autofocus(self, pause: Pause) -> None:
        """Autofocus until the body tells a result, or for 5 s; whether it succeeded is not told."""
        self.check()
        self._focused = False
        self._command(lambda: self._camera.put(AUTOFOCUS, 1))
        try:
            for _ in range(AUTOFOCUS_SLICES):
                pause(AUTOFOCUS_SLICE_S)
                self._listen()
                if self._focused:
                    break
        finally:
            with suppress(Refused):
                self._camera.put("cancelautofocus", 1)

    def start_recording(self) -> None:
        """Order a clip on the card. A body in stills mode is busy for ever, as is reported.

        Others record in stills mode too, so that all are asked. Raises NoMovieMode, LensBusy,
        LensGone, LensFault.
        """
        self._listen()  # or what was told before would pass for an answer to the order
        try:
            self._order(lambda: self._camera.write(RECORD_TO, CARD))
        except (LensBusy, Refused) as refused:
            if self._is_on_stills():
                raise NoMovieMode(self._identity.body) from refused
            raise

    def stop_recording(self) -> None:
        """Order the end of the clip. Raises LensBusy, LensGone, LensFault."""
        self._listen()
        self._order(lambda: self._camera.write(RECORD_TO, NOWHERE))

    def is_recording(self) -> bool | None:
        """What the body told last; its answer to an order is not taken for it."""
        self._listen()
        return self._recording

    def _release(self) -> None:
        """Both halves of the button, in manual focus, and let go whatever becomes of it."""
        try:
            self._push(PRESS)
        finally:
            self._push(next(name for name in LET_GO if name in self._presses))

    def _push(self, name: str) -> None:
        self._order(lambda: self._camera.choose(SHUTTER, self._presses.index(name)))

    def _is_on_stills(self) -> bool:
        """Whether its switch says so, or it does not offer the card."""
        _, offered = self._camera.offered(RECORD_TO)
        return self._camera.value(MOVIE_SWITCH) == STILLS or CARD not in offered

    def _listen(self) -> list[str]:
        texts = super()._listen()
        for text in texts:
            if text.startswith(RECORD_TOLD):
                self._recording = text.endswith(f'"{CARD}"')
        self._focused = self._focused or any(FOCUSED in text for text in texts)
        return texts
