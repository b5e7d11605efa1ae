"""Repeatability and backlash of the simulated lenses, which are known."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from fsq_tui.backend.base import Capabilities
from fsq_tui.backend.model import load_model
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.clock import VirtualClock
from fsq_tui.errors import LensFault, Stopped
from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.modes import How
from fsq_tui.session.headless import Signalled, survey
from fsq_tui.session.repeat import Backlash, End, Repeated, repeat


def ignore(*_: object) -> None:
    """Nobody is watching."""


class Rig:
    """A simulated lens that was switched off and on again since it was calibrated."""

    def __init__(self, model: str, seed: int = 3, **changed: Any) -> None:
        self.clock = VirtualClock()
        self.model = dataclasses.replace(load_model(model), **changed)
        self.attention = Signalled(self.clock)
        first = SimulatedLens(self.model, self.clock, seed)
        self.calibration = survey(first, self.clock, self.attention, ignore).calibration
        self.lens = SimulatedLens(self.model, self.clock, seed + 1)

    def repeat(self, first: int, second: int, times: int = 20) -> Repeated:
        return repeat(
            self.lens,
            self.clock,
            self.attention,
            self.calibration,
            (first, second),
            times,
            ignore,
        )


def backlash_of(found: Repeated) -> Backlash:
    assert found.backlash is not None
    assert not found.backlash.is_wider
    return found.backlash


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("ends", [(50, 200), (200, 50), (100, 140), (0, 259)])
def test_the_true_backlash_is_found_within_the_stated_error(
    seed: int, ends: tuple[int, int]
) -> None:
    backlash = backlash_of(Rig("backlash", seed).repeat(*ends))
    assert backlash.steps == pytest.approx(3.0, abs=backlash.error_steps)
    assert backlash.error_steps < 1.5


@pytest.mark.parametrize("true_steps", [0, 1, 6, 11])
def test_any_backlash_is_found(true_steps: int) -> None:
    rig = Rig("ef24", backlash_steps=true_steps)
    backlash = backlash_of(rig.repeat(100, 300))
    assert backlash.steps == pytest.approx(true_steps, abs=backlash.error_steps)


def test_sizes_that_differ_between_the_directions_are_no_backlash() -> None:
    rig = Rig("ef24")
    turn = rig.lens._turn

    def stronger_forward(mode: Any, asked: int, direction: int) -> None:
        turn(mode, asked + (1 if direction > 0 and mode.step_size == 2 else 0), direction)

    rig.lens._turn = stronger_forward  # type: ignore[method-assign]
    backlash = backlash_of(rig.repeat(100, 300))
    assert backlash.steps == pytest.approx(0.0, abs=backlash.error_steps)


def test_play_that_is_wider_than_a_run_is_not_given_a_width() -> None:
    found = Rig("ef24", backlash_steps=30).repeat(150, 190, 3).backlash
    assert found is not None
    assert found.is_wider
    assert found.run_steps < 30


def test_ends_that_are_too_near_together_tell_no_backlash() -> None:
    found = Rig("ef24").repeat(150, 152, 2)
    assert found.backlash is None
    assert len(found.ends[0].off_by_steps) == 2


def test_each_end_is_what_pulls_to_it_came_to() -> None:
    rig = Rig("backlash")
    rig.calibration = dataclasses.replace(rig.calibration, backlash_steps=0.0)  # as if not known
    low, high = rig.repeat(50, 200, 10).ends
    assert (low.step, high.step) == (50, 200)
    assert len(low.off_by_steps) == len(high.off_by_steps) == 10
    assert low.mean_steps > 0 > high.mean_steps, "a turn ends short, from either side"


def test_a_lens_without_fault_comes_back_to_the_step() -> None:
    even = [dataclasses.replace(mode, spread=0) for mode in load_model("ef24").modes]
    for end in Rig("ef24", modes=tuple(even)).repeat(100, 300, 5).ends:
        assert (end.mean_steps, end.std_dev_steps, end.spread_steps) == (0.0, 0.0, 0)


def test_the_figures_of_an_end() -> None:
    end = End(40, (-1, 0, 1, 4))
    assert (end.mean_steps, end.spread_steps) == (1.0, 5)
    assert end.std_dev_steps == pytest.approx((14 / 3) ** 0.5)


def test_the_error_of_a_backlash() -> None:
    sure = Backlash(2, 10, 40.0, (3, 3, 3), (3, 3, 3), is_wider=False)
    assert (sure.steps, sure.error_steps) == (3.0, 0.5), "whole steps are what the lens tells"
    unsure = Backlash(2, 10, 40.0, (0, 4), (2, 8), is_wider=False)
    assert unsure.steps == 3.5
    assert unsure.error_steps == pytest.approx((7.5**2 + 0.25) ** 0.5), "rounds of 1 and 6"


def test_a_position_that_is_counted_measures_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = Rig("backlash")
    monkeypatch.setattr(
        SimulatedLens, "capabilities", property(lambda _: Capabilities(position=How.COUNTED))
    )
    with pytest.raises(LensFault, match="does not tell where its lens is"):
        rig.repeat(50, 200)
    assert not rig.lens.commands, "it is refused before anything moves"


def test_the_calibration_of_another_range_is_refused() -> None:
    rig = Rig("ef24")
    known = rig.calibration
    rig.calibration = Calibration(
        known.lens_name, tuple(2 * position for position in known.positions), known.modes
    )
    with pytest.raises(LensFault, match="calibration over"):
        rig.repeat(100, 200)


def test_stop_ends_it() -> None:
    rig = Rig("backlash")
    rig.clock.at(rig.clock.now() + 30.0, rig.attention.stop.set)
    with pytest.raises(Stopped):
        rig.repeat(50, 200)
