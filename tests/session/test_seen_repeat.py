"""How well a lens comes back that tells nothing but its picture."""

from __future__ import annotations

import pytest

from fsq_tui.errors import UnfitScene
from fsq_tui.focus.modes import How
from fsq_tui.session.repeat import Repeated, repeat
from tests.session.seeing import LENSES
from tests.session.silent import SilentRig, scene_of, surveyed
from tests.virtual_camera import SceneKind, SceneSetup


def repeated(rig: SilentRig, times: int = 8) -> Repeated:
    known = rig.motor.calibration
    assert known is not None
    return repeat(rig.lens, rig.clock, rig.attention, known, (60, 210), times, lambda *_: None)


def test_ends_are_inferred_within_the_stated_error() -> None:
    rig = surveyed(**LENSES[0])
    found = repeated(rig)
    assert found.how is How.INFERRED
    assert found.backlash is None
    assert 0 < found.error_steps < 12
    first, second = found.ends
    assert (first.step, second.step) == (60, 210)
    assert len(first.off_by_steps) == len(second.off_by_steps) == 8
    assert abs(first.step + first.off_by_steps[-1] - rig.true_step) <= found.error_steps
    assert first.std_dev_steps < 3


def test_a_scene_that_does_not_tell_is_refused() -> None:
    rig = surveyed(**LENSES[0])
    rig.body.scene = scene_of(SceneSetup(kind=SceneKind.DARK, width_px=480, height_px=320), "ef24")
    with pytest.raises(UnfitScene):
        repeated(rig)
