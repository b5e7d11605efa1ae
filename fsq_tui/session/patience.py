"""A body that is busy is asked again, a while; others are not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fsq_tui.clock import Clock
from fsq_tui.errors import LensBusy
from fsq_tui.session.attention import Attention

RETRY_S = 0.08
GIVE_UP_S = 1.2

_Answer = TypeVar("_Answer")


class Patience:
    """`refused_s` is when the body was busy, last time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.refused_s = float("-inf")

    def retried(self, command: Callable[[], _Answer], attention: Attention) -> _Answer:
        """What a command answers; LensBusy is raised after GIVE_UP_S of trying. Raises Stopped."""
        give_up_s = self._clock.now() + GIVE_UP_S
        while True:
            try:
                return command()
            except LensBusy:
                self.refused_s = self._clock.now()
                if self.refused_s >= give_up_s:
                    raise
            attention.pause_until(self._clock.now() + RETRY_S)
