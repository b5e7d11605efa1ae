"""Signals while a verb drives a lens: the lens is halted, then the program ends as it was asked."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from fsq_tui.errors import Stopped
from fsq_tui.session.headless import Signalled

HALTING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(Stopped):
    """A signal ended the work; the exit code is the shell's, 128 + its number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"{signal.Signals(number).name} ended the work: the lens was halted.")
        self.exit_code = 128 + number


@contextmanager
def halted_by_signals(attention: Signalled) -> Iterator[None]:
    """While inside, signals halt the lens within one drive command. Raises Ended when one did."""
    caught: list[int] = []

    def halt(number: int, _frame: FrameType | None) -> None:
        caught.append(number)
        attention.stop.set()

    before = {number: signal.signal(number, halt) for number in HALTING}
    try:
        yield
    except Stopped as stopped:
        raise Ended(caught[0]) if caught else stopped from stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
