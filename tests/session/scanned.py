"""What the tests of a scan hold: marks set by hand, and what is true of the scene between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fsq_tui.backend.scene import SHARPEST_PX, Scene
from fsq_tui.session.stack_looks import Marked, marked
from fsq_tui.session.stack_scan import Scanned, scan
from fsq_tui.session.sweep import go_to
from fsq_tui.stacking.selection import selected
from tests.session.seeing import Changed
from tests.session.silent import SilentRig, ignore

SURE = 0.3  # confidence from which on a depth is held against the truth
Depths = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Marks:
    """Two marks, and the true step of each."""

    near: Marked
    far: Marked
    near_step: int
    far_step: int

    def depth(self, step: float) -> float:
        """Of a true step."""
        return (step - self.near_step) / (self.far_step - self.near_step)

    def step(self, depth: float) -> float:
        """The true step of a depth."""
        return self.near_step + depth * (self.far_step - self.near_step)


def marks_at(motor: Any, near: int, far: int, true_step: Callable[[], int]) -> Marks:
    """The lens goes to each, and ends at the far one."""
    found = []
    for step in (near, far):
        go_to(motor, step)
        found.append((marked(motor), true_step()))
    (first, first_step), (second, second_step) = found
    return Marks(first, second, first_step, second_step)


def scanned(rig: SilentRig, near: int, far: int) -> tuple[Marks, Scanned]:
    """Marks, and the scan between them."""
    marks = marks_at(rig.motor, near, far, lambda: rig.true_step)
    return marks, scan(rig.motor, marks.near, marks.far, ignore)


def errors(found: Scanned, scene: Scene, marks: Marks) -> Depths:
    """By how much the depth of each tile that is sure and lies between the marks is off."""
    columns = found.map.depth.shape[1]
    off = []
    for column in range(columns):
        step = scene.plane_step((column + 0.5) / columns)
        if step is None or not 0.0 <= marks.depth(step) <= 1.0:
            continue
        sure = found.map.confidence[:, column] >= SURE
        off.append(np.abs(found.map.depth[sure, column] - marks.depth(step)))
    return np.concatenate(off)


def shots_off(
    found: Scanned, motor: Any, marks: Marks, count: int, true_step: Callable[[], int]
) -> list[float]:
    """By how many true steps the lens stands off the depth of each shot."""
    shots = found.shots(selected(count, found.information))
    way = found.way(motor, shots)
    off = []
    for shot in shots:
        way.go(shot)
        off.append(true_step() - marks.step(shot.depth))
    way.back()
    return off


class Otherwise(Changed):
    """The scene, of which some steps are shown otherwise: another step, or with something in it."""

    def __init__(
        self, scene: Scene, shown: Callable[[int], int], is_covered: Callable[[int], bool]
    ) -> None:
        super().__init__(scene, lambda picture: picture)
        self._shown, self._is_covered = shown, is_covered

    def frame(self, step: int, now_s: float, ev: float = 0.0) -> bytes:
        """Somebody dark stands on the left where it is covered."""
        covered = self._is_covered(step)
        self._change = _somebody if covered else lambda picture: picture
        return super().frame(self._shown(step), now_s, ev)

    def plane_step(self, across: float) -> int | None:
        """As the scene's."""
        return self._scene.plane_step(across)


def _somebody(picture: Any) -> Any:
    return np.where(np.arange(picture.shape[1]) < picture.shape[1] * 0.3, 40.0, picture)


def all_in_focus(scene: Scene) -> npt.NDArray[np.uint8]:
    """The brightness of a scene with each of its planes as sharp as it gets, without noise."""
    picture = scene._picture.copy()
    for plane in scene._planes:
        picture[:, plane.span] = plane.blurred(SHARPEST_PX)
    return picture
