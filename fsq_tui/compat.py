"""What Textual leaves to us about terminals that go away."""

from __future__ import annotations

import asyncio
import os
import select
from collections.abc import Callable


def watch_hangup(
    loop: asyncio.AbstractEventLoop, fileno: int, closed: Callable[[], None]
) -> Callable[[], None]:
    """Call `closed` once when the terminal behind `fileno` hangs up; returns what ends the watch.

    Textual's input thread reads an empty string for ever then. A hang-up is reported to an epoll
    set that asks for nothing else, so this costs no thread and no wake-up. Where there is no epoll
    (it is Linux's) SIGHUP must do, and where `fileno` is no terminal there is nothing to watch.
    """
    if not hasattr(select, "epoll") or not os.isatty(fileno):
        return lambda: None
    poll = select.epoll()
    poll.register(fileno, 0)

    def end() -> None:
        if not poll.closed:
            loop.remove_reader(poll.fileno())
            poll.close()

    def report() -> None:
        end()
        closed()

    loop.add_reader(poll.fileno(), report)
    return end
