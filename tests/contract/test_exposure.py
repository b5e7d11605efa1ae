"""The exposure of pictures: what the contract of backend/base.py has on it."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from fsq_tui.errors import LensFault, LensGone
from tests.contract.rigs import KINDS, Rig
from tests.contract.test_lens import cameras as cameras  # the fixtures of the contract
from tests.contract.test_lens import of, pause_of
from tests.contract.test_lens import rig as rig

exposes = of([k for k in KINDS if k.captures and not k.name.endswith("-2")])
exposes_not = of([k for k in KINDS if not k.captures])
of_cameras = of([k for k in KINDS if k.captures and k.name.startswith("gphoto2")])


def exposed(rig: Rig, setting: str, ev: float) -> float:
    return rig.lens.expose(setting, ev, pause_of(rig))


def brightness(rig: Rig) -> float:
    """Of the picture that comes of a release."""
    rig.lens.shots()
    rig.lens.trigger(pause_of(rig))
    (shot,) = rig.lens.shots()
    picture = Image.open(io.BytesIO(rig.lens.download(shot))).convert("L")
    return float(np.mean(np.asarray(picture)))


@exposes
def test_pictures_are_as_bright_as_was_ordered_and_the_setting_comes_back(rig: Rig) -> None:
    setting = rig.lens.exposure_setting()
    normal = brightness(rig)
    assert exposed(rig, setting, -2.0) == pytest.approx(-2.0)
    assert rig.exposure_ev() == pytest.approx(-2.0)
    assert brightness(rig) < 0.7 * normal
    assert exposed(rig, setting, 2.0) == pytest.approx(2.0)
    assert brightness(rig) > 1.3 * normal
    assert exposed(rig, setting, 0.0) == 0.0
    assert rig.exposure_ev() == 0.0
    assert brightness(rig) == pytest.approx(normal, rel=0.02)
    assert rig.lens.exposure_setting() == setting


@exposes
def test_the_nearest_that_there_is_is_set_and_told(rig: Rig) -> None:
    setting = rig.lens.exposure_setting()
    for asked, near in ((0.5, 1 / 3), (0.5, 2 / 3), (1.4, 4 / 3), (-1.6, -5 / 3)):
        found = exposed(rig, setting, asked)
        assert abs(found - asked) <= 1 / 6 + 1e-9
        assert asked == 0.5 or found == pytest.approx(near)
        assert rig.exposure_ev() == pytest.approx(found)
    exposed(rig, setting, 0.0)


@exposes
def test_what_is_out_of_range_is_refused_and_nothing_is_changed(rig: Rig) -> None:
    setting = rig.lens.exposure_setting()
    with pytest.raises(LensFault, match="no exposure"):
        exposed(rig, setting, -20.0)
    assert rig.exposure_ev() == 0.0


@exposes
def test_a_camera_that_is_gone_is_set_to_nothing(rig: Rig) -> None:
    setting = rig.lens.exposure_setting()
    rig.unplug()
    with pytest.raises(LensGone):
        exposed(rig, setting, 1.0)
    with pytest.raises(LensGone):
        rig.lens.exposure_setting()


@of_cameras
def test_out_of_manual_it_is_the_compensation(rig: Rig) -> None:
    rig.to_mode_a()
    setting = rig.lens.exposure_setting()
    assert setting == "exposurecompensation=0"
    for ev in (-2 / 3, 1.0, 0.0):
        assert exposed(rig, setting, ev) == pytest.approx(ev)
        assert rig.exposure_ev() == pytest.approx(ev)


@of_cameras
def test_a_mode_dial_that_was_turned_is_found_out(rig: Rig) -> None:
    setting = rig.lens.exposure_setting()
    rig.to_mode_a()
    with pytest.raises(LensFault, match="exposure"):
        exposed(rig, setting, 1.0)


@of([kind for kind in KINDS if kind.captures and kind.name.startswith("simulated")][:1])
def test_where_nothing_can_be_set_it_says_what_to_do(rig: Rig) -> None:
    rig.to_mode_a()
    with pytest.raises(LensFault, match="cannot change the exposure of") as refused:
        rig.lens.exposure_setting()
    assert "Set the mode dial to M" in refused.value.remedy


@exposes_not
def test_others_cannot_and_say_so(rig: Rig) -> None:
    with pytest.raises(LensFault, match="cannot change the exposure of"):
        rig.lens.exposure_setting()
    with pytest.raises(LensFault, match="cannot change the exposure of"):
        exposed(rig, "", 1.0)
