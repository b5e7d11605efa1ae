"""Which frames are focused beyond the marks, by what is true of the scene."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from fsq_tui.stacking.beyond import beyond
from fsq_tui.stacking.tiles import FrameTiles, tiles_of
from tests.stacking.scene import DepthScene, Flaws, natural, planes

DEPTHS = (0.5, 0.0, 0.85, 0.12, 0.3, 1.0, 0.6)
SCENE = DepthScene(planes(320, 480, DEPTHS), natural(320, 480))


@functools.cache
def frame_at(depth: float, noise_levels: float) -> FrameTiles:
    frame = SCENE.frame(depth, round(100 * depth), Flaws(noise_levels=noise_levels))
    return tiles_of(frame.astype(np.float32))


@pytest.mark.parametrize("noise_levels", [0.0, 2.0])
@pytest.mark.parametrize(
    ("near", "far"), [(0.0, 1.0), (0.12, 0.85), (0.85, 0.12), (0.3, 0.6), (0.5, 0.6), (0.0, 0.3)]
)
def test_what_lies_outside_is_found(noise_levels: float, near: float, far: float) -> None:
    frames = [frame_at(depth, noise_levels) for depth in (near, *DEPTHS, far)]
    found = beyond(frames, 0, len(frames) - 1)
    low, high = sorted((near, far))
    outside = {number for number, at in enumerate(DEPTHS, 1) if not low <= at <= high}
    assert set(found) == outside
    for number, reason in found.items():
        is_near = abs(DEPTHS[number - 1] - near) < abs(DEPTHS[number - 1] - far)
        assert reason == f"it lies beyond the {'near' if is_near else 'far'} mark"


def test_where_nothing_is_sharp_at_a_mark_nothing_is_said() -> None:
    grey = tiles_of(np.full((320, 480), 128.0, np.float32))
    assert beyond([grey] * 4, 0, 3) == {}
