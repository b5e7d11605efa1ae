"""Signals while a verb works: the work is halted, then the program ends as it was asked."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from fsq_tui.errors import Stopped
from fsq_tui.session.headless import Signalled

HALTING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(Stopped):
    """A signal ended the work; the exit code is the shell's, 128 + its number."""

    def __init__(self, number: int, outcome: str) -> None:
        super().__init__(f"{signal.Signals(number).name} ended the work: {outcome}.")
        self.exit_code = 128 + number


@contextmanager
def halted_by_signals(attention: Signalled) -> Iterator[None]:
    """While inside, signals halt the lens within one drive command. Raises Ended when one did."""
    with ended_by_signals(attention.stop.set, "the lens was halted"):
        yield


@contextmanager
def ended_by_signals(halt: Callable[[], None], outcome: str) -> Iterator[None]:
    """While inside, signals call `halt`, by which the work raises Stopped. Raises Ended then.

    `outcome` says how the work was left.
    """
    caught: list[int] = []

    def on_signal(number: int, _frame: FrameType | None) -> None:
        caught.append(number)
        halt()

    before = {number: signal.signal(number, on_signal) for number in HALTING}
    try:
        yield
    except Stopped as stopped:
        raise Ended(caught[0], outcome) if caught else stopped from stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
