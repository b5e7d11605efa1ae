"""A terminal to test in: a real pseudo-terminal around the program, a pyte screen behind it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import termios
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pexpect
import pyte

from fsq_tui.storage.first_start import claim_first_start
from tests.terminal.shows import RUNTIME

WAIT_S = 45.0  # for a machine that is busy with something else; an idle one takes a tenth of it

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "delete": "\x1b[3~",
    "ctrl+c": "\x03",
    "ctrl+q": "\x11",
    "ctrl+r": "\x12",
    # F13 to F20 as the VT220 sends them.
    "f13": "\x1b[25~",
    "f14": "\x1b[26~",
    "f15": "\x1b[28~",
    "f16": "\x1b[29~",
    "f17": "\x1b[31~",
    "f18": "\x1b[32~",
    "f19": "\x1b[33~",
    "f20": "\x1b[34~",
    # Those above, which the VT220 had not, as xterm and the Linux console's own map send them.
    "f21": "\x1b[20;2~",
    "f22": "\x1b[21;2~",
    "f23": "\x1b[23;2~",
    "f24": "\x1b[24;2~",
}

SYNC_ASKED = b"\x1b[?2026$p"
SYNC_ANSWER = b"\x1b[?2026;2$y"
FRAME_BEGIN, FRAME_END = b"\x1b[?2026h", b"\x1b[?2026l"
BROKEN_OFF = re.compile(rb"\x1b(\[[0-9;?<>=$]*)?\Z")
# Keyboard protocol and the like: pyte takes the private marks < > = for parameters.
BLINKED = re.compile("  (edit|play)  ")
NOT_FOR_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]")


def fsq_command() -> list[str]:
    """The installed command; where there is none, the package."""
    beside = Path(sys.executable).with_name("fsq")
    installed = str(beside) if beside.exists() else shutil.which("fsq")
    return [installed] if installed else [sys.executable, "-m", "fsq_tui"]


def environment(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Of a person who has nothing but this home, and was offered the guide before.

    '' in `more` takes a variable away.
    """
    home.mkdir(parents=True, exist_ok=True)
    claim_first_start(home / "config" / "fsq" / "guide_offered")
    variables = {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_RUNTIME_DIR": str(home / RUNTIME),
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        **(more or {}),
    }
    return {name: value for name, value in variables.items() if value}


class Terminal:
    """A command in a terminal of `columns` x `rows`.

    Like a modern terminal it says that it can hold back a frame until it is whole, and so sees
    every frame that the program drew, however many come in one read. `raw` is all that was read.
    """

    def __init__(
        self,
        command: Sequence[str],
        variables: Mapping[str, str],
        *,
        columns: int = 80,
        rows: int = 24,
    ) -> None:
        self.raw = b""
        self._frames: deque[bytes] = deque()
        self._rest = b""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._child = pexpect.spawn(
            command[0],
            list(command[1:]),
            env=dict(variables),
            dimensions=(rows, columns),
            timeout=WAIT_S,
        )
        self._child.delaybeforesend = None

    # -- what is on it -----------------------------------------------------------------------

    @property
    def pid(self) -> int:
        """Of the command."""
        return int(self._child.pid)

    def line(self, row: int) -> str:
        """A row, counted from 0, without trailing blanks."""
        return str(self._screen.display[row]).rstrip()

    def text(self) -> str:
        """All rows."""
        return "\n".join(row.rstrip() for row in self._screen.display)

    def overlay(self) -> str:
        """The overlay from its first column on, '' while there is none.

        The brackets that blink after a change of mode are always there: else they would hide, by
        turns, what else blinks just then.
        """
        for row in self._screen.display:
            if row.lstrip().startswith("["):
                return str(row).strip()
            if BLINKED.match(row):
                return f"[{row[2:6]}]{row[7:]}".rstrip()
        return ""

    # -- what is done to it ------------------------------------------------------------------

    def send(self, *keys: str) -> None:
        """Press keys by their names, or type what has no name."""
        for key in keys:
            self._child.send(KEYS.get(key, key))

    def kill(self, number: signal.Signals) -> None:
        """Send the command a signal."""
        os.kill(self.pid, number)

    def resize(self, columns: int, rows: int) -> None:
        """As the person drags the corner of the window: the kernel tells the command."""
        self._screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)

    def hang_up(self) -> int:
        """Close the window, and nothing else; the exit status of the command."""
        self._close_line()
        return self._status()

    def line_settings(self) -> list[Any]:
        """How the terminal treats what is typed: echo, line by line, and so on."""
        return termios.tcgetattr(self._child.child_fd)

    # -- what comes of it --------------------------------------------------------------------

    def wait_until(self, holds: Callable[[], bool], complaint: str) -> None:
        """Read on, frame by frame, until it holds."""
        give_up_s = time.monotonic() + WAIT_S
        while not holds():
            if self._frames:
                self._show_next()
            elif not self._read(give_up_s, complaint):
                raise AssertionError(self._told(f"{complaint}: it ended with {self._status()}"))

    def wait_for(self, wanted: str) -> None:
        """Read on until a frame has a row in which the regular expression is found."""
        pattern = re.compile(wanted, re.MULTILINE)
        self.wait_until(lambda: bool(pattern.search(self.text())), f"{wanted!r} was not shown")

    def wait_for_overlay(self, wanted: str) -> re.Match[str]:
        """Read on until the whole overlay matches the regular expression."""
        pattern = re.compile(wanted)
        complaint = f"the overlay did not show {wanted!r}"
        self.wait_until(lambda: bool(pattern.fullmatch(self.overlay())), complaint)
        match = pattern.fullmatch(self.overlay())
        assert match
        return match

    def wait_for_line(self, wanted: str) -> None:
        """Read on until the overlay is this, to the column."""
        self.wait_for_overlay(re.escape(wanted))

    def ended(self) -> int:
        """Read to the end; the exit status, 128 + the number where a signal killed the command."""
        give_up_s = time.monotonic() + WAIT_S
        while self._read(give_up_s, "the command did not end"):
            pass
        while self._frames:
            self._show_next()
        return self._status()

    def quit(self) -> int:
        """QUIT; the exit status."""
        self.send("ctrl+q")
        return self.ended()

    def close(self) -> None:
        """Leave nothing running, however the test went."""
        if self._child.isalive():
            self.kill(signal.SIGKILL)
            self._child.wait()
        self._close_line()

    def _close_line(self) -> None:
        # pexpect's own close() would send the command signals.
        if not self._child.closed:
            self._child.ptyproc.fileobj.close()
            self._child.ptyproc.closed = self._child.closed = True

    def _read(self, give_up_s: float, complaint: str) -> bool:
        """Take in what there is, waiting for it; False where the command has closed the line."""
        try:
            chunk = self._child.read_nonblocking(65536, max(0.0, give_up_s - time.monotonic()))
        except pexpect.TIMEOUT:
            raise AssertionError(self._told(complaint)) from None
        except pexpect.EOF:
            self._frames.append(self._rest)
            self._rest = b""
            return False
        self._take(chunk)
        return True

    def _take(self, chunk: bytes) -> None:
        self.raw += chunk
        if SYNC_ASKED in self.raw[-len(chunk) - len(SYNC_ASKED) + 1 :]:
            self._child.send(SYNC_ANSWER)
        *frames, self._rest = (self._rest + chunk).split(FRAME_END)
        self._frames.extend(frames)
        if FRAME_BEGIN not in self._rest:  # written outside of frames: shown as it comes
            cut = BROKEN_OFF.search(self._rest)
            whole = cut.start() if cut else len(self._rest)
            self._frames.append(self._rest[:whole])
            self._rest = self._rest[whole:]

    def _show_next(self) -> None:
        self._stream.feed(NOT_FOR_PYTE.sub(b"", self._frames.popleft()))

    def _status(self) -> int:
        self._child.wait()
        if self._child.signalstatus is not None:
            return 128 + int(self._child.signalstatus)
        return int(self._child.exitstatus)

    def _told(self, complaint: str) -> str:
        return f"{complaint}. The screen:\n{self.text()}"
