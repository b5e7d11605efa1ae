"""What python-gphoto2 does not pass on of libgphoto2: a setting, and what the drivers log.

The wheel carries its C libraries twice, one pair for Python's modules and one for the camera
drivers, and the drivers use parts of both. So everything is asked of each of them.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import re
from collections import deque
from contextlib import suppress
from pathlib import Path

ERRORS = 0  # the lowest level of libgphoto2's log
_RESPONSE = re.compile(r"\(0x([0-9a-f]{4})[):]")

ANSWERS = {(b"ptp2", b"cachetime"): b"0", (b"ptp2", b"capturetarget"): b"card"}
"""What libgphoto2 is told of its settings. Properties are read from the camera each time: else it
answers from memory for 2 s, which is for ever while a lens moves. Pictures are taken to the card:
in the camera's memory alone they are lost with its cable."""

_Setting = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_void_p
)
_Log = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_void_p)
_logged: deque[str] = deque(maxlen=20)
_kept: list[object] = []  # what C code may call at any time


def prepare(package: Path) -> None:
    """Answer for settings as ANSWERS says, and hear the errors that drivers log.

    `package` is the folder of the module gphoto2. Where the libraries are not found nothing
    changes: positions are then up to 2 s old, and pictures go where libgphoto2 is set to.
    """
    for library in _loaded(package, "gphoto2"):
        _answer_for(library)
    listener = _Log(lambda _level, _domain, text, _data: _logged.append(text.decode("latin-1")))
    _kept.append(listener)
    for library in _loaded(package, "gphoto2_port"):
        library.gp_log_add_func(ERRORS, listener, None)


def forget_errors() -> None:
    """What was logged until now does not matter any more."""
    _logged.clear()


def last_response(said: str) -> int | None:
    """The PTP response code in what a driver said or else logged of the last failure."""
    for text in (said, *reversed(_logged)):
        if found := _RESPONSE.findall(text):
            return int(found[-1], 16)
    return None


def _loaded(package: Path, name: str) -> list[ctypes.CDLL]:
    """Each copy of a library in the wheel; python-gphoto2 built on Debian uses the system's."""
    bundled = [
        *package.glob(f"libgphoto2/lib{name}.so.*"),
        *package.parent.glob(f"gphoto2.libs/lib{name}-*.so*"),
        *package.glob(f"**/lib{name}.*.dylib"),
    ]
    paths = [str(path) for path in bundled]
    if not paths and (path := ctypes.util.find_library(name)):
        paths = [path]
    loaded = []
    for path in paths:
        with suppress(OSError):
            loaded.append(ctypes.CDLL(path))
    return loaded


def _answer_for(library: ctypes.CDLL) -> None:
    """Answer for some settings in place of the user's file, which is left as it is."""

    def get(program: bytes, key: bytes, value: int, _data: object) -> int:
        if told := ANSWERS.get((program, key)):
            ctypes.memmove(value, told + b"\0", len(told) + 1)
            return 0
        library.gp_setting_set_get_func(None, None)
        try:
            return int(library.gp_setting_get(program, key, ctypes.c_void_p(value)))
        finally:
            library.gp_setting_set_get_func(answer, None)

    answer = _Setting(get)
    library.gp_setting_set_get_func(answer, None)
    _kept.append(answer)
