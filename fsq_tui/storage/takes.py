"""The takes of a scene, kept beside it: every pull that was played, a JSON line each.

A line is appended by one write, so that a program that dies leaves all lines before it whole. It is
not forced to the disk: to wait for that would hold up the next pull, and a take is worth less.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from fsq_tui.focus.modes import How
from fsq_tui.focus.shape import Shape
from fsq_tui.storage.files import read_whole, real_path, refusal, refuse_special, shown
from fsq_tui.storage.values import is_number, is_whole

VERSION = 1
MAX_SAMPLES = 200  # kept of a take
ROLL_BYTES = 8 * 1024 * 1024  # above that the file becomes `.1`, and the `.1` before it is gone
NAMED_LINES = 3  # so many of the lines that are left out are named one by one

_MOST = 1e9  # no time, no step and no number of a point is above that
_HOW = {how.value: how for how in How}
_SHAPES = {shape.value: shape for shape in Shape}

TakeSample = tuple[float, float, float, How]
"""Seconds after the start, step, step of the ideal, how the step is known."""


@dataclass(frozen=True, slots=True)
class Take:
    """A pull as it was performed; points by their numbers, from 1, and their names.

    Steps off are where the lens stood less where it should have, before and after the correction;
    None where nobody knows. `late_s` is how late its latest command was sent. `rms_steps` is the
    tracking error of the whole pull, None where its course was not recorded; of the course at most
    MAX_SAMPLES are kept. `clip_s` is how far into the movie clip that fsq recorded the pull began,
    None where it recorded none.
    """

    at: dt.datetime
    scene: str
    lens_name: str
    simulated: bool
    from_point: int
    to_point: int
    names: tuple[str, str]
    from_step: int
    to_step: int
    asked_s: float
    planned_s: float
    took_s: float
    off_by_steps_before: int | None
    off_by_steps: int | None
    how: How
    shape: Shape
    late_s: float
    rms_steps: float | None
    samples: tuple[TakeSample, ...]
    clip_s: float | None = None


def takes_path(scene_path: Path) -> Path:
    """Where the takes of a scene are."""
    target = real_path(scene_path)
    return target.with_name(f"{target.name}.takes.jsonl")


def append_take(scene_path: Path, take: Take) -> None:
    """Put a take behind the others. Raises FileRefused, and then the file is as it was."""
    path = takes_path(scene_path)
    line = json.dumps(to_json(take), separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    refuse_special(path)
    try:
        _roll(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        _append(path, line.encode() + b"\n")
    except OSError as fault:
        raise refusal(path, fault, "written") from fault


def load_takes(scene_path: Path) -> tuple[tuple[Take, ...], tuple[str, ...]]:
    """The takes of a scene, oldest first, and a sentence for each file with lines left out.

    Left out are a last line that was torn as the program died, what is no take, and what another
    version has written. Raises FileRefused where a file cannot be read.
    """
    path = takes_path(scene_path)
    takes: list[Take] = []
    notes: list[str] = []
    for file in (_older(path), path):
        left_out: list[str] = []
        for number, line, is_last in _lines(read_whole(file) or b""):
            try:
                takes.append(_take(json.loads(line)))
            except _AnotherVersion:
                left_out.append(f"line {number} is of another version")
            except (ValueError, KeyError, TypeError, RecursionError):
                what = "torn: it was not written to its end" if is_last else "no take"
                left_out.append(f"line {number} is {what}")
        if left_out:
            notes.append(_sentence(file, left_out))
    return tuple(takes), tuple(notes)


def to_json(take: Take) -> dict[str, Any]:
    """A take as the file has it."""
    samples = [
        [round(at_s, 4), round(step, 3), round(ideal, 3), how.value]
        for at_s, step, ideal, how in thinned(take.samples)
    ]
    times = {
        key: round(getattr(take, key), 4) for key in ("asked_s", "planned_s", "took_s", "late_s")
    }
    return (
        {"version": VERSION, "kind": "take"}
        | asdict(take)
        | times
        | {
            "at": take.at.isoformat(timespec="milliseconds"),
            "how": take.how.value,
            "shape": take.shape.value,
            "clip_s": None if take.clip_s is None else round(take.clip_s, 3),
            "rms_steps": None if take.rms_steps is None else round(take.rms_steps, 4),
            "samples": samples,
        }
    )


def thinned(samples: tuple[TakeSample, ...]) -> tuple[TakeSample, ...]:
    """At most MAX_SAMPLES of them, evenly chosen, the first and the last among them."""
    if len(samples) <= MAX_SAMPLES:
        return samples
    last = len(samples) - 1
    return tuple(samples[index * last // (MAX_SAMPLES - 1)] for index in range(MAX_SAMPLES))


class _AnotherVersion(Exception):
    """A line that this version does not understand."""


def _older(path: Path) -> Path:
    return path.with_name(f"{path.name}.1")


def _roll(path: Path) -> None:
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return
    if size >= ROLL_BYTES:
        path.replace(_older(path))


def _append(path: Path, line: bytes) -> None:
    """One write of the whole line; after a torn one, on a line of its own."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o666)
    try:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            line = b"\n" + line
        try:
            written = os.write(descriptor, line)
            if written < len(line):  # the disk is full: what did not fit says why
                os.write(descriptor, line[written:])
        except OSError:
            os.ftruncate(descriptor, size)
            raise
    finally:
        os.close(descriptor)


def _lines(content: bytes) -> Iterator[tuple[int, bytes, bool]]:
    """Each line with its number, and whether it is a last one without an end."""
    *whole, rest = content.split(b"\n")
    lines = chain(((line, False) for line in whole), [(rest, True)])
    for number, (line, is_last) in enumerate(lines, 1):
        if line.strip():
            yield number, line, is_last


def _sentence(path: Path, left_out: list[str]) -> str:
    named = left_out[:NAMED_LINES]
    more = len(left_out) - len(named)
    rest = [f"{more} more are left out too"] if more else []
    return f"{shown(path)}: {', '.join([*named, *rest])}."


def _take(data: dict[str, Any]) -> Take:
    """Raises ValueError, KeyError or TypeError for anything but a take."""
    version = data["version"]
    if (version, data["kind"]) != (VERSION, "take"):
        if is_whole(version, 1, 10**6) and isinstance(data["kind"], str):
            raise _AnotherVersion
        raise ValueError("not of fsq")
    at = dt.datetime.fromisoformat(_text(data["at"]))
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    first, second = data["names"]
    return Take(
        at,
        _text(data["scene"]),
        _text(data["lens_name"]),
        _switch(data["simulated"]),
        _whole(data["from_point"], 1),
        _whole(data["to_point"], 1),
        (_text(first), _text(second)),
        _whole(data["from_step"]),
        _whole(data["to_step"]),
        _number(data["asked_s"]),
        _number(data["planned_s"]),
        _number(data["took_s"]),
        _off(data["off_by_steps_before"]),
        _off(data["off_by_steps"]),
        _HOW[data["how"]],
        _SHAPES[data["shape"]],
        _number(data["late_s"]),
        None if data["rms_steps"] is None else _number(data["rms_steps"]),
        tuple(_sample(*sample) for sample in data["samples"]),
        None if data.get("clip_s") is None else _number(data["clip_s"]),
    )


def _sample(at_s: object, step: object, ideal_step: object, how: str) -> TakeSample:
    return _number(at_s), _number(step, -_MOST), _number(ideal_step, -_MOST), _HOW[how]


def _off(value: object) -> int | None:
    return None if value is None else _whole(value, -int(_MOST))


def _whole(value: object, least: int = 0) -> int:
    if not is_whole(value, least, int(_MOST)):
        raise ValueError("not a whole number")
    return value


def _number(value: Any, least: float = 0.0) -> float:
    if not is_number(value, least, _MOST):
        raise ValueError("not a number")
    return float(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("not true or false")
    return value
