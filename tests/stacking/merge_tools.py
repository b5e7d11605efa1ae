"""Programs on PATH in place of those that merge, and what a merge is held against."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

INSTALLED = all(shutil.which(program) for program in ("enfuse", "align_image_stack"))
needs_enfuse = pytest.mark.skipif(
    not INSTALLED, reason="enfuse and align_image_stack are not installed here"
)

ALIGN = """\
prefix=$5; shift 5; i=0
for picture; do
  echo "Creating control points between"
  cp "$picture" "$prefix$(printf %04d $i).tif"; i=$((i + 1))
done
"""
"""Called as `-v -m --use-given-order -a PREFIX PICTURE...`: aligned are the pictures themselves."""

FUSE = """\
while [ "$1" != -o ]; do shift; done
result=$2; shift 2
for picture; do echo "enfuse: info: loading next image: $picture"; done
cat "$@" > "$result"
"""
"""The result is all pictures one behind the other."""

FOCUS_STACK = """\
result=${1#--output=}; shift 2
printf '[  1/  2] Load\\r[  2/  2] Merge\\r'
cat "$@" > "$result"
"""


def put_on_path(folder: Path, monkeypatch: pytest.MonkeyPatch, **scripts: str) -> None:
    """Shell scripts, and nothing else but what they need, as the programs there are."""
    folder.mkdir(exist_ok=True)
    for name, text in scripts.items():
        program = folder / name.replace("focus_stack", "focus-stack")
        program.write_text(f"#!/bin/sh\n{text}")
        program.chmod(0o755)
    for needed in ("sh", "cp", "cat", "sleep", "kill"):
        found = shutil.which(needed, path=os.defpath)
        if found is not None and not (folder / needed).exists():
            (folder / needed).symlink_to(found)
    monkeypatch.setenv("PATH", str(folder))


def write_jpeg(path: Path, picture: npt.NDArray[np.uint8]) -> bytes:
    path.parent.mkdir(exist_ok=True)
    done, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 95])
    assert done
    path.write_bytes(coded.tobytes())
    return coded.tobytes()


def ssim(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64], rim_px: int) -> float:
    """The structural similarity of two pictures, 0 ... 255, without what is so near the rim.

    Z. Wang et al., Image Quality Assessment, IEEE Trans. Image Processing 13 (2004): windows of
    11 pixels, a Gaussian of 1.5.
    """

    def smooth(picture: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.asarray(cv2.GaussianBlur(picture, (11, 11), 1.5))

    a, b = smooth(one), smooth(other)
    spread = smooth(one * one) - a * a + smooth(other * other) - b * b
    common = smooth(one * other) - a * b
    small, less = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    alike = (2 * a * b + small) * (2 * common + less) / ((a * a + b * b + small) * (spread + less))
    return float(alike[rim_px:-rim_px, rim_px:-rim_px].mean())
