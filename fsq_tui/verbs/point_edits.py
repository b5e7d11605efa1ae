"""What `fsq points add`, `set` and `remove` make of a sequence, without reading or writing."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from fsq_tui.errors import LensFault, UsageFault
from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.distance import UNKNOWN_CM, whole_cm
from fsq_tui.focus.plan import fastest_duration_s
from fsq_tui.focus.scale import marked_cm, require_scale, shapes_of
from fsq_tui.focus.sequence import (
    MAX_POINTS,
    FocusPoint,
    Sequence,
    named,
    printable,
)
from fsq_tui.focus.shape import Shape

Edit = Callable[[argparse.Namespace, Sequence, Calibration | None], Sequence]


def point_index(points: tuple[FocusPoint, ...], text: str) -> int:
    """The index of a point by its number (from 1) or its name. Raises UsageFault."""
    if text.isdecimal() and text.isascii() and 1 <= int(text[:9]) <= len(points):
        return int(text[:9]) - 1
    found = named(points, text)
    if len(found) == 1:
        return found[0]
    if found:
        numbers = ", ".join(str(index + 1) for index in found)
        raise UsageFault(
            f"The points {numbers} are all named {printable(text)!r}.", "Give a number."
        )
    close = get_close_matches(text, [point.name for point in points if point.name], n=1)
    hint = f"Did you mean {printable(close[0])}? " if close else ""
    count = f"{len(points)} point" + ("s" if len(points) != 1 else "")
    raise UsageFault(
        f"There is no point {printable(text)!r}; the scene has {count}.",
        f"{hint}Give a number or a name from fsq points FILE.",
    )


def _add(args: argparse.Namespace, sequence: Sequence, calibration: Calibration | None) -> Sequence:
    """A point after the one that the sequence stands on, as fast as the lens can if not told."""
    if len(sequence.points) >= MAX_POINTS:
        raise UsageFault(f"The scene has {MAX_POINTS} points already.", "Remove one first.")
    position, distance_cm = _place(args, calibration)
    duration_s = args.duration
    if duration_s is None:
        duration_s = _fastest_into(position, sequence, calibration)
    point = FocusPoint(position, distance_cm, duration_s, args.name or "")
    return sequence.inserted(replace(point, **_manner(args, calibration)))


def _set(args: argparse.Namespace, sequence: Sequence, calibration: Calibration | None) -> Sequence:
    """The point that the sequence stands on, changed in what is named."""
    is_moved = (args.at, args.distance, args.position) != (None, None, None)
    manner = _manner(args, calibration)
    if not (is_moved or manner or (args.duration, args.name) != (None, None)):
        raise UsageFault(
            "There is nothing to change.",
            "Give --at, --distance, --position, --duration, --name, --shape, --dwell, --chain"
            " or --skip.",
        )
    if is_moved:
        sequence = sequence.recorded(*_place(args, calibration))
    if args.duration is not None:
        sequence = sequence.retimed(args.duration)
    if args.name is not None:
        sequence = sequence.renamed(args.name)
    return sequence.with_current(replace(sequence.current, **manner))


def _remove(
    _args: argparse.Namespace, sequence: Sequence, _calibration: Calibration | None
) -> Sequence:
    """Without the point that the sequence stands on, never without any."""
    if len(sequence.points) == 1:
        raise UsageFault("The last point is never removed.", "Change it with set.")
    return sequence.removed()


EDITS: dict[str, Edit] = {"add": _add, "set": _set, "remove": _remove}


def _manner(args: argparse.Namespace, calibration: Calibration | None) -> dict[str, Any]:
    """What of `--shape`, `--dwell`, `--chain` and `--skip` was given, as FocusPoint takes it."""
    if args.shape is Shape.DIOPTRES and args.shape not in shapes_of(calibration):
        raise LensFault(
            "This lens has no distance scale to pull evenly in dioptres.", "Give another --shape."
        )
    given = {
        "shape": args.shape, "dwell_s": args.dwell, "chain": args.chain, "skip": args.skip
    }  # fmt: skip
    return {key: value for key, value in given.items() if value is not None}


def _place(args: argparse.Namespace, calibration: Calibration | None) -> tuple[int, int]:
    """Normalized position and distance of `--position`, `--at` or `--distance`."""
    if calibration is None:
        if args.position is not None:
            return args.position, UNKNOWN_CM
        raise LensFault(
            "The lens of this scene is not calibrated: its steps are not known.",
            "Calibrate it, or give --position.",
        )
    if args.position is not None:
        if args.position > calibration.positions[-1]:
            last = calibration.positions[-1]
            raise UsageFault(f"There is no position {args.position}.", f"The last one is {last}.")
        return args.position, _known_cm(calibration, calibration.step_at(args.position))
    if args.distance is not None:
        step = require_scale(calibration).step_at(args.distance)
        return calibration.positions[step], whole_cm(args.distance)  # finer than what is reported
    if args.at > calibration.last_step:
        last = calibration.last_step
        raise UsageFault(f"There is no step {args.at}.", f"The last one is {last}.")
    return calibration.positions[args.at], _known_cm(calibration, args.at)


def _known_cm(calibration: Calibration, step: int) -> int:
    reported_cm = calibration.distances_cm[step] if calibration.distances_cm else UNKNOWN_CM
    return reported_cm or marked_cm(calibration, step)


def _fastest_into(position: int, sequence: Sequence, calibration: Calibration | None) -> float:
    if calibration is None or not sequence.points:
        return 0.0
    return fastest_duration_s(calibration, sequence.current.normalized_position, position)
