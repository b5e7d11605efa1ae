"""What merging a stack of 24 megapixel pictures takes, by the program that is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.stacking import SHOTS, written
from benchmarks.stage import FSQ, Stage

PROGRAMS = ("enfuse", "align_image_stack")
ALIGNED_SHOTS = 5  # each takes many seconds


def measure(stage: Stage) -> list[Figure]:
    """Once each: it takes long, and the programs are not ours. Nothing where they are missing."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        print(f"merging is not measured: there is no {' and no '.join(missing)}", file=sys.stderr)
        return []
    files = written(stage.home / "shots")
    figures = [*_merged(files[0].parent, SHOTS, "--no-align")]
    for file in files[ALIGNED_SHOTS:]:
        file.unlink()
    return [*figures, *_merged(files[0].parent, ALIGNED_SHOTS)]


def _merged(folder: Path, shots: int, *options: str) -> Iterator[Figure]:
    start_s = time.perf_counter()
    command = [str(FSQ), "stack", "merge", str(folder), *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    taken_s = time.perf_counter() - start_s
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    what = "stack merged as it is" if options else "stack aligned and merged"
    note = f"{shots} pictures of 24 megapixels, enfuse"
    yield Figure(what, taken_s, "s", note=note)
    yield Figure("the same, most memory", used.ru_maxrss / 1024, "MB")
