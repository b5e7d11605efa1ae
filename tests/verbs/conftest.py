from __future__ import annotations

from pathlib import Path

import pytest

from fsq_tui import paths
from fsq_tui.backend import mount
from fsq_tui.backend.gphoto2 import usb
from fsq_tui.focus.calibration import Calibration, StepMode
from fsq_tui.focus.sequence import FocusPoint
from fsq_tui.storage.scene import Scene, SceneFile

LENS = "Test 50mm"
DISTANCES_CM = (65535, 65535, 300, 300, 300, 120, 120, 54, 54, 54)
CALIBRATION = Calibration(
    LENS,
    tuple(10 * step for step in range(10)),
    (StepMode(2, 4.0, 48.0), StepMode(1, 1.0, 20.0)),
    DISTANCES_CM,
)
LENS_MODEL = f"""
lens_name = "{LENS}"
body = "Simulator"
steps = 10
raw_first = 500
raw_last = 590
position_linear = 1.0
autofocus_speed = 50.0
subjects = [0.5]
modes = [
    {{ step_size = 2, steps = 4, speed = 48.0 }},
    {{ step_size = 1, steps = 1, speed = 20.0 }},
]
"""
"""The lens of CALIBRATION as a model; it reports no distances."""
POINTS = (
    FocusPoint(10, 65535, 0.0, "start"),
    FocusPoint(50, 120, 2.5, "door"),
    FocusPoint(80, 54, 0.01, ""),
)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person's folders, empty, and a bus with nothing on it."""
    monkeypatch.setattr(usb, "ROOT", tmp_path / "system")
    monkeypatch.setattr(mount, "detected", tuple)
    monkeypatch.setattr(paths, "runtime_folder", lambda: tmp_path / "run")
    monkeypatch.setattr(paths, "default_scene", lambda: tmp_path / "data" / "focus_sq.toml")
    monkeypatch.setattr(paths, "lens_library", lambda: tmp_path / "lenses")
    monkeypatch.setattr(paths, "simulated_lens_library", lambda: tmp_path / "simulated_lenses")
    monkeypatch.setattr(paths, "lens_names", lambda: tmp_path / "lens_names.toml")
    monkeypatch.setattr(paths, "user_keymaps", lambda: tmp_path / "keymaps")


def write_scene(path: Path, scene: Scene) -> Path:
    with SceneFile.open(path) as file:
        file.save(scene)
    return path


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    """A scene of three points for a calibrated lens of ten steps."""
    return write_scene(tmp_path / "take.toml", Scene(LENS, CALIBRATION, POINTS))
