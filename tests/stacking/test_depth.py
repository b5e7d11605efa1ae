"""The depth of each tile, how sure it is, and what smoothing keeps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from fsq_tui.errors import UnfitScene
from fsq_tui.pictures.decoding import Luma
from fsq_tui.stacking.depth import DepthMap, depth_map
from fsq_tui.stacking.scene_order import SceneOrder, rebuilt
from tests.stacking.scene import DepthScene
from tests.stacking.test_scene_order import SCENES, looked_at, pictures, with_a_walker

MOST_ERROR = 0.03  # of the range, median
SURE, UNSURE = 0.5, 0.1
TEXTURE_LEVELS = 10.0  # three times the noise


def tiled(values: npt.NDArray[np.float64], rows: int, columns: int) -> npt.NDArray[np.float64]:
    """The middle value of each tile."""
    height, width = values.shape[0] // rows, values.shape[1] // columns
    cut = values[: height * rows, : width * columns].reshape(rows, height, columns, width)
    middle: npt.NDArray[np.float64] = np.median(cut, axis=(1, 3))
    return middle


def mapped(seen: tuple[Luma, ...]) -> DepthMap:
    frames = looked_at(seen)
    return depth_map(frames, rebuilt(frames, 0, len(frames) - 1))


def against(
    scene: DepthScene, found: DepthMap
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """How far each tile is off, and which have texture."""
    shape = found.depth.shape
    height, width = (side // tiles for side, tiles in zip(scene.sharp.shape, shape, strict=True))
    cut = scene.sharp.reshape(shape[0], height, shape[1], width)
    has_texture = cut.std(axis=(1, 3)) >= TEXTURE_LEVELS
    return np.abs(found.depth - tiled(scene.depth, *shape)), has_texture


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("change", [tuple, with_a_walker])
def test_the_depth_is_right_where_there_is_texture(
    name: str, change: Callable[[tuple[Luma, ...]], tuple[Luma, ...]]
) -> None:
    found = mapped(change(pictures(name)))
    off, has_texture = against(SCENES[name](), found)
    assert found.depth.shape == found.confidence.shape == (16, 24)
    assert np.median(off[has_texture]) <= MOST_ERROR
    assert np.median(found.confidence[has_texture]) >= SURE
    assert found.depth.min() >= 0.0
    assert found.depth.max() <= 1.0


def test_where_there_is_no_texture_it_is_unsure() -> None:
    found = mapped(pictures("little texture"))
    _, has_texture = against(SCENES["little texture"](), found)
    assert np.median(found.confidence[~has_texture]) <= UNSURE


def test_edges_between_planes_stay_sharp() -> None:
    found = mapped(pictures("three planes"))
    off, _ = against(SCENES["three planes"](), found)
    assert np.median(off[:, 7]) <= MOST_ERROR  # the columns on both sides of the edge
    assert np.median(off[:, 8]) <= MOST_ERROR


def test_it_is_finer_than_the_frames() -> None:
    """Of every third frame. To the nearest one alone a quarter of a step would be the median."""
    frames = looked_at(pictures("slope")[::3])
    order = SceneOrder(tuple((number,) for number in range(len(frames))), ())
    found = depth_map(frames, order)
    off, _ = against(SCENES["slope"](), found)
    step = 1 / (len(frames) - 1)
    assert np.median(off) < step / 4 * 2 / 3


def test_sixteen_bits_hold_the_whole_range() -> None:
    found = DepthMap(np.array([[0.0, 0.5, 1.0]]), np.ones((1, 3)), np.ones((1, 3)))
    assert found.sixteen_bits.dtype == np.uint16
    assert found.sixteen_bits.tolist() == [[0, 32768, 65535]]


def test_information_counts_where_it_is_sure() -> None:
    found = DepthMap(
        np.array([[0.1, 0.1, 0.6, 0.9]]),
        np.array([[1.0, 0.5, 1.0, 0.0]]),
        np.array([[2.0, 2.0, 1.0, 5.0]]),
    )
    assert found.information_at(2).tolist() == [3.0, 1.0]


def test_frames_that_show_no_depth_are_refused() -> None:
    frames = looked_at(pictures("slope"))
    two = SceneOrder(((0,), (1,)), ())
    with pytest.raises(UnfitScene, match="2 levels of focus show no depth"):
        depth_map(frames, two)
    with pytest.raises(ValueError, match="3 depths do not fit 2 levels"):
        depth_map(frames, two, (0.0, 0.5, 1.0))
    same = SceneOrder(((0,), (1,), (2,)), ())
    with pytest.raises(ValueError, match="must rise"):
        depth_map(frames, same, (0.0, 0.0, 1.0))
    with pytest.raises(UnfitScene, match="Nothing in the frames comes into focus"):
        depth_map([frames[0]] * 3, same)
