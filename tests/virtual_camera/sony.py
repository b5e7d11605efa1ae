"""A Sony Alpha: seven sizes of command, no word when the motor is done, none of a stop."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from fsq_tui.clock import Clock
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from fsq_tui.focus.distance import INFINITY_CM, UNKNOWN_CM
from tests.virtual_camera.body import SERIAL, Body, Handler
from tests.virtual_camera.properties import INT8, INT16, UINT8, UINT16, UINT32, Property
from tests.virtual_camera.setup import CameraSetup, FocalPosition
from tests.virtual_camera.wire import (
    ACCESS_DENIED,
    BUSY,
    NO_OBJECT,
    NO_PROPERTY,
    Answer,
    DeviceInfo,
    Request,
    array16,
    object_info,
)

VENDOR = 0x11
PROTOCOL = 300
CONNECT, EXTENDED_INFO, SET_PROPERTY, CONTROL, ALL_PROPERTIES = (
    0x9201,
    0x9202,
    0x9205,
    0x9207,
    0x9209,
)
GET_OBJECT_INFO, GET_OBJECT = 0x1008, 0x1009
LIVE_VIEW_OBJECT = 0xFFFFC002

FOCUS_MODE, PRIORITY, BATTERY, OBJECTS = 0x500A, 0xD25A, 0xD218, 0xD215
MANUAL_FOCUS, FOCAL_POSITION, FOCAL_DISTANCE = 0xD2D1, 0xD24C, 0xD004
MOVIE_STATE, MOVIE = 0xD21D, 0xD2C8
PRESSED = 2
MANUAL, AF_AUTOMATIC = 1, 0x8005
INFINITY_MM = 0xFFFFFFFF
STEPS = {1: 1, 2: 2, 3: 8, 4: 20, 5: 55, 6: 146, 7: 389}
"""What the seven sizes go, in steps of the lens model: as published for one body and lens."""


class SonyBody(Body):
    """Drives its lens in manual focus only, without live view; answers before the motor has run."""

    drive_opcode = CONTROL
    focus_opcodes = frozenset({CONTROL})
    drives_on_manual = True

    def __init__(self, setup: CameraSetup, clock: Clock) -> None:
        super().__init__(setup, clock)
        self._distances_cm = setup.model.distances_cm()
        self.live_view = True

    def own_handlers(self) -> Mapping[int, Handler]:
        """The Sony operations that libgphoto2 uses."""
        return {
            CONNECT: lambda _: Answer(data=bytes(8)),
            EXTENDED_INFO: self._extended_info,
            SET_PROPERTY: lambda _: Answer(),
            CONTROL: self._control,
            ALL_PROPERTIES: self._all_properties,
            GET_OBJECT_INFO: self._object_info,
            GET_OBJECT: self._object,
        }

    def device_info(self) -> DeviceInfo:
        """As an ILCE-7C."""
        return DeviceInfo(VENDOR, "Sony Corporation", "ILCE-7C", SERIAL, self.operations)

    def switched(self) -> None:
        """The properties are read when asked for."""

    def end_session(self) -> None:
        """Live view is always on."""

    def _properties(self) -> list[Property]:
        mode = MANUAL if self.on_manual else AF_AUTOMATIC
        found = [
            Property(FOCUS_MODE, UINT16, mode, choices=(AF_AUTOMATIC, MANUAL), settable=True),
            Property(OBJECTS, UINT16, 0, limits=(0, 65535, 1)),
            Property(BATTERY, INT8, self.battery_percent, limits=(-1, 100, 1)),
            Property(PRIORITY, UINT8, 1, choices=(0, 1), settable=True),
            Property(MOVIE_STATE, UINT8, int(self.clip.is_on), limits=(0, 3, 1)),
            Property(MANUAL_FOCUS, INT16, 0, limits=(-7, 7, 1), settable=self.on_manual),
        ]
        if self._setup.focal_position is not FocalPosition.ABSENT:
            # Real bodies tell 0 to 0 as the range of a value that moves.
            found.append(Property(FOCAL_POSITION, UINT8, self._focal_position(), limits=(0, 0, 1)))
        if self._distance_mm() is not None:
            found.append(Property(FOCAL_DISTANCE, UINT32, self._distance_mm() or 0))
        return found

    def _focal_position(self) -> int:
        if self._setup.focal_position is FocalPosition.FIXED:
            return 100
        last = self._setup.model.steps - 1
        return round(100 * (last - self.motor.step()) / last)

    def _distance_mm(self) -> int | None:
        distance_cm = self._distances_cm[self.motor.step()]
        if not self._setup.focal_distance or distance_cm == UNKNOWN_CM:
            return None
        return INFINITY_MM if distance_cm == INFINITY_CM else distance_cm * 10

    def _extended_info(self, _request: Request) -> Answer:
        codes = array16(found.code for found in self._properties())
        return Answer(data=struct.pack("<H", PROTOCOL) + codes + array16(()))

    def _all_properties(self, _request: Request) -> Answer:
        found = self._properties()
        described = b"".join(one.sony_description() for one in found)
        return Answer(data=struct.pack("<II", len(found), 0) + described)

    def _control(self, request: Request) -> Answer:
        if request.param(0) == MOVIE and len(request.data) >= 2:
            return self._press_movie(struct.unpack_from("<H", request.data)[0] == PRESSED)
        if request.param(0) != MANUAL_FOCUS or len(request.data) < 2:
            return Answer(NO_PROPERTY)
        (value,) = struct.unpack_from("<h", request.data)
        if not self.on_manual or abs(value) not in STEPS:
            return Answer(ACCESS_DENIED)
        if self._setup.busy_while_moving and self.motor.running:
            return Answer(BUSY)
        direction = FORWARD if value < 0 else BACKWARD
        return self.move(lambda: self.motor.turn(STEPS[abs(value)], direction))

    def _press_movie(self, pressed: bool) -> Answer:
        if not self.clip.in_movie_mode:
            return Answer(ACCESS_DENIED)
        if pressed:
            self.clip.start()
        else:
            self.clip.stop()
        return Answer()

    def _object_info(self, request: Request) -> Answer:
        if request.param(0) != LIVE_VIEW_OBJECT:
            return Answer(NO_OBJECT)
        return Answer(data=object_info())

    def _object(self, request: Request) -> Answer:
        if request.param(0) != LIVE_VIEW_OBJECT:
            return Answer(NO_OBJECT)
        return Answer(data=struct.pack("<II", 8, 0) + self.frame())
