"""libgphoto2, loaded when first used: its texts in English, its complaints off the screen."""

from __future__ import annotations

import ctypes
import locale
import os
import platform
import sys
from functools import cache
from pathlib import Path
from typing import Any

from fsq_tui.backend.gphoto2.drivers import prepare
from fsq_tui.errors import LensFault

TRIED = "2.5.34"
"""The libgphoto2 that fsq was tried with; the gphoto2 it is installed with brings it along."""


@cache
def library() -> Any:
    """The module gphoto2. Raises LensFault where it cannot be loaded."""
    try:
        import gphoto2  # type: ignore[import-untyped]
    except ImportError as fault:
        raise LensFault(
            f"The camera library cannot be loaded ({fault}).", "Install fsq-tui again with pip."
        ) from fault
    # Error texts and some settings are told apart by what they say.
    locale.setlocale(locale.LC_MESSAGES, "C")
    _silence_c()
    prepare(Path(gphoto2.__file__).parent)
    return gphoto2


def version() -> str:
    """Of libgphoto2. Raises LensFault where it cannot be loaded."""
    gp = library()
    return str(gp.gp_library_version(gp.GP_VERSION_SHORT)[0])


def _silence_c() -> None:
    """Drop what C code writes by perror() and the like.

    Only C's own stream is turned away: file descriptor 2 and Python's sys.stderr, by which the
    screen is drawn, stay as they are. So no other thread is disturbed, at any time.
    """
    name = _stderr_symbol()
    if name is None:
        return
    c = ctypes.CDLL(None)
    c.fopen.restype = ctypes.c_void_p
    nowhere = c.fopen(os.devnull.encode(), b"w")
    if nowhere:
        ctypes.c_void_p.in_dll(c, name).value = nowhere


def _stderr_symbol() -> str | None:
    """What the C library calls its stream; None where it must not be replaced (musl)."""
    if sys.platform == "darwin":
        return "__stderrp"
    return "stderr" if platform.libc_ver()[0] == "glibc" else None
