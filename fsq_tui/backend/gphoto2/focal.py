"""What a focal position from 0 to 100 tells of the stops of a lens driven in finer steps."""

from __future__ import annotations

from fsq_tui.focus.calibration import BACKWARD, FORWARD

END = {FORWARD: 0, BACKWARD: 100}
PAST_END = 1.5  # percent to drive on at the last one to be sure of the stop
PAST_ANYWHERE = 10.0  # and at any other, for a lens that never comes to the last: backlash is less
LEAST_COMMANDS = 2


class FocalTravel:
    """How far a lens was driven while its focal position stood still.

    Distances are in units of the driver; that they are true to each other is enough. `units` and
    `percents` are of a first move.
    """

    def __init__(self, units: float, percents: int) -> None:
        self._units = units
        self._percents = percents
        self._percent_units = 0.0  # how wide the percents were that were passed last
        self._direction = 0
        self._still_units = 0.0
        self._still_commands = 0

    def at_stop(self, units: float, direction: int, before: int, after: int) -> bool:
        """Whether the lens stands at a stop, after a command of so many units.

        `before` and `after` are the focal position around it, at rest.
        """
        if direction != self._direction or after != before:
            turned = direction != self._direction
            passed = 0.0 if turned else self._still_units
            self._direction, self._still_units, self._still_commands = direction, 0.0, 0
            if after != before:
                self._pass(passed + units, abs(after - before))
                return False
        self._still_units += units
        self._still_commands += 1
        return self._still_units >= self._least_units(after == END[direction])

    def _pass(self, units: float, percents: int) -> None:
        self._units += units
        self._percents += percents
        self._percent_units = units / percents

    def _least_units(self, at_end: bool) -> float:
        """What a lens that is not at a stop cannot be driven without passing a percent."""
        percent_units = max(self._units / self._percents, self._percent_units)
        if at_end:
            return PAST_END * percent_units
        if self._still_commands < LEAST_COMMANDS:
            return float("inf")
        return PAST_ANYWHERE * percent_units
