"""Whether there is a terminal to draw on, and how gently to use it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, MutableMapping

from fsq_tui.errors import UsageFault

NOT_TERMINALS = ("", "dumb", "unknown")
OVER_SSH = {"TEXTUAL_FPS": "15", "TEXTUAL_ANIMATIONS": "none"}


def require_terminal() -> None:
    """Raise UsageFault where no screen can be shown."""
    remedy = "Without a screen: fsq plan, calibrate, play, points, import, export, check, keys."
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if stream is None or not stream.isatty():
            raise UsageFault("This is no terminal: input or output is redirected.", remedy)
    if os.environ.get("TERM", "") in NOT_TERMINALS:
        name = os.environ.get("TERM", "") or "not set"
        raise UsageFault(f"This terminal cannot be drawn on (TERM is {name}).", remedy)


def is_remote(environment: Mapping[str, str]) -> bool:
    """Whether the terminal is at the other end of an SSH connection."""
    return bool(environment.get("SSH_CONNECTION"))


def spare_the_line(environment: MutableMapping[str, str]) -> None:
    """Fewer frames and no animations over SSH, where the person has not set them otherwise.

    Textual reads these at import: call it before.
    """
    if is_remote(environment):
        for name, value in OVER_SSH.items():
            environment.setdefault(name, value)
