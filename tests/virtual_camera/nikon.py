"""A Nikon: the lens goes in pulses, the client waits, stops are reported."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from fsq_tui.clock import Clock
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from tests.virtual_camera.body import SERIAL, Body, Handler
from tests.virtual_camera.exposure import (
    BIAS,
    EXPOSURE_MODE,
    EXPOSURE_TIME,
    FINE_TIME,
    nikon_property,
)
from tests.virtual_camera.motor import PulseMotor
from tests.virtual_camera.setup import CameraSetup
from tests.virtual_camera.wire import (
    BUSY,
    GENERAL_ERROR,
    NO_PROPERTY,
    OK,
    UINT8,
    UINT16,
    UINT32,
    Answer,
    DeviceInfo,
    Request,
    array16,
    string,
)

VENDOR = 0xA
GET_PROPERTY_DESC, GET_PROPERTY, SET_PROPERTY = 0x1014, 0x1015, 0x1016
AF_DRIVE, CAMERA_MODE, GET_EVENT, DEVICE_READY = 0x90C1, 0x90C2, 0x90C7, 0x90C8
VENDOR_PROPERTIES, AF_CANCEL = 0x90CA, 0x9206
START_LIVE_VIEW, END_LIVE_VIEW, LIVE_VIEW_IMAGE, MF_DRIVE = 0x9201, 0x9202, 0x9203, 0x9204
CHANGE_AREA = 0x9205
WHOLE_PX = (6016, 4016)  # what the place of an area is counted in
IMAGE_SIZE = 0x5003
START_MOVIE, END_MOVIE, TAKE_PICTURE = 0x920A, 0x920B, 0x9207

BATTERY, FOCUS_MODE, LENS_ID, LIVE_VIEW_STATUS = 0x5001, 0x500A, 0xD0E0, 0xD1A2
RECORDING_MEDIA = 0xD10B
APERTURE, ISO, ROOM = 0x5007, 0x500F, 0xD1F1
STANDARD_PROPERTIES = (
    *(BATTERY, IMAGE_SIZE, FOCUS_MODE, APERTURE, EXPOSURE_TIME, EXPOSURE_MODE, ISO, BIAS),
)
OWN_PROPERTIES = (FINE_TIME, LENS_ID, LIVE_VIEW_STATUS, RECORDING_MEDIA, ROOM)
MANUAL, AF_SINGLE = 0x0001, 0x8010
UNKNOWN_LENS = 0  # libgphoto2 knows ten lenses by number, and none of the models is one of them

INVALID_STATUS = 0xA004
STORE_FULL = 0x200C
OBJECT_ADDED, CAPTURE_COMPLETE = 0x4002, 0x400D
FOCUS_BEFORE = 0xFFFFFFFE
OUT_OF_FOCUS, NOT_LIVE_VIEW, AT_STOP, TOO_SMALL = 0xA002, 0xA00B, 0xA00C, 0xA00E
MOVIE_INTERRUPTED, MOVIE_COMPLETE, MOVIE_STARTED = 0xC105, 0xC108, 0xC10A
NEARER = 1
HEADER_BYTES = 384  # before the JPEG of a live-view image


class NikonBody(Body):
    """Needs live view for the lens; DeviceReady is busy until the motor has run."""

    drive_opcode = MF_DRIVE
    focus_opcodes = frozenset({MF_DRIVE, AF_DRIVE})

    def __init__(self, setup: CameraSetup, clock: Clock) -> None:
        super().__init__(setup, clock)
        self._power_on()

    def own_handlers(self) -> Mapping[int, Handler]:
        """The Nikon operations that libgphoto2 uses."""
        return {
            CAMERA_MODE: lambda _: Answer(),
            AF_CANCEL: lambda _: Answer(),
            GET_PROPERTY_DESC: self._property_desc,
            GET_PROPERTY: self._property,
            SET_PROPERTY: self._set_property,
            VENDOR_PROPERTIES: lambda _: Answer(data=array16(OWN_PROPERTIES)),
            GET_EVENT: self._events,
            DEVICE_READY: self._device_ready,
            START_LIVE_VIEW: lambda _: self._show(True),
            END_LIVE_VIEW: lambda _: self._show(False),
            LIVE_VIEW_IMAGE: self._live_view_image,
            **({MF_DRIVE: self._mf_drive} if self._setup.drives else {}),
            CHANGE_AREA: self._change_area,
            AF_DRIVE: self._af_drive,
            START_MOVIE: self._start_movie,
            END_MOVIE: self._end_movie,
            TAKE_PICTURE: self._take_picture,
        }

    def device_info(self) -> DeviceInfo:
        """As a D750."""
        return DeviceInfo(
            VENDOR,
            "Nikon Corporation",
            "D750",
            SERIAL,
            self.operations,
            (MOVIE_INTERRUPTED, MOVIE_COMPLETE, MOVIE_STARTED),
            STANDARD_PROPERTIES,
        )

    def switched(self) -> None:
        """The properties are read when asked for."""

    def power_cycle(self) -> None:
        """Off and on; what the last command came to is forgotten."""
        super().power_cycle()
        self._power_on()

    def _power_on(self) -> None:
        self._pulses = PulseMotor(self.motor, self._setup.pulses_per_step)
        self._outcome = OK  # of the last drive or autofocus, until DeviceReady has told it
        self._media = 0
        self._area: tuple[int, int] | None = None  # where the client wants the focus
        self._events_due: list[tuple[int, int]] = []
        self._told_clip = False

    def _value(self, prop: int) -> tuple[int, bytes] | None:
        """Data type and value of a property, None for one the body does not have."""
        values = {
            BATTERY: (UINT8, struct.pack("<B", self.battery_percent)),
            FOCUS_MODE: (UINT16, struct.pack("<H", MANUAL if self.on_manual else AF_SINGLE)),
            LENS_ID: (UINT8, struct.pack("<B", UNKNOWN_LENS)),
            LIVE_VIEW_STATUS: (UINT8, struct.pack("<B", self.live_view)),
            RECORDING_MEDIA: (UINT8, struct.pack("<B", self._media)),
            APERTURE: (UINT16, struct.pack("<H", 800)),  # hundredths
            ISO: (UINT16, struct.pack("<H", 100)),
            ROOM: (UINT32, struct.pack("<I", self.card.room)),
        }
        return values.get(prop)

    def _property(self, request: Request) -> Answer:
        if exposure := nikon_property(self.exposure, request.param(0)):
            return Answer(data=exposure.current())
        found = self._value(request.param(0))
        return Answer(NO_PROPERTY) if found is None else Answer(data=found[1])

    def _property_desc(self, request: Request) -> Answer:
        prop = request.param(0)
        if prop == IMAGE_SIZE:
            return Answer(data=_image_size())
        if exposure := nikon_property(self.exposure, prop):
            return Answer(data=exposure.description())
        found = self._value(prop)
        if found is None:
            return Answer(NO_PROPERTY)
        kind, value = found
        head = struct.pack("<HHB", prop, kind, prop == RECORDING_MEDIA) + value + value
        return Answer(data=head + _form(prop, value))

    def _set_property(self, request: Request) -> Answer:
        prop = request.param(0)
        if prop in (BIAS, FINE_TIME, EXPOSURE_TIME):
            return self._expose(prop, request.data)
        if prop != RECORDING_MEDIA or not request.data:
            return Answer(NO_PROPERTY)
        self._media = request.data[0]
        return Answer()

    def _expose(self, prop: int, data: bytes) -> Answer:
        described = nikon_property(self.exposure, prop)
        if described is None or not described.choices:
            return Answer(NO_PROPERTY)
        value = described.unpacked(data)
        if not described.settable or value not in described.choices:
            return Answer(GENERAL_ERROR)
        at = described.choices.index(value)
        if prop == BIAS:
            self.exposure.set_bias(self.exposure.biases[at])
        else:
            self.exposure.set_time(self.exposure.times[at])
        return Answer()

    def _events(self, _request: Request) -> Answer:
        if self.clip.is_on != self._told_clip:
            self._told_clip = self.clip.is_on
            self._events_due.append((MOVIE_STARTED if self._told_clip else MOVIE_INTERRUPTED, 0))
        if done := self.shutter.finished():
            self._events_due += [(OBJECT_ADDED, done[0]), (CAPTURE_COMPLETE, 0)]
        events, self._events_due = self._events_due, []
        records = b"".join(struct.pack("<HI", code, param) for code, param in events)
        return Answer(data=struct.pack("<H", len(events)) + records)

    def _device_ready(self, _request: Request) -> Answer:
        if self.motor.running or self.live_view_starting or self.shutter.is_open:
            return Answer(BUSY)
        outcome, self._outcome = self._outcome, OK
        return Answer(outcome)

    def _show(self, on: bool) -> Answer:
        self.live_view = on
        return Answer()

    def _live_view_image(self, _request: Request) -> Answer:
        if not self.live_view:
            return Answer(NOT_LIVE_VIEW)
        if self.live_view_starting:
            return Answer(BUSY)
        return Answer(data=bytes(HEADER_BYTES) + self.frame())

    def _mf_drive(self, request: Request) -> Answer:
        if not self.live_view:
            return Answer(NOT_LIVE_VIEW)
        if self.motor.running:
            return Answer(BUSY)
        if self.on_manual:
            return Answer(GENERAL_ERROR)
        pulses = request.param(1)
        if pulses < self._setup.minimum_pulses:
            self._outcome = TOO_SMALL
            return Answer()
        direction = FORWARD if request.param(0) == NEARER else BACKWARD
        return self.move(lambda: self._turn(pulses, direction))

    def _turn(self, pulses: int, direction: int) -> None:
        self._outcome = AT_STOP if self._pulses.drive(pulses, direction) else OK

    def _af_drive(self, _request: Request) -> Answer:
        if self.on_manual:
            return Answer(GENERAL_ERROR)
        if self.sees_subjects and self._area is None:
            return self.move(self.motor.autofocus)
        step = self._area_step()
        if step is not None:
            return self.move(lambda: self.motor.focus_on(step))
        self._outcome = OUT_OF_FOCUS
        return Answer()

    def _change_area(self, request: Request) -> Answer:
        if not self.live_view:
            return Answer(NOT_LIVE_VIEW)
        place = request.param(0), request.param(1)
        if place[0] >= WHOLE_PX[0] or place[1] >= WHOLE_PX[1]:
            return Answer(GENERAL_ERROR)
        self._area = place
        return Answer()

    def _area_step(self) -> int | None:
        """Where the lens must stand for what is in the area; None where there is nothing."""
        if self._area is None or not self.sees_subjects:
            return None
        return self.scene.plane_step(self._area[0] / (WHOLE_PX[0] - 1))

    def _take_picture(self, request: Request) -> Answer:
        if not self.card.room:
            return Answer(STORE_FULL)
        focuses = request.param(0) == FOCUS_BEFORE
        if focuses:
            self.move(self.motor.autofocus)
        self.shutter.release(focuses)
        return Answer()

    def _start_movie(self, _request: Request) -> Answer:
        if not self.live_view:
            return Answer(NOT_LIVE_VIEW)
        if not self.clip.in_movie_mode:
            return Answer(INVALID_STATUS)
        self.clip.start()
        return Answer()

    def _end_movie(self, _request: Request) -> Answer:
        self.clip.stop()
        self._told_clip = False
        self._events_due += [(MOVIE_COMPLETE, 0), (OBJECT_ADDED, self.add_clip()[0])]
        return Answer()


def _image_size() -> bytes:
    """A text out of three."""
    sizes = [f"{WHOLE_PX[0] * n // 4}x{WHOLE_PX[1] * n // 4}" for n in (2, 4, 3)]
    current = string(sizes[0])
    choices = b"".join(string(size) for size in sizes)
    head = struct.pack("<HHB", IMAGE_SIZE, 0xFFFF, 1)
    return head + current + current + struct.pack("<BH", 2, len(sizes)) + choices


def _form(prop: int, value: bytes) -> bytes:
    """What a property may be: the battery a range to 100, the others what they are."""
    if prop == BATTERY:
        return bytes((1, 1, 100, 1))
    return struct.pack("<BH", 2, 1) + value
