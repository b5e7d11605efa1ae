"""A camera that is busy is asked again, for a while."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fsq_tui.clock import Clock
from fsq_tui.errors import LensBusy

_Answer = TypeVar("_Answer")


def asked_while_busy(
    command: Callable[[], _Answer], clock: Clock, patience_s: float, pause: Callable[[], object]
) -> _Answer:
    """What a command answers once the camera takes it; `pause` waits before it is asked again.

    The last attempt begins after `patience_s`: a computer that stood still for a moment must not
    take its own delay for the camera's. Raises LensBusy, and what `command` and `pause` raise.
    """
    give_up_s = clock.now() + patience_s
    while True:
        is_last = clock.now() >= give_up_s
        try:
            return command()
        except LensBusy:
            if is_last:
                raise
        pause()
