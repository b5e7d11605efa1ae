"""An Olympus OM-D: three sizes each way, and nothing that tells where the lens is."""

from __future__ import annotations

from collections.abc import Mapping

from fsq_tui.focus.calibration import BACKWARD, FORWARD
from tests.virtual_camera.body import SERIAL, Handler
from tests.virtual_camera.described import DescribedBody
from tests.virtual_camera.properties import UINT8, UINT16, UINT32, Property
from tests.virtual_camera.wire import (
    BUSY,
    GENERAL_ERROR,
    NO_PROPERTY,
    Answer,
    DeviceInfo,
    Request,
)

MOVE_FOCUS, LIVE_VIEW_IMAGE = 0x9487, 0x9484
GET_PROPERTY_DESC, GET_PROPERTY, SET_PROPERTY = 0x1014, 0x1015, 0x1016
BATTERY, FOCUS_MODE, COMPUTER_MODE, LIVE_VIEW_MODE = 0x5001, 0xD003, 0xD052, 0xD06D
MANUAL, SINGLE_AF = 1, 2
NEARER = 1
SIZES = frozenset({0x03, 0x0E, 0x3C})  # taken as steps of the lens model


class OlympusBody(DescribedBody):
    """Drives its lens in manual focus; answers before the motor has run."""

    drive_opcode = MOVE_FOCUS
    focus_opcodes = frozenset({MOVE_FOCUS})
    drives_on_manual = True
    _live_view_mode = 0

    def own_handlers(self) -> Mapping[int, Handler]:
        """The operations that libgphoto2 uses."""
        return {
            GET_PROPERTY_DESC: self.describe,
            GET_PROPERTY: self.get,
            SET_PROPERTY: self._set,
            LIVE_VIEW_IMAGE: self._live_view_image,
            MOVE_FOCUS: self._move_focus,
        }

    def device_info(self) -> DeviceInfo:
        """As an E-M1 Mark III; libgphoto2 knows the maker by name and model."""
        properties = (BATTERY, FOCUS_MODE, LIVE_VIEW_MODE)
        return DeviceInfo(
            0, "OLYMPUS", "E-M1MarkIII", SERIAL, self.operations, properties=properties
        )

    def switched(self) -> None:
        """The properties are read when asked for."""

    def described(self, code: int) -> Property | None:
        """As the body is set now."""
        mode = MANUAL if self.on_manual else SINGLE_AF
        shown = self._live_view_mode if self.live_view else 0  # a session's end ends it, too
        found = (
            Property(BATTERY, UINT8, self.battery_percent, limits=(1, 100, 1)),
            Property(FOCUS_MODE, UINT16, mode, choices=(SINGLE_AF, MANUAL), settable=True),
            Property(COMPUTER_MODE, UINT16, 1, settable=True),
            Property(LIVE_VIEW_MODE, UINT32, shown, settable=True),
        )
        return next((one for one in found if one.code == code), None)

    def _set(self, request: Request) -> Answer:
        found = self.described(request.param(0))
        if found is None or not found.settable:
            return Answer(NO_PROPERTY)
        if found.code == LIVE_VIEW_MODE:
            self._live_view_mode = found.unpacked(request.data)
            self.live_view = self._live_view_mode != 0
        return Answer()

    def _live_view_image(self, _request: Request) -> Answer:
        if not self.live_view or self.live_view_starting:
            return Answer(BUSY)
        return Answer(data=self.frame())

    def _move_focus(self, request: Request) -> Answer:
        if not self.on_manual or request.param(1) not in SIZES:
            return Answer(GENERAL_ERROR)
        if self._setup.busy_while_moving and self.motor.running:
            return Answer(BUSY)
        direction = FORWARD if request.param(0) == NEARER else BACKWARD
        return self.move(lambda: self.motor.turn(request.param(1), direction))
