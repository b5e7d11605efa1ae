"""One program a settings file: a lock that dies with the process that holds it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from fsq_tui.errors import FileRefused
from fsq_tui.storage.files import real_path, refusal, refuse_special, shown


class FileLock:
    """Holds `<name>.lock` beside a file until it is released or the process ends."""

    def __init__(self, path: Path) -> None:
        """Take the lock of `path`. Raises FileRefused, naming the process that holds it."""
        refuse_special(path)
        target = real_path(path)
        self._lock_path = target.with_name(target.name + ".lock")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = _take(self._lock_path, path)
        except OSError as fault:
            raise refusal(path, fault, "written") from fault

    def release(self) -> None:
        """Let go. May be called twice."""
        if self._descriptor >= 0:
            self._lock_path.unlink(missing_ok=True)  # while it is still locked: see _is_current
            os.close(self._descriptor)
            self._descriptor = -1


def _take(lock_path: Path, path: Path) -> int:
    """The descriptor of the locked file, which holds this process's id."""
    while True:
        descriptor = os.open(lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_current(descriptor, lock_path):
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
                return descriptor
            os.close(descriptor)
        except OSError as fault:
            holder = os.pread(descriptor, 32, 0)
            os.close(descriptor)
            if isinstance(fault, BlockingIOError):
                raise _in_use(path, holder) from None
            raise


def _is_current(descriptor: int, lock_path: Path) -> bool:
    """Whether the holder before has not unlinked the file between our open and our lock."""
    try:
        return os.path.samestat(os.fstat(descriptor), lock_path.stat())
    except FileNotFoundError:
        return False


def _in_use(path: Path, holder: bytes) -> FileRefused:
    pid = holder.decode("ascii", "replace").strip()
    who = f"process {pid}" if pid.isdigit() else "another process"
    return FileRefused(
        f"{shown(path)} is in use by another fsq ({who}).", "Quit that one, or name another file."
    )
