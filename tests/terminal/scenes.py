"""Scenes to open, so that not every test has to calibrate: the reference lens, known already."""

from __future__ import annotations

from pathlib import Path

from fsq_tui.backend.model import load_model
from fsq_tui.focus.calibration import Calibration, StepMode
from fsq_tui.focus.sequence import FocusPoint
from fsq_tui.storage.scene import Scene, SceneFile


def reference_calibration() -> Calibration:
    """What a perfect calibration of the reference lens would find."""
    model = load_model("ef24")
    raw = model.raw_positions()
    positions = tuple(abs(position - raw[0]) for position in raw)
    modes = tuple(StepMode(mode.step_size, mode.steps, mode.speed) for mode in model.modes)
    return Calibration(model.lens_name, positions, modes, model.distances_cm())


def point_at(step: int, duration_s: float = 0.0, name: str = "") -> FocusPoint:
    """A focus point on a step of the reference lens."""
    calibration = reference_calibration()
    return FocusPoint(calibration.positions[step], calibration.distances_cm[step], duration_s, name)


def write_scene(path: Path, *points: FocusPoint) -> Path:
    """A scene of the reference lens at `path`."""
    calibration = reference_calibration()
    with SceneFile.open(path) as file:
        file.save(Scene(calibration.lens_name, calibration, points))
    return path
