"""Many racks, on lenses that lose steps and have play: what the counter says of itself holds."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from tests.session.racked import racked

SET_UP = ("end_point", *["left"] * 3, *["jog_backward_2"] * 3, "jog_backward_1")
HALF = 0.5  # a count is shown in whole steps


class Witness:
    """Sees where the lens really is, and remembers where its end and its start point are."""

    def __init__(self, show: Any) -> None:
        self._show = show
        self.end = self.start = show.lens.true_step
        self.worst = 0.0

    @property
    def _scale(self) -> float:
        """Steps of the calibration in one of the lens: lost ones were counted as well."""
        return float(self._show.shown.calibration.last_step / (self._show.model.steps - 1))

    def press(self, button: str) -> None:
        began, before = self._show.lens.true_step, self._show.shown.rack
        self._show.press(button)
        stands, after = self._show.lens.true_step, self._show.shown.rack
        if button == "end_point":
            self.end = stands
        elif button != "q":
            self.start = stands
        elif "rack " in self._show.log[-1] or "count begins anew" in self._show.log[-1]:
            is_same = before.start_steps is not None and abs(before.start_steps) <= 1
            self.start, self.end = self.end, self.start if is_same else began
        off = abs((stands - self.end) * self._scale - after.counter_steps)
        self.worst = max(self.worst, off)
        assert off <= after.unsure_steps + HALF, button


@pytest.mark.parametrize("mute", [False, True])
def test_500_racks_forth_and_back_with_lost_steps_and_play(tmp_path: Path, mute: bool) -> None:
    with racked(tmp_path, "backlash", mute=mute) as show:
        show.press("end_point")
        witness = Witness(show)
        for button in SET_UP:
            witness.press(button)
        for _ in range(500):
            witness.press("q")
        if not mute:
            assert (witness.worst, show.shown.rack.unsure_steps) == (0.0, 0)
        assert all("rack " in line for line in show.log[-400:])


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("model", ["ef24", "backlash"])
def test_racks_of_every_step_size_by_the_count(tmp_path: Path, model: str, size: int) -> None:
    with racked(tmp_path, model, mute=True, seed=size, step_size=size, step_wait=size != 2) as show:
        show.press("end_point")
        witness = Witness(show)
        for button in (*SET_UP, *["q"] * 40):
            witness.press(button)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("mute", [False, True])
def test_whatever_is_pressed(tmp_path: Path, mute: bool, seed: int) -> None:
    chance = random.Random(seed)
    keys = ("left", "right", "up", "down", "jog_forward_1", "jog_backward_3", "q", "q", "end_point")
    with racked(tmp_path, "backlash", mute=mute, seed=seed) as show:
        show.press("end_point")
        witness = Witness(show)
        for _ in range(120):
            witness.press(chance.choice(keys))
