"""`fsq points`: list and edit the focus points of a scene, without a lens.

Every edit is one that the application can undo.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from fsq_tui.errors import UsageFault
from fsq_tui.focus.distance import distance_label
from fsq_tui.focus.order import manner
from fsq_tui.focus.sequence import History, Order, Sequence, printable
from fsq_tui.session.rows import rows
from fsq_tui.session.snapshot import PointRow
from fsq_tui.storage.journal import load_history, save_history
from fsq_tui.storage.scene import Scene, SceneFile
from fsq_tui.verbs.point_edits import EDITS, point_index
from fsq_tui.verbs.scenes import calibration_of, read_existing, require_existing


def run(args: argparse.Namespace) -> int:
    """Print the points of `args.file`, after the edit where one is asked for."""
    scene = read_existing(args.file) if args.edit == "list" else _edited(args)
    listed = rows(Sequence(scene.points, order=scene.order), calibration_of(scene))
    print(_as_json(scene, listed) if args.json else _as_text(scene, listed))
    return 0


def _edited(args: argparse.Namespace) -> Scene:
    require_existing(args.file)
    with SceneFile.open(args.file) as file:
        before = file.load()
        if not before.lens_name:
            raise UsageFault(
                f"The scene {printable(str(args.file))} does not say which lens it is for.",
                "Open it once with the lens mounted: fsq FILE.",
            )
        index = _standing(args, before)
        edited = EDITS[args.edit](
            args, Sequence(before.points, index, before.order), calibration_of(before)
        )
        after = replace(before, points=edited.points)
        if after != before:
            _save(file, after, _history(args.file, before, index).edited(edited))
    return after


def _standing(args: argparse.Namespace, scene: Scene) -> int:
    """The index of the point to edit, or of the one to add another after."""
    if args.edit != "add":
        return point_index(scene.points, args.point)
    return len(scene.points) - 1 if args.after is None else point_index(scene.points, args.after)


def _history(path: Path, scene: Scene, index: int) -> History:
    history, note = load_history(path, Sequence(scene.points, order=scene.order), scene.lens_name)
    if note:
        print(printable(note), file=sys.stderr)
    return history.moved_to(max(0, index))


def _save(file: SceneFile, scene: Scene, history: History) -> None:
    file.save(scene)
    save_history(file.path, history, scene.lens_name)


def _as_json(scene: Scene, listed: tuple[PointRow, ...]) -> str:
    points = [_json_point(number, row) for number, row in enumerate(listed, 1)]
    return json.dumps(
        {"lens_name": scene.lens_name, "play_order": scene.order.value, "points": points}
    )


def _json_point(number: int, row: PointRow) -> dict[str, Any]:
    into = row.transition
    return {
        "number": number,
        **asdict(row.point),
        "shape": row.point.shape.value,
        "step": row.step,
        "expected_s": None if into is None else into.expected_s,
        "fastest_s": None if into is None else into.fastest_s,
        "reason": "" if into is None else into.reason,
    }


def _as_text(scene: Scene, listed: tuple[PointRow, ...]) -> str:
    heading = printable(scene.lens_name) or "no lens yet"
    if not listed:
        return f"{heading}: no points"
    lines = [
        heading if scene.order is Order.ONCE else f"{heading}, play order {scene.order.value}",
        "",
        f" NO  {'NAME':32}  POSITION   STEP  DISTANCE   TARGET  EXPECTED  PLAYED",
    ]
    for number, row in enumerate(listed, 1):
        lines.append(_line(number, row))
        if row.transition is not None and row.transition.reason:
            lines.append(f"     {row.transition.reason}")
    return "\n".join(lines)


def _line(number: int, row: PointRow) -> str:
    point = row.point
    step = "-" if row.step is None else str(row.step)
    target = f"{point.duration_s:.3f}s" if number > 1 or row.transition else ""
    expected = "" if row.transition is None else f"{row.transition.expected_s:.3f}s"
    return (
        f"{number:3d}  {printable(point.name):32}  {point.normalized_position:8d}  {step:>5}"
        f"  {distance_label(point.distance_cm):>8}  {target:>7}  {expected:>8}  {manner(point)}"
    ).rstrip()
