"""A screen's end of the socket: connected, greeted, and saying what it is told to say."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from fsq_tui.errors import ProcessFault
from fsq_tui.process.folder import is_own_peer
from fsq_tui.process.wire import PROTOCOL, Attach, Bye, Hello, Said, line_of, understood
from fsq_tui.session.frames import Frame
from fsq_tui.session.snapshot import Snapshot

READ_BYTES = 1 << 18  # more than a line with a picture of usual size
GREET_S = 5.0  # how long a process may take to say hello
END_IT = "Quit it where it was started, or: pkill -f fsq_tui.process"


class Link:
    """A connection to the process of a show. Any thread may `say`; one reads `news`."""

    def __init__(self, path: Path) -> None:
        """Connect and hear its hello. Raises OSError where nobody listens, else ProcessFault."""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._unsent = b""
        try:
            self._socket.settimeout(GREET_S)
            self._socket.connect(str(path))
            self._lines = self._socket.makefile("rb", READ_BYTES)
            self.hello = self._greeted()
            self._socket.settimeout(None)
        except BaseException:
            self.close()
            raise

    def _greeted(self) -> Hello:
        if not is_own_peer(self._socket):
            raise ProcessFault(
                "The camera process belongs to another account.", "Use fsq as that one."
            )
        try:
            hello = understood(self._lines.readline(), Snapshot())
        except (OSError, ValueError) as fault:
            raise ProcessFault("The camera process does not answer.", END_IT) from fault
        if not isinstance(hello, Hello) or hello.protocol != PROTOCOL:
            raise ProcessFault("The camera process is of another version of fsq.", END_IT)
        return hello

    def attach(self, may_drive: bool = True) -> None:
        """Ask to be shown the session; where no screen drives it, this one may, or only watches."""
        self.say(Attach(may_drive))

    def say(self, said: Said) -> None:
        """Send a message, now or, where the process takes nothing, with the next one.

        Never blocks. A process that is gone is noticed by who reads `news`.
        """
        self._unsent += line_of(said)
        with suppress(OSError):
            sent = self._socket.send(self._unsent, socket.MSG_DONTWAIT)
            self._unsent = self._unsent[sent:]

    def news(self, shown: Snapshot) -> Iterator[Snapshot | Frame | Bye]:
        """Each newer snapshot, each picture, and the last word, but where the process has gone."""
        with suppress(OSError, ValueError):  # cut off in the middle, or closed by us
            for line in self._lines:
                said = understood(line, shown)
                if isinstance(said, Snapshot):
                    shown = said
                if isinstance(said, Snapshot | Frame | Bye):
                    yield said
                if isinstance(said, Bye):
                    return

    def close(self) -> None:
        """Hang up; who reads `news` comes to their end. May be called twice."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
