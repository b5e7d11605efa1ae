"""A Sony Alpha: sizes of command and no word of the motor; some tell how far their lens has gone.

What they tell, the focal position, goes from 0 (near) to 100 (infinity). It is far coarser than a
step, so positions are counted; it shows where the stops are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from fsq_tui.backend.base import Capabilities, Reading
from fsq_tui.backend.gphoto2.body import PROBE_S
from fsq_tui.backend.gphoto2.connection import Connection
from fsq_tui.backend.gphoto2.faults import Refused
from fsq_tui.backend.gphoto2.focal import FocalTravel
from fsq_tui.backend.gphoto2.manual import ManualFocusLens
from fsq_tui.backend.gphoto2.movie import MOVIE, refusal
from fsq_tui.clock import Clock
from fsq_tui.errors import AtStop, LensFault
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from fsq_tui.focus.distance import INFINITY_CM, UNKNOWN_CM
from fsq_tui.focus.modes import How

MANUAL_FOCUS, FOCAL_POSITION, FOCAL_DISTANCE = "manualfocus", "focalposition", "focaldistancemeters"
SIZES = {1: 1, 2: 3, 3: 5}
"""Which of its sizes 1 to 7 a step size is."""
UNITS = {1: 1, 2: 8, 3: 55}
"""How far these go, as others measured on an a6400. Used to tell one percent from the next only."""
PACE_S = {1: 0.1, 2: 0.2, 3: 0.5}
"""What a command is given. No figure is published but 50 to 100 ms for a small step, by others."""

PROOF_COMMANDS = 6  # of the largest size: if they do not move the focal position, nothing does
REST_POLL_S = 0.05
REST_POLLS = 40
MOVIE_STATE, IS_ON = "d21d", "1"
"""libgphoto2 has no name for it. Its other values: 0 at rest, 2 failed, 3 waits for an interval."""
_METERS = re.compile(r"(\d+(?:\.\d)?)m")


class SonyLens(ManualFocusLens):
    """A lens on a Sony. The first drive command finds out whether the focal position moves."""

    def __init__(self, camera: Connection, clock: Clock) -> None:
        super().__init__(camera, clock)
        self._durations_s = dict(PACE_S)
        self._tells_distance = camera.has(FOCAL_DISTANCE)
        self._focal = self._focal_position()  # as last told
        self._tells = self._focal is not None
        self._travel: FocalTravel | None = None  # once it was seen to move
        self._records = camera.has(MOVIE)

    @property
    def capabilities(self) -> Capabilities:
        """Counted; stops are told where the body has a focal position, until it proves fixed."""
        return Capabilities(
            How.COUNTED,
            reports_stops=self._tells,
            live_view=self.live_view,
            autofocus=False,
            records=self._records,
            probe_s=PROBE_S,
        )

    def read(self) -> Reading:
        """No position; the distance where the body tells it. Raises LensGone."""
        text = self._camera.value(FOCAL_DISTANCE) if self._tells_distance else ""
        if not text:
            self._listen()
        return Reading(None, _distance_cm(text))

    def start_recording(self) -> None:
        """Press the movie button. Raises NoMovieMode, LensBusy, LensGone."""
        try:
            self._order(lambda: self._camera.put(MOVIE, 1))
        except Refused as refused:
            raise refusal(self._identity.body, refused.text) from refused

    def stop_recording(self) -> None:
        """Let go of it. Raises LensBusy, LensGone, LensFault."""
        self._order(lambda: self._camera.put(MOVIE, 0))

    def is_recording(self) -> bool | None:
        """By a property that most bodies have, None where it is not there."""
        state = self._camera.value(MOVIE_STATE)
        if not state:
            self._listen()  # it may be gone
            return None
        return state == IS_ON

    def pace(self, durations_s: Mapping[int, float]) -> None:
        """Give commands as long as calibration found that they take."""
        self._durations_s = {**PACE_S, **durations_s}

    def _drive(self, step_size: int, direction: int) -> None:
        if not self._tells:
            self._send(step_size, direction)
            return
        travel = self._travel = self._travel or self._proven()
        before = self._focal
        self._send(step_size, direction)
        after = self._focal = self._rested() if step_size > 1 else self._focal_position()
        if before is None or after is None:
            return
        if travel.at_stop(UNITS[step_size], direction, before, after):
            end = "forward" if direction == FORWARD else "backward"
            raise AtStop(f"The lens is at its {end} stop.", "Drive it the other way.")

    def _send(self, step_size: int, direction: int) -> None:
        size = SIZES[step_size]
        self._command(
            lambda: self._camera.put(MANUAL_FOCUS, -size if direction == FORWARD else size)
        )
        self._clock.wait(self._clock.now() + self._durations_s[step_size])

    def _proven(self) -> FocalTravel:
        """Go towards the middle until the focal position changes, and back.

        Raises LensFault where it does not: from then on this lens has silent stops.
        """
        start = self._focal_position() or 0
        direction = FORWARD if start > 50 else BACKWARD
        commands = percents = 0
        while not percents and commands < PROOF_COMMANDS:
            self._send(3, direction)
            commands += 1
            percents = abs((self._rested() or 0) - start)
        for _ in range(commands):
            self._send(3, -direction)
        self._focal = self._rested()
        if not percents:
            self._tells = False
            raise LensFault(
                f"{self._identity.body} reports a focal position that does not move with its lens.",
                "Check the limits again: fsq does without it from now on.",
            )
        return FocalTravel(commands * UNITS[3], percents)

    def _focal_position(self) -> int | None:
        """0 near to 100 at infinity, None where it is not told."""
        text = self._camera.value(FOCAL_POSITION)
        return round(float(text)) if text else None

    def _rested(self) -> int | None:
        """The focal position once it stays the same."""
        here = self._focal_position()
        for _ in range(REST_POLLS):
            self._clock.wait(self._clock.now() + REST_POLL_S)
            again = self._focal_position()
            if again == here:
                break
            here = again
        return here


def _distance_cm(text: str) -> int:
    """What libgphoto2 writes: whole meters, or with one decimal, or Infinity."""
    if text == "Infinity":
        return INFINITY_CM
    found = _METERS.fullmatch(text)
    return round(float(found[1]) * 100) if found else UNKNOWN_CM
