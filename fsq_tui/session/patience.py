"""A body that is busy is asked again, a while; others are not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fsq_tui.busy import asked_while_busy
from fsq_tui.clock import Clock
from fsq_tui.session.attention import Attention

RETRY_S = 0.08
GIVE_UP_S = 1.2

_Answer = TypeVar("_Answer")


class Patience:
    """`refused_s` is when the body was busy, last time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.refused_s = float("-inf")

    def retried(
        self, command: Callable[[], _Answer], attention: Attention, patience_s: float = GIVE_UP_S
    ) -> _Answer:
        """What a command answers; LensBusy is raised after `patience_s`. Raises Stopped."""

        def pause() -> None:
            self.refused_s = self._clock.now()
            attention.pause_until(self.refused_s + RETRY_S)

        return asked_while_busy(command, self._clock, patience_s, pause)
