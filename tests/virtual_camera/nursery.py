"""The process that virtual cameras come from, as the tests hold it."""

from __future__ import annotations

import atexit
import functools
import os
import signal
import socket
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from multiprocessing.reduction import send_handle
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
END_S = 5.0  # for a camera to end by itself


class Nursery:
    """Starts cameras and sees them end, for any thread. Started once, for all tests."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.virtual_camera.child", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                cwd=ROOT,
                start_new_session=True,  # the tests' ctrl+c is not for it; it sees their end
            )
        self._control = Connection(ours.detach())
        self._lock = threading.Lock()

    def born(self) -> tuple[int, Connection]:
        """The process of a new camera, and the connection that it takes its setup from."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            self._control.send(0)
            send_handle(self._control, theirs.fileno(), self._process.pid)
            process: int = self._control.recv()
        return process, Connection(ours.detach())

    def ended(self, process: int) -> int:
        """The exit code of a camera whose connection is closed; it is killed if it takes long."""
        with self._lock:
            self._control.send(process)
            if not self._control.poll(END_S):
                os.kill(process, signal.SIGKILL)
            code: int = self._control.recv()
        return code

    def close(self) -> None:
        """End it."""
        self._control.close()
        self._process.wait()


@functools.cache
def nursery() -> Nursery:
    """The one of this run."""
    made = Nursery()
    atexit.register(made.close)
    return made
