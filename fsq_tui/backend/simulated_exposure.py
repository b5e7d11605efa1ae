"""The exposure of a camera that is not there: its mode dial on M, its times in thirds of a stop."""

from __future__ import annotations

from fsq_tui.backend.base import cannot_expose
from fsq_tui.backend.stops import nearest, no_exposure, time_stops

NORMAL_TIME = "1/125"
_TIMES = (
    "30 25 20 15 13 10 8 6 5 4 3.2 2.5 2 1.6 1.3 1 0.8 0.6 0.5 0.4 0.3 1/4 1/5 1/6 1/8 1/10 1/13 "
    "1/15 1/20 1/25 1/30 1/40 1/50 1/60 1/80 1/100 1/125 1/160 1/200 1/250 1/320 1/400 1/500 1/640 "
    "1/800 1/1000 1/1250 1/1600 1/2000 1/2500 1/3200 1/4000"
)
TIMES = tuple(_TIMES.split())


class SimulatedExposure:
    """`time` is what it is set to; with `is_locked` the dial stands where nothing can be set."""

    def __init__(self, body: str) -> None:
        self.time = NORMAL_TIME
        self.is_locked = False
        self._body = body

    @property
    def ev(self) -> float:
        """How much brighter the pictures are than with NORMAL_TIME, at which they look right."""
        return (time_stops(self.time) or 0.0) - (time_stops(NORMAL_TIME) or 0.0)

    def setting(self) -> str:
        """The time. Raises LensFault."""
        if self.is_locked:
            raise cannot_expose(self._body, "Set the mode dial to M.")
        return self.time

    def set(self, setting: str, ev: float) -> float:
        """As `Lens.expose`. Raises LensFault."""
        self.setting()
        base = time_stops(setting) or 0.0
        choice, found = nearest([(time, time_stops(time)) for time in TIMES], base, ev)
        if not choice:
            raise no_exposure(self._body, setting, ev)
        self.time = choice
        return found
