"""What a refresh of the screen writes to the terminal."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from benchmarks.figures import Figure
from benchmarks.stage import OFF, Stage, enter_edit
from benchmarks.terminal import Chunk, Terminal

WINDOW_S = 5.0
SAME_REFRESH_S = 0.03  # refreshes are 0.1 s apart; what one writes comes in one go


def measure(stage: Stage) -> list[Figure]:
    """The blinking overlay alone, then a screen on which everything moves."""
    with stage.terminal("--time-scale", "10") as terminal:
        enter_edit(terminal)
        terminal.write(b".")  # one step off the point: the braces blink
        blinking = _figure("overlay refresh, blinking", terminal, 170.0)
    with stage.terminal() as terminal:
        terminal.first(OFF)
        terminal.write(b"i")  # overlay, progress, position and console move
        checking = _figure("screen refresh, checking limits", terminal, None)
    return [blinking, checking]


def _figure(name: str, terminal: Terminal, aim: float | None) -> Figure:
    terminal.collect(1.5)
    chunks = terminal.collect(WINDOW_S)
    count = refreshes(chunks)
    written = sum(len(chunk.data) for chunk in chunks)
    return Figure(name, written / count, "bytes", aim, f"{count} refreshes in {WINDOW_S:g} s")


def refreshes(chunks: Sequence[Chunk]) -> int:
    """How many bursts of output there are."""
    times_s = [chunk.at_s for chunk in chunks]
    return 1 + sum(b - a > SAME_REFRESH_S for a, b in itertools.pairwise(times_s))
