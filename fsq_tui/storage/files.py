"""Reading files whole, and saying in plain words why one cannot be used."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from fsq_tui.errors import FileRefused
from fsq_tui.focus.sequence import printable

MAX_BYTES = 16 * 1024 * 1024  # a scene of 999 points for the longest lens has under 1 MB

_FULL = ("the disk is full", "Make room on the disk and try again.")
_WHERE = "Check the path, or name another one."
_WORDS = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: ("the disk quota is used up", "Make room on the disk and try again."),
    errno.EFBIG: ("the file would be larger than allowed", "Raise the limit (ulimit -f)."),
    errno.EROFS: ("the folder is read-only", "Name a file in a folder that can be written."),
    errno.EACCES: ("permission is denied", "Change the permissions, or name another file."),
    errno.EPERM: ("permission is denied", "Change the permissions, or name another file."),
    errno.ENAMETOOLONG: ("the name is too long", "Name a file with a shorter name."),
    errno.ENOENT: ("there is no such file", _WHERE),
    errno.EISDIR: ("it is a folder", "Name a file, not a folder."),
    errno.ENOTDIR: ("a part of the path is not a folder", _WHERE),
    errno.ELOOP: ("its symbolic links lead in a circle", _WHERE),
    errno.EIO: ("the disk reports an error", "Check the disk, and keep a copy elsewhere."),
}


def shown(path: Path) -> str:
    """A path as it may stand on a screen."""
    return printable(str(path))


def refusal(path: Path, fault: OSError, doing: str) -> FileRefused:
    """The sentence for what the system said. `doing` is what failed: read, written ..."""
    words = (os.strerror(fault.errno).lower() if fault.errno else str(fault), _WHERE)
    reason, remedy = _WORDS.get(fault.errno or 0, words)
    if doing == "written" and fault.errno in (errno.EACCES, errno.EPERM):
        reason = "the folder is read-only for this user"
    return FileRefused(f"{shown(path)} cannot be {doing}: {reason}.", remedy)


def real_path(path: Path) -> Path:
    """The file behind symbolic links, which is the one to lock and to replace."""
    return Path(os.path.realpath(path))


def refuse_special(path: Path) -> None:
    """Raise FileRefused for a folder, a device or a pipe; a missing file is fine."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    except (OSError, ValueError) as fault:
        raise _unusable(path, fault) from fault
    if stat.S_ISDIR(mode):
        raise refusal(path, IsADirectoryError(errno.EISDIR, ""), "used")
    if not stat.S_ISREG(mode):
        raise FileRefused(f"{shown(path)} is a device or a pipe, not a file.", _WHERE)


def read_whole(path: Path) -> bytes | None:
    """All bytes of a file, None where there is none. Raises FileRefused, also above 16 MB."""
    refuse_special(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise refusal(path, fault, "read") from fault
    if len(data) > MAX_BYTES:
        raise FileRefused(
            f"{shown(path)} is larger than {MAX_BYTES // 1024**2} MB, expected far less.",
            "Name a settings file of fsq; this is none.",
        )
    return data


def _unusable(path: Path, fault: OSError | ValueError) -> FileRefused:
    if isinstance(fault, OSError):
        return refusal(path, fault, "used")
    return FileRefused(f"{shown(path)} is not a possible file name.", _WHERE)
