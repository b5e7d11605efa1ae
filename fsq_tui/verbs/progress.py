"""How far a verb is, on one line of the terminal; nothing where standard error is none."""

from __future__ import annotations

import sys

from fsq_tui.clock import Clock
from fsq_tui.focus.sequence import printable

WIDTH = 50
TELLING_S = 3.0  # before that it is not known well enough


def show_progress(fraction: float, label: str) -> None:
    """In place of what was shown before."""
    if sys.stderr.isatty():
        print(f"\r{fraction:4.0%} {label:<{WIDTH}}", end="", file=sys.stderr, flush=True)


class TimedProgress:
    """The same of work that goes evenly, with about how long it will take as soon as that shows."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began_s = clock.now()

    def __call__(self, fraction: float, label: str) -> None:
        """In place of what was shown before."""
        took_s = self._clock.now() - self._began_s
        if fraction > 0.0 and took_s >= TELLING_S:
            left_s = took_s * (1 - fraction) / fraction
            label += (
                f", about {left_s:.0f} s left" if left_s < 120 else f", {left_s / 60:.0f} min left"
            )
        show_progress(fraction, label)


def clear_progress() -> None:
    """The line is for what comes next."""
    if sys.stderr.isatty():
        print(f"\r{'':<{WIDTH + 5}}\r", end="", file=sys.stderr, flush=True)


def warn(sentence: str) -> None:
    """Tell the operator a sentence, in place of the progress."""
    clear_progress()
    print(f"fsq: {printable(sentence)}", file=sys.stderr)
