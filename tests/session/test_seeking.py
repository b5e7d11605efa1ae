"""A lens that tells nothing, after autofocus: found again by the picture."""

from __future__ import annotations

import dataclasses

import pytest

from fsq_tui.errors import LensFault, Stopped, UnfitScene
from fsq_tui.focus.modes import How
from fsq_tui.session.player import perform, prepare
from fsq_tui.session.refinding import autofocus_and_find
from fsq_tui.session.survey import check_limits
from tests.session.silent import SMALL, SilentRig, homed, ignore
from tests.virtual_camera import SceneKind


@pytest.mark.parametrize("model", ["ef24", "backlash"])
def test_after_autofocus_the_lens_stands_there_and_its_place_is_inferred(model: str) -> None:
    rig = homed(model=model, lost_step_rate=0.0)
    for focused in rig.model.subject_steps():
        autofocus_and_find(rig.motor, ignore)
        assert rig.true_step == pytest.approx(focused, abs=4)
        position = rig.motor.position()
        assert position.step == pytest.approx(rig.true_step, abs=4 + rig.model.backlash_steps)
        assert position.how is How.INFERRED
    report = perform(rig.motor, prepare(rig.motor, 100, 3.0))
    assert report.how is How.INFERRED
    assert report.deviation == "not verified"
    check_limits(rig.motor, ignore)
    assert rig.motor.how() is How.COUNTED


def test_after_autofocus_at_the_stops() -> None:
    rig = homed(subjects=(0.0, 1.0, 0.995))
    for focused in rig.model.subject_steps():
        autofocus_and_find(rig.motor, ignore)
        assert rig.true_step == pytest.approx(focused, abs=5)
        assert rig.motor.position().step == pytest.approx(focused, abs=5)


def test_where_the_picture_never_changes_no_place_is_inferred() -> None:
    rig = homed(scene=dataclasses.replace(SMALL, kind=SceneKind.BLANK))
    with pytest.raises(LensFault, match="hardly changes"):
        autofocus_and_find(rig.motor, ignore)
    assert rig.motor.how() is How.COUNTED
    assert rig.motor.position().step == pytest.approx(rig.true_step, abs=2)


def test_a_picture_that_is_not_met_again_is_not_said_to_be() -> None:
    rig = homed()
    scene = rig.body.scene
    elsewhere = SilentRig(scene=dataclasses.replace(SMALL, seed=11)).body.scene
    rig.clock.at(rig.clock.now() + 8.0, lambda: setattr(rig.body, "scene", elsewhere))
    with pytest.raises(LensFault, match="not met again"):
        autofocus_and_find(rig.motor, ignore)
    assert rig.motor.how() is How.COUNTED
    assert rig.motor.position().step == pytest.approx(rig.true_step, abs=2)
    rig.body.scene = scene


@pytest.mark.parametrize(("after_s", "how"), [(2.5, How.UNKNOWN), (14.0, How.COUNTED)])
def test_stop_ends_the_search_and_leaves_the_truth(after_s: float, how: How) -> None:
    rig = homed()
    stop_s = rig.clock.now() + after_s
    rig.clock.at(stop_s, rig.attention.stop.set)
    with pytest.raises(Stopped):
        autofocus_and_find(rig.motor, ignore)
    assert rig.clock.now() - stop_s < 26 / 94.321 + 0.2  # one command, and one frame
    assert rig.motor.how() is how
    assert (rig.motor.limits is None) is (how is How.UNKNOWN)
    if how is How.COUNTED:
        assert rig.motor.position().step == pytest.approx(rig.true_step, abs=2)


def test_autofocus_on_a_scene_that_cannot_tell_leaves_the_lens_there() -> None:
    rig = homed()
    rig.clock.at(
        rig.clock.now() + 0.1,
        lambda: setattr(
            rig.body,
            "scene",
            SilentRig(scene=dataclasses.replace(SMALL, kind=SceneKind.MOVING)).body.scene,
        ),
    )
    with pytest.raises(UnfitScene):
        autofocus_and_find(rig.motor, ignore)
    assert rig.true_step == rig.model.subject_steps()[0]
    assert rig.motor.how() is How.UNKNOWN
