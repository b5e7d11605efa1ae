"""The scan of a scene on lenses that tell nothing but their picture, by what is true of them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from fsq_tui.backend.model import load_model
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.clock import VirtualClock
from fsq_tui.errors import LensFault, NoLiveView, Stopped, UnfitScene
from fsq_tui.focus.modes import How
from fsq_tui.focus.stack import Plane
from fsq_tui.pictures.sharpness import COLUMNS, ROWS
from fsq_tui.session.eye import Eye
from fsq_tui.session.headless import Signalled
from fsq_tui.session.motor import Motor
from fsq_tui.session.stack_by_picture import ByPicture
from fsq_tui.session.stack_looks import marked
from fsq_tui.session.stack_scan import scan
from fsq_tui.session.stack_ways import ByPosition
from fsq_tui.session.survey import calibrate, check_limits
from fsq_tui.session.sweep import go_to
from fsq_tui.stacking.agreement import with_numbers
from fsq_tui.storage.stack_manifest import StackShot
from tests.session.scanned import Otherwise, errors, marks_at, scanned, shots_off
from tests.session.seeing import LENSES, put
from tests.session.silent import SMALL, SilentRig, ignore, scene_of, surveyed
from tests.virtual_camera import SceneKind, SceneSetup

NEAR, FAR = 15, 325
LOSING = {"model": "ef24", "backlash_steps": 3, "lost_step_rate": 0.02, "seed": 9}
NOISY = {"model": "ef24", "backlash_steps": 3, "seed": 4} | {
    "scene": SceneSetup(width_px=480, height_px=320, blur_px=9.0, noise_levels=3.0)
}


class Seeing(SimulatedLens):
    """A lens that tells where it is, behind a live view."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(load_model("ef24"), clock, seed=3)
        self.scene = scene_of(SMALL, "ef24")

    def frame(self) -> bytes:
        """Ten a second."""
        self._spend(0.1)
        return self.scene.frame(self.true_step, self._clock.now())


DARK = SceneSetup(kind=SceneKind.DARK, width_px=480, height_px=320)


@pytest.mark.parametrize(
    ("setup", "ends"),
    [
        (LENSES[0], (NEAR, FAR)),
        (LENSES[0], (FAR, NEAR)),
        (LENSES[2], (FAR, NEAR)),
        (LOSING, (NEAR, FAR)),
        (LOSING, (300, 40)),
        (NOISY, (FAR, NEAR)),
    ],
)
def test_every_shot_stands_where_it_is_planned(
    setup: dict[str, Any], ends: tuple[int, int]
) -> None:
    rig = surveyed(**setup)
    marks, found = scanned(rig, *ends)
    assert rig.true_step == pytest.approx(marks.far_step, abs=3), "it is where it began"
    assert found.how is How.COUNTED
    assert found.doubt == ""
    assert found.set_aside == ()
    assert with_numbers(found.order) >= 0.98
    off = errors(found, rig.body.scene, marks)
    assert np.median(off) <= 0.03
    assert len(off) > 0.25 * found.map.depth.size
    home = rig.true_step
    assert np.abs(shots_off(found, rig.motor, marks, 8, lambda: rig.true_step)).max() <= 3
    assert rig.motor.how() is How.INFERRED
    assert rig.true_step == pytest.approx(home, abs=3)


def test_reverse_marks_give_the_mirrored_order() -> None:
    rig = surveyed(**LENSES[0])
    marks, found = scanned(rig, NEAR, FAR)
    mirrored = scan(rig.motor, marks.far, marks.near, ignore)
    assert with_numbers(mirrored.order) >= 0.98
    assert mirrored.near_step == pytest.approx(found.far_step, abs=3)
    sure = (found.map.confidence > 0.5) & (mirrored.map.confidence > 0.5)
    there = found.map.depth[sure] + mirrored.map.depth[sure]
    assert np.median(np.abs(there - 1.0)) < 0.03
    assert mirrored.information[::-1] == pytest.approx(found.information, abs=0.35)


def test_who_walks_through_is_set_aside_and_named() -> None:
    rig = surveyed(**LENSES[0])
    scene = rig.body.scene
    passing = Otherwise(scene, lambda step: step, lambda step: 195 < step < 210)
    rig.body.scene = passing  # type: ignore[assignment]
    marks, found = scanned(rig, NEAR, FAR)
    assert 2 <= len(found.set_aside) <= 5
    for said in found.set_aside:
        assert re.match(r"The frame at step (19|20|21)\d: something stood in the way, most", said)
    assert found.doubt == ""
    assert np.median(errors(found, scene, marks)) <= 0.03
    assert found.scene_map().set_aside == found.set_aside


def test_an_order_that_the_commands_contradict_is_doubted() -> None:
    rig = surveyed(**LENSES[0])
    turned = Otherwise(
        rig.body.scene, lambda step: 340 - step if 90 < step < 250 else step, lambda _: False
    )
    rig.body.scene = turned  # type: ignore[assignment]
    _, found = scanned(rig, NEAR, FAR)
    assert with_numbers(found.order) < 0.9
    assert "agrees only to" in found.doubt
    assert found.scene_map().doubt == found.doubt


def test_the_map_for_the_screen() -> None:
    rig = surveyed(**LENSES[0])
    _, found = scanned(rig, NEAR, FAR)
    shown = found.scene_map()
    assert (shown.rows, shown.columns) == (3 * ROWS, 3 * COLUMNS)
    assert len(shown.depth) == len(shown.confidence) == shown.rows * shown.columns
    assert len(shown.picture) == 3 * shown.rows * shown.columns
    assert max(shown.information) == 1.0
    assert min(shown.information) >= 0.0
    assert shown.how is How.COUNTED
    picture = np.frombuffer(shown.picture, np.uint8).reshape(shown.rows, shown.columns, 3)
    assert (picture.mean(axis=0).std(axis=0) > 1).all(), "each plane has a colour of its own"


@pytest.mark.parametrize("kind", [SceneKind.DARK, SceneKind.MOVING, SceneKind.BLANK])
def test_a_scene_that_tells_nothing_leaves_the_lens_where_it_was(kind: SceneKind) -> None:
    rig = surveyed(**LENSES[0])
    marks = marks_at(rig.motor, NEAR, FAR, lambda: rig.true_step)
    go_to(rig.motor, 150)
    before = rig.true_step
    rig.body.scene = scene_of(SceneSetup(kind=kind, width_px=480, height_px=320), "ef24")
    with pytest.raises(UnfitScene):
        scan(rig.motor, marks.near, marks.far, ignore)
    assert rig.true_step == pytest.approx(before, abs=6)


def test_a_mark_without_a_picture_is_to_be_set_again() -> None:
    rig = surveyed(**LENSES[0])
    marks = marks_at(rig.motor, NEAR, FAR, lambda: rig.true_step)
    rig.body.scene = scene_of(DARK, "ef24")
    dark = marked(rig.motor)
    assert (dark.plane, dark.tiles, dark.still) == (Plane(FAR, How.COUNTED), None, None)
    with pytest.raises(UnfitScene, match=r"The far plane was marked without a picture.* again"):
        scan(rig.motor, marks.near, dark, ignore)


def test_a_mark_that_is_not_met_again_is_told() -> None:
    rig = surveyed(**LENSES[0])
    marks = marks_at(rig.motor, NEAR, FAR, lambda: rig.true_step)
    assert marks.near.still is not None
    other = replace(marks.near.still, sharpness=marks.near.still.sharpness[:, ::-1, ::-1])
    found = scan(rig.motor, replace(marks.near, still=other), marks.far, ignore)
    assert found.near_step == NEAR
    assert "The picture of the near plane was not met again" in found.doubt


@pytest.mark.parametrize("far", [NEAR, NEAR + 3])
def test_marks_that_are_one_plane_are_refused(far: int) -> None:
    rig = surveyed(**LENSES[0])
    marks = marks_at(rig.motor, NEAR, far, lambda: rig.true_step)
    with pytest.raises(UnfitScene, match="Mark planes that are farther apart"):
        scan(rig.motor, marks.near, marks.far, ignore)


def test_marks_a_few_steps_apart_are_looked_between_step_by_step() -> None:
    rig = surveyed(**LENSES[0])
    marks, found = scanned(rig, 140, 164)
    assert with_numbers(found.order) >= 0.9
    assert np.abs(shots_off(found, rig.motor, marks, 3, lambda: rig.true_step)).max() <= 3


def test_a_mark_without_a_step_is_refused_on_a_lens_that_has_such() -> None:
    rig = SilentRig(backlash_steps=3)
    before = marked(rig.motor)
    assert before.plane == Plane()
    assert before.tiles is not None
    with pytest.raises(LensFault, match="The step of the near plane is not known"):
        scan(rig.motor, before, before, ignore)


def test_stop_ends_a_scan() -> None:
    rig = surveyed(**LENSES[0])
    marks = marks_at(rig.motor, NEAR, FAR, lambda: rig.true_step)
    rig.clock.at(rig.clock.now() + 10, rig.attention.stop.set)
    with pytest.raises(Stopped):
        scan(rig.motor, marks.near, marks.far, ignore)


@pytest.mark.parametrize(("ends", "slip"), [((90, 406), -5), ((200, 0), 9)])
def test_marks_beside_a_stop_that_the_count_takes_for_it(ends: tuple[int, int], slip: int) -> None:
    rig = surveyed(**LENSES[0])
    go_to(rig.motor, 200)
    put(rig, rig.true_step + slip)  # the count does not know
    marks, found = scanned(rig, *ends)
    assert abs(marks.far_step - ends[1]) >= 4
    assert found.seen is not None
    assert np.abs(shots_off(found, rig.motor, marks, 6, lambda: rig.true_step)).max() <= 3


def test_the_place_is_told_beside_planes_that_come_into_focus_between_two_looks() -> None:
    rig = surveyed(**LENSES[0])
    marks, found = scanned(rig, 5, 402)
    assert found.seen is not None
    assert found.near_step is not None
    shift = marks.near_step - found.near_step
    for step in (149, 150, 153, 324, 327, 328):  # planes are sharp at 151 and 325
        put(rig, step)
        place = found.seen.near(Eye(rig.motor).rest(), step - shift)
        assert place is not None
        assert place.step + shift == pytest.approx(step, abs=1.0)


def test_a_lens_that_slips_is_found_by_the_picture_and_counted_in_the_dark() -> None:
    rig = surveyed(**LENSES[0])
    marks, found = scanned(rig, NEAR, FAR)
    shots = (StackShot(1, 0.3, found.step_at(0.3)), StackShot(2, 0.6, found.step_at(0.6)))
    way = found.way(rig.motor, shots, 200)
    assert isinstance(way, ByPicture)
    assert way.home_step == 200
    put(rig, rig.true_step - 40)  # the count does not know
    way.go(shots[0])
    assert rig.true_step == pytest.approx(marks.step(0.3), abs=3)
    assert rig.motor.how() is How.INFERRED
    rig.body.scene = scene_of(DARK, "ef24")
    way.go(shots[1])
    assert rig.true_step == pytest.approx(marks.step(0.6), abs=6)
    assert rig.motor.how() is How.COUNTED
    with pytest.raises(LensFault, match="Shot 3 has no step"):
        way.go(StackShot(3, 0.5))


@pytest.mark.parametrize("slipped_steps", [1, 4, 11])
def test_the_last_steps_to_a_shot_at_the_stop_end_there(slipped_steps: int) -> None:
    rig = surveyed(**LENSES[0])
    _, found = scanned(rig, FAR, 0)
    shot = StackShot(1, 1.0, found.step_at(1.0))
    assert shot.planned_step == 0
    way = found.way(rig.motor, (shot,), 200)
    way.go(shot)
    put(rig, rig.true_step + slipped_steps)
    way.go(shot)
    assert rig.true_step == pytest.approx(0, abs=2)
    assert rig.motor.position().step == pytest.approx(rig.true_step, abs=2)


def test_a_lens_that_tells_its_place_goes_to_its_shots_by_it() -> None:
    clock = VirtualClock()
    lens = Seeing(clock)
    motor = Motor(lens, clock, Signalled(clock))
    motor.limits = check_limits(motor, ignore)
    motor.calibration = calibrate(motor, ignore)
    marks = marks_at(motor, FAR, NEAR, lambda: lens.true_step)
    found = scan(motor, marks.near, marks.far, ignore)
    assert lens.true_step == NEAR, "it is where it began"
    assert (found.how, found.near_step, found.far_step) == (How.MEASURED, FAR, NEAR)
    assert (found.doubt, found.set_aside) == ("", ())
    assert np.median(errors(found, lens.scene, marks)) <= 0.01
    assert np.abs(shots_off(found, motor, marks, 5, lambda: lens.true_step)).max() <= 0.5
    assert isinstance(found.way(motor, ()), ByPosition)


def test_a_plane_is_marked_without_live_view() -> None:
    class Blind(Seeing):
        def frame(self) -> bytes:
            raise NoLiveView("No picture.")

    clock = VirtualClock()
    motor = Motor(Blind(clock), clock, Signalled(clock))
    found = marked(motor)
    assert (found.plane.step, found.tiles, found.still) == (None, None, None)
    assert found.plane.distance_cm > 0
    with pytest.raises(UnfitScene, match="The near plane was marked without a picture"):
        scan(motor, found, found, ignore)
