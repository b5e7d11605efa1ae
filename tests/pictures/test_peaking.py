"""Peaking marks what is sharp and nothing else; the meter knows noise from detail."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pytest

from fsq_tui.backend.scene import Scene
from fsq_tui.backend.scene_setup import SceneSetup
from fsq_tui.pictures.decoding import Damaged, Luma, coloured, decoded
from fsq_tui.pictures.peaking import noise_deviation, peaks, sharpness_level
from fsq_tui.pictures.scaling import Mask

SHARP_STEP, STEPS = 200, 407
Values = TypeVar("Values", Luma, Mask)


def luma_at(step: int, noise_levels: float, blur_px: float = 40.0) -> Luma:
    setup = SceneSetup(
        width_px=960, height_px=640, noise_levels=noise_levels, blur_px=blur_px, seed=3
    )
    found = decoded(Scene(setup, [SHARP_STEP], STEPS).frame(step, 0.0))
    assert not isinstance(found, Damaged)
    return found


def subject(values: Values) -> Values:
    """The strip of the subject, without its borders, which are sharp at every step."""
    width = values.shape[1]
    return values[:, width // 3 + 8 : 2 * width // 3 - 8]


@pytest.mark.parametrize("noise_levels", [0.0, 1.0, 3.0, 6.0])
def test_the_plane_in_focus_is_marked(noise_levels: float) -> None:
    luma = luma_at(SHARP_STEP, noise_levels)
    assert subject(peaks(luma)).mean() > 0.02


@pytest.mark.parametrize("noise_levels", [0.0, 1.0, 3.0, 6.0, 15.0])
@pytest.mark.parametrize("step", [0, 120, 290, 406])
def test_a_plane_out_of_focus_is_not_marked(noise_levels: float, step: int) -> None:
    assert not subject(peaks(luma_at(step, noise_levels))).any()


@pytest.mark.parametrize("deviation", [0.0, 1.0, 4.0, 12.0, 30.0])
def test_noise_alone_is_not_marked(deviation: float) -> None:
    random = np.random.default_rng(5)
    luma = (128 + random.normal(0, deviation, (320, 480))).astype(np.float32)
    assert peaks(luma).sum() <= 2


def test_a_blurred_edge_of_full_contrast_is_not_marked_and_a_sharp_one_is() -> None:
    x = np.arange(480) - 240
    for slope_px, marked in ((0.5, True), (4.0, False), (12.0, False)):
        edge = (127.5 + 127.5 * np.tanh(x / slope_px)).astype(np.float32)
        assert peaks(np.tile(edge, (320, 1))).any() == marked, slope_px


@pytest.mark.parametrize("deviation", [1.0, 5.0, 20.0])
def test_the_noise_is_read_beside_edges(deviation: float) -> None:
    random = np.random.default_rng(6)
    luma = 128 + random.normal(0, deviation, (320, 480))
    luma[::20] += 60.0
    assert noise_deviation(luma.astype(np.float32)) == pytest.approx(deviation, rel=0.35)


def test_a_picture_of_no_size_to_speak_of_holds_no_noise_and_no_detail() -> None:
    tiny = np.zeros((2, 2), np.float32)
    assert noise_deviation(tiny) == 0.0
    assert sharpness_level(tiny, 0.0) == 0.0


def test_the_meter_is_highest_in_focus_and_falls_on_both_sides() -> None:
    levels = []
    for step in (100, 150, 180, 200, 220, 250, 300):
        luma = luma_at(step, 2.0)
        levels.append(sharpness_level(subject(luma), noise_deviation(luma)))
    assert levels.index(max(levels)) == 3
    assert levels[:4] == sorted(levels[:4])
    assert levels[3:] == sorted(levels[3:], reverse=True)


def test_the_meter_does_not_follow_the_exposure() -> None:
    luma = subject(luma_at(SHARP_STEP, 0.0))
    assert sharpness_level(luma * 0.5, 0.0) == pytest.approx(sharpness_level(luma, 0.0), rel=1e-3)


def test_the_meter_takes_noise_for_nothing() -> None:
    random = np.random.default_rng(8)
    luma = (128 + random.normal(0, 5.0, (320, 480))).astype(np.float32)
    assert sharpness_level(luma, 5.0) < 5.0 < sharpness_level(luma, 0.0)


def test_colours_are_decoded_reduced_but_not_below_what_is_asked() -> None:
    jpeg = Scene(SceneSetup(width_px=960, height_px=640), [200], STEPS).frame(0, 0.0)
    colours = coloured(jpeg, 100, 50)
    assert not isinstance(colours, Damaged)
    assert colours.shape == (80, 120, 3)
    assert isinstance(coloured(jpeg[:5000], 100, 50), Damaged)
    assert isinstance(coloured(b"", 100, 50), Damaged)
