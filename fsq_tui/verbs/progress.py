"""How far a verb is, on one line of the terminal; nothing where standard error is none."""

from __future__ import annotations

import sys

from fsq_tui.focus.sequence import printable

WIDTH = 50


def show_progress(fraction: float, label: str) -> None:
    """In place of what was shown before."""
    if sys.stderr.isatty():
        print(f"\r{fraction:4.0%} {label:<{WIDTH}}", end="", file=sys.stderr, flush=True)


def clear_progress() -> None:
    """The line is for what comes next."""
    if sys.stderr.isatty():
        print(f"\r{'':<{WIDTH + 5}}\r", end="", file=sys.stderr, flush=True)


def warn(sentence: str) -> None:
    """Tell the operator a sentence, in place of the progress."""
    clear_progress()
    print(f"fsq: {printable(sentence)}", file=sys.stderr)
