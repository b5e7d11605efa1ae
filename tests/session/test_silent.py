"""A lens that tells nothing: its stops, steps, sizes and speeds by the picture."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from fsq_tui.backend.model import load_model
from fsq_tui.errors import LensFault, NoLiveView, Stopped, UnfitScene
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from fsq_tui.focus.modes import How
from fsq_tui.session.eye import DAMAGED_TRIES, Eye
from fsq_tui.session.headless import survey
from fsq_tui.session.local import LocalSession
from fsq_tui.session.player import perform, prepare
from fsq_tui.session.requests import Calibrate
from fsq_tui.session.survey import calibrate, check_limits
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import SceneFile
from tests.session.silent import SMALL, SilentRig, calibrated, homed, ignore, known, scene_of
from tests.session.stage import mounted
from tests.virtual_camera import SceneKind

NOISY = dataclasses.replace(SMALL, noise_levels=3.0)


@pytest.mark.parametrize(
    "setup",
    [
        *({"seed": seed} for seed in range(4)),
        {"seed": 5, "scene": NOISY},
        {"seed": 6, "frame_lag_s": 0.15},
        {"seed": 1, "frame_lag_s": 0.25},
        {"seed": 7, "model": "backlash", "lost_step_rate": 0.0},
        {"seed": 8, "model": "backlash", "lost_step_rate": 0.0},
        {"seed": 9, "model": "longthrow"},
        {"seed": 4, "backlash_steps": 3},
        {"seed": 15, "backlash_steps": 3, "scene": NOISY},
    ],
    ids=str,
)
def test_steps_sizes_and_speeds_are_found_by_the_picture(setup: dict[str, Any]) -> None:
    rig, found = calibrated(**setup)
    assert found.positions == tuple(range(len(found.positions)))
    assert len(found.positions) == pytest.approx(rig.model.steps, rel=0.005)
    assert [mode.step_size for mode in found.modes] == [3, 2, 1]
    for mode, true in zip(found.modes, rig.model.modes, strict=True):
        assert mode.steps == pytest.approx(true.steps, rel=0.03)
        assert mode.speed_steps_s == pytest.approx(true.speed, rel=0.03)
    assert rig.true_step == 0
    assert (rig.motor.position().step, rig.motor.how()) == (0, How.COUNTED)


def test_a_body_that_refuses_while_its_motor_runs() -> None:
    rig = SilentRig(busy_while_moving=True)
    found = rig.survey()
    assert len(found.positions) == pytest.approx(407, rel=0.01)
    for mode, true in zip(found.modes, rig.model.modes, strict=True):
        assert mode.steps == pytest.approx(true.steps, rel=0.03)
        # Asked every 10 ms whether its motor is done, it makes no more than this of its speed.
        slowest = true.steps / (true.steps / true.speed + 0.012)
        assert slowest <= mode.speed_steps_s <= 1.01 * true.speed


@pytest.mark.parametrize("times", [4, 20])
def test_a_lens_that_is_too_fast_for_its_pictures(times: int) -> None:
    modes = load_model("ef24").modes
    rig = SilentRig(modes=tuple(dataclasses.replace(m, speed=m.speed * times) for m in modes))
    found = rig.survey()
    assert len(found.positions) == pytest.approx(407, rel=0.01)
    for mode, true in zip(found.modes, rig.model.modes, strict=True):
        assert mode.steps == pytest.approx(true.steps, rel=0.03)
        assert 0.1 * true.speed < mode.speed_steps_s < 1.03 * true.speed, "no more than was seen"
    assert rig.true_step == 0
    report = perform(rig.motor, prepare(rig.motor, 300, 0.0))
    assert rig.true_step == pytest.approx(300, abs=6)
    assert report.took_s == pytest.approx(report.planned_s, rel=0.1)


def test_it_takes_a_minute_or_two() -> None:
    rig = SilentRig()
    rig.survey()
    assert rig.clock.now() < 150


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (SceneKind.DARK, "it is dark"),
        (SceneKind.BLANK, "it is blank"),
        (SceneKind.MOVING, "something in it moves"),
    ],
)
def test_no_decision_by_a_scene_that_cannot_tell(kind: SceneKind, reason: str) -> None:
    rig = SilentRig(scene=dataclasses.replace(SMALL, kind=kind))
    with pytest.raises(UnfitScene, match=reason) as caught:
        check_limits(rig.motor, ignore)
    assert "textured, still and lit" in caught.value.remedy
    assert rig.motor.how() is How.UNKNOWN


def test_without_a_screen_the_way_by_hand_is_the_application() -> None:
    rig = SilentRig(scene=dataclasses.replace(SMALL, kind=SceneKind.DARK))
    with pytest.raises(UnfitScene) as caught:
        survey(rig.lens, rig.clock, rig.attention, ignore)
    assert caught.value.remedy.endswith(" Or run fsq and calibrate by hand: Focus menu.")


@pytest.mark.parametrize("start", [FORWARD, BACKWARD])
def test_a_lens_that_stands_at_a_stop_already(start: int) -> None:
    rig = SilentRig()
    for _ in range(20):
        rig.body.motor.drive(3, start)
    rig.clock.wait(20.0)
    check_limits(rig.motor, ignore)
    assert rig.true_step == 0
    assert set(rig.motor.stop_pictures) == {FORWARD, BACKWARD}


def test_a_lens_that_does_not_move_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = SilentRig()
    monkeypatch.setattr(rig.body.motor, "drive", lambda _size, _direction: None)
    with pytest.raises(LensFault, match="did not move"):
        check_limits(rig.motor, ignore)
    rig.motor.calibration = known(rig)
    with pytest.raises(LensFault, match="did not move"):
        check_limits(rig.motor, ignore)


def test_a_place_where_the_picture_does_not_change_is_no_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Between two steps the picture is the same, as far out of focus: the lens is taken on."""
    rig = SilentRig(seed=1)
    real = rig.body.motor.step
    monkeypatch.setattr(
        rig.body.motor, "step", lambda ago_s=0.0: min(real(ago_s), 200) + max(0, real(ago_s) - 340)
    )
    for _ in range(20):
        rig.body.motor.drive(3, BACKWARD)
    rig.clock.wait(20.0)
    check_limits(rig.motor, ignore)
    assert max(move.to_step for move in rig.body.motor._moves) == 406
    assert rig.true_step == 0


@pytest.mark.parametrize("sharp_step", [150, 203])
def test_a_scene_at_one_distance_is_refused(
    sharp_step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is blurred alike as far before what is sharp as behind; 203 is half the way."""
    rig = SilentRig()
    real = rig.body.motor.step
    monkeypatch.setattr(
        rig.body.motor,
        "step",
        lambda ago_s=0.0: min(406, sharp_step + abs(real(ago_s) - sharp_step)),
    )
    with pytest.raises(UnfitScene, match="at one distance"):
        rig.survey()
    assert rig.motor.calibration is None


def test_a_known_range_is_overdriven_even_in_the_dark() -> None:
    for kind in SceneKind:
        rig = homed(scene=dataclasses.replace(SMALL, kind=kind))
        assert rig.true_step == 0
        assert (rig.motor.position().step, rig.motor.how()) == (0, How.COUNTED)
        assert max(move.to_step for move in rig.body.motor._moves) == 406


@pytest.mark.parametrize(("steps", "fault"), [(250, "longer"), (700, "shorter")])
def test_a_calibration_of_another_range_is_refused(steps: int, fault: str) -> None:
    rig = SilentRig(seed=1)
    rig.motor.calibration = known(rig, steps)
    with pytest.raises(LensFault, match=fault):
        check_limits(rig.motor, ignore)


def test_a_scene_that_begins_to_move_keeps_nobody_from_going_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rig = SilentRig(seed=1)
    rig.motor.calibration = known(rig)
    moving = scene_of(dataclasses.replace(SMALL, kind=SceneKind.MOVING), "ef24")
    drive, driven = rig.body.motor.drive, []

    def someone_walks_in(size: int, direction: int) -> None:
        driven.append(size)
        if len(driven) == 10:
            rig.body.scene = moving
        drive(size, direction)

    monkeypatch.setattr(rig.body.motor, "drive", someone_walks_in)
    assert check_limits(rig.motor, ignore).span == 406
    assert rig.true_step == 0


def test_the_body_is_told_how_long_its_motor_takes() -> None:
    rig = homed()
    begin_s = rig.clock.now()
    for _ in range(20):
        rig.motor.drive_blind(2, FORWARD)
    took_s = rig.clock.now() - begin_s
    assert took_s == pytest.approx(20 * 4 / 48.733, rel=0.02)


def test_a_stopped_calibration_changes_nothing() -> None:
    rig = homed()
    before = rig.motor.calibration
    rig.clock.at(rig.clock.now() + 60.0, rig.attention.stop.set)
    with pytest.raises(Stopped):
        calibrate(rig.motor, ignore)
    assert rig.motor.calibration is before
    assert rig.motor.position().step == pytest.approx(rig.true_step, abs=3)


@pytest.mark.parametrize("after_s", [20.0, 55.0, 105.0, 118.0])
def test_stop_ends_a_calibration_with_no_more_than_a_few_commands_queued(after_s: float) -> None:
    rig = SilentRig()
    rig.clock.at(after_s, rig.attention.stop.set)
    with pytest.raises(Stopped):
        rig.survey()
    assert rig.body.motor._moves[-1].end_s < after_s + 0.7


def test_a_live_view_that_ends_or_comes_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = SilentRig()
    whole = rig.wire.frame
    asked = 0

    def damaged(every: int) -> bytes:
        nonlocal asked
        asked += 1
        return b"\xff\xd8 half" if asked % every else whole()

    monkeypatch.setattr(rig.wire, "frame", lambda: damaged(DAMAGED_TRIES))
    Eye(rig.motor)
    monkeypatch.setattr(rig.wire, "frame", lambda: damaged(10**6))
    with pytest.raises(LensFault, match="damaged"):
        check_limits(rig.motor, ignore)

    def none() -> bytes:
        raise NoLiveView("The body shows no live view.", "Turn it on.")

    monkeypatch.setattr(rig.wire, "frame", none)
    with pytest.raises(NoLiveView):
        check_limits(rig.motor, ignore)


def test_a_whole_session(tmp_path: Path) -> None:
    rig = SilentRig()
    file = SceneFile.open(tmp_path / "scene.toml")
    session = LocalSession(mounted(rig.lens), rig.clock, file, LensLibrary(tmp_path / "lenses"))

    def press(button: str) -> None:
        session.press(button)
        session.serve()

    try:
        press("info")
        assert session.snapshot().calibration is not None
        told = [line.text for line in session.snapshot().log]
        assert told[0] == "limits: both stops seen in the picture"
        assert told[1].startswith("calibrated 40")
        assert told[1].endswith(", counted")
        assert len(session.snapshot().rows) == 1
        press("half_shutter")
        press("set")
        press("half_shutter")
        press("q")
        shown = session.snapshot()
        assert [row.step for row in shown.rows] == [
            pytest.approx(step, abs=6) for step in rig.model.subject_steps()[:2]
        ]
        assert shown.position.how is How.INFERRED
        press("left")
        press("info")
        press("set")
        assert rig.true_step == pytest.approx(rig.model.subject_steps()[1], abs=8)
        assert "not verified, inferred" in session.snapshot().log[-1].text
        session.ask(Calibrate())
        session.serve()
        assert "calibrated 40" in session.snapshot().log[-1].text
    finally:
        session.close()
