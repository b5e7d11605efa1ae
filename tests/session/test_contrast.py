"""Sweeps, contrast autofocus and the place of a picture on a lens that tells nothing else."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from fsq_tui.backend.model import load_model
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.clock import VirtualClock
from fsq_tui.errors import LensFault, Stopped, UnfitScene
from fsq_tui.focus.region import Region
from fsq_tui.session.contrast import focus_on_peak
from fsq_tui.session.eye import Eye
from fsq_tui.session.headless import Signalled
from fsq_tui.session.motor import Motor
from fsq_tui.session.survey import calibrate, check_limits
from fsq_tui.session.sweep import go_to, sweep
from tests.session.seeing import (
    FLAT,
    LENSES,
    LIT,
    MOVED,
    UNSEEN,
    Changed,
    is_right,
    of_plane,
    put,
    told,
    true_step,
)
from tests.session.silent import SMALL, SilentRig, ignore, scene_of, surveyed
from tests.virtual_camera import SceneKind, SceneSetup


@pytest.mark.parametrize("setup", LENSES, ids=str)
def test_one_picture_tells_where_the_lens_is(setup: dict[str, Any]) -> None:
    rig = surveyed(**setup)
    chance = random.Random(2)
    seen = sweep(rig.motor, ignore)
    off = []
    for _ in range(20):
        found = told(rig, seen, chance.randrange(rig.model.steps))
        if found is not None:
            assert is_right(rig, found)
            assert found.error_steps < 10
            off.append(abs(found.step - true_step(rig)))
    assert len(off) > 16, "it nearly always can tell"
    assert np.median(off) <= 2
    assert np.percentile(off, 95) <= 6


def test_a_sweep_ends_where_it_began_and_sees_every_subject() -> None:
    rig = surveyed(**LENSES[0])
    go_to(rig.motor, 200)
    before = rig.true_step
    shown: list[float] = []
    seen = sweep(rig.motor, lambda done, _: shown.append(done))
    assert rig.true_step == pytest.approx(before, abs=2)
    assert shown[0] == 0.0
    assert all(0 <= done <= 1.01 for done in shown)
    assert rig.clock.now() < 250, "with the calibration before it"
    for number, step in enumerate(rig.model.subject_steps(), 1):
        assert seen.peak(of_plane(rig, number)) == pytest.approx(step, abs=2.5)
    assert seen.peak(FLAT) is None


def test_no_wrong_answer_in_another_framing_or_light() -> None:
    """As many trials as say something are in the benchmarks."""
    rig = surveyed(**LENSES[1])
    seen, scene, chance = sweep(rig.motor, ignore), rig.body.scene, random.Random(3)
    answered = dict.fromkeys([*MOVED, *UNSEEN, *LIT], False)
    for name, change in (MOVED | UNSEEN | LIT).items():
        rig.body.scene = Changed(scene, change)  # type: ignore[assignment]
        found = told(rig, seen, chance.randrange(rig.model.steps))
        answered[name] = found is not None
        assert found is None or is_right(rig, found), name
    assert not any(answered[name] for name in (*MOVED, *UNSEEN))
    assert answered["90% of the light"]
    assert answered["120% of the light"]
    rig.body.scene = scene
    assert told(rig, seen, 100) is not None, "and back again it tells"


def test_the_flat_part_of_a_picture_tells_nothing() -> None:
    rig = surveyed(**LENSES[0])
    seen, chance = sweep(rig.motor, ignore), random.Random(4)
    for _ in range(6):
        put(rig, chance.randint(0, 400))
        assert seen.inferred(Eye(rig.motor).rest(), FLAT) is None


def test_contrast_autofocus_goes_to_the_sharpest_step() -> None:
    """How often, the benchmarks tell."""
    chance, rig = random.Random(5), surveyed(**LENSES[0])
    for number, sharp in enumerate(rig.model.subject_steps(), 1):
        go_to(rig.motor, chance.randrange(rig.model.steps - 1))
        focus_on_peak(rig.motor, of_plane(rig, number), ignore)
        assert rig.true_step == pytest.approx(sharp, abs=2)


@pytest.mark.parametrize("kind", [SceneKind.DARK, SceneKind.MOVING, SceneKind.BLANK])
def test_a_scene_that_tells_nothing_leaves_the_lens_where_it_was(kind: SceneKind) -> None:
    rig = surveyed(**LENSES[0])
    go_to(rig.motor, 150)
    before = rig.true_step
    rig.body.scene = scene_of(SceneSetup(kind=kind, width_px=480, height_px=320), "ef24")
    with pytest.raises(UnfitScene):
        focus_on_peak(rig.motor, Region(0, 0, 1, 1), ignore)
    with pytest.raises(UnfitScene):
        sweep(rig.motor, ignore)
    assert rig.true_step == pytest.approx(before, abs=4)


def test_a_flat_region_leaves_the_lens_where_it_was() -> None:
    rig = surveyed(**LENSES[0])
    go_to(rig.motor, 150)
    before = rig.true_step
    with pytest.raises(UnfitScene, match="nowhere sharper"):
        focus_on_peak(rig.motor, FLAT, ignore)
    assert rig.true_step == pytest.approx(before, abs=6), "back by the count"


class Seeing(SimulatedLens):
    """A lens that tells where it is, behind a live view."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(load_model("ef24"), clock, seed=3)
        self._small_scene = scene_of(SMALL, "ef24")

    def frame(self) -> bytes:
        self._spend(0.1)
        return self._small_scene.frame(self.true_step, self._clock.now())


def test_a_lens_that_tells_its_place() -> None:
    clock = VirtualClock()
    lens = Seeing(clock)
    motor = Motor(lens, clock, Signalled(clock))
    motor.limits = check_limits(motor, ignore)
    motor.calibration = calibrate(motor, ignore)
    go_to(motor, 60)
    seen = sweep(motor, ignore)
    assert lens.true_step == 60
    assert seen.unsure_share == 0.0
    assert (seen.steps[0], seen.steps[-1]) == (0.0, 406.0)
    go_to(motor, 222)
    found = seen.inferred(Eye(motor).rest())
    assert found is not None
    assert found.step == pytest.approx(222, abs=1)
    focus_on_peak(motor, Region(0.5, 0.0, 0.65, 1.0), ignore)
    assert lens.true_step == pytest.approx(load_model("ef24").subject_steps()[2], abs=2)


def test_stop_ends_a_sweep() -> None:
    rig = surveyed(**LENSES[0])
    rig.clock.at(rig.clock.now() + 20, rig.attention.stop.set)
    with pytest.raises(Stopped):
        sweep(rig.motor, ignore)


def test_a_lens_that_is_not_calibrated() -> None:
    rig = SilentRig(scene=SMALL)
    with pytest.raises(LensFault):
        sweep(rig.motor, ignore)
