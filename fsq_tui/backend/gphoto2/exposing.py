"""The exposure of the next pictures: the time in mode M, the compensation in others.

Names, texts and modes are from the source of libgphoto2 2.5.34; that a compensation does nothing in
mode M is from the handbooks. Not seen on a real body.
"""

from __future__ import annotations

from collections.abc import Callable

from fsq_tui.backend.base import Pause, cannot_expose
from fsq_tui.backend.gphoto2.connection import Connection
from fsq_tui.backend.stops import compensation_stops, nearest, no_exposure, time_stops
from fsq_tui.clock import Clock
from fsq_tui.errors import LensFault

MODES = ("autoexposuremode", "expprogram")  # of a Canon, and of others
IN_MANUAL = frozenset({"Manual", "M"})
TIMES = ("shutterspeed2", "shutterspeed")  # of a Nikon's two the latter is rounded to 0.1 ms
COMPENSATION = "exposurecompensation"
AUTO_ISO = (("iso", "Auto"), ("autoiso", "On"), ("isoauto", "On"))
DIAL = "Set the mode dial to M and a shutter time, then try again."
POLL_S, GIVE_UP_S = 0.05, 3.0  # others than a Canon answer from memory for up to 2 s

Send = Callable[[Callable[[], None]], None]


class Exposing:
    """Changes the exposure of a body. A setting is its name and its choice: shutterspeed=1/60."""

    def __init__(self, camera: Connection, clock: Clock, body: str) -> None:
        self._camera = camera
        self._clock = clock
        self._body = body
        self.is_offered = any(camera.has(name) for name in (*TIMES, COMPENSATION))

    def setting(self) -> str:
        """The first that the body lets be changed, and that changes the exposure in its mode.

        Raises LensFault where there is none.
        """
        mode = next(filter(None, (self._camera.value(name) for name in MODES)), "")
        names = TIMES if mode in IN_MANUAL else (COMPENSATION,) if mode else (*TIMES, COMPENSATION)
        for name in names:
            now, choices = self._camera.settable(name)
            stops = _stops(name)
            known = {found for choice in choices if (found := stops(choice)) is not None}
            if stops(now) is not None and len(known) > 1:
                if name in TIMES:
                    self._require_fixed_iso()
                return f"{name}={now}"
        raise cannot_expose(self._body, DIAL)

    def set(self, setting: str, ev: float, send: Send, pause: Pause) -> float:
        """As `Lens.expose`; `send` carries out what is sent. Raises LensFault."""
        name, _, at = setting.partition("=")
        now, choices = self._camera.settable(name)
        stops = _stops(name)
        base = stops(at)
        if base is None or not choices:
            raise cannot_expose(self._body, DIAL)
        choice, found = at, 0.0
        if ev != 0:
            choice, found = nearest([(one, stops(one)) for one in choices], base, ev)
        if not choice or choice not in choices:
            raise no_exposure(self._body, at, ev)
        if choice != now:
            send(lambda: self._camera.write(name, choice))
            self._wait_until_set(name, choice, pause)
        return found

    def _wait_until_set(self, name: str, choice: str, pause: Pause) -> None:
        """A Canon is taken at its word until it tells of another."""
        give_up_s = self._clock.now() + GIVE_UP_S
        is_last = False
        while (now := self._camera.value(name)) != choice:
            if is_last:
                raise LensFault(
                    f"{self._body} was to be set to {choice}, and says {now or 'nothing'}.",
                    "Look at the camera: its mode dial on M, no menu open.",
                )
            pause(POLL_S)
            is_last = self._clock.now() >= give_up_s

    def _require_fixed_iso(self) -> None:
        if any(self._camera.value(name) == text for name, text in AUTO_ISO):
            raise LensFault(
                f"{self._body} chooses its ISO by itself and would undo a change of its exposure.",
                "Set its ISO to a number.",
            )


def _stops(name: str) -> Callable[[str], float | None]:
    return compensation_stops if name == COMPENSATION else time_stops
