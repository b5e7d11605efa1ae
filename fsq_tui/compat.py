"""What Textual 8.2.8 leaves to us: terminals that go away, and writing only what changed."""

from __future__ import annotations

import asyncio
import os
import select
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter

from textual._compositor import ChopsUpdate
from textual.app import App
from textual.strip import Strip

Chops = Sequence[Mapping[int, Strip | None]]
Spans = list[tuple[int, int, int]]


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


def write_raw(app: App[None], data: str) -> None:
    """Write to the terminal what Textual has no words for, between two of its own writings.

    Through its driver: two writers would cut each other's sequences in two.
    """
    driver = app._driver  # noqa: SLF001
    if driver is not None and data:
        driver.write(data)


_init = ChopsUpdate.__init__


def narrow_updates() -> None:
    """Let a repaint write the columns that changed. Calling it again changes nothing.

    Textual cuts a strip at the right end of what changed and writes it from its own left end: a
    digit at the end of the status line would cost the whole line, over SSH ten times a second.
    """
    setattr(ChopsUpdate, "__init__", _narrow_init)  # noqa: B010


def _narrow_init(update: ChopsUpdate, chops: Chops, spans: Spans, ends: list[list[int]]) -> None:
    narrow_chops: list[Mapping[int, Strip | None]] = [{} for _ in chops]
    narrow_ends: list[list[int]] = [[] for _ in chops]
    for y in {y for y, _, _ in spans}:
        changed = [span for span in spans if span[0] == y]
        pieces = sorted(_pieces(chops[y], ends[y], changed), key=itemgetter(0))
        narrow_chops[y] = {left: strip for left, _, strip in pieces}
        narrow_ends[y] = [right for _, right, _ in pieces]
    _init(update, narrow_chops, spans, narrow_ends)


def _pieces(
    line: Mapping[int, Strip | None], ends: list[int], spans: Spans
) -> Iterator[tuple[int, int, Strip]]:
    """The parts of a line's strips that lie in the spans, as (left, right, strip)."""
    for (x, strip), end in zip(line.items(), ends, strict=True):
        for _, first, last in spans:
            left, right = max(x, first), min(end, last)
            if strip is not None and left < right:
                yield left, right, strip.crop(left - x, right - x)
