"""The pictures of a lens that is not there."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from fsq_tui.backend.scene import SHARPEST_PX, Scene, _blurred, _Plane
from fsq_tui.backend.scene_setup import SceneKind, SceneSetup
from tests.virtual_camera.helpers import grey, sharpness

STEPS = 200
EDGE = 16  # pixels of a strip that share a JPEG block with the next one
QUIET = SceneSetup(noise_levels=0)


def strip(scene: Scene, step: int, index: int, now_s: float = 0.0) -> float:
    """The sharpness of one of the three strips: background, subject, flat."""
    picture = grey(scene.frame(step, now_s))
    width = picture.shape[1] // 3
    return sharpness(picture[:, index * width + EDGE : (index + 1) * width - EDGE])


def test_the_subject_is_sharpest_at_its_step_and_less_the_farther_off() -> None:
    scene = Scene(QUIET, [120], STEPS)
    found = [strip(scene, step, 1) for step in (0, 60, 100, 115, 120, 125, 140, 199)]
    assert found[:5] == sorted(found[:5])
    assert found[4:] == sorted(found[4:], reverse=True)
    assert found[4] > 100 * found[0]


def test_the_background_is_sharp_at_infinity_and_the_flat_strip_never() -> None:
    scene = Scene(QUIET, [120], STEPS)
    assert strip(scene, 0, 0) > strip(scene, 20, 0) > strip(scene, 120, 0)
    assert strip(scene, 0, 2) == strip(scene, 120, 2) == 0


def test_the_same_setup_gives_the_same_pictures() -> None:
    one, other = Scene(QUIET, [120], STEPS), Scene(QUIET, [120], STEPS)
    assert one.frame(77, 0) == other.frame(77, 5) == one.frame(77, 9)
    assert one.frame(77, 0) != Scene(dataclasses.replace(QUIET, seed=8), [120], STEPS).frame(77, 0)


def test_noise_differs_from_frame_to_frame_by_as_much_as_asked() -> None:
    scene = Scene(SceneSetup(noise_levels=4.0), [120], STEPS)
    one, other = (grey(scene.frame(77, 0))[:, -100:] for _ in range(2))
    assert np.std(one - other) == pytest.approx(4 * 2**0.5, rel=0.3)


@pytest.mark.parametrize("kind", [SceneKind.DARK, SceneKind.BLANK])
def test_a_dark_or_blank_scene_shows_no_focus(kind: SceneKind) -> None:
    scene = Scene(dataclasses.replace(QUIET, kind=kind), [120], STEPS)
    assert strip(scene, 120, 1) < 2
    assert grey(scene.frame(120, 0)).mean() < (40 if kind is SceneKind.DARK else 140)


def test_a_moving_scene_moves_with_time() -> None:
    scene = Scene(dataclasses.replace(QUIET, kind=SceneKind.MOVING), [120], STEPS)
    assert scene.frame(120, 0) == scene.frame(120, 0)
    assert np.abs(grey(scene.frame(120, 0)) - grey(scene.frame(120, 0.5))).mean() > 5


def test_between_two_blurs_that_are_worked_out_the_picture_is_as_if_it_were() -> None:
    exact = np.random.default_rng(3).normal(0, 30, (320, 160))
    plane = _Plane(0, slice(0, 160), exact)
    for sigma_px in np.geomspace(SHARPEST_PX, 20.0, 50):
        wanted = _blurred(np.fft.rfft2(exact), 160, sigma_px) + 128
        found = plane.blurred(sigma_px)[1:-1, 1:-1].astype(float) + 0.5  # it is cut off
        assert np.abs(found - np.clip(wanted, 20, 235)[1:-1, 1:-1]).max() < 1.0, sigma_px


def test_a_lens_with_many_subjects_shows_the_first_of_them() -> None:
    scene = Scene(QUIET, [*range(1, STEPS)], STEPS)
    assert grey(scene.frame(16, 0)).shape == (QUIET.height_px, QUIET.width_px)
    assert [plane.step for plane in scene._planes] == [*range(17)]
