"""Start-up and memory of fsq against a bare Textual app, in turns."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import bare_app
from benchmarks.figures import Figure, median
from benchmarks.stage import FSQ, OFF, Stage
from benchmarks.terminal import Terminal, resident_mb

PAIRS = 9
QUIET_S = 0.5


def measure(stage: Stage) -> list[Figure]:
    """Medians of several pairs, after one that fills the caches."""
    bare = (sys.executable, str(Path(bare_app.__file__)))
    fsq = (str(FSQ), str(stage.scene))
    pairs = [
        (_once(bare, stage.home), _once(fsq, stage.home, has_show=True)) for _ in range(PAIRS + 1)
    ][1:]
    bare_ms, fsq_ms = (median([pair[who].shown_s * 1000 for pair in pairs]) for who in (0, 1))
    bare_mb, fsq_mb = (median([pair[who].screen_mb for pair in pairs]) for who in (0, 1))
    show_mb = median([fsq.show_mb for _, fsq in pairs])
    times = f"median of {PAIRS} pairs"
    return [
        Figure("first overlay, bare app", bare_ms, "ms", note=times),
        Figure("first overlay, fsq", fsq_ms, "ms", note=times),
        Figure("first overlay, fsq / bare", fsq_ms / bare_ms, "times", 1.3),
        Figure("resident memory, bare app", bare_mb, "MB", note="after the first screen"),
        Figure("resident memory, screen of fsq", fsq_mb, "MB", note="after the first screen"),
        Figure("resident memory, screen / bare", fsq_mb / bare_mb, "times", 1.3),
        Figure("resident memory, process of the show", show_mb, "MB", note="camera library loaded"),
    ]


class _Start(NamedTuple):
    """Seconds to the first overlay; megabytes once the screen is at rest, 0 for no show."""

    shown_s: float
    screen_mb: float
    show_mb: float


def _once(command: Sequence[str], home: Path, *, has_show: bool = False) -> _Start:
    with Terminal(command, home) as terminal:
        shown_s = terminal.first(OFF) - terminal.started_s
        terminal.rest(OFF.decode(), QUIET_S)
        show_mb = resident_mb(terminal.show_pid()) if has_show else 0.0
        return _Start(shown_s, resident_mb(terminal.pid), show_mb)
