"""A generated scene with known depth, as a lens sees it that is focused somewhere in it.

Depth runs from 0.0 (the near mark) to 1.0 (the far mark). A pixel is blurred by a Gaussian that
grows with how far its depth is from that of the focus, as the circle of confusion of a thin lens
does in dioptres.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float64]

LAYERS = 48  # depths that are blurred apart and put together
SHARPEST_PX = 0.5


@dataclass(frozen=True, slots=True)
class Flaws:
    """What a series of pictures has: all 0 for none.

    `exposure` is by which share it drifts over the series, `breathing` by which share the picture
    grows from near to far, `shake_px` the deviation of each picture's place.
    """

    noise_levels: float = 0.0
    exposure: float = 0.0
    breathing: float = 0.0
    shake_px: float = 0.0


class DepthScene:
    """`depth` of each pixel, and `sharp`, its levels where all of it is in focus: (height, width).

    `textured` is where there is anything to be seen.
    """

    def __init__(self, depth: Samples, texture: Samples, *, blur_px: float = 8.0) -> None:
        """`texture` is around 0; `blur_px` the deviation of what is off by the whole depth."""
        self.depth = depth
        self.sharp = np.clip(128.0 + texture, 0.0, 255.0)
        self.textured = np.abs(texture) > 0
        self._blur_px = blur_px
        edges = np.linspace(0.0, 1.0, LAYERS + 1)
        self._layer = np.clip(np.digitize(depth, edges) - 1, 0, LAYERS - 1)
        self._depths = (edges[:-1] + edges[1:]) / 2

    def frame(
        self,
        focus: float,
        seed: int = 0,
        flaws: Flaws = Flaws(),
    ) -> npt.NDArray[np.uint8]:
        """The picture with the focus at a depth, grey levels."""
        random = np.random.default_rng(seed)
        total, weight = np.zeros_like(self.sharp), np.zeros_like(self.sharp)
        for layer, at in enumerate(self._depths):
            mask = (self._layer == layer).astype(float)
            if not mask.any():
                continue
            sigma_px = SHARPEST_PX + self._blur_px * abs(at - focus)
            total += _blurred(self.sharp * mask, sigma_px)
            weight += _blurred(mask, sigma_px)
        picture = total / np.maximum(weight, 1e-6)
        picture = _moved(picture, 1.0 + flaws.breathing * focus, random.normal(0, 1, 2), flaws)
        picture = picture * (1.0 + flaws.exposure * focus)
        picture = picture + random.normal(0, 1, picture.shape) * flaws.noise_levels
        return np.clip(picture.round(), 0, 255).astype(np.uint8)


def natural(height: int, width: int, seed: int = 1, contrast: float = 45.0) -> Samples:
    """A texture whose spectrum falls as that of natural pictures, with hard edges in it."""
    random = np.random.default_rng(seed)

    def falling(power: float) -> Samples:
        spectrum = np.fft.rfft2(random.normal(size=(height, width)))
        frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None, :])
        frequency[0, 0] = np.inf
        noise: Samples = np.fft.irfft2(spectrum / frequency**power, s=(height, width))
        even: Samples = noise / noise.std()
        return even

    mixed = falling(1.0) + 0.8 * np.sign(falling(1.5))
    clipped: Samples = np.clip(mixed / mixed.std(), -2.4, 2.4)
    return clipped * contrast


def planes(height: int, width: int, depths: tuple[float, ...]) -> Samples:
    """Upright strips, each at one depth."""
    edges = np.linspace(0, width, len(depths) + 1).astype(int)
    depth = np.empty((height, width))
    for at, first, last in zip(depths, edges[:-1], edges[1:], strict=True):
        depth[:, first:last] = at
    return depth


def slope(height: int, width: int) -> Samples:
    """From near on the left to far on the right."""
    return np.broadcast_to(np.linspace(0.0, 1.0, width), (height, width)).copy()


def _moved(picture: Samples, zoom: float, towards: Samples, flaws: Flaws) -> Samples:
    if zoom == 1.0 and not flaws.shake_px:
        return picture
    height, width = picture.shape
    rows = (np.arange(height) - height / 2) / zoom + height / 2 + towards[0] * flaws.shake_px
    columns = (np.arange(width) - width / 2) / zoom + width / 2 + towards[1] * flaws.shake_px
    return _at(_at(picture, rows, 0), columns, 1)


def _at(picture: Samples, places: Samples, axis: int) -> Samples:
    """The picture at these places along an axis, between two of them in proportion."""
    last = picture.shape[axis] - 1
    places = np.clip(places, 0, last)
    before = np.minimum(places.astype(int), last - 1)
    share = (places - before).reshape(-1, 1) if axis == 0 else places - before
    first, second = np.take(picture, before, axis), np.take(picture, before + 1, axis)
    mixed: Samples = first * (1 - share) + second * share
    return mixed


def _blurred(picture: Samples, sigma_px: float) -> Samples:
    height, width = picture.shape
    scale = -2 * (np.pi * sigma_px) ** 2
    down = np.exp(scale * np.fft.fftfreq(height) ** 2)
    across = np.exp(scale * np.fft.rfftfreq(width) ** 2)
    found: Samples = np.fft.irfft2(
        np.fft.rfft2(picture) * down[:, None] * across[None, :], s=picture.shape
    )
    return found
