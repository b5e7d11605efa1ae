"""What the virtual camera sees: textured planes at the subjects' distances, one flat, blurred."""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import simplejpeg  # type: ignore[import-untyped]

from tests.virtual_camera.setup import SceneKind, SceneSetup

Plane = npt.NDArray[np.uint8]
Samples = npt.NDArray[np.float64]

MIDDLE, CONTRAST, DARK_LEVEL = 128, 40.0, 24  # levels of 255
MOST_NOISE = 20  # levels; pictures keep so far from 0 and 255, so adding noise never wraps
SHARPEST_PX = 0.6  # no lens is sharper
KEPT_PICTURES = 512  # all steps of the reference lens, 140 MB
PAN_PX_S = 120.0
JPEG_QUALITY = 85
TINTS = ((118, 138), (138, 120), (124, 118), (136, 136), (120, 130), (132, 126))  # (U, V)


class Scene:
    """The picture for each step of a lens with `steps` steps.

    Upright strips from left to right: a background at step 0, one plane for each of
    `subject_steps`, sharp there, and a flat one. The same setup gives the same picture; the noise
    is never the same twice.
    """

    def __init__(self, setup: SceneSetup, subject_steps: Sequence[int], steps: int) -> None:
        self.kind = setup.kind
        self._setup = setup
        self._plane_steps = (0, *subject_steps)
        self._blur_px_per_step = setup.blur_px / (steps - 1)
        self._random = np.random.default_rng(setup.seed)
        edges = np.linspace(0, setup.width_px, len(self._plane_steps) + 2).astype(int)
        self._spans = [slice(int(a), int(b)) for a, b in itertools.pairwise(edges)]
        self._spectra = [
            np.fft.rfft2(_texture(self._random, setup.height_px, span.stop - span.start))
            for span in self._spans[:-1]
        ]
        self._pictures: OrderedDict[int, Plane] = OrderedDict()
        self._noise = self._noise_levels()
        self._tints = self._tinted()

    def frame(self, step: int, now_s: float) -> bytes:
        """The JPEG of the scene with the lens at `step`. About a millisecond once it was seen."""
        picture = self._lit(step)
        if self.kind is SceneKind.MOVING:
            picture = np.roll(picture, int(now_s * PAN_PX_S), axis=1)
        if self._setup.noise_levels > 0:
            start = int(self._random.integers(picture.size))
            picture = picture + self._noise[start : start + picture.size].reshape(picture.shape)
        return bytes(simplejpeg.encode_jpeg_yuv_planes(picture, *self._tints, quality=JPEG_QUALITY))

    def _lit(self, step: int) -> Plane:
        if self.kind is SceneKind.BLANK:
            return np.full((self._setup.height_px, self._setup.width_px), MIDDLE, np.uint8)
        picture = self._picture(step)
        return picture // 64 + DARK_LEVEL if self.kind is SceneKind.DARK else picture

    def _picture(self, step: int) -> Plane:
        if step in self._pictures:
            self._pictures.move_to_end(step)
            return self._pictures[step]
        picture = np.full((self._setup.height_px, self._setup.width_px), MIDDLE, np.uint8)
        for span, spectrum, sharp_step in zip(
            self._spans, self._spectra, self._plane_steps, strict=False
        ):
            defocus_px = abs(step - sharp_step) * self._blur_px_per_step
            blurred = _blurred(spectrum, span.stop - span.start, SHARPEST_PX + defocus_px)
            picture[:, span] = np.clip(blurred + MIDDLE, MOST_NOISE, 255 - MOST_NOISE)
        self._pictures[step] = picture
        if len(self._pictures) > KEPT_PICTURES:
            self._pictures.popitem(last=False)
        return picture

    def _noise_levels(self) -> Plane:
        size = 2 * self._setup.height_px * self._setup.width_px
        levels = self._random.normal(0, self._setup.noise_levels, size).round()
        # Taken modulo 256: adding it to a picture adds or subtracts.
        return np.clip(levels, -MOST_NOISE, MOST_NOISE).astype(np.int8).view(np.uint8)

    def _tinted(self) -> tuple[Plane, Plane]:
        half = ((self._setup.height_px + 1) // 2, (self._setup.width_px + 1) // 2)
        u, v = np.full(half, MIDDLE, np.uint8), np.full(half, MIDDLE, np.uint8)
        for index, span in enumerate(self._spans[:-1]):
            tint = TINTS[index % len(TINTS)]
            u[:, span.start // 2 : span.stop // 2] = tint[0]
            v[:, span.start // 2 : span.stop // 2] = tint[1]
        return u, v


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
