"""How well scenes are rebuilt from shuffled frames, over many scenes of planes with random flaws.

The marks stand on the first and the last plane, as an operator puts them, give or take 5 %; but
for the orders that are told to be doubtful, which are of any scenes, the marks where they fall.
"""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.figures import Figure, median
from benchmarks.stage import Stage
from fsq_tui.errors import UnfitScene
from fsq_tui.pictures.decoding import Luma
from fsq_tui.stacking.agreement import doubt_of
from fsq_tui.stacking.depth import depth_map
from fsq_tui.stacking.scene_order import rebuilt
from fsq_tui.stacking.tiles import tiles_of
from tests.stacking.scene import DepthScene, Flaws, natural, planes
from tests.stacking.test_agreement import drawn
from tests.stacking.test_depth import against
from tests.stacking.test_scene_order import tau

HEIGHT, WIDTH = 192, 288
WALKER_HEIGHT, WALKER_WIDTH = 48, 30
TRIALS = 50
LEAST_TAU, MOST_ERROR = 0.98, 0.03
MARKS = 0.05
FIRST_DRAWN, DRAWN = 500, 120
WRONG_TAU = 0.95


class _Trial(NamedTuple):
    """Kendall's tau, and the median error of the depth where there is texture."""

    tau: float
    error: float


def measure(_stage: Stage) -> list[Figure]:
    """The same scenes in every run."""
    figures = []
    for what, is_walked in (("at rest", False), ("somebody walks through", True)):
        trials = [_trial(number, is_walked=is_walked) for number in range(TRIALS)]
        orders = [one.tau for one in trials]
        errors = [one.error for one in trials]
        figures += [
            Figure(
                f"scenes in a wrong order, {what}",
                100 * sum(order < LEAST_TAU for order in orders) / TRIALS,
                "%",
                note=f"tau below {LEAST_TAU}; least {min(orders):.3f}, mean {np.mean(orders):.4f}",
            ),
            Figure(
                f"depth off, {what}, median",
                100 * median(errors),
                "%",
                100 * MOST_ERROR,
                f"of the range; {sum(e <= MOST_ERROR for e in errors)} of {TRIALS} scenes within",
            ),
        ]
    return [*figures, *_doubted()]


def _doubted() -> list[Figure]:
    """How many wrong orders are told to be doubtful, and how many right ones are."""
    wrong, right = [], []
    for seed in range(FIRST_DRAWN, FIRST_DRAWN + DRAWN):
        scene = drawn(seed)
        with suppress(UnfitScene):
            order = scene.order()
            of_scene = scene.tau(order)
            is_doubted = bool(doubt_of(scene.frames, order))
            if of_scene < WRONG_TAU:
                wrong.append(is_doubted)
            elif of_scene >= LEAST_TAU:
                right.append(is_doubted)
    return [
        Figure(
            f"{name} orders that are doubted",
            100 * sum(told) / max(1, len(told)),
            "%",
            note=f"{sum(told)} of {len(told)}, {meaning}",
        )
        for name, told, meaning in (
            ("wrong", wrong, f"tau below {WRONG_TAU}"),
            ("right", right, f"tau from {LEAST_TAU} on"),
        )
    ]


def _trial(number: int, *, is_walked: bool) -> _Trial:
    random = np.random.default_rng(number)
    scene = _scene(random, number)
    count = int(random.choice([12, 20, 40]))
    flaws = Flaws(
        noise_levels=float(random.choice([0, 1, 3])),
        exposure=float(random.choice([0, 0.3])),
        breathing=float(random.choice([0, 0.01, 0.03])),
        shake_px=float(random.choice([0, 0.3, 0.6])),
    )
    numbers = random.permutation(count)
    frames = []
    for shot in numbers:
        seed = 1000 * number + int(shot)
        luma = scene.frame(float(shot) / (count - 1), seed, flaws).astype(np.float32)
        frames.append(tiles_of(_walked(luma, random) if is_walked else luma))
    try:
        order = rebuilt(frames, int(numbers.argmin()), int(numbers.argmax()))
        found = depth_map(frames, order)
    except UnfitScene:
        return _Trial(-1.0, 1.0)
    off, has_texture = against(scene, found)
    return _Trial(tau(numbers[list(order.frames)]), float(np.median(off[has_texture])))


def _scene(random: np.random.Generator, number: int) -> DepthScene:
    depths = random.uniform(0, 1, int(random.integers(2, 6)))
    near, far = random.uniform(0, MARKS), random.uniform(1 - MARKS, 1)
    depths = near + (far - near) * (depths - depths.min()) / float(np.ptp(depths))
    texture = natural(HEIGHT, WIDTH, number, contrast=float(random.choice([20, 30, 45])))
    texture[:, : WIDTH // 2] *= float(random.choice([0.3, 1.0]))
    at = planes(HEIGHT, WIDTH, tuple(float(depth) for depth in depths))
    return DepthScene(at, texture, blur_px=float(random.choice([4, 8, 14])))


def _walked(luma: Luma, random: np.random.Generator) -> Luma:
    """With somebody in it, somewhere along the middle."""
    body: npt.NDArray[np.float64] = 90 + natural(WALKER_HEIGHT, WALKER_WIDTH)
    top, left = (HEIGHT - WALKER_HEIGHT) // 2, int(random.integers(0, WIDTH - WALKER_WIDTH))
    luma[top : top + WALKER_HEIGHT, left : left + WALKER_WIDTH] = np.clip(body, 0, 255)
    return luma
