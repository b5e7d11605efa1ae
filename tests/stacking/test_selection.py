"""Which shots are taken, what gravity does to them, and what a hand may do."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsq_tui.pictures.sharpness import laplacian, tile_sharpness
from fsq_tui.stacking.plain import PlainStack, of_range
from fsq_tui.stacking.selection import Selection, selected
from tests.stacking.scene import DepthScene
from tests.stacking.test_depth import mapped
from tests.stacking.test_scene_order import SCENES, pictures

BINS = 50
PLANES = np.zeros(BINS)
PLANES[[10, 22, 42]] = 5.0, 9.0, 7.0
NOTHING = np.zeros(BINS)


@given(
    st.integers(2, 30),
    st.lists(st.floats(0, 10), min_size=20, max_size=20),
    st.floats(0, 1),
    st.lists(st.floats(0.01, 0.99), max_size=4, unique=True),
)
def test_order_and_ends_are_kept_and_nothing_goes_further_than_half_a_spacing(
    count: int, information: list[float], strength: float, pins: list[float]
) -> None:
    pins = sorted(pins)
    count = max(count, 2 + len(pins))
    shots = selected(count, np.array(information), strength, pins).shots
    depths = [shot.depth for shot in shots]
    even = [shot.even for shot in shots]
    assert (depths[0], depths[-1]) == (0.0, 1.0)
    assert all(first < second for first, second in pairwise(depths))
    assert set(pins) == {shot.depth for shot in shots if shot.is_pinned}
    for number, shot in enumerate(shots[1:-1], 1):
        assert even[number] - (even[number] - even[number - 1]) / 2 <= shot.depth + 1e-9
        assert shot.depth <= even[number] + (even[number + 1] - even[number]) / 2 + 1e-9


def test_without_gravity_or_anything_to_see_shots_are_even() -> None:
    for made in (selected(6, PLANES, 0.0), selected(6, NOTHING), selected(6, np.ones(BINS))):
        assert made.depths == pytest.approx(np.linspace(0, 1, 6))


def test_gravity_draws_to_the_planes_and_says_so() -> None:
    full, half = selected(5, PLANES), selected(5, PLANES, 0.5)
    assert full.depths[1:4] == pytest.approx((0.21, 0.45, 0.85), abs=0.02)
    for drawn, less in zip(full.shots[1:4], half.shots[1:4], strict=True):
        assert abs(less.depth - less.even) == pytest.approx(abs(drawn.depth - drawn.even) / 2)
    assert full.shots[0].reason == "at the near mark"
    assert full.shots[1].reason.startswith(
        "drawn 2.9% of the range nearer: there the scene shows 3.6 times"
    )
    assert full.shots[3].reason.startswith("drawn 10.0% of the range farther: there the scene")


def combined(scene: DepthScene, made: Selection) -> npt.NDArray[np.float32]:
    """Each pixel of the shot that is sharpest around it."""
    shots = np.stack([scene.frame(depth).astype(np.float32) for depth in made.depths])
    energy = np.stack([np.pad(laplacian(shot) ** 2, 1) for shot in shots])
    for axis in (1, 2):  # the mean of nine pixels down and across
        energy = np.sum([np.roll(energy, by, axis) for by in range(-4, 5)], axis=0)
    best = energy.argmax(axis=0)
    picture: npt.NDArray[np.float32] = np.take_along_axis(shots, best[None], axis=0)[0]
    return picture


@pytest.mark.parametrize("count", [4, 5, 7])
def test_with_gravity_the_merged_picture_is_sharper(count: int) -> None:
    scene = SCENES["three planes"]()
    information = mapped(pictures("three planes")).information_at(BINS)
    truth = float(tile_sharpness(scene.sharp.astype(np.float32)).mean())
    even, drawn = (
        float(tile_sharpness(combined(scene, selected(count, information, strength))).mean())
        for strength in (0.0, 1.0)
    )
    assert even < drawn <= truth


def test_a_hand_drags_pins_adds_and_removes() -> None:
    even = selected(5, NOTHING)
    dragged = even.dragged(1, 0.4)
    assert dragged.depths == (0.0, 0.4, 0.5, 0.75, 1.0)
    assert dragged.pins == (0.4,)
    assert even.dragged(1, 0.9).depths[1] < 0.5  # not past the next one
    assert even.pinned(2).pins == (0.5,)
    assert even.pinned(2).pinned(2, False).pins == ()
    added = dragged.added(0.6)
    assert added.depths == (0.0, 0.4, 0.5, 0.6, 0.75, 1.0)
    assert added.removed(3) == dragged
    again = selected(6, PLANES, 1.0, added.pins)
    assert set(added.pins) <= set(again.depths)


def test_the_ends_and_a_place_that_is_taken_are_refused() -> None:
    even = selected(5, NOTHING)
    for end in (0, 4):
        for act in (even.removed, even.pinned, lambda number: even.dragged(number, 0.5)):
            with pytest.raises(ValueError, match="stay at the marks"):
                act(end)
    for depth, said in ((0.5, "there is a shot"), (1.0, "between the near and the far")):
        with pytest.raises(ValueError, match=said):
            even.added(depth)
    with pytest.raises(ValueError, match="too few"):
        selected(3, NOTHING, 1.0, (0.4, 0.6))
    with pytest.raises(ValueError, match="too few"):
        selected(1, NOTHING)
    with pytest.raises(ValueError, match="strength"):
        selected(5, NOTHING, 1.5)
    with pytest.raises(ValueError, match="pins must rise"):
        selected(5, NOTHING, 1.0, (0.6, 0.4))


def test_a_plain_stack_counts_in_steps() -> None:
    stack = PlainStack(in_front=2, behind=3, steps_per_shot=10)
    assert stack.count == 6
    assert stack.offsets_steps == (-20, -10, 0, 10, 20, 30)
    for counter, front, behind in ((-25, 3, 0), (25, 0, 3), (0, 0, 0)):
        assert of_range(counter, 10) == PlainStack(front, behind, 10)
    with pytest.raises(ValueError, match="not negative"):
        PlainStack(-1, 0, 10)
    with pytest.raises(ValueError, match="one step"):
        of_range(10, 0)
