"""Frames of the simulated lens, and what judging one takes, beside OpenCV's plain way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from benchmarks.figures import Figure, median
from benchmarks.stage import Stage
from fsq_tui.backend.model import load_model
from fsq_tui.backend.scene import Scene
from fsq_tui.pictures.decoding import Damaged, decoded
from fsq_tui.pictures.sharpness import tile_sharpness

AIM_MS = 66.7  # 15 frames per second
FRAMES = 200
ROUNDS = 3
MISSING = "not compared: there is no OpenCV (pip install opencv-python-headless)"


def measure(_stage: Stage) -> list[Figure]:
    """All in one thread. Over the travel every frame is another step."""
    model = load_model("ef24")
    setup = model.scene_setup()
    scene = Scene(setup, model.subject_steps(), model.steps)
    size = f"{setup.width_px}x{setup.height_px}"
    travel = [round(i * (model.steps - 1) / (FRAMES - 1)) for i in range(FRAMES)]
    jpegs: list[bytes] = []
    first_ms = _each_ms(lambda step: jpegs.append(scene.frame(step, 0.0)), travel)
    again_ms = _each_ms(lambda step: scene.frame(step, 0.0), travel)
    rest_ms = _each_ms(lambda _: scene.frame(travel[FRAMES // 2], 0.0), travel)
    return [
        _of_frames("over a travel not seen yet", first_ms, size),
        _of_frames("over a travel seen before", again_ms, size),
        _of_frames("at rest", rest_ms, size),
        *_judged(jpegs, size),
    ]


def _of_frames(what: str, taken_ms: list[float], size: str) -> Figure:
    mean_ms = sum(taken_ms) / len(taken_ms)
    note = f"{size}, {1000 / mean_ms:.0f} frames/s"
    return Figure(f"simulated frame {what}, mean", mean_ms, "ms", AIM_MS, note)


def _judged(jpegs: list[bytes], size: str) -> Iterator[Figure]:
    """Decoding and tile sharpness, in turns with OpenCV on the same frames."""
    plain = plain_judge()
    ours_ms: list[float] = []
    plain_ms: list[float] = []
    for _ in range(ROUNDS):
        ours_ms += _each_ms(_tiles, jpegs)
        if plain is not None:
            plain_ms += _each_ms(plain, jpegs)
    note = f"{size}, {1000 / median(ours_ms):.0f} frames/s on one core"
    if plain is None:
        note += f"; {MISSING}"
    yield Figure("decode and tile sharpness, median", median(ours_ms), "ms", note=note)
    if plain is None:
        return
    yield Figure("OpenCV's plain decode and Laplacian, median", median(plain_ms), "ms")
    ratio = median(ours_ms) / median(plain_ms)
    yield Figure("decode and tile sharpness, to OpenCV", ratio, "times", note="the same frames")


def _each_ms(act: Callable[[Any], object], items: Sequence[Any]) -> list[float]:
    """What acting on each took."""
    taken_ms = []
    for item in items:
        start_s = time.perf_counter()
        act(item)
        taken_ms.append((time.perf_counter() - start_s) * 1000)
    return taken_ms


def _tiles(jpeg: bytes) -> None:
    luma = decoded(jpeg)
    if isinstance(luma, Damaged):
        raise TypeError(luma.reason)
    tile_sharpness(luma)


def plain_judge() -> Callable[[bytes], object] | None:
    """Decoding in full and the variance of the Laplacian, None where OpenCV is missing."""
    try:
        import cv2
    except ImportError:
        return None
    import numpy as np

    cv2.setNumThreads(1)

    def judged(jpeg: bytes) -> object:
        grey = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
        if grey is None:
            raise TypeError("OpenCV cannot decode it")
        return cv2.Laplacian(grey, cv2.CV_32F).var()

    return judged
