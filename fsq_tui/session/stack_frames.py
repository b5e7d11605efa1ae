"""The pictures of a stack as they lie in a folder: whether they are whole and of one size.

Pillow reads them, since they come in three formats; it is imported where a picture is looked at.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fsq_tui.errors import FileRefused
from fsq_tui.storage.files import refusal, shown

if TYPE_CHECKING:
    from PIL import Image

    from fsq_tui.pictures.decoding import Colours, Luma

LEAST_PX = (96, 64)
DEEP = 65535 / 255
LOOK_PX = 500  # a JPEG is decoded at about this size only to see whether it is whole

Told = Callable[[float, str], None]
"""What share of the work is done, and what is being done."""


def require_alike(pictures: tuple[Path, ...], told: Told) -> None:
    """Raise FileRefused for a picture that is damaged, or of another size than the first one."""
    first: tuple[int, int] | None = None
    for number, path in enumerate(pictures):
        told(number / len(pictures), f"looking at {path.name}")
        size = _whole_size_px(path)
        if first is not None and size != first:
            raise FileRefused(
                f"{shown(path)} has {_named(size)} pixels, those before it {_named(first)}.",
                "A stack is shot in one go at one size: take away what does not belong to it.",
            )
        first = first or size


def luma_of(path: Path) -> Luma:
    """Its brightness, 0 ... 255, reduced where it is larger than is of use. Raises FileRefused."""
    import numpy as np

    from fsq_tui.pictures.decoding import SHOT_HEIGHT_PX, SHOT_WIDTH_PX

    with opened(path) as picture:
        picture.draft("L", (SHOT_WIDTH_PX, SHOT_HEIGHT_PX))
        width_px, height_px = picture.size
        factor = min(width_px // SHOT_WIDTH_PX, height_px // SHOT_HEIGHT_PX)
        is_deep = picture.mode.startswith("I")  # 16 bits, which Pillow clips where it converts
        grey = picture if is_deep else picture.convert("L")
        grey = grey.reduce(factor) if factor > 1 else grey
        luma: Luma = np.asarray(grey, dtype=np.float32)
    if luma.shape[1] < LEAST_PX[0] or luma.shape[0] < LEAST_PX[1]:
        raise FileRefused(
            f"{shown(path)} is too small to be looked at in parts.",
            f"It takes {LEAST_PX[0]} x {LEAST_PX[1]} pixels or more.",
        )
    return luma / np.float32(DEEP) if is_deep else luma


def size_px(path: Path) -> tuple[int, int]:
    """Width and height. Raises FileRefused."""
    with opened(path) as picture:
        return picture.size


def thumbnail_of(path: Path, width_px: int, height_px: int) -> Colours:
    """Its colours at just this size, shape (height, width, 3). Raises FileRefused."""
    import numpy as np

    with opened(path) as picture:
        picture.draft("RGB", (width_px, height_px))
        colours: Colours = np.asarray(picture.convert("RGB").resize((width_px, height_px)))
    return colours


@contextmanager
def opened(path: Path) -> Iterator[Image.Image]:
    """A picture to be decoded in here. Raises FileRefused for what is none, or is not whole."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # One of more than 89 megapixels, which cameras have; twice that is refused.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                yield picture
    except UnidentifiedImageError as fault:
        raise FileRefused(f"{shown(path)} is no picture that fsq can read.", _AWAY) from fault
    except (Image.DecompressionBombError, SyntaxError, ValueError, EOFError) as fault:
        raise FileRefused(f"{shown(path)} is damaged: {fault}.", _AWAY) from fault
    except OSError as fault:
        if fault.errno:
            raise refusal(path, fault, "read") from fault
        raise FileRefused(f"{shown(path)} is damaged: {fault}.", _AWAY) from fault


_AWAY = "Take it away, or copy it from the camera once more."


def _whole_size_px(path: Path) -> tuple[int, int]:
    with opened(path) as picture:
        size = picture.size
        picture.draft("L", (LOOK_PX, LOOK_PX))
        picture.load()
        return size


def _named(size: tuple[int, int]) -> str:
    return f"{size[0]} x {size[1]}"
