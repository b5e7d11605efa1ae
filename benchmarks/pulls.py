"""A thousand pulls of the whole program, screen and all, on motors that are not as calibrated.

By the clock on the wall. Each program runs a sequence unattended; what became of each pull is read
from the takes it keeps.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from benchmarks import worn_lens
from benchmarks.figures import Figure, percentile
from benchmarks.stage import OFF, Stage
from benchmarks.terminal import Terminal
from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.plan import fastest_s
from fsq_tui.focus.sequence import FocusPoint
from fsq_tui.storage.scene import Scene, SceneFile, read_scene
from fsq_tui.storage.takes import Take, load_takes

STRETCHES = (0.85, 1.15) * 4  # one program each
PULLS = 125  # of each program
FARTHEST_STEPS = 150
SLOWNESS = (1.3, 3.0)  # of the fastest time; 15 % of it the motor itself may take away
LATE_MS, OFF_PERCENT = 5.0, 1.0
GIVE_UP_S = 900.0
POLL_S = 1.0


def measure(stage: Stage) -> list[Figure]:
    """All programs at once: a pull is mostly waiting."""
    calibration = read_scene(stage.scene).calibration
    if calibration is None:
        raise ValueError("the scene of the stage holds no calibration")
    takes = _played(stage, calibration)
    late_ms = [take.late_s * 1000 for take in takes]
    within = [take for take in takes if _over_s(take) <= _largest_s(calibration, take)]
    note = f"{len(takes)} pulls, motor 15 % slow or fast, {worn_lens.JITTER_S * 1000:g} ms jitter"
    return [
        Figure("pulls that did not land on their step", _missed(takes), "", 0, note),
        Figure(
            "pulls off their end by more than a command",
            100 * (1 - len(within) / len(takes)),
            "%",
            OFF_PERCENT,
            "the largest size that is as fast as the pull",
        ),
        Figure("off their end, p50", percentile([_over_s(t) for t in takes], 50) * 1000, "ms"),
        Figure("off their end, p99", percentile([_over_s(t) for t in takes], 99) * 1000, "ms"),
        Figure(
            "latest command of a pull, p99",
            percentile(late_ms, 99),
            "ms",
            LATE_MS,
            "sent after it was due; screen and all",
        ),
    ]


def _over_s(take: Take) -> float:
    return abs(take.took_s - take.asked_s)


def _missed(takes: Sequence[Take]) -> int:
    return sum(take.off_by_steps != 0 for take in takes)


def _largest_s(calibration: Calibration, take: Take) -> float:
    """How long a command of the slowest size takes that keeps up with the pull, by calibration."""
    speed = abs(take.to_step - take.from_step) / take.asked_s
    able = [mode for mode in calibration.modes if mode.speed_steps_s >= speed]
    return (able[-1] if able else calibration.modes[0]).duration_s


def _played(stage: Stage, calibration: Calibration) -> list[Take]:
    scenes = [stage.home / f"worn{number}.toml" for number in range(len(STRETCHES))]
    for number, scene in enumerate(scenes):
        _write(scene, calibration, random.Random(number))
    with ExitStack() as stack:
        terminals = []
        for scene, stretch in zip(scenes, STRETCHES, strict=True):
            command = (sys.executable, worn_lens.__file__, str(stretch), str(scene))
            terminals.append(stack.enter_context(Terminal(command, stage.home)))
        for terminal in terminals:
            terminal.first(OFF)
            terminal.write(b"i")
        for terminal in terminals:
            terminal.rest("[edit]")
            terminal.write(b"i")
            terminal.rest("[play]")
            terminal.write(b"p")
        for _ in range(int(GIVE_UP_S / POLL_S)):
            if all(_is_done(scene) for scene in scenes):
                break
            for terminal in terminals:
                terminal.collect(POLL_S / len(terminals))
    return [take for scene in scenes for take in load_takes(scene)[0] if take.asked_s]


def _is_done(scene: Path) -> bool:
    return sum(1 for take in load_takes(scene)[0] if take.asked_s) >= PULLS


def _write(path: Path, calibration: Calibration, draw: random.Random) -> None:
    step = draw.randrange(len(calibration.positions))
    points = [FocusPoint(calibration.positions[step])]
    for _ in range(PULLS):
        before, step = step, _near(step, calibration.last_step, draw)
        fastest = fastest_s(calibration.modes, abs(step - before))
        duration_s = round(0.1 + fastest * draw.uniform(*SLOWNESS), 3)
        points.append(FocusPoint(calibration.positions[step], duration_s=duration_s))
    with SceneFile.open(path) as file:
        file.save(Scene(calibration.lens_name, replace(calibration), tuple(points)))


def _near(step: int, last_step: int, draw: random.Random) -> int:
    low, high = max(0, step - FARTHEST_STEPS), min(last_step, step + FARTHEST_STEPS)
    return draw.randint(low, high)
