"""Whether an order is told to be doubtful."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest

from fsq_tui.stacking.agreement import doubt_of, with_halves, with_numbers
from fsq_tui.stacking.scene_order import SceneOrder, rebuilt
from fsq_tui.stacking.tiles import FrameTiles, tiles_of
from tests.stacking.scene import DepthScene, Flaws, natural, planes, slope
from tests.stacking.test_scene_order import HEIGHT, SCENES, WIDTH, looked_at, pictures

LEVELS = 12  # of a slope: more are blurred apart for nothing
LEAST_RANGE = 0.15


class Shuffled(NamedTuple):
    """Frames out of order; `numbers` are their true places."""

    frames: list[FrameTiles]
    numbers: npt.NDArray[np.int64]

    def order(self) -> SceneOrder:
        """Raises UnfitScene."""
        return rebuilt(self.frames, int(self.numbers.argmin()), int(self.numbers.argmax()))

    def tau(self, order: SceneOrder) -> float:
        """M. Kendall's, of the true places and the levels."""
        levels = [tuple(int(self.numbers[frame]) for frame in level) for level in order.levels]
        known = SceneOrder(tuple(levels), ())
        return with_numbers(known)


def drawn(seed: int) -> Shuffled:
    """Any scene: few planes or a slope, often far within the marks, with little texture, flawed."""
    random = np.random.default_rng(seed)
    near, far = 0.0, 1.0
    is_within = random.random() < 0.6
    if is_within:
        near, far = np.sort(random.uniform(0.0, 1.0, 2))
        far = max(far, min(1.0, near + LEAST_RANGE))
        near = min(near, far - LEAST_RANGE)
    if random.random() < 0.75:
        inner = random.uniform(0.0, 1.0, int(random.integers(2, 7)))
        depth = planes(HEIGHT, WIDTH, tuple(float(near + (far - near) * one) for one in inner))
    else:
        depth = np.round((near + (far - near) * slope(HEIGHT, WIDTH)) * LEVELS) / LEVELS
    texture = natural(HEIGHT, WIDTH, seed + 1000, contrast=float(random.uniform(10, 45)))
    if random.random() < 0.3:
        texture[:, : WIDTH // int(random.integers(2, 5))] = 0.0
    scene = DepthScene(depth, texture, blur_px=float(random.uniform(4, 20)))
    flaws = Flaws(
        noise_levels=float(random.uniform(0.5, 5)),
        exposure=float(random.uniform(-0.3, 0.3)),
        breathing=float(random.uniform(0, 0.03)),
        shake_px=float(random.uniform(0, 0.6)),
    )
    numbers = random.permutation(int(random.integers(8, 33)))
    last = len(numbers) - 1
    frames = [
        tiles_of(scene.frame(number / last, 100 * seed + int(number), flaws).astype(np.float32))
        for number in numbers
    ]
    return Shuffled(frames, numbers)


@pytest.mark.parametrize("name", SCENES)
def test_what_is_in_order_is_not_doubted(name: str) -> None:
    frames = looked_at(pictures(name))
    for ends in ((0, len(frames) - 1), (len(frames) - 1, 0)):
        order = rebuilt(frames, *ends)
        assert with_halves(frames, order) > 0.97
        assert doubt_of(frames, order) == ""


@pytest.mark.parametrize("seed", [86, 121])
def test_a_wrong_order_is_doubted(seed: int) -> None:
    scene = drawn(seed)
    order = scene.order()
    assert scene.tau(order) < 0.9, "draw another scene: this one comes into its order now"
    assert "doubtful" in doubt_of(scene.frames, order)
