"""Where the stacks of a scene are: folders beside its file, numbered in the order they were begun.

`garden.toml` has `garden_stack_001`; rehearsals are by themselves, `garden_rehearsal_001`.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from fsq_tui.errors import FileRefused
from fsq_tui.focus.stack import Extent
from fsq_tui.storage.stack_folder import missing_of, read_manifest
from fsq_tui.storage.stack_manifest import Manifest, StackPicture
from fsq_tui.storage.stack_seen import NAME as SEEN

DIGITS = 3  # at least, of the number in a name
WORDS = {Extent.FULL: "stack", Extent.LIVE_VIEW: "rehearsal"}


def next_place(scene: Path, extent: Extent) -> Path:
    """A folder that is not there yet, with a number above all others. Raises FileRefused."""
    number = max((number for number, _ in _numbered(scene, extent)), default=0) + 1
    return scene.with_name(f"{scene.stem}_{WORDS[extent]}_{number:0{DIGITS}}")


def newest(scene: Path, extent: Extent = Extent.FULL) -> Path | None:
    """The stack of a scene that was begun last, None before one."""
    return next((path for _, path in _numbered(scene, extent) if manifest_of(path)), None)


def newest_unfinished(scene: Path, extent: Extent) -> Path | None:
    """The last one that lacks something."""
    for _, path in _numbered(scene, extent):
        manifest = manifest_of(path)
        if manifest is not None and lacks(path, manifest):
            return path
    return None


def has_seen(path: Path) -> bool:
    """Whether it is kept what the sweep of a stack has seen."""
    return (path / SEEN).is_file()


def lacks(path: Path, manifest: Manifest) -> str:
    """What a stack lacks by its manifest and its files, which are not read; '' for nothing."""
    untaken = [shot for shot in manifest.shots if shot.lacking(manifest.bracket_ev)]
    pictures = (picture for shot in manifest.shots for picture in shot.pictures)
    unfetched = [one for one in pictures if not _is_there(path / one.name, one)]
    return missing_of(untaken, unfetched, manifest.bracket_ev)


def _numbered(scene: Path, extent: Extent) -> list[tuple[int, Path]]:
    """The folders with their numbers, the newest first."""
    name = re.compile(re.escape(f"{scene.stem}_{WORDS[extent]}_") + r"(\d{3,9})")
    try:
        paths = list(scene.parent.iterdir())
    except OSError:  # what cannot be listed has none that could be read
        return []
    found = ((name.fullmatch(path.name), path) for path in paths)
    return sorted(((int(fits[1]), path) for fits, path in found if fits), reverse=True)


def manifest_of(path: Path) -> Manifest | None:
    """What a stack says of itself; None where that cannot be read."""
    with suppress(FileRefused):
        return read_manifest(path)
    return None


def _is_there(path: Path, picture: StackPicture) -> bool:
    try:
        return bool(picture.sha256) and path.stat().st_size == picture.size_bytes
    except OSError:
        return False
