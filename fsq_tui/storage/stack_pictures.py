"""Which pictures a folder holds that are to be merged, or looked at for their depth."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from fsq_tui.errors import FileRefused
from fsq_tui.focus.modes import How
from fsq_tui.storage.files import refusal, shown
from fsq_tui.storage.stack_folder import MANIFEST, is_whole_file, read_manifest
from fsq_tui.storage.stack_manifest import StackPicture, StackShot

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


@dataclass(frozen=True, slots=True)
class StackPictures:
    """Two or more pictures, all of one kind, in the order of the stack.

    `depths` are those of the pictures, 0.0 the near mark, where a manifest knows all of them, else
    empty. `notes` are sentences on what is left out, and what is missing.
    """

    paths: tuple[Path, ...]
    depths: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()


def pictures_of(folder: Path) -> StackPictures:
    """By its manifest the pictures of a captured stack, else all, by name, 9 before 10.

    Raises FileRefused for less than two, for a picture that is not as it was fetched from the
    camera, and for more than one kind: a shot that is there as JPEG and developed as TIFF would
    count twice.
    """
    is_captured = (folder / MANIFEST).exists()
    found = _captured(folder) if is_captured else StackPictures(_all_in(folder))
    kinds = sorted({KINDS[path.suffix.lower()] for path in found.paths})
    if len(kinds) > 1:
        raise FileRefused(
            f"{shown(folder)} holds {' and '.join(kinds)} pictures: a shot may be there twice.",
            "Leave those of one kind in it.",
        )
    return found


def _all_in(folder: Path) -> tuple[Path, ...]:
    """Its pictures by name; hidden files are none."""
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
    return tuple(sorted(found, key=_by_name))


def _captured(folder: Path) -> StackPictures:
    """A picture of each shot of a manifest that is there."""
    shots = read_manifest(folder).shots
    chosen = {shot: path for shot in shots if (path := _picture_of(folder, shot)) is not None}
    lost = [str(shot.number) for shot in shots if shot not in chosen]
    missing = f"of {len(shots)} shots {len(lost)} {'is' if len(lost) == 1 else 'are'} missing"
    missing += f": {', '.join(lost)}"
    if len(chosen) < LEAST:
        raise FileRefused(
            f"{shown(folder)} holds {len(chosen) or 'no'} picture{'s' * (len(chosen) != 1)} in "
            f"JPEG, TIFF or PNG: {missing}.",
            "Go on with the stack, or develop its raw files, under the same names, in this folder.",
        )
    notes = [f"{missing[:1].upper()}{missing[1:]}; the rest is taken."] if lost else []
    as_set = [one for shot in shots for one in shot.pictures if not one.compensation_ev]
    others = sum(len(shot.pictures) for shot in shots) - len(as_set)
    if others:
        notes.append(
            f"Of each point the exposure that the camera was set to is taken: {others} darker or "
            "brighter ones are left out."
        )
    raw = [one.name for one in as_set if not _is_named_so(Path(one.name))]
    if raw:
        verb = "file is" if len(raw) == 1 else "files are"
        notes.append(f"{len(raw)} raw {verb} left out, the first one {raw[0]}.")
    is_known = all(shot.how is not How.UNKNOWN for shot in chosen)
    depths = tuple(shot.depth for shot in chosen) if is_known else ()
    return StackPictures(tuple(chosen.values()), depths, tuple(notes))


def _picture_of(folder: Path, shot: StackShot) -> Path | None:
    """The first picture of a shot that can be read, as it was fetched, or developed from a raw one.

    Of a bracket it is of the exposure that the camera was set to. Raises FileRefused for one that
    is there and is another file.
    """
    for picture in shot.pictures:
        if picture.compensation_ev:
            continue
        path = folder / picture.name
        if not _is_named_so(path):
            path = _developed(path) or path
        elif path.exists():
            _require_whole(path, picture)
        if _is_picture(path):
            return path
    return None


def _require_whole(path: Path, picture: StackPicture) -> None:
    if not is_whole_file(path, picture):
        raise FileRefused(
            f"{shown(path)} is not the file that came from the camera: its checksum is another.",
            f"Take it away and go on with the stack, which fetches it again; to take it as it is, "
            f"take {MANIFEST} away.",
        )


def _developed(raw: Path) -> Path | None:
    """The picture that was made of a raw file, under its name."""
    ends = (one for ending in KINDS for one in (ending, ending.upper()))
    return next((path for end in ends if (path := raw.with_suffix(end)).is_file()), None)


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
    return _is_named_so(path) and path.is_file()


def _is_named_so(path: Path) -> bool:
    return path.suffix.lower() in KINDS and not path.name.startswith(".")


def _by_name(path: Path) -> list[tuple[int, str]]:
    """Numbers by their value, the rest letter by letter."""
    parts = _NUMBERS.split(path.name.casefold())
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts] + [(-1, path.name)]
