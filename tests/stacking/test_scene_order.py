"""The order of shuffled frames, and the frames that do not fit."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest

from fsq_tui.errors import UnfitScene
from fsq_tui.pictures.decoding import Luma
from fsq_tui.stacking.scene_order import SceneOrder, rebuilt
from fsq_tui.stacking.seriation import seriated
from fsq_tui.stacking.tiles import FrameTiles, tiles_of
from tests.stacking.scene import DepthScene, Flaws, natural, planes, slope

HEIGHT, WIDTH = 192, 288
COUNT = 25
LEAST_TAU = 0.98
FLAWS = Flaws(noise_levels=3.0, exposure=0.3, breathing=0.02, shake_px=0.3)


def _sparse() -> DepthScene:
    """A slope with a third that shows nothing, and little above."""
    texture = natural(HEIGHT, WIDTH, 3)
    texture[:, WIDTH // 3 : 2 * WIDTH // 3] = 0.0
    texture[: HEIGHT // 3] *= 0.1
    return DepthScene(slope(HEIGHT, WIDTH), texture)


SCENES: dict[str, Callable[[], DepthScene]] = {
    "slope": lambda: DepthScene(slope(HEIGHT, WIDTH), natural(HEIGHT, WIDTH)),
    "three planes": lambda: DepthScene(
        planes(HEIGHT, WIDTH, (0.1, 0.5, 0.9)), natural(HEIGHT, WIDTH, 2)
    ),
    "five planes": lambda: DepthScene(
        planes(HEIGHT, WIDTH, (0.9, 0.2, 0.6, 0.0, 0.4)), natural(HEIGHT, WIDTH, 5)
    ),
    "little texture": _sparse,
    "marks beyond the planes": lambda: DepthScene(
        planes(HEIGHT, WIDTH, (0.26, 0.06, 0.54)), natural(HEIGHT, WIDTH, 6), blur_px=14.0
    ),
}


@cache
def pictures(name: str, flaws: Flaws = FLAWS) -> tuple[Luma, ...]:
    """From the near mark to the far one."""
    scene = SCENES[name]()
    places = np.linspace(0.0, 1.0, COUNT)
    return tuple(scene.frame(at, i, flaws).astype(np.float32) for i, at in enumerate(places))


def looked_at(seen: tuple[Luma, ...]) -> list[FrameTiles]:
    return [tiles_of(luma) for luma in seen]


def with_a_walker(seen: tuple[Luma, ...]) -> tuple[Luma, ...]:
    """Something small, of its own texture, goes through all of them."""
    changed = []
    body = np.clip(90 + natural(48, 30, 9), 0, 255).astype(np.float32)
    for number, luma in enumerate(seen):
        at = (number * 97) % (WIDTH - 30)
        copy = luma.copy()
        copy[90:138, at : at + 30] = body
        changed.append(copy)
    return tuple(changed)


def tau(order: npt.NDArray[np.int64]) -> float:
    """M. Kendall's, against the order of the numbers."""
    signs = np.sign(order[None, :] - order[:, None])
    return float(signs[np.triu_indices(len(order), 1)].mean())


def shuffled(frames: list[FrameTiles], seed: int) -> tuple[npt.NDArray[np.int64], SceneOrder]:
    """The true numbers of shuffled frames, and their order by what they show."""
    numbers = np.random.default_rng(seed).permutation(len(frames))
    near, far = int(numbers.argmin()), int(numbers.argmax())
    return numbers, rebuilt([frames[number] for number in numbers], near, far)


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("change", [tuple, with_a_walker])
def test_shuffled_frames_come_into_their_order(
    name: str, change: Callable[[tuple[Luma, ...]], tuple[Luma, ...]]
) -> None:
    frames = looked_at(change(pictures(name)))
    for seed in range(3):
        numbers, order = shuffled(frames, seed)
        assert not order.set_aside
        assert len(order.frames) == COUNT
        assert tau(numbers[list(order.frames)]) >= LEAST_TAU


@pytest.mark.parametrize("name", SCENES)
def test_marks_the_other_way_round_mirror_the_order(name: str) -> None:
    frames = looked_at(pictures(name))
    there, back = rebuilt(frames, 0, COUNT - 1), rebuilt(frames, COUNT - 1, 0)
    assert there.frames == back.frames[::-1]
    assert there.levels == tuple(level[::-1] for level in back.levels[::-1])


def test_frames_of_like_focus_make_one_level() -> None:
    scene = SCENES["slope"]()
    places = np.repeat(np.linspace(0.0, 1.0, 9), 3)
    seen = [tiles_of(scene.frame(at, i, FLAWS).astype(np.float32)) for i, at in enumerate(places)]
    order = rebuilt(seen, 0, len(seen) - 1)
    levels = [{number // 3 for number in level} for level in order.levels]
    assert levels == [{number} for number in range(9)]
    assert np.allclose(order.depths, np.linspace(0.0, 1.0, 9))


def test_what_does_not_fit_is_set_aside_and_named() -> None:
    seen = list(pictures("slope"))
    seen[5] = seen[5].copy()
    seen[5][20:, 200:280] = 40.0  # somebody
    seen[9] = np.roll(seen[9], 70, axis=1)
    seen[12] = np.zeros_like(seen[12])
    seen[15] = seen[15][:160]
    seen[18] = np.full_like(seen[18], 128.0)
    numbers, order = shuffled([tiles_of(luma) for luma in seen], 1)
    reasons = {int(numbers[one.frame]): one.reason for one in order.set_aside}
    assert {number: reason.split(":")[0] for number, reason in reasons.items()} == {
        5: "something stood in the way, most of it right",
        9: "it has another framing",
        12: "it is black",
        15: "it has 288 x 160 pixels, most others 288 x 192",
        18: "it shows nothing, only one even grey",
    }
    assert tau(numbers[list(order.frames)]) >= LEAST_TAU


def test_marks_that_tell_nothing_are_refused() -> None:
    frames = looked_at(pictures("slope"))
    scene = SCENES["slope"]()
    same = [tiles_of(scene.frame(0.5, i, FLAWS).astype(np.float32)) for i in range(8)]
    black = tiles_of(np.zeros((HEIGHT, WIDTH), np.float32))
    for seen, said in (
        (frames[:1], "One frame alone"),
        (frames[:1] * 5, "look the same"),
        (same, "look the same"),
        ([black] * 4, "near mark does not fit: it is black"),
        ([*frames[:-1], black], "far mark does not fit: it is black"),
    ):
        with pytest.raises(UnfitScene, match=said):
            rebuilt(seen, 0, len(seen) - 1)


def test_a_thousand_frames_come_into_their_order() -> None:
    """Made from a few by mixing their tiles: to generate a thousand would take minutes."""
    few = looked_at(pictures("three planes"))
    random = np.random.default_rng(1)
    frames = []
    for place in np.linspace(0, COUNT - 1.001, 1000):
        first, share = int(place), place % 1
        mixed = few[first].sharpness * (1 - share) + few[first + 1].sharpness * share
        noisy = mixed + random.normal(0, 0.02, mixed.shape)
        frames.append(FrameTiles(HEIGHT, WIDTH, 128.0, noisy.astype(np.float32), few[0].brightness))
    numbers, order = shuffled(frames, 4)
    assert tau(numbers[list(order.frames)]) >= LEAST_TAU


def test_tiles_that_show_mostly_noise_hardly_tell_the_order() -> None:
    tile, count = np.arange(288), 14
    taus = []
    for seed in range(6):
        random = np.random.default_rng(seed)
        focus = np.linspace(0.0, 1.0, count)[:, None]
        noise = np.where(tile < 144, 0.6, 0.05)
        seen = -0.6 * np.abs(focus - random.uniform(-0.1, 1.1, tile.size))
        seen += random.normal(0.0, 1.0, seen.shape) * noise
        numbers = np.array([0, *random.permutation(np.arange(1, count - 1)), count - 1])
        taus.append(tau(numbers[seriated(seen[numbers], 0, count - 1)]))
    assert np.mean(taus) >= LEAST_TAU
