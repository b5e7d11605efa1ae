"""`fsq play`: replay a scene from point to point, without a screen."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path

from fsq_tui import paths
from fsq_tui.errors import UsageFault
from fsq_tui.focus.holds import DEFAULT_HOLDS
from fsq_tui.focus.sequence import printable
from fsq_tui.session.headless import (
    Played,
    Signalled,
    Unwatched,
    play,
    playable,
    point_range,
    sequence_of,
)
from fsq_tui.session.recorder import Recorder
from fsq_tui.session.taking import keep_take, told
from fsq_tui.session.viewer import Viewer
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import SceneFile
from fsq_tui.verbs.lenses import chosen, name_lens
from fsq_tui.verbs.scenes import require_existing
from fsq_tui.verbs.signals import halted_by_signals


def run(args: argparse.Namespace) -> int:
    """Go to the first point as fast as possible, then pull; a line for each transition.

    An order without end goes on until a signal comes, or `args.times` round.
    """
    require_existing(args.file)
    mount, clock = chosen(args)
    attention = Signalled(clock)
    with ExitStack() as stack:
        viewing, house = None, Unwatched(_warn)
        if args.record_frames is not None:
            recorder = stack.enter_context(_recording(args.record_frames))
            viewing = partial(Viewer, clock, house=house, recorder=recorder)
        scene = stack.enter_context(SceneFile.open(args.file)).load()
        sequence = sequence_of(scene, point_range(scene, args.first, args.last), args.order)
        if args.times is not None and not sequence.order.is_endless:
            raise UsageFault(
                f"--times has no meaning with the play order {sequence.order.value}, which ends.",
                "Give --order loop or --order ping-pong with it.",
            )
        lens = stack.enter_context(closing(mount.open(clock)))
        library = LensLibrary(paths.lens_library_of(mount.is_simulated))
        name_lens(lens, mount, scene.lens_name)
        calibration = playable(args.file, scene, lens.identity, library)
        stack.enter_context(halted_by_signals(attention))
        filming = (house, DEFAULT_HOLDS) if args.record else None
        playing = play(lens, clock, attention, calibration, sequence, args.times, viewing, filming)
        for played in stack.enter_context(closing(playing)):
            print(_as_json(played) if args.json else _as_text(played), flush=True)
            indices = (played.from_point - 1, played.to_point - 1)
            report, at = played.report, clock.wall()
            clip_s = played.clip_s
            if note := keep_take(
                args.file, lens.identity, scene.points, indices, report, at, clip_s
            ):
                _warn(note)
    return 0


@contextmanager
def _recording(folder: Path) -> Iterator[Recorder]:
    recorder = Recorder(folder)
    try:
        yield recorder
    finally:
        recorder.close()
        for sentence in recorder.troubles():
            _warn(sentence)


def _warn(sentence: str) -> None:
    print(f"fsq: {printable(sentence)}", file=sys.stderr)


def _as_json(played: Played) -> str:
    report = played.report
    return json.dumps(
        {
            "from": played.from_point,
            "to": played.to_point,
            "asked_s": round(report.asked_s, 3),
            "planned_s": round(report.planned_s, 3),
            "took_s": round(report.took_s, 3),
            "off_by_steps_before": report.off_by_steps_before,
            "off_by_steps": report.off_by_steps,
            "how": report.how.value,
        }
    )


def _as_text(played: Played) -> str:
    return f"{played.from_point} -> {played.to_point}: {told(played.report)}"
