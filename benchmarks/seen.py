"""Focus read from the picture, on a lens whose body tells nothing else: how wrong it is, how often.

On a virtual Canon without a wire, with backlash and noise, calibrated by its picture as well. A
place is told on the scale of that calibration, which is the only one that the operator has: the
truth is taken on it too, in proportion between the stops.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.figures import Figure, median, percentile
from benchmarks.stage import Stage
from fsq_tui.errors import UnfitScene
from fsq_tui.pictures.seen import Seen
from fsq_tui.session.contrast import focus_on_peak
from fsq_tui.session.eye import Eye
from fsq_tui.session.survey import check_limits
from fsq_tui.session.sweep import calibration_of, go_to, sweep
from tests.session.seeing import (
    FLAT,
    LIT,
    MOVED,
    UNSEEN,
    Change,
    Changed,
    is_right,
    of_plane,
    put,
    told,
    true_step,
)
from tests.session.silent import SMALL, SilentRig, ignore, surveyed

NOISY = dataclasses.replace(SMALL, noise_levels=2.0)
LENSES: tuple[dict[str, Any], ...] = (
    *({"model": "ef24", "backlash_steps": 3, "seed": seed} for seed in (4, 5, 6, 7)),
    {"model": "ef24", "backlash_steps": 3, "seed": 8, "scene": NOISY},
    {"model": "backlash", "lost_step_rate": 0.0, "seed": 3},
)
PLACES = 40  # of each lens
CHANGED, LIT_TRIALS, UNSEEN_TRIALS, FLAT_TRIALS = 200, 200, 50, 50
FOCUSED = 4  # of each subject of each lens
NEAR_STEPS = 2.0  # of the sharpest step


def measure(_stage: Stage) -> list[Figure]:
    """All on the virtual clock; the same in every run."""
    chance = random.Random(7)
    rigs = [surveyed(**lens) for lens in LENSES]
    sweeps = [(rig, sweep(rig.motor, ignore)) for rig in rigs]
    return [
        *_places(sweeps, chance),
        _flat(sweeps, chance),
        _answers("of another framing", sweeps, MOVED, CHANGED, chance),
        _answers("in the dark or of nothing", sweeps, UNSEEN, UNSEEN_TRIALS, chance),
        _answers("in another light", sweeps, LIT, LIT_TRIALS, chance),
        _autofocus(rigs, chance),
        *_scales(rigs),
    ]


def _places(sweeps: Sequence[tuple[SilentRig, Seen]], chance: random.Random) -> list[Figure]:
    """How far the inferred position is off, over the whole range."""
    off, bounds, wrong = [], [], 0
    for rig, seen in sweeps:
        for _ in range(PLACES):
            found = told(rig, seen, chance.randrange(rig.model.steps))
            if found is not None:
                off.append(abs(found.step - true_step(rig)))
                bounds.append(found.error_steps)
                wrong += not is_right(rig, found)
    trials = PLACES * len(sweeps)
    note = f"{len(off)} of {trials} trials on {len(sweeps)} lenses told; bound {median(bounds):.1f}"
    return [
        Figure("inferred position off, median", median(off), "steps", 2, note),
        Figure(
            "inferred position off, 95 %", percentile(off, 95), "steps", 6, f"{max(off):.1f} most"
        ),
        Figure("inferred positions beyond their bound", wrong, "", 0, f"{len(off)} trials"),
        Figure("inferred positions, none told", 100 * (1 - len(off) / trials), "%"),
    ]


def _most(off: Sequence[float]) -> str:
    return f"{max(off):.1f} at most"


def _flat(sweeps: Sequence[tuple[SilentRig, Seen]], chance: random.Random) -> Figure:
    answers = 0
    trials = list(_trials(sweeps, ("",), FLAT_TRIALS))
    for rig, seen, _ in trials:
        put(rig, chance.randrange(rig.model.steps))
        answers += seen.inferred(Eye(rig.motor).rest(), FLAT) is not None
    return Figure("answers of the flat region", answers, "", 0, f"{len(trials)} trials")


def _answers(
    what: str,
    sweeps: Sequence[tuple[SilentRig, Seen]],
    changes: Mapping[str, Change],
    least: int,
    chance: random.Random,
) -> Figure:
    """Wrong ones: the truth lies beyond the bound stated."""
    answers = wrong = trials = 0
    for rig, seen, name in _trials(sweeps, tuple(changes), least):
        scene = rig.body.scene
        rig.body.scene = Changed(scene, changes[name])  # type: ignore[assignment]
        found = told(rig, seen, chance.randrange(rig.model.steps))
        rig.body.scene = scene
        trials += 1
        answers += found is not None
        wrong += found is not None and not is_right(rig, found)
    note = f"{trials} trials, {answers} told, {len(changes)} changes"
    return Figure(f"wrong answers {what}", wrong, "", 0, note)


def _trials(
    sweeps: Sequence[tuple[SilentRig, Seen]], names: Sequence[str], least: int
) -> Iterator[tuple[SilentRig, Seen, str]]:
    """Every name as often as it takes, on one lens after the other."""
    rounds = -(-least // len(names))
    for number in range(rounds):
        rig, seen = sweeps[number % len(sweeps)]
        for name in names:
            yield rig, seen, name


def _autofocus(rigs: Sequence[SilentRig], chance: random.Random) -> Figure:
    """Every subject from anywhere."""
    off: list[float] = []
    for rig in rigs:
        rig.motor.limits = check_limits(rig.motor, ignore)  # it was put to places by hand
        for number, sharp in enumerate(rig.model.subject_steps(), 1):
            for _ in range(FOCUSED):
                go_to(rig.motor, chance.randrange(rig.model.steps - 1))
                try:
                    focus_on_peak(rig.motor, of_plane(rig, number), ignore)
                    off.append(abs(rig.true_step - sharp))
                except UnfitScene:
                    off.append(float("inf"))
    far = 100 * sum(steps > NEAR_STEPS for steps in off) / len(off)
    note = f"{len(off)} trials, {_most(off)}"
    return Figure("contrast AF farther than 2 steps from the sharpest", far, "%", 5, note)


def _scales(rigs: Sequence[SilentRig]) -> list[Figure]:
    """By how much the calibrations make the way of the lens too long or too short."""
    off = []
    for rig in rigs:
        last_step = calibration_of(rig.motor).last_step
        off.append(100 * abs(last_step / (rig.model.steps - 1) - 1))
    return [Figure("scale of the calibration off, most", max(off), "%", None, f"{len(off)} lenses")]
