"""When to send the next command to a body that answers before its motor has run."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fsq_tui.clock import Clock

PROBES = 3  # so many commands sent early show what the body does with them


class Pacer:
    """Gives each command the time of its motor.

    Some bodies refuse a command while the motor runs: there a command takes until it is accepted,
    and the next one waits for the motor as it is sent. Others queue it: there a command takes
    `durations_s` of its size. Which one this is, the first commands in a row show; they are sent
    as fast as the body takes them.
    """

    def __init__(self, clock: Clock, durations_s: Mapping[int, float]) -> None:
        self.durations_s = dict(durations_s)
        self._clock = clock
        self._free_s = float("-inf")  # when the motor is taken to be done with all it was told
        self._early = 0
        self._early_refused = 0

    def drive(self, step_size: int, send: Callable[[], int]) -> None:
        """Send a command; `send` tells how often it was refused as busy before it was taken."""
        early = self._clock.now() < self._free_s
        refusals = send()
        if early and self._early < PROBES:
            self._early += 1
            self._early_refused += refusals > 0
        start_s = self._clock.now() if refusals else max(self._clock.now(), self._free_s)
        self._free_s = start_s + self.durations_s[step_size]
        if self._early == PROBES and self._early_refused <= PROBES // 2:
            self._clock.wait(self._free_s)
