"""The pictures of takes, for later review: a folder for each take, a file for each picture.

`frames.jsonl` beside them has a line for each: number, at_s (seconds of the show, as in the file's
name), step (null where it is not known), and how that is known. A line is written after its
picture, so a picture that it names is whole.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import dataclass
from pathlib import Path

from fsq_tui.focus.modes import How
from fsq_tui.storage.files import refusal

INDEX = "frames.jsonl"


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture to be kept, and the folder of its take."""

    take: Path
    number: int
    at_s: float
    step: int | None
    how: How
    jpeg: bytes


def require_folder(folder: Path) -> None:
    """Make a folder where there is none. Raises FileRefused where nothing can be written in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".fsq-{os.getpid()}"
        probe.write_bytes(b"?")
        probe.unlink()
    except OSError as fault:
        raise refusal(folder, fault, "written") from fault


def take_folder(folder: Path, at: dt.datetime) -> Path:
    """Where the pictures of a take go that begins at this time of day; made with the first one."""
    return folder / f"{at:%Y-%m-%dT%H-%M-%S}.{at.microsecond // 1000:03}"


def keep_frame(kept: Kept) -> None:
    """Write a picture and its line. Raises FileRefused."""
    name = f"{kept.number:06}_{kept.at_s:.3f}.jpg"
    line = {
        "number": kept.number,
        "at_s": round(kept.at_s, 3),
        "step": kept.step,
        "how": kept.how.value,
    }
    try:
        kept.take.mkdir(parents=True, exist_ok=True)
        (kept.take / name).write_bytes(kept.jpeg)
        with (kept.take / INDEX).open("a", encoding="ascii") as index:
            index.write(json.dumps(line) + "\n")
    except OSError as fault:
        raise refusal(kept.take, fault, "written") from fault
