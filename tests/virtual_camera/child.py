"""The virtual camera's own process: `python -m tests.virtual_camera.child FD`."""

from __future__ import annotations

import sys
from multiprocessing.connection import Connection

from tests.virtual_camera.served import ServedCamera


def main(descriptor: int) -> None:
    """Take the setup and then orders from the connection at `descriptor`, until it ends."""
    control = Connection(descriptor)
    ServedCamera(control.recv(), control).run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
