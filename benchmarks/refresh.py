"""What a refresh of the screen writes to the terminal."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from benchmarks.figures import Figure
from benchmarks.stage import AT_POINT_1, OFF, Stage, enter_edit
from benchmarks.terminal import Chunk, Terminal

BLINKING_S = 5.0
CHECKING_S = 3.5  # the way back from the stop alone takes longer
PULL_S = 2.5  # most of the 3 s
SAME_REFRESH_S = 0.03  # refreshes are 0.1 s apart; what one writes comes in one go


def measure(stage: Stage) -> list[Figure]:
    """The blinking overlay alone, then screens on which more moves."""
    with stage.terminal("--time-scale", "10") as terminal:
        enter_edit(terminal)
        terminal.write(b".")  # one step off the point: the braces blink
        terminal.collect(1.5)
        blinking = _figure("overlay refresh, blinking", terminal, BLINKING_S, 170.0)
    with stage.terminal() as terminal:
        terminal.first(OFF)
        terminal.write(b"i")  # overlay, progress and position move
        terminal.collect(0.5)
        checking = _figure("screen refresh, checking limits", terminal, CHECKING_S)
        terminal.rest(AT_POINT_1)
        terminal.write(b"i")
        terminal.rest("[play]   1 / 2 |")
        terminal.write(b"\r")  # overlay, status and ruler move
        pulling = _figure("screen refresh, during a pull", terminal, PULL_S)
    return [blinking, checking, pulling]


def _figure(name: str, terminal: Terminal, window_s: float, aim: float | None = None) -> Figure:
    chunks = terminal.collect(window_s)
    count = refreshes(chunks)
    written = sum(len(chunk.data) for chunk in chunks)
    return Figure(name, written / count, "bytes", aim, f"{count} refreshes in {window_s:g} s")


def refreshes(chunks: Sequence[Chunk]) -> int:
    """How many bursts of output there are."""
    times_s = [chunk.at_s for chunk in chunks]
    return 1 + sum(b - a > SAME_REFRESH_S for a, b in itertools.pairwise(times_s))
