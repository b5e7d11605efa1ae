"""A camera that is not there: a PTP/IP server for the real libgphoto2."""

from fsq_tui.backend.scene_setup import SceneKind, SceneSetup
from tests.virtual_camera.camera import VirtualCamera
from tests.virtual_camera.setup import (
    CameraSetup,
    FocalPosition,
    Maker,
    Operation,
)

__all__ = [
    "CameraSetup",
    "FocalPosition",
    "Maker",
    "Operation",
    "SceneKind",
    "SceneSetup",
    "VirtualCamera",
]
