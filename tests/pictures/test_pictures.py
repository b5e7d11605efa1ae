"""What single pictures tell."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsq_tui.pictures.comparing import SURE, Still, compared, still
from fsq_tui.pictures.decoding import Damaged, Luma, decoded
from fsq_tui.pictures.judging import Scene, judged
from fsq_tui.pictures.sharpness import COLUMNS, ROWS, SCALES, halved, tile_sharpness
from tests.pictures.scenes import blurred, jpeg, noisy, texture

TEXTURE = texture()


def seen(sigma_px: float, seed: int, count: int = 3, levels: float = 1.0) -> Still:
    soft = blurred(TEXTURE, sigma_px)
    return still([tile_sharpness(noisy(soft, 100 * seed + i, levels)) for i in range(count)])


def test_a_jpeg_is_decoded_and_a_large_one_reduced() -> None:
    small = decoded(jpeg(TEXTURE))
    assert not isinstance(small, Damaged)
    assert small.shape == (320, 480)
    assert float(np.abs(small - TEXTURE).mean()) < 6
    large = decoded(jpeg(np.tile(TEXTURE, (2, 2))))
    assert not isinstance(large, Damaged)
    assert large.shape == (320, 480)


@given(st.binary(max_size=200) | st.integers(0, 5000).map(lambda n: jpeg(TEXTURE)[:n]))
@settings(max_examples=40)
def test_what_is_no_whole_jpeg_is_said_to_be_damaged(data: bytes) -> None:
    found = decoded(data)
    assert isinstance(found, Damaged)
    assert found.reason


def test_sharpness_falls_with_blur_in_every_tile() -> None:
    stills = [seen(sigma, 1).sharpness for sigma in (0.6, 1.2, 2.5, 5.0)]
    assert stills[0].shape == (SCALES, ROWS, COLUMNS)
    assert all((a > b).all() for a, b in itertools.pairwise(stills))


@pytest.mark.parametrize("gain", [0.5, 0.8, 1.1])
def test_exposure_does_not_tell(gain: float) -> None:
    soft = blurred(TEXTURE, 2.0)
    assert np.abs(tile_sharpness(soft * np.float32(gain)) - tile_sharpness(soft)).max() < 0.02


def test_a_picture_too_small_for_tiles() -> None:
    with pytest.raises(ValueError, match="too small"):
        tile_sharpness(np.zeros((20, 30), np.float32))


def test_halving_leaves_out_an_odd_row_and_column() -> None:
    assert halved(np.arange(15, dtype=np.float32).reshape(3, 5)).tolist() == [[3.0, 5.0]]


@pytest.mark.parametrize("levels", [0.3, 1.0, 3.0])
@pytest.mark.parametrize("sigma_px", [0.6, 2.0, 6.0])
def test_pictures_of_one_place_are_not_said_to_differ(sigma_px: float, levels: float) -> None:
    pairs = [
        compared(seen(sigma_px, 2 * i, levels=levels), seen(sigma_px, 2 * i + 1, levels=levels))
        for i in range(12)
    ]
    assert not any(pair.differ for pair in pairs)
    assert np.mean([pair.change for pair in pairs]) < 1.35


@pytest.mark.parametrize("sigma_px", [0.6, 2.0, 6.0])
def test_pictures_of_two_places_differ_surely(sigma_px: float) -> None:
    found = compared(seen(sigma_px, 1), seen(sigma_px * 1.1, 2))
    assert found.differ
    assert found.confidence >= SURE
    assert not found.alike


def test_more_frames_tell_smaller_differences() -> None:
    few = compared(seen(6.0, 1), seen(6.06, 2)).change
    many = compared(seen(6.0, 1, 20), seen(6.06, 2, 20)).change
    assert many > few


def test_the_noise_of_a_single_frame_is_that_of_others() -> None:
    one = seen(1.0, 1)
    single = still([one.sharpness], one.variances)
    assert single.variances.tolist() == one.variances.tolist()
    with pytest.raises(ValueError, match="not known"):
        still([one.sharpness])


def frames(picture: Luma, levels: float = 1.0) -> list[Luma]:
    return [noisy(picture, i, levels) for i in range(5)]


def test_which_scenes_can_be_judged() -> None:
    assert judged(frames(TEXTURE)) is Scene.FIT
    assert judged(frames(blurred(TEXTURE, 9.0))) is Scene.FIT
    assert judged(frames(TEXTURE, 6.0)) is Scene.FIT
    assert judged(frames(TEXTURE / np.float32(8))) is Scene.DARK
    assert judged(frames(np.full_like(TEXTURE, 128))) is Scene.BLANK
    flicker = [noisy(TEXTURE * np.float32(1 + 0.05 * (i % 2)), i) for i in range(5)]
    assert judged(flicker) is not Scene.BLANK


@pytest.mark.parametrize("sigma_px", [0.6, 3.0, 8.0])
@pytest.mark.parametrize("step_px", [2, 12])
def test_a_moving_scene(sigma_px: float, step_px: int) -> None:
    soft = blurred(TEXTURE, sigma_px)
    panned = [noisy(np.roll(soft, i * step_px, axis=1), i) for i in range(5)]
    assert judged(panned) is Scene.MOVING
