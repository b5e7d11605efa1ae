"""Backlash: measured where the position is, taken up where the motor turns, never counted."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from fsq_tui.backend.model import load_model
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.clock import VirtualClock
from fsq_tui.errors import AtStop, Stopped
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration
from fsq_tui.session.backlash import Backlash
from fsq_tui.session.headless import Signalled
from fsq_tui.session.motor import Motor
from fsq_tui.session.survey import calibrate, check_limits
from tests.session.racked import MuteLens
from tests.session.stage import stage

MODES = load_model("backlash").modes


class Rig:
    """A simulated lens whose limits were checked; in exact sizes if it is to be counted."""

    def __init__(
        self, model: str = "backlash", seed: int = 3, counted: bool = False, **changed: Any
    ) -> None:
        self.clock = VirtualClock()
        figures = load_model(model)
        exact = tuple(dataclasses.replace(mode, spread=0) for mode in figures.modes)
        if counted:
            changed = {"modes": exact, "lost_step_rate": 0.0} | changed
        self.model = dataclasses.replace(figures, **changed)
        self.lens = (MuteLens if counted else SimulatedLens)(self.model, self.clock, seed)
        self.attention = Signalled(self.clock)
        self.motor = Motor(self.lens, self.clock, self.attention)
        self.motor.limits = check_limits(self.motor, ignore)

    def calibrated(self) -> Calibration:
        """The calibration that is found."""
        self.motor.calibration = calibrate(self.motor, ignore)
        self.motor.met_stop(BACKWARD)
        return self.motor.calibration

    def knows(self, backlash_steps: float) -> None:
        """Give it a calibration with this backlash, at the backward stop."""
        found = calibrate(self.motor, ignore)
        self.motor.calibration = dataclasses.replace(found, backlash_steps=backlash_steps)
        self.motor.limits = check_limits(self.motor, ignore)

    def move_s(self, direction: int) -> float:
        """How long taking up takes, and that it was said before; the lens stays where it was."""
        before, begin_s = self.lens.true_step, self.clock.now()
        expected_s = self.motor.take_up_s(direction)
        self.motor.take_up(direction)
        assert self.lens.true_step == before
        assert self.motor.take_up_s(direction) == 0.0
        took_s = self.clock.now() - begin_s
        assert took_s == pytest.approx(expected_s, abs=0.01)
        return took_s


def ignore(_fraction: float, _label: str) -> None:
    pass


@pytest.mark.parametrize("seed", range(20))
def test_it_is_measured_though_single_steps_are_lost(seed: int) -> None:
    assert Rig(seed=seed).calibrated().backlash_steps == pytest.approx(3.0, abs=0.5)


@pytest.mark.parametrize("model", ["ef24", "longthrow"])
@pytest.mark.parametrize("seed", range(3))
def test_a_lens_without_has_none(model: str, seed: int) -> None:
    assert Rig(model, seed).calibrated().backlash_steps == 0.0


@pytest.mark.parametrize(
    ("changed", "backlash_steps"),
    [
        ({"lost_step_rate": 0.1}, 3.0),
        ({"backlash_steps": 0, "lost_step_rate": 0.1}, 0.0),
        ({"backlash_steps": 1}, 1.0),
        ({"backlash_steps": 12}, 12.0),
        ({"settle_reads": 6}, 3.0),
        ({"silent_stops": True}, 3.0),
        ({"busy_rate": 0.2}, 3.0),
        ({"raw_first": 2190, "raw_last": -410}, 3.0),
        ({"modes": MODES[1:]}, 3.0),
        ({"modes": MODES[2:], "backlash_steps": 1, "lost_step_rate": 0.0}, 1.0),
        ({"modes": MODES[1:], "steps": 40, "raw_last": -10}, 3.0),
    ],
    ids=str,
)
def test_it_is_measured_on_lenses_with_other_faults(
    changed: dict[str, Any], backlash_steps: float
) -> None:
    assert Rig(**changed).calibrated().backlash_steps == backlash_steps


@pytest.mark.parametrize("model", ["ef24", "backlash"])
def test_it_takes_no_tenth_of_the_calibration(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rig = Rig(model)
    begin_s = rig.clock.now()
    rig.calibrated()
    with_s = rig.clock.now() - begin_s
    monkeypatch.setattr(Backlash, "measure", lambda _self: None)
    other = Rig(model)
    begin_s = other.clock.now()
    other.calibrated()
    assert 0.0 < with_s / (other.clock.now() - begin_s) - 1.0 < 0.1


def test_a_lens_that_its_body_takes_to_places_tells_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a body says that it did not come where it should: in the middle that is no stop."""
    rig = Rig()
    drive = rig.lens.drive

    def body_drives(step_size: int, direction: int) -> None:
        before = rig.lens.true_step
        for _ in range(2):
            drive(step_size, direction)
            if rig.lens.true_step != before:
                return
        raise AtStop("The lens is at its stop.", "Drive it the other way.")

    monkeypatch.setattr(rig.lens, "drive", body_drives)
    assert rig.calibrated().backlash_steps == 0.0


def test_a_lens_that_does_not_tell_has_none_measured() -> None:
    assert Rig(counted=True).calibrated().backlash_steps == 0.0


def test_taking_up_turns_the_gear_and_not_the_lens() -> None:
    rig = Rig(lost_step_rate=0.0)
    step_s = rig.calibrated().mode(1).duration_s
    assert rig.motor.take_up_s(BACKWARD) == 0.0
    assert rig.move_s(FORWARD) == pytest.approx(3 * step_s, abs=0.01)
    rig.motor.drive(1, FORWARD)
    assert rig.lens.true_step == 1
    rig.motor.drive(3, FORWARD)
    before = rig.lens.true_step
    assert rig.move_s(FORWARD) == 0.0
    assert rig.move_s(BACKWARD) > 0.0
    rig.motor.drive(1, BACKWARD)
    assert rig.lens.true_step == before - 1
    assert [size for _, size, _ in list(rig.lens.commands)[-4:]] == [1, 1, 1, 1]


def test_after_autofocus_nothing_is_taken_up_until_the_motor_has_turned() -> None:
    rig = Rig(lost_step_rate=0.0)
    rig.calibrated()
    rig.motor.autofocus()
    assert (rig.motor.take_up_s(FORWARD), rig.motor.take_up_s(BACKWARD)) == (0.0, 0.0)
    rig.motor.drive(3, BACKWARD)
    assert rig.move_s(FORWARD) > 0.0
    for unknown in (rig.motor.forget, lambda: rig.motor.mount(rig.lens)):
        rig.motor.drive(2, BACKWARD)
        assert rig.motor.take_up_s(FORWARD) > 0.0
        unknown()
        assert (rig.motor.take_up_s(FORWARD), rig.motor.take_up_s(BACKWARD)) == (0.0, 0.0)


def test_a_lens_without_backlash_or_calibration_has_nothing_to_take_up() -> None:
    for rig in (Rig("ef24"), Rig()):
        if rig.model.backlash_steps == 0:
            assert rig.calibrated().backlash_steps == 0.0
        rig.motor.drive(1, FORWARD)
        sent = len(rig.lens.commands)
        rig.motor.take_up(BACKWARD)
        assert (rig.motor.take_up_s(BACKWARD), len(rig.lens.commands)) == (0.0, sent)


def test_stop_ends_it_half_way_and_the_rest_is_taken_up_later() -> None:
    rig = Rig(lost_step_rate=0.0)
    step_s = rig.calibrated().mode(1).duration_s
    rig.clock.at(rig.clock.now() + 1.5 * step_s, rig.attention.stop.set)
    with pytest.raises(Stopped):
        rig.motor.take_up(FORWARD)
    rig.attention.stop.clear()
    assert rig.motor.take_up_s(FORWARD) == pytest.approx(step_s)
    assert rig.motor.take_up_s(BACKWARD) == pytest.approx(2 * step_s)
    rig.move_s(FORWARD)
    rig.motor.drive(1, FORWARD)
    assert rig.lens.true_step == 1


def test_play_is_not_counted_as_motion() -> None:
    rig = Rig(counted=True)
    rig.knows(3.0)
    for size, direction, times in [
        (1, FORWARD, 3), (2, FORWARD, 9), (1, BACKWARD, 2), (1, FORWARD, 1), (2, BACKWARD, 3),
        (3, FORWARD, 4), (1, BACKWARD, 3), (3, BACKWARD, 2),
    ]:  # fmt: skip
        for _ in range(times):
            rig.motor.drive(size, direction)
            assert rig.motor.position().step == rig.lens.true_step
    before = rig.motor.position()
    rig.motor.take_up(FORWARD)
    assert rig.motor.position() == before


@pytest.mark.parametrize("model", ["backlash", "ef24"])
def test_the_first_press_after_a_turn_moves_the_lens(tmp_path: Path, model: str) -> None:
    with stage(tmp_path, model) as show:
        show.press("info", *["jog_forward_3"] * 4)
        for button, direction in [
            ("jog_backward_2", BACKWARD),
            ("jog_forward_1", FORWARD),
            ("jog_backward_1", BACKWARD),
            ("jog_forward_2", FORWARD),
        ]:
            before = show.shown.position.step
            show.press(button)
            show.rest()
            after = show.shown.position.step
            assert before is not None
            assert after is not None
            assert (after - before) * direction > 0
        if model == "backlash":
            assert any("backlash 3, measured" in line for line in show.log)
