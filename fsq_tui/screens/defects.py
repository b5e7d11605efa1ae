"""An error that nobody foresaw, in a key, a painting or a worker of the screen."""

from __future__ import annotations

import traceback
from contextlib import suppress
from pathlib import Path

from textual.worker import WorkerFailed

from fsq_tui import paths
from fsq_tui.errors import FsqError, defect


class ScreenDefect(FsqError):
    """What Textual shows once the screen is gone, in place of its own traceback."""

    def __rich__(self) -> str:
        return f"fsq: {self}".replace("[", "\\[")  # it is no markup


def told(error: BaseException) -> ScreenDefect:
    """The defect as a sentence; its traceback goes to a file, which the sentence names."""
    if isinstance(error, ScreenDefect):
        return error
    bug = error.error if isinstance(error, WorkerFailed) else error
    path = paths.screen_log()
    made = ScreenDefect(defect(bug), f"Report it, with {path}; fsq started again goes on.")
    made.__cause__ = bug
    with suppress(OSError):  # where nothing can be kept the sentence must do
        _write(path, "".join(traceback.format_exception(bug)))
    return made


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
