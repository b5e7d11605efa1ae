"""How deep each part of a scene lies, from the pictures of it in a folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from fsq_tui.session.stack_frames import Told, luma_of
from fsq_tui.stacking.agreement import doubt_of
from fsq_tui.stacking.depth import DepthMap, depth_map
from fsq_tui.stacking.fitting import unfit
from fsq_tui.stacking.scene_order import SceneOrder, rebuilt
from fsq_tui.stacking.tiles import FrameTiles, tiles_of

if TYPE_CHECKING:
    from fsq_tui.pictures.decoding import Luma


@dataclass(frozen=True, slots=True, eq=False)
class StackDepth:
    """The map, the pictures from near to far, and those that do not fit, each with a reason.

    Pictures of like focus are in the order of their names. `doubt` is why that order may be wrong,
    a sentence, '' where nothing speaks against it.
    """

    map: DepthMap
    order: tuple[Path, ...]
    set_aside: tuple[tuple[Path, str], ...]
    doubt: str = ""


def depth_of_stack(
    pictures: tuple[Path, ...], told: Told, depths: Sequence[float] = ()
) -> StackDepth:
    """Look at pictures, the first of the near end and the last of the far one.

    `depths` are theirs, where known; else they are ordered by what is sharp in them, and taken to
    be even. Each is looked at and let go. Raises FileRefused for one that cannot be read, and
    UnfitScene.
    """
    tiles = [tiles_of(luma) for luma in _lumas(pictures, told)]
    order, found = _known(tiles, depths) if depths else _even(tiles)
    doubt = "" if depths else doubt_of(tiles, order)
    set_aside = tuple((pictures[one.frame], one.reason) for one in order.set_aside)
    frames = (frame for level in order.levels for frame in sorted(level))
    return StackDepth(found, tuple(pictures[frame] for frame in frames), set_aside, doubt)


def _even(tiles: Sequence[FrameTiles]) -> tuple[SceneOrder, DepthMap]:
    """By the order that the frames come into, taken to be even."""
    order = rebuilt(tiles, 0, len(tiles) - 1)
    return order, depth_map(tiles, order)


def _known(tiles: Sequence[FrameTiles], depths: Sequence[float]) -> tuple[SceneOrder, DepthMap]:
    """By the depths of the frames, and with them their order."""
    aside = tuple(unfit(tiles))
    kept = sorted(set(range(len(tiles))) - {one.frame for one in aside}, key=depths.__getitem__)
    levels = {depth: tuple(level) for depth, level in groupby(kept, key=depths.__getitem__)}
    order = SceneOrder(tuple(levels.values()), aside)
    return order, depth_map(tiles, order, tuple(levels))


def _lumas(pictures: tuple[Path, ...], told: Told) -> Iterator[Luma]:
    for number, path in enumerate(pictures):
        told(number / len(pictures), f"looking at {path.name}")
        yield luma_of(path)
