"""The folder of the sockets: who may look into it, and which shows are on."""

from __future__ import annotations

import hashlib
import os
import socket
import stat
import struct
import sys
from pathlib import Path

from fsq_tui.errors import ProcessFault

MOST_PATH_BYTES = 103  # what every system takes for the path of a socket
UCRED = struct.Struct("3i")  # Linux: pid, uid, gid of the peer


def secured(folder: Path) -> Path:
    """The folder, made if need be, and surely nobody else's. Raises ProcessFault."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError as fault:
        raise ProcessFault(
            f"The folder {folder} for the camera process cannot be used ({fault.strerror}).",
            "Set XDG_RUNTIME_DIR to a folder of your own.",
        ) from fault
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise ProcessFault(
            f"The folder {folder} for the camera process is open to others.",
            f"Remove it, or: chmod 700 {folder}",
        )
    return folder


def socket_path(folder: Path, scene: Path) -> Path:
    """Where the show of a scene is reached. Raises ProcessFault for a path no socket can have."""
    name = hashlib.sha256(os.fsencode(scene.resolve())).hexdigest()[:12]
    path = folder / f"{name}.sock"
    if len(os.fsencode(path)) > MOST_PATH_BYTES:
        raise ProcessFault(
            f"The path {path} is too long for a socket.",
            "Set XDG_RUNTIME_DIR to a folder with a shorter one.",
        )
    return path


def is_own_peer(connection: socket.socket) -> bool:
    """Whether the other end of a Unix socket belongs to this account.

    Only Linux tells; elsewhere the mode of the folder has to do.
    """
    if not sys.platform.startswith("linux"):
        return True
    told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, UCRED.size)
    _, uid, _ = UCRED.unpack(told)
    return bool(uid == os.getuid())
