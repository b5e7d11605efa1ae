"""The process that virtual cameras come from: `python -m tests.virtual_camera.child FD`.

Each camera is a fork of it, with all that it needs imported already: a Python started anew takes
longer than most tests do.
"""

from __future__ import annotations

import os
import sys
import traceback
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from typing import NoReturn

from tests.virtual_camera.served import ServedCamera


def main(descriptor: int) -> None:
    """Serve the connection at `descriptor` until it ends.

    0 asks for a camera, whose own connection comes along, and is answered with its process; a
    process asks for its end, and is answered with its exit code.
    """
    tests = Connection(descriptor)
    while True:
        try:
            process: int = tests.recv()
        except EOFError:
            return
        tests.send(_ended(process) if process else _born(tests))


def _born(tests: Connection) -> int:
    control = Connection(recv_handle(tests))
    process = os.fork()
    if not process:
        tests.close()
        _live(control)
    control.close()
    return process


def _live(control: Connection) -> NoReturn:
    """Take the setup and then orders, until there are no more."""
    code = 1
    try:
        setup, clock = control.recv()
        ServedCamera(setup, control, clock).run()
        code = 0
    except BaseException:
        traceback.print_exc()
    os._exit(code)


def _ended(process: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


if __name__ == "__main__":
    main(int(sys.argv[1]))
