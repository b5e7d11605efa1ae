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

LOOK_PX = 500  # a JPEG is decoded at about this size only to see whether it is whole

Told = Callable[[float, str], None]
"""What share of the work is done, and what is being done."""


def require_alike(pictures: tuple[Path, ...], told: Told) -> None:
    """Raise FileRefused for a picture that is damaged, or of another size than the first one.

    A TIFF of a kind that Pillow does not know, such as 16-bit colours, is left to whoever merges.
    """
    first: tuple[int, int] | None = None
    for number, path in enumerate(pictures):
        told(number / len(pictures), f"looking at {path.name}")
        size = _size_px(path)
        if first is not None and size is not None and size != first:
            raise FileRefused(
                f"{shown(path)} has {_named(size)} pixels, those before it {_named(first)}.",
                "A stack is shot in one go at one size: take away what does not belong to it.",
            )
        first = first or size


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


def _size_px(path: Path) -> tuple[int, int] | None:
    from PIL import UnidentifiedImageError

    try:
        with opened(path) as picture:
            size = picture.size
            picture.draft("L", (LOOK_PX, LOOK_PX))
            picture.load()
            return size
    except FileRefused as refused:
        is_unknown = isinstance(refused.__cause__, UnidentifiedImageError)
        if is_unknown and path.suffix.lower() in (".tif", ".tiff"):
            return None
        raise


def _named(size: tuple[int, int]) -> str:
    return f"{size[0]} x {size[1]}"
