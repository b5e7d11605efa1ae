"""`fsq repeat`: how well a lens comes back to two steps, and its backlash."""

from __future__ import annotations

import argparse
import json
from contextlib import ExitStack, closing
from typing import Any

from fsq_tui import paths
from fsq_tui.errors import UsageFault
from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.modes import How
from fsq_tui.focus.sequence import FocusPoint, printable
from fsq_tui.session.headless import Signalled, playable
from fsq_tui.session.repeat import Backlash, End, Repeated, repeat
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import Scene, SceneFile
from fsq_tui.verbs import values
from fsq_tui.verbs.lenses import chosen, name_lens
from fsq_tui.verbs.point_edits import point_index
from fsq_tui.verbs.progress import clear_progress, show_progress
from fsq_tui.verbs.scenes import require_existing
from fsq_tui.verbs.signals import halted_by_signals

Place = tuple[str, int]
"""What an end is called, and its step."""


def run(args: argparse.Namespace) -> int:
    """Pull from A to B and back, measure what turns lose, and print both."""
    if args.file is not None:
        require_existing(args.file)
    mount, clock = chosen(args)
    attention = Signalled(clock)
    with ExitStack() as stack:
        scene = Scene()
        if args.file is not None:
            scene = stack.enter_context(SceneFile.open(args.file)).load()
        lens = stack.enter_context(closing(mount.open(clock)))
        name_lens(lens, mount, scene.lens_name)
        library = LensLibrary(paths.lens_library_of(mount.is_simulated))
        calibration = playable(args.file, scene, lens.identity, library)
        points = None if args.file is None else scene.points
        first, second = (_place(word, points, calibration) for word in (args.a, args.b))
        if first[1] == second[1]:
            raise UsageFault("Both ends are the same step.", "Name two that differ.")
        stack.enter_context(halted_by_signals(attention))
        steps = (first[1], second[1])
        found = repeat(lens, clock, attention, calibration, steps, args.times, show_progress)
    clear_progress()
    names = (first[0], second[0])
    print((_as_json if args.json else _as_text)(calibration, names, found))
    return 0


def _place(word: str, points: tuple[FocusPoint, ...] | None, calibration: Calibration) -> Place:
    """A point of the scene, by number or name, or a step where there is no scene."""
    if points is not None:
        index = point_index(points, word)
        return f"point {index + 1}", calibration.step_at(points[index].normalized_position)
    step = values.steps(word)
    if step > calibration.last_step:
        raise UsageFault(f"There is no step {step}.", f"The last one is {calibration.last_step}.")
    return f"step {step}", step


def _as_json(calibration: Calibration, names: tuple[str, str], found: Repeated) -> str:
    ends = [_json_end(name, end) for name, end in zip(names, found.ends, strict=True)]
    return json.dumps(
        {
            "lens_name": calibration.lens_name,
            "simulated": calibration.simulated,
            "how": found.how.value,
            "error_steps": found.error_steps,
            "ends": ends,
            "backlash": None if found.backlash is None else _json_backlash(found.backlash),
        }
    )


def _json_end(name: str, end: End) -> dict[str, Any]:
    return {
        "name": name,
        "step": end.step,
        "mean_steps": end.mean_steps,
        "std_dev_steps": end.std_dev_steps,
        "spread_steps": end.spread_steps,
        "off_by_steps": end.off_by_steps,
    }


def _json_backlash(backlash: Backlash) -> dict[str, Any]:
    known = not backlash.is_wider
    return {
        "steps": backlash.steps if known else None,
        "error_steps": backlash.error_steps if known else None,
        "wider_than_steps": None if known else backlash.run_steps,
        "step_size": backlash.step_size,
        "commands": backlash.commands,
        "lost_forward": backlash.forward,
        "lost_backward": backlash.backward,
    }


def _as_text(calibration: Calibration, names: tuple[str, str], found: Repeated) -> str:
    pulls = len(found.ends[0].off_by_steps)
    rows = [
        f"{printable(calibration.lens_name)}{', simulated' * calibration.simulated}: "
        f"{pulls} pulls to each end, {_how(found)} before any correction",
        "",
        "END            STEP   OFF BY  STD DEV  SPREAD",
    ]
    for name, end in zip(names, found.ends, strict=True):
        rows.append(
            f"{name:12} {end.step:6d}  {end.mean_steps:+7.2f}  {end.std_dev_steps:7.2f}"
            f"  {end.spread_steps:6d}"
        )
    return "\n".join([*rows, "", f"backlash  {_told(found)}"])


def _how(found: Repeated) -> str:
    if found.how is How.MEASURED:
        return "measured"
    return f"inferred from the picture (each ±{found.error_steps:.0f} steps)"


def _told(found: Repeated) -> str:
    backlash = found.backlash
    if found.how is not How.MEASURED:
        return "not measured: the lens tells no position"
    if backlash is None:
        return "not measured: the two ends are too near together"
    if backlash.is_wider:
        return f"more than {backlash.run_steps:g} steps"
    turns = len(backlash.forward) + len(backlash.backward)
    return f"{backlash.steps:.2f} steps, give or take {backlash.error_steps:.2f} ({turns} turns)"
