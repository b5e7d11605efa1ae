"""What a show needs before anything can be measured: a home, and a scene of a calibrated lens."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.terminal import Terminal
from fsq_tui.backend import open_lens
from fsq_tui.backend.model import SHIPPED
from fsq_tui.clock import VirtualClock
from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.sequence import FocusPoint
from fsq_tui.session.headless import Signalled, survey
from fsq_tui.storage.scene import Scene, SceneFile, read_scene

FSQ = Path(sys.executable).with_name("fsq")
OFF = b"[    ]"
AT_POINT_1 = "[edit]   1 / 2 |"
PULL_STEPS = (150, 250)
PULL_S = 3.0
AT_ONCE_S = 0.5  # less than the lens takes: its first command is due as soon as SET is pressed


@dataclass(frozen=True, slots=True)
class Stage:
    """A home folder and a scene in it: two points, 100 steps and 3 s apart.

    `blind` is the model of a lens without live view: a screen that shows none can come to rest.
    """

    home: Path
    scene: Path
    blind: Path

    def terminal(self, *options: str) -> Terminal:
        """The installed fsq on the scene, without a picture."""
        blind = ("--lens-model", str(self.blind))
        return Terminal([str(FSQ), *blind, *options, str(self.scene)], self.home)

    def in_view(self, more: Mapping[str, str]) -> Terminal:
        """The same with one, with `more` in its environment."""
        return Terminal([str(FSQ), str(self.scene)], self.home, more)


def hurried(stage: Stage) -> Stage:
    """The same with a pull that begins with a command: a slower one may begin with a wait."""
    scene = read_scene(stage.scene)
    first, second = scene.points
    path = stage.home / "hurried.toml"
    with SceneFile.open(path) as file:
        file.save(replace(scene, points=(first, replace(second, duration_s=AT_ONCE_S))))
    return replace(stage, scene=path)


@contextmanager
def stage() -> Iterator[Stage]:
    """A stage that is cleared away at the end."""
    with TemporaryDirectory(prefix="fsq-bench-") as folder:
        home = Path(folder)
        made = Stage(home, home / "scene.toml", home / "blind.toml")
        made.blind.write_text(f"live_view = false\n{(SHIPPED / 'ef24.toml').read_text()}")
        with SceneFile.open(made.scene) as file:
            file.save(_scene(_calibration()))
        yield made


def enter_edit(terminal: Terminal) -> None:
    """From the start into the edit mode, at rest on point 1."""
    terminal.first(OFF)
    terminal.write(b"i")
    terminal.rest(AT_POINT_1)


def _calibration() -> Calibration:
    clock = VirtualClock()
    lens = open_lens("simulated", clock, "ef24")
    return survey(lens, clock, Signalled(clock), lambda _fraction, _label: None).calibration


def _scene(calibration: Calibration) -> Scene:
    first, second = (calibration.positions[step] for step in PULL_STEPS)
    points = (FocusPoint(first, 100, 0.0), FocusPoint(second, 50, PULL_S))
    return Scene(calibration.lens_name, calibration, points)
