"""A program in a pseudo-terminal of its own: when it writes what, and what it costs."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pexpect
import pyte

LINES, COLUMNS = 24, 80
TIMEOUT_S = 60.0
CHUNK_BYTES = 1 << 16
# What a person has set must not decide over what is measured.
LEFT_OUT = ("TEXTUAL", "XDG_", "NO_COLOR", "SSH_", "PYTHON")


@dataclass(frozen=True, slots=True)
class Chunk:
    """What was read at once; `at_s` on the system's monotonic clock."""

    at_s: float
    data: bytes


class Terminal:
    """Runs a command on 80x24 with 24-bit colour; its home is `home`. Ends it on leaving.

    `more` is added to its environment.
    """

    def __init__(
        self, command: Sequence[str], home: Path, more: Mapping[str, str] | None = None
    ) -> None:
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self.started_s = time.monotonic()
        self._child = pexpect.spawn(
            command[0],
            list(command[1:]),
            env={**environment(home), **(more or {})},
            dimensions=(LINES, COLUMNS),
        )
        self.pid: int = self._child.pid
        self._fd: int = self._child.child_fd

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.kill(signal.SIGTERM)
        with suppress(OSError):  # what Linux answers once the other side is closed
            while os.read(self._fd, CHUNK_BYTES):
                pass
        self._child.close(force=True)

    def write(self, keys: bytes) -> float:
        """Press keys; returns the moment before."""
        now_s = time.monotonic()
        os.write(self._fd, keys)
        return now_s

    def first(self, text: bytes = b"") -> float:
        """Wait for a text in the raw output (by default for any); the moment its end was read."""
        seen = b""
        for _ in self._until(time.monotonic() + TIMEOUT_S):
            chunk = self._read()
            seen += chunk.data
            if text in seen:
                return chunk.at_s
        raise TimeoutError(f"The program never wrote {text!r}; the screen is:\n{self.picture()}")

    def collect(self, seconds: float) -> list[Chunk]:
        """Everything written in so many seconds."""
        return [self._read() for _ in self._until(time.monotonic() + seconds)]

    def rest(self, text: str, quiet_s: float = 1.5) -> None:
        """Wait until the screen shows a text and nothing has been written for `quiet_s`."""
        give_up_s = time.monotonic() + TIMEOUT_S
        while time.monotonic() < give_up_s:
            if not self.collect(quiet_s) and text in self.picture():
                return
        raise TimeoutError(f"The screen never came to rest on {text!r}:\n{self.picture()}")

    def until(self, text: str) -> None:
        """Wait until the screen shows a text, whatever else is written."""
        give_up_s = time.monotonic() + TIMEOUT_S
        while text not in self.picture():
            if time.monotonic() > give_up_s:
                raise TimeoutError(f"The screen never showed {text!r}:\n{self.picture()}")
            self.collect(0.1)

    def picture(self) -> str:
        """The screen as text."""
        return "\n".join(self._screen.display)

    def show_pid(self) -> int:
        """The process of the show that the program has started."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii")
        (pid,) = children.split()
        return int(pid)

    def _until(self, end_s: float) -> _Ready:
        return _Ready(self._fd, end_s)

    def _read(self) -> Chunk:
        data = os.read(self._fd, CHUNK_BYTES)
        chunk = Chunk(time.monotonic(), data)
        self._stream.feed(data)
        return chunk


class _Ready:
    """Iterates as long as there is something to read before the end."""

    def __init__(self, fd: int, end_s: float) -> None:
        self._fd = fd
        self._end_s = end_s

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> None:
        remaining_s = max(0.0, self._end_s - time.monotonic())
        if not select.select([self._fd], [], [], remaining_s)[0]:
            raise StopIteration


def resident_mb(pid: int) -> float:
    """The memory a process has in RAM."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def cpu_s(pid: int) -> float:
    """The processor time of all threads of a process so far, user and system."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def environment(home: Path) -> dict[str, str]:
    """The environment with a home of its own and without what would change the measurement."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}
    return {**kept, "HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
