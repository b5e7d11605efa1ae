"""What a stack of 24 megapixel pictures takes to be ordered and mapped, beside OpenCV's plain way.

Run as `python -m benchmarks.stacking HOW FILES...` it does that once, `ours` or `plain`, and prints
seconds and the most megabytes that the process ever had: one process each, so that none has what
another one needed.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import simplejpeg  # type: ignore[import-untyped]

from benchmarks.figures import Figure, median
from benchmarks.picture import MISSING, plain_judge
from benchmarks.stage import Stage
from fsq_tui.pictures.decoding import Damaged, decoded_shot
from fsq_tui.stacking.depth import depth_map
from fsq_tui.stacking.scene_order import rebuilt
from fsq_tui.stacking.tiles import tiles_of
from tests.stacking.scene import DepthScene, Flaws, natural, planes

SHOTS, FEW = 20, 5
HEIGHT, WIDTH, COPIES = 500, 750, 8  # 24 megapixels: copies of one scene, side by side
DEPTHS = (0.1, 0.5, 0.9)
FLAWS = Flaws(noise_levels=2.0, exposure=0.1)
QUALITY = 95
ROUNDS = 3
TIMEOUT_S = 300.0


def measure(stage: Stage) -> list[Figure]:
    """In turns, in one thread each."""
    files = written(stage.home / "stack")
    ours, plain = [], []
    for _ in range(ROUNDS):
        ours.append(_once("ours", files))
        if plain_judge() is not None:
            plain.append(_once("plain", files))
    _, few_mb = _once("ours", files[:FEW])
    ours_s, ours_mb = (median([one[what] for one in ours]) for what in (0, 1))
    note = f"{SHOTS} pictures of 24 megapixels, one core"
    if not plain:
        note += f"; {MISSING}"
    figures = [
        Figure("stack ordered and mapped", SHOTS / ours_s, "pictures/s", note=note),
        Figure("the same, most memory", ours_mb, "MB"),
        Figure(f"the same, to that of {FEW} pictures", ours_mb / few_mb, "times", 1.1),
    ]
    if plain:
        plain_s, plain_mb = (median([one[what] for one in plain]) for what in (0, 1))
        figures += [
            Figure("OpenCV's plain decode and Laplacian", SHOTS / plain_s, "pictures/s"),
            Figure("stack ordered and mapped, time to OpenCV", ours_s / plain_s, "times"),
            Figure("stack ordered and mapped, memory to OpenCV", ours_mb / plain_mb, "times"),
        ]
    return figures


def written(folder: Path) -> list[Path]:
    """The pictures, as JPEG files."""
    folder.mkdir()
    scene = DepthScene(planes(HEIGHT, WIDTH, DEPTHS), natural(HEIGHT, WIDTH))
    files = []
    for number, focus in enumerate(np.linspace(0.0, 1.0, SHOTS)):
        whole = np.tile(scene.frame(float(focus), number, FLAWS), (COPIES, COPIES))
        files.append(folder / f"{number:02}.jpg")
        jpeg = simplejpeg.encode_jpeg(
            np.ascontiguousarray(whole[:, :, None]), quality=QUALITY, colorspace="GRAY"
        )
        files[-1].write_bytes(jpeg)
    return files


def _once(how: str, files: Sequence[Path]) -> tuple[float, float]:
    """Seconds, and megabytes at most."""
    command = [sys.executable, "-m", "benchmarks.stacking", how, *map(str, files)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=TIMEOUT_S)
    taken_s, most_mb = done.stdout.split()
    return float(taken_s), float(most_mb)


def _ours(files: Sequence[Path]) -> None:
    frames = []
    for file in files:
        luma = decoded_shot(file.read_bytes())
        if isinstance(luma, Damaged):
            raise TypeError(luma.reason)
        frames.append(tiles_of(luma))
    depth_map(frames, rebuilt(frames, 0, len(frames) - 1))


def _doing(how: str) -> Callable[[Sequence[Path]], object]:
    if how == "ours":
        return _ours
    judge = plain_judge()
    if judge is None:
        raise ImportError(MISSING)
    return lambda files: [judge(file.read_bytes()) for file in files]


def main(how: str, files: Sequence[Path]) -> None:
    """Do it once and print what it took; what is imported is no part of the time."""
    act = _doing(how)
    start_s = time.perf_counter()
    act(files)
    taken_s = time.perf_counter() - start_s
    print(taken_s, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main(sys.argv[1], [Path(name) for name in sys.argv[2:]])
