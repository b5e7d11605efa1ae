"""Writing a file so that at every moment it is there, whole, in its old or its new version."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from fsq_tui.storage.files import real_path, refusal, refuse_special

BACKUP_SUFFIX = ".bak"


def write_atomically(path: Path, data: bytes, keep_previous: bool = True) -> None:
    """Replace the content of `path` by `data`, on disk when this returns.

    The previous version is kept beside it as `<name>.bak`. The file keeps its mode; of a symbolic
    link the target is replaced. Missing folders are made. Raises FileRefused, and then the old
    file is as it was and nothing else is left behind.
    """
    refuse_special(path)
    target = real_path(path)
    draft = target.with_name(f".fsq-{os.urandom(8).hex()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(draft, data, target)
        if keep_previous and target.exists():
            _keep(target)
        draft.replace(target)
        _sync_folder(target.parent)
    except OSError as fault:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise refusal(path, fault, "written") from fault


def move_into_place(draft: Path, path: Path) -> None:
    """Make a finished file, of the same file system, the new `path`; on disk when this returns.

    Of a symbolic link the target is replaced. Raises FileRefused, and then the old file is as it
    was.
    """
    target = real_path(path)
    try:
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(target)
        _sync_folder(target.parent)
    except OSError as fault:
        raise refusal(path, fault, "written") from fault


def _write(draft: Path, data: bytes, target: Path) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        with suppress(FileNotFoundError):
            os.fchmod(descriptor, stat.S_IMODE(target.stat().st_mode))
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _keep(target: Path) -> None:
    """Give the present version a second name; the first stays, so it is never missing."""
    second = target.with_name(f".fsq-{os.urandom(8).hex()}.tmp")
    try:
        try:
            os.link(target, second)
        except OSError:  # no hard links on this file system, or to this file
            shutil.copy2(target, second)
        second.replace(target.with_name(target.name + BACKUP_SUFFIX))
    finally:
        # Renaming one of two links to the same file onto the other leaves both.
        second.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
