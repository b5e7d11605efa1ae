"""Keeping the pictures of takes on disk, without ever waiting for the disk."""

from __future__ import annotations

import datetime as dt
import queue
import threading
from pathlib import Path

from fsq_tui.errors import FileRefused
from fsq_tui.focus.modes import How
from fsq_tui.session.frames import Frame
from fsq_tui.storage.frame_folder import Kept, keep_frame, require_folder, take_folder

MOST_WAITING = 32  # pictures of 100 kB: 3 MB


class Recorder:
    """Hands pictures to a thread that writes them; what it cannot take is dropped and counted.

    All but the writing is the owner's.
    """

    def __init__(self, folder: Path) -> None:
        """Raises FileRefused for a folder that cannot be written."""
        require_folder(folder)
        self._folder = folder
        self._take = folder
        self._dropped = 0
        self._trouble = ""
        self._is_told = False
        self._waiting: queue.Queue[Kept | None] = queue.Queue(MOST_WAITING)
        self._writer = threading.Thread(target=self._write, name="fsq-recorder", daemon=True)
        self._writer.start()

    def begin(self, at: dt.datetime) -> None:
        """What comes from now on belongs to a take that begins at this time of day."""
        self._take = take_folder(self._folder, at)

    def keep(self, frame: Frame, how: How) -> None:
        """Have a picture written, unless too many wait for that already. Never blocks."""
        try:
            self._waiting.put_nowait(
                Kept(self._take, frame.number, frame.at_s, frame.step, how, frame.jpeg)
            )
        except queue.Full:
            self._dropped += 1

    def troubles(self) -> list[str]:
        """Sentences about what is not kept: the disk's own once, and how many were dropped."""
        found = []
        if self._trouble and not self._is_told:
            self._is_told = True
            found.append(f"Pictures of the take are not kept: {self._trouble}")
        if self._dropped:
            found.append(f"{self._dropped} pictures of the take are not kept: the disk is slow.")
            self._dropped = 0
        return found

    def close(self) -> None:
        """Wait for what is to be written. May be called twice."""
        if self._writer.is_alive():
            self._waiting.put(None)
            self._writer.join()

    def _write(self) -> None:
        while (kept := self._waiting.get()) is not None:
            try:
                keep_frame(kept)
            except FileRefused as refused:
                self._trouble = str(refused)
