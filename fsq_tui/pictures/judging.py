"""Whether a scene can be judged by its pictures at all."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from enum import Enum

import numpy as np

from fsq_tui.pictures.decoding import Luma
from fsq_tui.pictures.sharpness import halved

DARK_LEVEL = 40.0  # of 255: a picture that is not brighter anywhere holds nothing to measure
BLOCK_HALVINGS = 3  # blocks of 8 by 8 pixels, over which the noise of a sensor cancels
MOVING_SHARE = 0.08  # of a change from frame to frame that blocks see: noise leaves 1 in 64
NOISIEST_VARIANCE = 150.0  # of a change from frame to frame: no sensor makes more
QUIET_VARIANCE = 0.15  # of the blocks: what JPEG's rounding makes of noise
BLANK_DEVIATION = 1.0  # of the levels of a picture's blocks


class Scene(Enum):
    """What a scene is like. The value says why it cannot be judged."""

    FIT = "it can be judged"
    DARK = "it is dark"
    BLANK = "it is blank"
    MOVING = "something in it moves"


def judged(frames: Sequence[Luma]) -> Scene:
    """What the scene is like, from two or more successive frames of a lens at rest.

    BLANK may also be a scene that is out of focus beyond recognition.
    """
    blocks = [_blocks(frame) for frame in frames]
    if max(float(np.percentile(block, 99)) for block in blocks) < DARK_LEVEL:
        return Scene.DARK
    moving = [_moves(*pair) for pair in itertools.pairwise(zip(frames, blocks, strict=True))]
    if 2 * sum(moving) >= len(moving):
        return Scene.MOVING
    if max(float(block.std()) for block in blocks) < BLANK_DEVIATION:
        return Scene.BLANK
    return Scene.FIT


def _moves(one: tuple[Luma, Luma], other: tuple[Luma, Luma]) -> bool:
    """Noise differs from pixel to pixel, what moves does in whole blocks; exposure does in all."""
    pixels, blocks = (float((a - b).var()) for a, b in zip(one, other, strict=True))
    return pixels > NOISIEST_VARIANCE or blocks > QUIET_VARIANCE + MOVING_SHARE * pixels


def _blocks(luma: Luma) -> Luma:
    for _ in range(BLOCK_HALVINGS):
        luma = halved(luma)
    return luma
