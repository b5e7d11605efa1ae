"""The camera processes of a test: found by their sockets, and none left behind."""

from __future__ import annotations

import os
import select
import signal
from contextlib import suppress
from pathlib import Path

from fsq_tui.errors import ProcessFault
from fsq_tui.process.launch import connected
from fsq_tui.process.link import Link

RUNTIME = "run"  # in a home: short, a socket's path may have 103 bytes


def links(home: Path) -> list[Link]:
    """A link to every show that is on; close them."""
    found = []
    for path in (home / RUNTIME / "fsq").glob("*.sock"):
        with suppress(ProcessFault):
            if (link := connected(path)) is not None:
                found.append(link)
    return found


def pid_of_show(home: Path) -> int:
    """The process of the only show there is."""
    (link,) = links(home)
    link.close()
    return link.hello.pid


def wait_for_end(pid: int) -> None:
    """Until a process that need not be our child has ended."""
    with suppress(ProcessLookupError):
        descriptor = os.pidfd_open(pid)
        try:
            assert select.select([descriptor], [], [], 30.0)[0], f"process {pid} goes on"
        finally:
            os.close(descriptor)


def end_all(home: Path) -> None:
    """Kill every process of a home, also of a show that has given up its socket; see them gone."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it is gone, or another account's
            if f"HOME={home}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                pid = int(folder.name)
                os.kill(pid, signal.SIGKILL)
                wait_for_end(pid)
