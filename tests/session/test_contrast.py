"""Sweeps, contrast autofocus and the place of a picture on a lens that tells nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import simplejpeg  # type: ignore[import-untyped]

from fsq_tui.backend.model import load_model
from fsq_tui.backend.scene import Scene
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.clock import VirtualClock
from fsq_tui.errors import LensFault, Stopped, UnfitScene
from fsq_tui.focus.region import Region
from fsq_tui.pictures.seen import Inferred, Seen
from fsq_tui.session.contrast import focus_on_peak
from fsq_tui.session.eye import Eye
from fsq_tui.session.headless import Signalled
from fsq_tui.session.motor import Motor
from fsq_tui.session.survey import calibrate, check_limits
from fsq_tui.session.sweep import go_to, sweep
from tests.session.silent import SMALL, SilentRig, ignore, scene_of
from tests.virtual_camera import SceneKind, SceneSetup

FLAT = Region(0.92, 0.0, 1.0, 1.0)
LENSES = [
    {"model": "ef24", "backlash_steps": 3, "seed": 4},
    {"model": "ef24", "backlash_steps": 3, "seed": 5},
    {"model": "backlash", "lost_step_rate": 0.0, "seed": 3},
]


def surveyed(**setup: Any) -> SilentRig:
    rig = SilentRig(**setup)
    rig.survey()
    return rig


def of_plane(rig: SilentRig, number: int) -> Region:
    """Where in the picture a subject is seen; left of them is the background, right of them flat.

    In whole tiles that show nothing else.
    """
    planes = len(rig.model.subject_steps()) + 2
    first, last = number / planes * 12, (number + 1) / planes * 12
    return Region(np.ceil(first) / 12, 0.0, np.floor(last) / 12, 1.0)


class Changed:
    """The same scene, seen otherwise."""

    kind = SceneKind.TEXTURED

    def __init__(self, scene: Scene, change: Callable[[Any], Any]) -> None:
        self._scene, self._change = scene, change
        self._random = np.random.default_rng(1)

    def frame(self, step: int, _now_s: float) -> bytes:
        picture = self._change(self._scene._lit(step).astype(float))
        noisy = picture + self._random.normal(0, 1, picture.shape)
        levels = np.clip(noisy, 0, 255).astype(np.uint8)
        jpeg = simplejpeg.encode_jpeg_yuv_planes(levels, *self._scene._tints, quality=85)
        return bytes(jpeg)


def is_right(rig: SilentRig, found: Inferred) -> bool:
    return abs(found.step - rig.true_step) <= found.error_steps


def told(rig: SilentRig, seen: Seen, at: int) -> Inferred | None:
    go_to(rig.motor, at)
    try:
        return seen.inferred(Eye(rig.motor).rest())
    except UnfitScene:
        return None


@pytest.mark.parametrize("setup", LENSES, ids=str)
def test_one_picture_tells_where_the_lens_is(setup: dict[str, Any]) -> None:
    rig = surveyed(**setup)
    last, chance = rig.motor.calibration.last_step, random.Random(2)  # type: ignore[union-attr]
    seen = sweep(rig.motor, ignore)
    off = []
    for _ in range(60):
        found = told(rig, seen, chance.randint(0, last))
        if found is not None:
            assert is_right(rig, found)
            assert found.error_steps < 20
            off.append(abs(found.step - rig.true_step))
    assert len(off) > 50, "it nearly always can tell"
    assert np.median(off) <= 2.5, "the count itself may be a percent off"
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


MOVED: list[tuple[str, Callable[[Any], Any]]] = [
    *((f"{px} px", lambda p, px=px: np.roll(p, px, axis=1)) for px in (1, 2, 5, 20, 80, 240)),
    ("up", lambda p: np.roll(p, -9, axis=0)),
    ("zoomed", lambda p: np.kron(p[80:240, 120:360], np.ones((2, 2)))),
    ("mirrored", lambda p: p[:, ::-1]),
    ("covered", lambda p: np.where(np.arange(p.shape[1]) < 160, 128.0, p)),
    ("dark", lambda p: p / 64),
    ("flat", lambda p: np.full_like(p, 128.0)),
    ("dimmer", lambda p: p * 0.8),
    ("dim", lambda p: p * 0.6),
    ("hazy", lambda p: 128 + (p - 128) * 0.6),
]


def test_no_wrong_answer_in_200_trials_of_another_framing_or_light() -> None:
    rig = surveyed(**LENSES[1])
    seen, scene, chance = sweep(rig.motor, ignore), rig.body.scene, random.Random(3)
    last = rig.motor.calibration.last_step  # type: ignore[union-attr]
    answered = dict.fromkeys([name for name, _ in MOVED], 0)
    for name, change in MOVED:
        rig.body.scene = Changed(scene, change)  # type: ignore[assignment]
        for _ in range(14):
            found = told(rig, seen, chance.randint(0, last))
            answered[name] += found is not None
            assert found is None or is_right(rig, found), name
    assert sum(answered.values()) == answered["dimmer"] + answered["dim"]
    rig.body.scene = scene
    assert told(rig, seen, 100) is not None, "and back again it tells"


def test_the_flat_part_of_a_picture_tells_nothing() -> None:
    rig = surveyed(**LENSES[0])
    seen, chance = sweep(rig.motor, ignore), random.Random(4)
    for _ in range(20):
        go_to(rig.motor, chance.randint(0, 400))
        assert seen.inferred(Eye(rig.motor).rest(), FLAT) is None


def test_contrast_autofocus_is_within_2_steps_of_the_sharpest_in_95_of_100() -> None:
    chance, off = random.Random(5), []
    for setup in LENSES:
        rig = surveyed(**setup)
        last = rig.motor.calibration.last_step  # type: ignore[union-attr]
        for _ in range(4):
            for number, sharp in enumerate(rig.model.subject_steps(), 1):
                go_to(rig.motor, chance.randint(0, last))
                focus_on_peak(rig.motor, of_plane(rig, number), ignore)
                off.append(abs(rig.true_step - sharp))
    assert np.mean(np.array(off) <= 2) >= 0.95
    assert max(off) <= 6


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
