"""Which pictures a folder holds that are to be merged, or looked at for their depth."""

from __future__ import annotations

import re
from pathlib import Path

from fsq_tui.errors import FileRefused
from fsq_tui.storage.files import refusal, shown

KINDS = {
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".png": "PNG",
}
"""What the kept tools read. A raw file has to be developed first, by whoever shot it."""

LEAST = 2
_NUMBERS = re.compile(r"(\d+)")


def pictures_of(folder: Path) -> tuple[Path, ...]:
    """Its pictures in the order of their names, 9 before 10; hidden files are none.

    Raises FileRefused for less than two, and for more than one kind: a shot that is there as JPEG
    and developed as TIFF would count twice.
    """
    try:
        found = [path for path in folder.iterdir() if _is_picture(path)]
    except OSError as fault:
        raise refusal(folder, fault, "read") from fault
    if len(found) < LEAST:
        raise FileRefused(
            f"{shown(folder)} holds {len(found) or 'no'} picture{'s' * (len(found) != 1)} in "
            "JPEG, TIFF or PNG; a stack has two or more.",
            "Name the folder of the shots; raw files have to be developed first.",
        )
    kinds = sorted({KINDS[path.suffix.lower()] for path in found})
    if len(kinds) > 1:
        raise FileRefused(
            f"{shown(folder)} holds {' and '.join(kinds)} pictures: a shot may be there twice.",
            "Leave those of one kind in it.",
        )
    return tuple(sorted(found, key=_by_name))


def result_beside(folder: Path, ending: str) -> Path:
    """Where what is made of a folder's pictures goes: beside it, so that it never becomes one."""
    whole = folder.resolve()
    return whole.with_name(f"{whole.name or 'stack'}{ending}")


def require_outside(result: Path, folder: Path) -> None:
    """Raise FileRefused for a result in the folder of the shots: the next time it would be one."""
    if result.resolve().parent == folder.resolve():
        raise FileRefused(
            f"{shown(result)} would lie among the shots, and be taken for one of them.",
            "Name a file in another folder.",
        )


def _is_picture(path: Path) -> bool:
    is_named_so = path.suffix.lower() in KINDS and not path.name.startswith(".")
    return is_named_so and path.is_file()


def _by_name(path: Path) -> list[tuple[int, str]]:
    """Numbers by their value, the rest letter by letter."""
    parts = _NUMBERS.split(path.name.casefold())
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts] + [(-1, path.name)]
