"""Scenes as the verbs need them: one that is there, and the calibration of its lens."""

from __future__ import annotations

from pathlib import Path

from fsq_tui import paths
from fsq_tui.errors import FileRefused
from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.sequence import printable
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import Scene, read_scene


def require_existing(path: Path) -> None:
    """Raise FileRefused where there is no such scene."""
    if not path.exists():
        raise FileRefused(
            f"There is no scene {printable(str(path))}.",
            "Check the path; fsq FILE.toml makes a new scene.",
        )


def read_existing(path: Path) -> Scene:
    """The scene in a file that must be there. Raises FileRefused."""
    require_existing(path)
    return read_scene(path)


def calibration_of(scene: Scene) -> Calibration | None:
    """The calibration of the scene's lens: from the scene, else of a real one, else a simulated."""
    if scene.calibration is not None or not scene.lens_name:
        return scene.calibration
    libraries = (LensLibrary(paths.lens_library_of(simulated)) for simulated in (False, True))
    found = (library.find(scene.lens_name) for library in libraries)
    return next((calibration for calibration in found if calibration is not None), None)
