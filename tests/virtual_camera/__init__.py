"""A camera that is not there: a PTP/IP server for the real libgphoto2."""

from tests.virtual_camera.camera import VirtualCamera
from tests.virtual_camera.setup import (
    CameraSetup,
    FocalPosition,
    Maker,
    Operation,
    SceneKind,
    SceneSetup,
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
