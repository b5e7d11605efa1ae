"""The picture of a lens that is not there: textured planes at several distances, each blurred.

Generated, and always the same: the simulated lens and the virtual cameras of the tests show it.
Imported with the first frame, since it needs numpy and simplejpeg.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import simplejpeg  # type: ignore[import-untyped]

from fsq_tui.backend.scene_setup import MOST_NOISE_LEVELS, SceneKind, SceneSetup

Picture = npt.NDArray[np.uint8]
Fine = npt.NDArray[np.uint16]
Samples = npt.NDArray[np.float64]

MIDDLE, CONTRAST, DARK_LEVEL = 128, 40.0, 24  # levels of 255
MOST_SUBJECTS = 16  # more of them would be too narrow to be seen
SHARPEST_PX = 0.6  # no lens is sharper
LEVEL_RATIO = 1.1  # from one blur that is worked out to the next; those between are mixed
FINENESS = 256  # a plane is kept in parts of a level: rounded twice it would show rings
PAN_PX_S = 120.0
JPEG_QUALITY = 85
GAMMA = 2.2
TINTS = ((118, 138), (138, 120), (124, 118), (136, 136), (120, 130), (132, 126))  # (U, V)


class Scene:
    """The picture for each step of a lens with `steps` steps.

    Upright strips from left to right: a background at step 0, one plane for each of
    `subject_steps` (MOST_SUBJECTS of them), sharp there, and a flat one. The same setup gives the
    same picture; the noise is never the same twice.

    The circle of blur of a thin lens grows in proportion to the distance between the plane and the
    focus in dioptres, and dioptres with the steps (`LensModel.distances_cm`); here a Gaussian with
    the variance of that circle stands for it, its deviation a quarter of the diameter.
    """

    def __init__(self, setup: SceneSetup, subject_steps: Sequence[int], steps: int) -> None:
        self.kind = setup.kind
        self._setup = setup
        self._blur_px_per_step = setup.blur_px / (steps - 1)
        self._random = np.random.default_rng(setup.seed)
        plane_steps = (0, *subject_steps[:MOST_SUBJECTS])
        edges = np.linspace(0, setup.width_px, len(plane_steps) + 2).astype(int)
        spans = [slice(int(a), int(b)) for a, b in itertools.pairwise(edges)]
        self._planes = [
            _Plane(step, span, _texture(self._random, setup.height_px, span.stop - span.start))
            for step, span in zip(plane_steps, spans, strict=False)
        ]
        self._picture = np.full((setup.height_px, setup.width_px), MIDDLE, np.uint8)
        self._picture_step: int | None = None
        self._noise = self._noise_levels()
        self._tints = self._tinted()

    def frame(self, step: int, now_s: float, ev: float = 0.0) -> bytes:
        """The JPEG of the scene with the lens at `step`, exposed `ev` more than is right."""
        picture = self._lit(step)
        if self.kind is SceneKind.MOVING:
            picture = np.roll(picture, int(now_s * PAN_PX_S), axis=1)
        if self._setup.noise_levels > 0:
            start = int(self._random.integers(picture.size))
            picture = picture + self._noise[start : start + picture.size].reshape(picture.shape)
        if ev:
            # A level is the light to the power of 1 / GAMMA.
            picture = np.clip(picture * 2.0 ** (ev / GAMMA), 0, 255).astype(np.uint8)
        return bytes(simplejpeg.encode_jpeg_yuv_planes(picture, *self._tints, quality=JPEG_QUALITY))

    def plane_step(self, across: float) -> int | None:
        """Where the plane at a share of the width is sharp; None where there is a flat one."""
        column = int(across * (self._setup.width_px - 1))
        spans = ((plane.span.start, plane.span.stop, plane.step) for plane in self._planes)
        return next((step for start, stop, step in spans if start <= column < stop), None)

    def _lit(self, step: int) -> Picture:
        """The scene without noise, shape (height_px, width_px)."""
        if self.kind is SceneKind.BLANK:
            return self._picture
        if step != self._picture_step:
            for plane in self._planes:
                defocus_px = abs(step - plane.step) * self._blur_px_per_step
                self._picture[:, plane.span] = plane.blurred(SHARPEST_PX + defocus_px)
            self._picture_step = step
        dark = self.kind is SceneKind.DARK
        return self._picture // 64 + DARK_LEVEL if dark else self._picture

    def _noise_levels(self) -> Picture:
        size = 2 * self._setup.height_px * self._setup.width_px
        levels = self._random.normal(0, self._setup.noise_levels, size).round()
        # Taken modulo 256: adding it to a picture adds or subtracts.
        return np.clip(levels, -MOST_NOISE_LEVELS, MOST_NOISE_LEVELS).astype(np.int8).view(np.uint8)

    def _tinted(self) -> tuple[Picture, Picture]:
        half = ((self._setup.height_px + 1) // 2, (self._setup.width_px + 1) // 2)
        u, v = np.full(half, MIDDLE, np.uint8), np.full(half, MIDDLE, np.uint8)
        for index, plane in enumerate(self._planes):
            tint = TINTS[index % len(TINTS)]
            u[:, plane.span.start // 2 : plane.span.stop // 2] = tint[0]
            v[:, plane.span.start // 2 : plane.span.stop // 2] = tint[1]
        return u, v


class _Plane:
    """A texture at one distance: sharp with the lens at `step`, in the columns `span`.

    Its pictures are worked out for some blurs, each when it is first wanted, and mixed for those
    between: LEVEL_RATIO 1.1 puts no tile's energy of the Laplacian wrong by more than 1.5 %.
    """

    def __init__(self, step: int, span: slice, texture: Samples) -> None:
        self.step = step
        self.span = span
        self._width_px = texture.shape[1]
        self._spectrum = np.fft.rfft2(texture)
        self._levels: dict[int, Fine] = {}

    def blurred(self, sigma_px: float) -> Picture:
        """The plane blurred by a Gaussian, `sigma_px` from SHARPEST_PX on."""
        level, share = divmod(math.log(sigma_px / SHARPEST_PX, LEVEL_RATIO), 1.0)
        mixed = self._level(int(level)) * np.float32((1.0 - share) / FINENESS)
        if share > 0:
            mixed += self._level(int(level) + 1) * np.float32(share / FINENESS)
        return mixed.astype(np.uint8)

    def _level(self, level: int) -> Fine:
        if level not in self._levels:
            blurred = _blurred(self._spectrum, self._width_px, SHARPEST_PX * LEVEL_RATIO**level)
            levels = np.clip(blurred + MIDDLE, MOST_NOISE_LEVELS, 255 - MOST_NOISE_LEVELS)
            self._levels[level] = (levels * FINENESS).round().astype(np.uint16)
        return self._levels[level]


def _texture(random: np.random.Generator, height_px: int, width_px: int) -> Samples:
    """A seamless texture around 0: the falling spectrum of natural pictures, and hard edges."""
    soft = _natural(random, height_px, width_px, 1.0)
    edges = np.sign(_natural(random, height_px, width_px, 1.5))
    mixed: Samples = soft + 0.8 * edges
    even: Samples = np.clip((mixed - mixed.mean()) / mixed.std(), -2.4, 2.4)
    return even * CONTRAST


def _natural(random: np.random.Generator, height: int, width: int, falling: float) -> Samples:
    """Noise whose amplitude falls with the frequency to the power `falling`; deviation 1."""
    spectrum = np.fft.rfft2(random.normal(size=(height, width)))
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None, :])
    frequency[0, 0] = np.inf
    noise: Samples = np.fft.irfft2(spectrum / frequency**falling, s=(height, width))
    noise /= noise.std()
    return noise


def _blurred(spectrum: npt.NDArray[np.complex128], width: int, sigma_px: float) -> Samples:
    height = spectrum.shape[0]
    scale = -2 * (np.pi * sigma_px) ** 2
    down = np.exp(scale * np.fft.fftfreq(height) ** 2)
    across = np.exp(scale * np.fft.rfftfreq(width) ** 2)
    result: Samples = np.fft.irfft2(spectrum * down[:, None] * across[None, :], s=(height, width))
    return result
