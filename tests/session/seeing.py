"""What is seen of a scene, and of the same scene otherwise: what the eye is tried with."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import simplejpeg  # type: ignore[import-untyped]

from fsq_tui.backend.scene import Scene
from fsq_tui.errors import UnfitScene
from fsq_tui.focus.region import Region
from fsq_tui.pictures.seen import Inferred, Seen
from fsq_tui.session.eye import Eye
from tests.session.silent import SilentRig
from tests.virtual_camera import SceneKind

FLAT = Region(0.92, 0.0, 1.0, 1.0)
LENSES = [
    {"model": "ef24", "backlash_steps": 3, "seed": 4},
    {"model": "ef24", "backlash_steps": 3, "seed": 5},
    {"model": "backlash", "lost_step_rate": 0.0, "seed": 3},
]
Change = Callable[[Any], Any]


def of_plane(rig: SilentRig, number: int) -> Region:
    """Where in the picture a subject is seen; left of them is the background, right of them flat.

    In whole tiles that show nothing else.
    """
    planes = len(rig.model.subject_steps()) + 2
    first, last = number / planes * 12, (number + 1) / planes * 12
    return Region(np.ceil(first) / 12, 0.0, np.floor(last) / 12, 1.0)


class Changed:
    """The same scene, seen otherwise."""

    kind = SceneKind.TEXTURED

    def __init__(self, scene: Scene, change: Change) -> None:
        self._scene, self._change = scene, change
        self._random = np.random.default_rng(1)

    def frame(self, step: int, _now_s: float, _ev: float = 0.0) -> bytes:
        """As the scene's."""
        picture = self._change(self._scene._lit(step).astype(float))
        noisy = picture + self._random.normal(0, 1, picture.shape)
        levels = np.clip(noisy, 0, 255).astype(np.uint8)
        jpeg = simplejpeg.encode_jpeg_yuv_planes(levels, *self._scene._tints, quality=85)
        return bytes(jpeg)


def true_step(rig: SilentRig) -> float:
    """Where the lens truly stands, on the scale of its calibration: there is no other to tell in.

    Both begin at the backward stop and end at the forward one.
    """
    known = rig.motor.calibration
    assert known is not None
    return rig.true_step * known.last_step / (rig.model.steps - 1)


def is_right(rig: SilentRig, found: Inferred) -> bool:
    """Whether it is within the error stated."""
    return abs(found.step - true_step(rig)) <= found.error_steps


def put(rig: SilentRig, step: int) -> None:
    """The lens at a step, as by hand at the focus ring: nobody counts it."""
    moves = rig.body.motor._moves
    rig.clock.wait(max(rig.clock.now(), moves[-1].end_s))
    rig.body.motor._lens._step = step
    moves[-1] = dataclasses.replace(moves[-1], to_step=step)


def told(rig: SilentRig, seen: Seen, at: int) -> Inferred | None:
    """Where one picture says that the lens is, which is put to a step."""
    put(rig, at)
    try:
        return seen.inferred(Eye(rig.motor).rest())
    except UnfitScene:
        return None


def _lit(picture: Any, share: float) -> Any:
    return np.minimum(picture * share, 255.0)


def _lamp(picture: Any, share: float) -> Any:
    """Light that falls off from left to right."""
    return picture * (1 - share * np.linspace(0, 1, picture.shape[1]))


def _wider(picture: Any, zoom: float) -> Any:
    """The lens zoomed by a little, in whole pixels."""
    rows, columns = (
        np.clip(((np.arange(n) - n / 2) / zoom + n / 2).round().astype(int), 0, n - 1)
        for n in picture.shape
    )
    return picture[rows][:, columns]


MOVED: dict[str, Change] = {
    **{f"{px} px": functools.partial(np.roll, shift=px, axis=1) for px in (1, 2, 5, 20, 80, 240)},
    "up": lambda p: np.roll(p, -9, axis=0),
    "zoomed": lambda p: np.kron(p[80:240, 120:360], np.ones((2, 2))),
    "zoomed a little": lambda p: _wider(p, 1.02),
    "mirrored": lambda p: p[:, ::-1],
    "covered": lambda p: np.where(np.arange(p.shape[1]) < 160, 128.0, p),
}
"""Another framing."""

UNSEEN: dict[str, Change] = {"dark": lambda p: p / 64, "flat": lambda p: np.full_like(p, 128.0)}
"""Nothing to be seen."""

LIT: dict[str, Change] = {
    **{
        f"{share:.0%} of the light": functools.partial(_lit, share=share)
        for share in (0.95, 0.9, 0.8, 0.6, 0.4, 0.2, 1.2, 1.6)
    },
    "hazy": lambda p: 128 + (p - 128) * 0.6,
    "a little hazy": lambda p: 128 + (p - 128) * 0.95,
    "a lamp at the side": lambda p: _lamp(p, 0.4),
    "a weak lamp at the side": lambda p: _lamp(p, 0.1),
    "a shadow": lambda p: np.where(np.arange(p.shape[1]) < 200, p / 2, p),
    "another curve": lambda p: 255 * (np.maximum(p, 0) / 255) ** 1.3,
}
"""Another light: what is answered must be right, and may be nothing."""
