"""`fsq stack capture`: the pictures of a focus stack, taken without a screen."""

from __future__ import annotations

import argparse
import json
from contextlib import ExitStack, closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fsq_tui import paths
from fsq_tui.errors import LensFault, UsageFault
from fsq_tui.focus.stack import Extent, PlannedShot, StackSettings
from fsq_tui.focus.stray import Stray, stray_text, strays_text
from fsq_tui.session.headless import Signalled, playable
from fsq_tui.session.headless_stack import (
    Around,
    Between,
    ByDepth,
    back_again,
    made_ready,
    plan,
    require_possible,
    way_again,
)
from fsq_tui.session.motor import Motor
from fsq_tui.session.stack_begin import begun
from fsq_tui.session.stack_capture import Progress, StackCapture
from fsq_tui.session.stack_needs import require_able, require_same_lens
from fsq_tui.session.stack_points import to_take
from fsq_tui.session.stack_strays import strays_of
from fsq_tui.session.stack_time import stack_s
from fsq_tui.session.stack_ways import Way
from fsq_tui.stacking.proposal import in_short
from fsq_tui.storage.files import shown
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import Scene
from fsq_tui.storage.stack_folder import StackFolder, read_manifest, require_unused
from fsq_tui.storage.stack_manifest import StackShot
from fsq_tui.verbs.lenses import chosen, name_lens
from fsq_tui.verbs.progress import clear_progress, show_progress, warn
from fsq_tui.verbs.signals import ended_by_signals, halted_by_signals

EXTENTS = {None: Extent.FULL, "live-view": Extent.LIVE_VIEW, "movement": Extent.MOVEMENT}
PLANNING = ("shots", "aperture", "gravity", "even", "plain", "around")


def run(args: argparse.Namespace) -> int:
    """Plan a stack and take it, or take what the stack in `args.folder` lacks."""
    if args.bracket and args.rehearse:
        raise UsageFault("A rehearsal takes no exposures.", "Leave out --bracket.")
    settings = StackSettings(
        settle_s=args.settle,
        flash_delay_s=args.flash_delay,
        bracket_ev=args.bracket,
        extent=EXTENTS[args.rehearse],
    )
    asked = None if args.resume else _asked(args)
    begun = None
    if args.again and not args.resume:
        raise UsageFault("--again is for a stack that there is.", "Give --resume, too.")
    if args.again and args.rehearse:
        raise UsageFault("A rehearsal takes no shot again.", "Leave out --again, or --rehearse.")
    if asked is None:
        if (args.near is None) != (args.far is None):
            raise UsageFault("Only one of the two planes is named.", "Give --near and --far.")
        _refuse_words(args, PLANNING, "--resume goes on with a stack as it was planned")
        begun = read_manifest(args.folder)
    else:
        require_unused(args.folder)
    mount, clock = chosen(args)
    attention = Signalled(clock)
    with ExitStack() as stack:
        lens = stack.enter_context(closing(mount.open(clock)))
        name_lens(lens, mount, "" if begun is None else begun.lens_name)
        motor = Motor(lens, clock, attention)
        if lens.capabilities.drives:
            library = LensLibrary(paths.lens_library_of(mount.is_simulated))
            motor.calibration = playable(args.folder, Scene(), lens.identity, library)
        require_able(lens, settings)
        stack.enter_context(halted_by_signals(attention))
        if asked is None:
            return _resumed(args, motor, attention, settings)
        return _begun(args, motor, attention, settings, asked)


def _begun(
    args: argparse.Namespace,
    motor: Motor,
    attention: Signalled,
    settings: StackSettings,
    asked: Between | Around,
) -> int:
    require_possible(motor, asked)
    home_step = made_ready(motor, show_progress)
    with back_again(motor, attention, home_step, warn):
        planned = plan(motor, asked, home_step, show_progress)
        clear_progress()
        for note in planned.notes:
            warn(note)
        shots, home_step = to_take(planned.shots), planned.way.home_step
        with begun(
            motor, shots, home_step, settings.extent, lambda: args.folder, planned.seen
        ) as folder:
            _print_plan(args, planned.shots, stack_s(motor, shots, settings, home_step), home_step)
            return _taken(args, motor, attention, settings, folder, planned.way)


def _resumed(
    args: argparse.Namespace, motor: Motor, attention: Signalled, settings: StackSettings
) -> int:
    with StackFolder.open(args.folder) as folder:
        require_same_lens(folder.manifest, motor.lens)
        if not folder.missing and not args.again:
            _print_end(args, folder, Extent.FULL)
            return 0
        planes = None if args.near is None else (args.near, args.far)
        folder.require_shots(args.again)
        to_come = [s for s in folder.shots if s in folder.untaken or s.number in args.again]
        find_way = way_again(motor, to_come, planes, folder.path, folder.home_step)
        made_ready(motor, show_progress)
        with back_again(motor, attention, folder.home_step, warn):
            way = find_way(show_progress)
        clear_progress()
        folder.take_again(args.again)
        return _taken(args, motor, attention, settings, folder, way)


def _taken(
    args: argparse.Namespace,
    motor: Motor,
    attention: Signalled,
    settings: StackSettings,
    folder: StackFolder,
    way: Way,
) -> int:
    """Take what is to be taken of a folder; the exit code."""
    teller = _Teller(folder, settings.extent, is_json=args.json)
    halt = attention.stop
    capturing = StackCapture(motor, folder, settings, teller, way, heard=halt.clear)
    try:
        with ended_by_signals(halt.set, _outcome(args.folder, settings.extent)):
            capturing.run()
    finally:
        clear_progress()
        _print_end(args, folder, settings.extent)
    return LensFault.exit_code if _lack(folder, settings.extent) else 0


class _Teller:
    """Tells of a stack: each shot as a line of JSON, else by progress on the terminal."""

    def __init__(self, folder: StackFolder, extent: Extent, *, is_json: bool) -> None:
        self._folder = folder
        self._extent = extent
        shots = folder.shots if extent is Extent.MOVEMENT else folder.untaken
        self._to_come = [shot.number for shot in shots]
        self._is_json = is_json

    def say(self, text: str) -> None:
        warn(text)

    def stray(self, found: Stray) -> None:
        said = stray_text(found)
        warn(f"{said[:1].upper()}{said[1:]}.")

    def progress(self, progress: Progress) -> None:
        if self._is_json:
            for shot in self._come(progress):
                print(json.dumps(_shot(shot) | {"left_s": round(progress.left_s, 1)}), flush=True)
        done = f"{progress.done} of {progress.total} {progress.word}s"
        left = f"{done}, about {progress.left_s:.0f} s left"
        show_progress(progress.done / progress.total, left)

    def _come(self, progress: Progress) -> list[StackShot]:
        """The shots that have been taken, or gone over, since the last time."""
        if self._extent is Extent.MOVEMENT:
            still_to_come = self._to_come[len(self._to_come) + progress.done - progress.total :]
        else:
            still_to_come = [shot.number for shot in self._folder.untaken]
        come = [number for number in self._to_come if number not in still_to_come]
        self._to_come = still_to_come
        return [self._folder.shots[number - 1] for number in come]


def _shot(shot: StackShot) -> dict[str, Any]:
    return {
        "event": "shot",
        "number": shot.number,
        "depth": round(shot.depth, 4),
        "planned_step": shot.planned_step,
        "step": shot.step,
        "how": shot.how.value,
        "unsure_steps": shot.unsure_steps,
        "pictures": [picture.name for picture in shot.pictures],
    }


def _asked(args: argparse.Namespace) -> Between | Around:
    """The plan that the words ask for. Raises UsageFault for words that do not go together."""
    if args.plain is not None:
        words = ("near", "far", "shots", "aperture", "gravity", "even")
        _refuse_words(args, words, "--plain says where the shots lie")
        return Around(args.plain, args.around)
    if args.near is None or args.far is None:
        raise UsageFault(
            "Where the stack begins and ends is not said.",
            "Give --near and --far, or --plain, or --resume.",
        )
    _refuse_words(args, ("around",), "Shots between two planes lie around none")
    shots = StackSettings().shots if args.shots is None else args.shots
    if args.aperture is not None:
        _refuse_words(args, ("shots",), "--aperture says how many shots there are")
        overlap = args.overlap / 100
        shots = ByDepth(args.aperture, args.focal_length, args.coc, overlap)
    gravity = 100.0 if args.gravity is None else args.gravity
    return Between(args.near, args.far, shots, None if args.even else gravity / 100)


def _refuse_words(args: argparse.Namespace, names: tuple[str, ...], why: str) -> None:
    given = [f"--{name}" for name in names if getattr(args, name) not in (None, False)]
    if given:
        raise UsageFault(f"{why}: {', '.join(given)} has no meaning then.", "Leave it out.")


def _print_plan(
    args: argparse.Namespace,
    shots: tuple[PlannedShot, ...],
    expected_s: float,
    home_step: int | None,
) -> None:
    if args.json:
        points = [
            {
                "number": number,
                "depth": round(shot.depth, 4),
                "even": round(shot.even, 4),
                "step": shot.step,
                "reason": shot.reason,
            }
            for number, shot in enumerate(shots, 1)
        ]
        plan_s = {"shots": len(shots), "moves": len(shots) - 1, "expected_s": round(expected_s, 1)}
        print(
            json.dumps({"event": "plan"} | plan_s | {"home_step": home_step, "points": points}),
            flush=True,
        )
        return
    lines = [in_short(len(shots), expected_s), " NO   DEPTH   STEP  WHY THERE"]
    for number, shot in enumerate(shots, 1):
        step = "-" if shot.step is None else str(shot.step)
        lines.append(f"{number:3d}  {shot.depth:6.1%}  {step:>5}  {shot.reason}")
    print("\n".join(lines), flush=True)


def _print_end(args: argparse.Namespace, folder: StackFolder, extent: Extent) -> None:
    """How much of the stack there is, and what stands elsewhere; what is missing was said."""
    strays = strays_of(folder.shots)
    taken, count = sum(shot.is_taken for shot in folder.shots), len(folder.shots)
    if args.json:
        lack = _lack(folder, extent)
        told = [asdict(found) | {"how": found.how.value} for found in strays]
        end = {"event": "missing" if lack else "done", "folder": str(args.folder)}
        print(
            json.dumps(end | {"shots": count, "taken": taken, "missing": lack, "strays": told}),
            flush=True,
        )
    elif extent is not Extent.MOVEMENT:
        said = f"; {strays_text(strays)}" if strays else ""
        print(f"{shown(args.folder)}: {taken} of {count} shots{said}", flush=True)
        if strays:
            numbers = ",".join(str(found.number) for found in strays)
            command = f"fsq stack capture {shown(args.folder)} --resume --again {numbers}"
            warn(f"{command} takes them once more, with --near and --far by a new look.")


def _lack(folder: StackFolder, extent: Extent) -> str:
    """What a run should have brought and has not, as a clause."""
    return "" if extent is Extent.MOVEMENT else folder.missing


def _outcome(folder: Path, extent: Extent) -> str:
    if extent is Extent.MOVEMENT:
        return "the rehearsal is over"
    return f"fsq stack capture {shown(folder)} --resume goes on with it"
