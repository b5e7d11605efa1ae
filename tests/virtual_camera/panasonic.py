"""A Panasonic Lumix, by its name: libgphoto2 2.5.34 crashes when it is told to move the lens."""

from __future__ import annotations

from collections.abc import Mapping

from tests.virtual_camera.body import SERIAL, Body, Handler
from tests.virtual_camera.wire import Answer, DeviceInfo

VENDOR = 0x1C
MANUAL_FOCUS_DRIVE = 0x9416


class PanasonicBody(Body):
    """Says who it is and that its lens could be driven. Nothing may ask it to."""

    drive_opcode = MANUAL_FOCUS_DRIVE
    focus_opcodes = frozenset({MANUAL_FOCUS_DRIVE})

    def own_handlers(self) -> Mapping[int, Handler]:
        """The one that must not be asked for."""
        return {MANUAL_FOCUS_DRIVE: lambda _: Answer()}

    def device_info(self) -> DeviceInfo:
        """As a GH5."""
        return DeviceInfo(VENDOR, "Panasonic", "DC-GH5", SERIAL, self.operations)

    def switched(self) -> None:
        """It tells nothing of that."""
