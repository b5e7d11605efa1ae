"""What the live view writes to the terminal, and what it does to the keys."""

from __future__ import annotations

import random

from benchmarks.figures import Figure, percentile
from benchmarks.stage import AT_POINT_1, OFF, Stage
from benchmarks.terminal import Terminal, resident_mb

SSH = {"SSH_CONNECTION": "127.0.0.1 1 127.0.0.1 22", "COLORTERM": ""}
SSH_LIMIT_KB_S = 300.0
HALF_BLOCK = "▀"
REST_S, MOVES, MOVE_S = 6.0, 4, 2.0
PRESSES, PAUSE_S = 40, 0.25
RIGHT, LEFT, RATE, MENU, ESCAPE = b"\x1b[C", b"\x1b[D", b"r", b"m", b"\x1b"
MENU_SHOWN = b"Calibrate lens"


def measure(stage: Stage) -> list[Figure]:
    """In half blocks: on the machine itself, and as over SSH."""
    figures = _first_picture(stage)
    for place, more, aim in (("local", {}, None), ("over SSH", SSH, SSH_LIMIT_KB_S)):
        with stage.in_view(more) as terminal:
            terminal.first(OFF)
            terminal.write(b"i")
            terminal.until(AT_POINT_1)
            terminal.write(RATE)
            terminal.until(HALF_BLOCK)
            terminal.collect(2.0)
            figures += _written(terminal, f"live view on, {place}", aim)
            on_ms = _key_ms(terminal)
            terminal.write(RATE)
            terminal.rest(AT_POINT_1)
            figures += _written(terminal, f"live view off, {place}", aim)
            off_ms = _key_ms(terminal)
        figures += _keys(place, on_ms, off_ms)
    return figures


def _first_picture(stage: Stage) -> list[Figure]:
    """What the first one takes: all that is for pictures is loaded with it."""
    with stage.terminal() as terminal:
        terminal.first(OFF)
        terminal.rest(OFF.decode())
        before_mb = _resident_mb(terminal)
    with stage.in_view({}) as terminal:
        terminal.first(OFF)
        terminal.write(b"i")
        terminal.rest(AT_POINT_1)
        first_s = _until_picture(terminal)
        terminal.collect(2.0)
        after_mb = _resident_mb(terminal)
        terminal.write(RATE)
        terminal.rest(AT_POINT_1)
        again_s = _until_picture(terminal)
    return [
        *(
            Figure(f"resident memory, {who}, {when}", taken_mb[who], "MB")
            for who in ("screen", "process of the show")
            for when, taken_mb in (("without a picture", before_mb), ("with one", after_mb))
        ),
        Figure("RATE to the first picture", first_s * 1000, "ms"),
        Figure("RATE to a picture, not the first", again_s * 1000, "ms"),
    ]


def _until_picture(terminal: Terminal) -> float:
    """Seconds from RATE."""
    pressed_s = terminal.write(RATE)
    return terminal.first(HALF_BLOCK.encode()) - pressed_s


def _resident_mb(terminal: Terminal) -> dict[str, float]:
    return {
        "screen": resident_mb(terminal.pid),
        "process of the show": resident_mb(terminal.show_pid()),
    }


def _written(terminal: Terminal, name: str, aim: float | None) -> list[Figure]:
    """Kilobytes a second at rest, and while the lens goes to and fro."""
    rest = sum(len(chunk.data) for chunk in terminal.collect(REST_S)) / REST_S / 1000
    moving = 0
    for index in range(MOVES):
        terminal.write(LEFT if index % 2 else RIGHT)
        moving += sum(len(chunk.data) for chunk in terminal.collect(MOVE_S))
    moving_kb_s = moving / (MOVES * MOVE_S) / 1000
    return [
        Figure(f"written, {name}, lens at rest", rest, "kB/s", aim),
        Figure(f"written, {name}, lens moving", moving_kb_s, "kB/s", aim),
    ]


def _key_ms(terminal: Terminal) -> list[float]:
    """Milliseconds from MENU to its first entry on the terminal, the lens at rest."""
    taken = []
    for _ in range(PRESSES):
        terminal.collect(PAUSE_S + random.uniform(0.0, 0.1))
        taken.append((-terminal.write(MENU) + terminal.first(MENU_SHOWN)) * 1000)
        terminal.collect(PAUSE_S)
        terminal.write(ESCAPE)
    terminal.until(AT_POINT_1)
    return taken


def _keys(place: str, on_ms: list[float], off_ms: list[float]) -> list[Figure]:
    note = f"MENU, {PRESSES} presses"
    return [
        Figure(f"key to its answer, live view {name}, {place}, p{percent}", value, "ms", note=note)
        for name, taken in (("on", on_ms), ("off", off_ms))
        for percent, value in ((p, percentile(taken, p)) for p in (50, 95))
    ]
