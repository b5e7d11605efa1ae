"""Start-up and memory of fsq against a bare Textual app, in turns."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import bare_app
from benchmarks.figures import Figure, median
from benchmarks.stage import FSQ, OFF, Stage
from benchmarks.terminal import Terminal

PAIRS = 9
QUIET_S = 0.5


def measure(stage: Stage) -> list[Figure]:
    """Medians of several pairs, after one that fills the caches."""
    bare = (sys.executable, str(Path(bare_app.__file__)))
    fsq = (str(FSQ), str(stage.scene))
    pairs = [(_once(bare, stage.home), _once(fsq, stage.home)) for _ in range(PAIRS + 1)][1:]
    bare_ms, fsq_ms = (median([pair[who][0] * 1000 for pair in pairs]) for who in (0, 1))
    bare_mb, fsq_mb = (median([pair[who][1] for pair in pairs]) for who in (0, 1))
    times = f"median of {PAIRS} pairs"
    return [
        Figure("first overlay, bare app", bare_ms, "ms", note=times),
        Figure("first overlay, fsq", fsq_ms, "ms", note=times),
        Figure("first overlay, fsq / bare", fsq_ms / bare_ms, "times", 1.3),
        Figure("resident memory, bare app", bare_mb, "MB", note="after the first screen"),
        Figure("resident memory, fsq", fsq_mb, "MB", note="after the first screen"),
        Figure("resident memory, fsq / bare", fsq_mb / bare_mb, "times", 1.3),
    ]


def _once(command: Sequence[str], home: Path) -> tuple[float, float]:
    """Seconds to the first overlay, and megabytes once the screen is at rest."""
    with Terminal(command, home) as terminal:
        shown_s = terminal.first(OFF) - terminal.started_s
        terminal.rest(OFF.decode(), QUIET_S)
        return shown_s, terminal.resident_mb()
