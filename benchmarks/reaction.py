"""From the key to the first byte that answers it on the terminal."""

from __future__ import annotations

import random

from benchmarks.figures import Figure, percentile
from benchmarks.stage import Stage, enter_edit
from benchmarks.terminal import Terminal

UP, RATE = b"\x1b[A", b"r"
RIGHT = b"\x1b[C"


def measure(stage: Stage) -> list[Figure]:
    """A key that changes the screen only, and an edit, which is on disk before it is shown."""
    with stage.terminal("--time-scale", "10") as terminal:
        enter_edit(terminal)
        rate = _samples(terminal, RATE, count=15, pause_s=3.3)  # once its sentence is gone
        terminal.write(RIGHT)  # point 1 has no duration that UP could change
        terminal.rest("[edit]   2 / 2 |")
        up = _samples(terminal, UP, count=15, pause_s=1.3)  # once its highlight is over
    return [*_figures("key to first byte, RATE", rate), *_figures("key to first byte, UP", up)]


def _samples(terminal: Terminal, key: bytes, count: int, pause_s: float) -> list[float]:
    """Milliseconds from each press, at rest, to what is written next."""
    taken = []
    for _ in range(count):
        terminal.collect(pause_s + random.uniform(0.0, 0.1))
        taken.append((-terminal.write(key) + terminal.first()) * 1000)
    return taken


def _figures(name: str, taken_ms: list[float]) -> list[Figure]:
    note = f"{len(taken_ms)} presses"
    return [
        Figure(f"{name}, p50", percentile(taken_ms, 50), "ms", note=note),
        Figure(f"{name}, p99", percentile(taken_ms, 99), "ms", note=note),
    ]
