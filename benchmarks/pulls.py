"""A thousand pulls of the whole program, screen and all, on motors that are not as calibrated.

By the clock on the wall. Each program runs a sequence unattended; what became of each pull is read
from the takes it keeps.
"""

from __future__ import annotations

import random
import sys
from contextlib import ExitStack
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Played:
    """What a program did: how it was worn, its pulls, how late it sent each command."""

    stretch: float
    takes: tuple[Take, ...]
    lates_s: tuple[float, ...]


def measure(stage: Stage) -> list[Figure]:
    """All programs at once: a pull is mostly waiting. Nobody looks at the live view."""
    return figures(stage, "out of view", 0.0)


def figures(stage: Stage, view: str, per_s: float) -> list[Figure]:
    """The same with so many pictures of the live view a second."""
    calibration = read_scene(stage.scene).calibration
    if calibration is None:
        raise ValueError("the scene of the stage holds no calibration")
    played = _played(stage, calibration, per_s)
    takes = [take for each in played for take in each.takes]
    lates_ms = [1000 * late_s for each in played for late_s in each.lates_s]
    beyond = [
        take
        for each in played
        for take in each.takes
        if _off_s(take) > _command_s(calibration, each.stretch, take)
    ]
    offs_ms = [1000 * _off_s(take) for take in takes]
    motor = f"motor 15 % slow or fast, {worn_lens.JITTER_S * 1000:g} ms jitter"
    command = "the size that just keeps up with the pull"
    missed = sum(take.off_by_steps != 0 for take in takes)
    return [
        Figure(f"pulls not on their step, {view}", missed, "", 0, f"{len(takes)} pulls, {motor}"),
        Figure(
            f"pulls off their end by more than a command, {view}",
            100 * len(beyond) / len(takes),
            "%",
            OFF_PERCENT,
            command,
        ),
        Figure(f"pulls off their end, p50, {view}", percentile(offs_ms, 50), "ms"),
        Figure(f"pulls off their end, p99, {view}", percentile(offs_ms, 99), "ms"),
        Figure(f"commands late, p50, {view}", percentile(lates_ms, 50), "ms"),
        Figure(
            f"commands late, p99, {view}",
            percentile(lates_ms, 99),
            "ms",
            LATE_MS,
            f"{len(lates_ms)} commands, with the screen running",
        ),
    ]


def _off_s(take: Take) -> float:
    return abs(take.took_s - take.asked_s)


def _command_s(calibration: Calibration, stretch: float, take: Take) -> float:
    """How long a command takes of the slowest size that, worn as it is, keeps up with the pull."""
    speed = abs(take.to_step - take.from_step) / take.asked_s
    able = [mode for mode in calibration.modes if mode.speed_steps_s / stretch >= speed]
    return (able[-1] if able else calibration.modes[0]).duration_s * stretch


def _played(stage: Stage, calibration: Calibration, per_s: float) -> list[Played]:
    scenes = [stage.home / f"worn{number}-{per_s:g}.toml" for number in range(len(STRETCHES))]
    for number, scene in enumerate(scenes):
        _write(scene, calibration, random.Random(number))
    with ExitStack() as stack:
        terminals = []
        for scene, stretch in zip(scenes, STRETCHES, strict=True):
            words = (str(stretch), str(per_s), _lates(scene), str(scene))
            command = (sys.executable, worn_lens.__file__, *words)
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
            if all(len(_takes(scene)) >= PULLS for scene in scenes):
                break
            for terminal in terminals:
                terminal.collect(POLL_S / len(terminals))
    return [
        Played(stretch, _takes(scene), tuple(map(float, Path(_lates(scene)).read_text().split())))
        for scene, stretch in zip(scenes, STRETCHES, strict=True)
    ]


def _lates(scene: Path) -> str:
    return str(scene.with_suffix(".late"))


def _takes(scene: Path) -> tuple[Take, ...]:
    """The timed pulls; the way to the first point has no time."""
    return tuple(take for take in load_takes(scene)[0] if take.asked_s)


def _write(path: Path, calibration: Calibration, draw: random.Random) -> None:
    step = draw.randrange(len(calibration.positions))
    points = [FocusPoint(calibration.positions[step])]
    for _ in range(PULLS):
        before, step = step, _near(step, calibration.last_step, draw)
        fastest = fastest_s(calibration.modes, abs(step - before))
        duration_s = round(0.1 + fastest * draw.uniform(*SLOWNESS), 3)
        points.append(FocusPoint(calibration.positions[step], duration_s=duration_s))
    with SceneFile.open(path) as file:
        file.save(Scene(calibration.lens_name, calibration, tuple(points)))


def _near(step: int, last_step: int, draw: random.Random) -> int:
    low, high = max(0, step - FARTHEST_STEPS), min(last_step, step + FARTHEST_STEPS)
    return draw.randint(low, high)
