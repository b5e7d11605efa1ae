"""What live view costs: keys, state and pictures over one socket."""

from __future__ import annotations

import random
import threading
import time

from benchmarks import drive
from benchmarks.figures import Figure, percentile
from benchmarks.pictured import JPEG, PICTURE_BYTES
from benchmarks.stage import Stage
from fsq_tui.process.wire import line_of, understood
from fsq_tui.session.frames import Frame
from fsq_tui.session.interface import Session
from fsq_tui.session.snapshot import Snapshot

PER_S = 10.0
LINES, PRESSES, PICTURES = 200, 200, 100
TIMEOUT_S = 10.0


def measure(stage: Stage) -> list[Figure]:
    """Without pictures and with them, in one show."""
    figures = _line_figures()
    with drive.socket_session(stage) as remote:
        session = remote.session
        for per_s in (0.0, PER_S):
            session.want_frames(per_s)
            where = f"through the socket, {per_s:.0f} pictures/s"
            figures += _state_figures(session, where)
        figures.append(_rate_figure(session))
        figures += drive.reactions(where, remote.react, remote.press)
    return figures


def _line_figures() -> list[Figure]:
    frame = Frame(1, 1.0, 100, JPEG)
    made_ms, read_ms = [], []
    for _ in range(LINES):
        began_s = time.perf_counter()
        line = line_of(frame)
        made_s = time.perf_counter()
        understood(line, Snapshot())
        read_ms.append((time.perf_counter() - made_s) * 1000)
        made_ms.append((made_s - began_s) * 1000)
    note = f"{PICTURE_BYTES / 1000:.0f} kB in a line of {len(line) / 1000:.0f} kB"
    return [
        Figure("picture made a line, p50", percentile(made_ms, 50), "ms", note=note),
        Figure("picture read from a line, p50", percentile(read_ms, 50), "ms", note=note),
    ]


def _state_figures(session: Session, where: str) -> list[Figure]:
    """From a key that changes the state alone to the snapshot that shows it."""
    taken_ms = [_until_shown(session) for _ in range(PRESSES)]
    return [
        Figure(f"RATE to snapshot, {where}, p{percent}", percentile(taken_ms, percent), "ms")
        for percent in (50, 99)
    ]


def _until_shown(session: Session) -> float:
    time.sleep(random.uniform(0.03, 0.06))
    there = threading.Event()
    before = session.snapshot().live_view

    def look() -> None:
        if session.snapshot().live_view is not before:
            there.set()

    unsubscribe = session.subscribe(look)
    pressed_s = time.monotonic()
    session.press("rate")
    if not there.wait(TIMEOUT_S):
        raise TimeoutError("RATE changed nothing")
    taken_ms = (time.monotonic() - pressed_s) * 1000
    unsubscribe()
    return taken_ms


def _rate_figure(session: Session) -> Figure:
    """How often a new one comes while the lens rests."""
    last, found, there = session.frame(), 0, threading.Event()

    def look() -> None:
        nonlocal last, found
        frame = session.frame()
        if frame is not last:
            last, found = frame, found + 1
            if found == PICTURES:
                there.set()

    began_s = time.monotonic()
    unsubscribe = session.subscribe(look)
    if not there.wait(TIMEOUT_S + 2 * PICTURES / PER_S):
        raise TimeoutError("too few pictures came")
    unsubscribe()
    per_s = PICTURES / (time.monotonic() - began_s)
    return Figure("pictures that come", per_s, "/s", note=f"{PER_S:g}/s wanted")
