"""The check of the camera itself, in a process of its own: the library may crash or hang."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import fsq_tui
from fsq_tui.backend.gphoto2 import usb
from fsq_tui.backend.gphoto2.address import is_usb
from fsq_tui.errors import LensFault
from fsq_tui.verbs.doctor.finding import Asked, Finding, Level

PATIENCE_S = 30.0  # libgphoto2 gives a camera on USB 20 s for an answer


def examined(asked: Asked) -> Iterator[Finding]:
    """All that the camera shows and does. Raises LensFault where its process dies or hangs."""
    forbidden = is_usb(asked.port) and usb.is_forbidden(asked.port)
    if not asked.port or forbidden or asked.is_played_on:
        yield Finding("camera", Level.INFO, "not examined")
        return
    words = [asked.port, *(["--move"] if asked.move else [])]
    yield from told_by([sys.executable, "-m", "fsq_tui.verbs.doctor.examine", *words], PATIENCE_S)


def told_by(command: list[str], patience_s: float) -> Iterator[Finding]:
    """What a program finds, a line of JSON for each; its end is a finding too, unless it is 0."""
    child = subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(fsq_tui.__file__).parent.parent,  # where -m finds this package
    )
    hangs = False
    try:
        told, _ = child.communicate(timeout=patience_s)
    except subprocess.TimeoutExpired:
        hangs = True
        child.kill()
        told, _ = child.communicate()
    except BaseException:
        child.kill()
        child.wait()
        raise
    for line in told.splitlines():
        yield _finding(json.loads(line))
    if hangs:
        raise LensFault(
            f"The camera has not answered for {patience_s:g} s; it was given up.",
            "Switch it off and on, check its cable, then try again.",
        )
    if child.returncode != 0:
        raise LensFault(
            f"The camera library has crashed: {_how_it_ended(child.returncode)}.",
            "Switch the camera off and on; if it crashes again, use another camera.",
        )


def _finding(data: dict[str, str]) -> Finding:
    level = next(level for level in Level if level.value.lower() == data["level"])
    return Finding(data["check"], level, data["text"], data["remedy"])


def _how_it_ended(status: int) -> str:
    if status < 0:
        return f"ended by {signal.Signals(-status).name}"
    return f"its process ended with {status}"
