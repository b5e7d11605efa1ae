"""A lens whose body reports its stops and nothing else: counted, and never called measured."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from fsq_tui.backend.model import LensModel, MotorMode, load_model
from fsq_tui.clock import VirtualClock
from fsq_tui.errors import AtStop, LensFault, NoLiveView, Stopped
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration
from fsq_tui.focus.modes import How
from fsq_tui.session.headless import Signalled
from fsq_tui.session.local import LocalSession
from fsq_tui.session.measuring import count_to_stop
from fsq_tui.session.motor import Motor
from fsq_tui.session.player import perform, prepare
from fsq_tui.session.refinding import autofocus_and_find
from fsq_tui.session.survey import calibrate, check_limits, require_fit
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import SceneFile
from tests.session.racked import MuteLens
from tests.session.stage import mounted


class Rig:
    def __init__(self, model: str = "ef24", seed: int = 3, **changed: Any) -> None:
        self.clock = VirtualClock()
        figures: LensModel = dataclasses.replace(load_model(model), **changed)
        self.lens = MuteLens(figures, self.clock, seed)
        self.attention = Signalled(self.clock)
        self.motor = Motor(self.lens, self.clock, self.attention)

    def survey(self) -> Calibration:
        self.motor.limits = check_limits(self.motor, ignore)
        calibration = calibrate(self.motor, ignore)
        self.motor.calibration = calibration
        self.motor.limits = check_limits(self.motor, ignore)
        return calibration


def ignore(_fraction: float, _label: str) -> None:
    pass


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("model", ["ef24", "longthrow"])
def test_steps_sizes_and_speeds_are_found_by_counting(model: str, seed: int) -> None:
    figures = load_model(model)
    rig = Rig(model, seed)
    found = rig.survey()
    assert found.positions == tuple(range(figures.steps))
    assert found.distances_cm == ()
    assert [mode.step_size for mode in found.modes] == [3, 2, 1]
    for mode, true in zip(found.modes, figures.modes, strict=True):
        assert mode.steps == pytest.approx(true.steps, rel=0.03)
        assert mode.speed_steps_s == pytest.approx(true.speed, rel=0.03)
    assert rig.lens.true_step == 0


@pytest.mark.parametrize("sizes", [1, 2])
def test_lenses_with_fewer_step_sizes(sizes: int) -> None:
    rig = Rig(modes=load_model("ef24").modes[-sizes:])
    found = rig.survey()
    assert len(found.positions) == 407
    assert len(found.modes) == sizes
    assert rig.lens.true_step == 0


SONY_SIZES = tuple(
    MotorMode(mode.step_size, steps, mode.speed, spread=0)
    for mode, steps in zip(load_model("ef24").modes, (55, 8, 1), strict=True)
)


@pytest.mark.parametrize("steps", [407, 441, 300, 150, 70])
def test_a_lens_short_for_its_sizes_is_driven_fewer_commands(steps: int) -> None:
    rig = Rig(modes=SONY_SIZES, steps=steps)
    found = rig.survey()
    assert len(found.positions) == steps
    # Of one command between the stops there is no more to know than that the stop cuts the next.
    sizes = [55, 8, 1] if steps > 70 else [pytest.approx(55, rel=0.17), 8, 1]
    assert [round(mode.steps) for mode in found.modes] == sizes
    for mode, true in zip(found.modes, SONY_SIZES, strict=True):
        assert mode.speed_steps_s == pytest.approx(true.speed, rel=0.18 if steps <= 70 else 0.05)
    assert rig.lens.true_step == 0


def test_the_position_is_counted_from_the_last_stop() -> None:
    rig = Rig()
    assert rig.motor.position().how is How.UNKNOWN
    rig.survey()
    assert (rig.motor.position().step, rig.motor.position().how) == (0, How.COUNTED)
    for size in (2, 1, 1):
        rig.motor.drive(size, FORWARD)
    assert rig.motor.position().step == pytest.approx(rig.lens.true_step, abs=1)
    count_to_stop(rig.motor, 3, FORWARD, lambda: None)
    assert rig.motor.position().step == rig.lens.true_step == 406


def test_a_pull_lands_near_and_is_not_called_exact() -> None:
    rig = Rig()
    rig.survey()
    for to_step in (200, 40, 300, 0, 406):
        report = perform(rig.motor, prepare(rig.motor, to_step, 9.0))
        assert rig.lens.true_step == pytest.approx(to_step, abs=6)
        assert report.how is How.COUNTED
        assert (report.off_by_steps_before, report.off_by_steps) == (None, None)
        assert report.deviation == "not verified"


def test_after_autofocus_nobody_knows_where_the_lens_is() -> None:
    rig = Rig()
    rig.survey()
    rig.motor.autofocus()
    assert rig.motor.position().how is How.UNKNOWN
    with pytest.raises(LensFault, match="not known"):
        rig.motor.step()
    rig.motor.limits = check_limits(rig.motor, ignore)
    assert rig.motor.step() == 0


@pytest.mark.parametrize("model", ["ef24", "longthrow"])
def test_after_autofocus_the_lens_stands_there_and_is_counted(model: str) -> None:
    rig = Rig(model)
    rig.survey()
    figures = load_model(model)
    middle = figures.modes[1].steps
    for focused in figures.subject_steps():
        autofocus_and_find(rig.motor, ignore)
        position = rig.motor.position()
        assert position.how is How.COUNTED
        assert position.step == pytest.approx(focused, abs=middle)
        assert rig.lens.true_step == pytest.approx(focused, abs=middle)


def test_autofocus_at_the_stops() -> None:
    rig = Rig(subjects=(0.0, 1.0))
    rig.survey()
    for focused in (0, 406):
        autofocus_and_find(rig.motor, ignore)
        assert rig.lens.true_step == pytest.approx(focused, abs=4)
        assert rig.motor.position().step == pytest.approx(focused, abs=4)


def test_stop_on_the_way_to_find_the_lens_leaves_the_truth() -> None:
    rig = Rig()
    rig.survey()
    focus_s = 15 / 250
    rig.clock.at(rig.clock.now() + focus_s + 0.1, rig.attention.stop.set)
    with pytest.raises(Stopped):
        autofocus_and_find(rig.motor, ignore)
    assert rig.motor.how() is How.UNKNOWN
    assert rig.motor.limits is None


def test_autofocus_of_a_lens_that_was_never_found_out_about() -> None:
    rig = Rig()
    autofocus_and_find(rig.motor, ignore)
    assert rig.motor.how() is How.UNKNOWN
    assert rig.lens.true_step == 15


def test_a_known_lens_of_another_range_is_refused() -> None:
    rig = Rig()
    known = rig.survey()
    other = Rig(steps=250)
    other.motor.calibration = known
    with pytest.raises(LensFault, match="commands of size 3"):
        check_limits(other.motor, ignore)
    same = Rig(seed=8)
    same.motor.calibration = known
    require_fit(known, check_limits(same.motor, ignore), same.lens.step_sizes)


def test_a_body_that_tells_nothing_at_all_is_refused() -> None:
    rig = Rig(silent_stops=True, live_view=False)
    with pytest.raises(NoLiveView, match="shows no live view"):
        check_limits(rig.motor, ignore)


def test_a_lens_that_does_not_move_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = Rig()

    def stuck(_step_size: int, _direction: int) -> None:
        raise AtStop("The lens is at a stop.", "")

    monkeypatch.setattr(rig.lens, "drive", stuck)
    with pytest.raises(LensFault, match="did not move"):
        check_limits(rig.motor, ignore)


def test_a_lens_that_never_stops_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = Rig()
    monkeypatch.setattr(rig.lens, "drive", lambda _step_size, _direction: None)
    with pytest.raises(LensFault, match="met no stop"):
        check_limits(rig.motor, ignore)


def test_a_stopped_calibration_changes_nothing() -> None:
    rig = Rig()
    rig.motor.limits = check_limits(rig.motor, ignore)
    rig.clock.at(rig.clock.now() + 20.0, rig.attention.stop.set)
    with pytest.raises(Stopped):
        calibrate(rig.motor, ignore)
    assert rig.motor.calibration is None


def test_backlash_spoils_no_more_than_its_own_steps() -> None:
    rig = Rig("backlash", lost_step_rate=0.0)
    found = rig.survey()
    backlash = load_model("backlash").backlash_steps
    assert abs(len(found.positions) - load_model("backlash").steps) <= backlash
    rig.motor.drive(3, FORWARD)
    rig.motor.drive(3, BACKWARD)
    assert rig.lens.true_step <= backlash + 1


def test_the_console_says_what_was_counted_and_not_what_was_not(tmp_path: Path) -> None:
    rig = Rig()
    file = SceneFile.open(tmp_path / "scene.toml")
    session = LocalSession(mounted(rig.lens), rig.clock, file, LensLibrary(tmp_path / "lenses"))
    session.press("info")
    session.serve()
    told = [line.text for line in session.snapshot().log]
    session.close()
    assert told[0] == "limits: both stops met, 15 commands of size 3 between them, counted"
    assert told[1].startswith("calibrated 407 steps: ")
    assert told[1].endswith("1 at 23.496/s, counted")
