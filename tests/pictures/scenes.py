"""Pictures to measure: a texture, out of focus by so much, with noise."""

from __future__ import annotations

import numpy as np
import simplejpeg  # type: ignore[import-untyped]

from fsq_tui.pictures.decoding import Luma

HEIGHT_PX, WIDTH_PX = 320, 480


def texture(seed: int = 1) -> Luma:
    """Levels around 128, rough at every scale."""
    random = np.random.default_rng(seed)
    spectrum = np.fft.rfft2(random.normal(size=(HEIGHT_PX, WIDTH_PX)))
    falling = np.maximum(_frequencies(), 1 / WIDTH_PX) ** 0.8
    rough = np.fft.irfft2(spectrum / falling, s=(HEIGHT_PX, WIDTH_PX))
    levels: Luma = np.clip(128 + 35 * rough / rough.std(), 30, 225).astype(np.float32)
    return levels


def blurred(picture: Luma, sigma_px: float) -> Luma:
    """A picture out of focus."""
    response = np.exp(-2 * (np.pi * sigma_px * _frequencies()) ** 2)
    soft = np.fft.irfft2(np.fft.rfft2(picture) * response, s=picture.shape)
    return soft.astype(np.float32)


def noisy(picture: Luma, seed: int, levels: float = 1.0) -> Luma:
    """A picture as a sensor gives it."""
    random = np.random.default_rng(seed)
    return (picture + random.normal(0, levels, picture.shape)).astype(np.float32)


def jpeg(picture: Luma) -> bytes:
    """A picture as a camera gives it."""
    grey = np.clip(picture, 0, 255).astype(np.uint8)[:, :, None]
    return bytes(simplejpeg.encode_jpeg(grey, colorspace="GRAY"))


def _frequencies() -> Luma:
    found = np.hypot(np.fft.fftfreq(HEIGHT_PX)[:, None], np.fft.rfftfreq(WIDTH_PX)[None, :])
    frequencies: Luma = found.astype(np.float32)
    return frequencies
