"""`fsq calibrate`: measure the mounted lens, without a screen."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack, closing
from dataclasses import replace

from fsq_tui import paths
from fsq_tui.focus.marks import carried_over
from fsq_tui.focus.sequence import printable
from fsq_tui.session.headless import Signalled, Survey, survey
from fsq_tui.session.keeper import known_calibration, require_lens
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import Scene, SceneFile
from fsq_tui.verbs.lenses import chosen, name_lens
from fsq_tui.verbs.progress import clear_progress, show_progress
from fsq_tui.verbs.signals import halted_by_signals


def run(args: argparse.Namespace) -> int:
    """Calibrate; keep the result in the lens library, and in the scene where one is named."""
    mount, clock = chosen(args)
    attention = Signalled(clock)
    with ExitStack() as stack:
        scene_file = None if args.file is None else stack.enter_context(SceneFile.open(args.file))
        scene = Scene() if scene_file is None else scene_file.load()
        lens = stack.enter_context(closing(mount.open(clock)))
        name_lens(lens, mount, scene.lens_name)
        lens_name = lens.identity.lens_name
        require_lens(
            args.file, scene, lens_name, mount.is_simulated
        )  # or all the work would be for nothing
        library = LensLibrary(paths.lens_library_of(mount.is_simulated))
        known = known_calibration(scene, library, lens_name, is_simulated=mount.is_simulated)
        stack.enter_context(halted_by_signals(attention))
        found = survey(lens, clock, attention, show_progress)
        marks = () if known is None else known.marks
        calibration, lost = carried_over(found.calibration, marks)
        library.keep(calibration)
        if scene_file is not None:
            scene = replace(scene_file.load(), lens_name=lens_name, calibration=calibration)
            scene_file.save(scene)
    clear_progress()
    if lost:
        print(lost, file=sys.stderr)
    print(_as_json(found) if args.json else _as_text(found))
    return 0


def _as_json(found: Survey) -> str:
    calibration = found.calibration
    return json.dumps(
        {
            "lens_name": calibration.lens_name,
            "steps": len(calibration.positions),
            "modes": [
                {"step_size": mode.step_size, "steps": mode.steps, "speed": mode.speed_steps_s}
                for mode in calibration.modes
            ],
            "backlash_steps": calibration.backlash_steps,
            "how": found.how.value,
            "seconds": round(found.seconds, 3),
        }
    )


def _as_text(found: Survey) -> str:
    calibration = found.calibration
    rows = [
        f"lens        {printable(calibration.lens_name)}",
        f"steps       {len(calibration.positions)} ({found.how.value})",
    ]
    rows += [
        f"size {mode.step_size}      {mode.steps:g} steps at {mode.speed_steps_s:.3f} steps/s"
        for mode in calibration.modes
    ]
    if calibration.backlash_steps:
        rows.append(f"backlash    {calibration.backlash_steps:g} steps")
    return "\n".join([*rows, f"took        {found.seconds:.1f}s"])
