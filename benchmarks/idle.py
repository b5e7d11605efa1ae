"""What fsq costs while nobody does anything: edit mode, the lens at rest on its point."""

from __future__ import annotations

import time

from benchmarks.figures import Figure
from benchmarks.stage import Stage, enter_edit
from benchmarks.terminal import cpu_s

IDLE_S = 10.0
MINUTE_S = 60.0


def measure(stage: Stage) -> list[Figure]:
    """Processor time and bytes over some seconds in which the clock does not change."""
    with stage.terminal("--time-scale", "10") as terminal:
        enter_edit(terminal)
        if MINUTE_S - time.time() % MINUTE_S < IDLE_S + 1.0:
            terminal.collect(IDLE_S + 2.0)  # let the minute turn
        pids = (terminal.pid, terminal.show_pid())
        before_s = [cpu_s(pid) for pid in pids]
        written = sum(len(chunk.data) for chunk in terminal.collect(IDLE_S))
        spent_s = [cpu_s(pid) - before for pid, before in zip(pids, before_s, strict=True)]
    screen, show = (spent / IDLE_S * 100 for spent in spent_s)
    note = f"edit mode at rest, {IDLE_S:g} s"
    return [
        Figure("idle processor time, screen", screen, "% of a core", note=note),
        Figure("idle processor time, process of the show", show, "% of a core", note=note),
        Figure("idle processor time, both", screen + show, "% of a core", 1.0, note),
        Figure("written while idle", written, "bytes", 0.0, note),
    ]
