"""A clock that a test and its virtual camera have in common, in two processes."""

from __future__ import annotations

import datetime as dt
import mmap
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ANSWER_S = 0.008  # of life: what a command takes on its way
CAMERA, TEST = 0, 1


class SharedClock:
    """No time passes by itself: an answer of the camera takes ANSWER_S of life, waiting is a leap.

    So the same happens at the same time in every run, and a computer that stands still for a
    moment changes nothing. The file at `path` holds what either side has added.
    """

    def __init__(self, path: Path, rate: float, side: int = TEST) -> None:
        self.rate = rate
        self._path = path
        self._side = side
        self._lock = threading.Lock()
        with path.open("r+b") as file:
            self._added_s = memoryview(mmap.mmap(file.fileno(), mmap.PAGESIZE)).cast("d")

    def __reduce__(self) -> tuple[type[SharedClock], tuple[Path, float, int]]:
        return SharedClock, (self._path, self.rate, CAMERA)  # only a camera is ever sent it

    def now(self) -> float:
        """Seconds since it was made."""
        return self._added_s[CAMERA] + self._added_s[TEST]

    def wall(self) -> dt.datetime:
        """A day in 2026, and what has passed."""
        return dt.datetime(2026, 1, 1, 9, 30, tzinfo=dt.UTC) + dt.timedelta(seconds=self.now())

    def wait(self, until_s: float, cancel: threading.Event | None = None) -> bool:
        """Leap to `until_s`; True, without it, when `cancel` is set."""
        if cancel is not None and cancel.is_set():
            return True
        with self._lock:
            self._added_s[self._side] += max(0.0, until_s - self.now())
        return False

    def answered(self) -> None:
        """The camera has answered something."""
        self.wait(self.now() + ANSWER_S * self.rate)


@contextmanager
def shared_clock(rate: float = 1.0) -> Iterator[SharedClock]:
    """A clock at 0.

    A driver that asks its body every 20 ms of life whether it is done, as that of a Nikon does,
    is through the sooner the higher `rate` is; what it is told is as much coarser.
    """
    with tempfile.NamedTemporaryFile() as file:
        file.truncate(mmap.PAGESIZE)
        yield SharedClock(Path(file.name), rate)
