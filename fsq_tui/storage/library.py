"""The lens library: one TOML file a lens, so that a lens is calibrated once for all scenes."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from fsq_tui.errors import FileRefused
from fsq_tui.focus.calibration import Calibration
from fsq_tui.storage.atomic import write_atomically
from fsq_tui.storage.files import read_whole, refusal, shown
from fsq_tui.storage.scene import MEND, read_scene, rewrite

SLUG_LENGTH = 40


class LensLibrary:
    """The calibrations in a folder, which need not exist yet.

    A file counts for the lens that its `lens_name` says, whatever the file is called.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, lens_name: str) -> Calibration | None:
        """The calibration of a lens, None where the library has none.

        Raises FileRefused for the lens's own file when it is damaged, and, for a lens without a
        file of its own name, for any damaged file: it might be the one.
        """
        path = self._path(lens_name)
        return _calibration(path) if path.exists() else None

    def keep(self, calibration: Calibration) -> None:
        """Put a calibration into the library, in place of the lens's former one.

        Raises FileRefused where the file cannot be written or the former one is damaged.
        """
        path = self._path(calibration.lens_name)
        content = read_whole(path) or b""
        before = read_scene(path)
        scene = replace(before, lens_name=calibration.lens_name, calibration=calibration)
        changed = rewrite(path, content, scene)
        if changed != content:
            write_atomically(path, changed)

    def _path(self, lens_name: str) -> Path:
        """The file a lens is in, or else the one to put it in."""
        own = self.folder / _file_name(lens_name)
        if own.exists() and _calibration(own).lens_name == lens_name:
            return own
        for path in self._paths():
            if _calibration(path).lens_name == lens_name:
                return path
        return _free(own)

    def _paths(self) -> Iterator[Path]:
        try:
            yield from sorted(self.folder.glob("*.toml"))
        except OSError as fault:
            raise refusal(self.folder, fault, "read") from fault


def _free(own: Path) -> Path:
    """The lens's own name; a name beside it where a file for another lens was put there."""
    return own.with_name(f"{own.stem}-1.toml") if own.exists() else own


def _calibration(path: Path) -> Calibration:
    calibration = read_scene(path).calibration
    if calibration is None:
        raise FileRefused(f"{shown(path)} holds no calibration, expected that of a lens.", MEND)
    return calibration


def _file_name(lens_name: str) -> str:
    """Safe on any disk, and hardly ever the same for two lenses (see `_free`)."""
    slug = re.sub(r"[^a-z0-9]+", "-", lens_name.lower()).strip("-")[:SLUG_LENGTH]
    digest = f"{zlib.crc32(lens_name.encode(errors='replace')):08x}"
    return f"{slug or 'lens'}-{digest}.toml"
