"""A Canon EOS: events polled by the client, three drive sizes, stops that nobody hears of."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from fsq_tui.clock import Clock
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from tests.virtual_camera.body import SERIAL, Body, Handler
from tests.virtual_camera.card import FOLDER, JPEG_FORMAT, MOVIE_FORMAT, STORAGE
from tests.virtual_camera.exposure import canon_stops, canon_time
from tests.virtual_camera.setup import CameraSetup
from tests.virtual_camera.wire import (
    BUSY,
    GENERAL_ERROR,
    Answer,
    DeviceInfo,
    Request,
    array32,
)

VENDOR = 0xB
DRIVE_LENS, DO_AF, AF_CANCEL, GET_VIEW_FINDER_DATA = 0x9155, 0x9154, 0x9160, 0x9153
SET_PROPERTY, GET_EVENT, EOS_STORAGE_IDS, REQUEST_PROPERTY = 0x9110, 0x9116, 0x9101, 0x9127
SET_EVENT_MODE = 0x9115
# Remote mode, keep-alive, OLC groups, shutter off: taken, and that is all.
RELEASE_ON, RELEASE_OFF = 0x9128, 0x9129
TAKEN = (0x9114, 0x911D, 0x913D, RELEASE_OFF, AF_CANCEL)
FULL_PRESS, WITHOUT_AF = 2, 1  # a bit of its first parameter, and its second

FOCUS_MODE, BATTERY, MODEL_ID, CAPTURE_DESTINATION, SHOTS = 0xD108, 0xD111, 0xD116, 0xD11C, 0xD11B
SERIAL_NUMBER, EVF_OUTPUT, EVF_MODE, RECORD, LENS_NAME = 0xD1AF, 0xD1B0, 0xD1B1, 0xD1B8, 0xD1D8
MOVIE_SWITCH = 0xD1C2
APERTURE, EXPOSURE_TIME, ISO, BIAS, EXPOSURE_MODE = 0xD101, 0xD102, 0xD103, 0xD104, 0xD105
F_8, ISO_100, MODE_AV, MODE_M = 0x38, 0x48, 2, 3
ON_CARD, TO_HOST = 2, 4  # of CAPTURE_DESTINATION
CHOICES = {EVF_OUTPUT: (0, 1, 2, 3), CAPTURE_DESTINATION: (ON_CARD, TO_HOST)}
RECORD_CHOICES = {True: (4, 0), False: (0,)}  # in movie mode, and in stills mode
TO_COMPUTER, ONE_SHOT, MANUAL, TO_CARD = 2, 0, 3, 4
AT_REST = 3  # of RECORD, as newer bodies have it; older ones say 0

PROPERTY_CHANGED, CHOICES_CHANGED, AF_RESULT, OBJECT_ADDED = 0xC189, 0xC18A, 0xC1A3, 0xC181
NOT_READY = 0xA102
FAR_BIT = 0x8000
JPEG_RECORD, OTHER_RECORD = 1, 14
AF_FOUND, AF_FAILED = 1, 2  # chosen here; what real bodies send is not known


class CanonBody(Body):
    """Needs live view for the lens; answers a drive command before the motor has run."""

    drive_opcode = DRIVE_LENS
    focus_opcodes = frozenset({DRIVE_LENS, DO_AF})

    def __init__(self, setup: CameraSetup, clock: Clock) -> None:
        super().__init__(setup, clock)
        self._power_on()

    def own_handlers(self) -> Mapping[int, Handler]:
        """The EOS operations that libgphoto2 uses."""
        return {
            **{opcode: lambda _: Answer() for opcode in TAKEN},
            EOS_STORAGE_IDS: lambda _: Answer(data=array32(())),
            SET_EVENT_MODE: self._set_event_mode,
            SET_PROPERTY: self._set_property,
            GET_EVENT: self._events,
            REQUEST_PROPERTY: self._request_property,
            GET_VIEW_FINDER_DATA: self._view_finder_data,
            DRIVE_LENS: self._drive_lens,
            DO_AF: self._autofocus,
            RELEASE_ON: self._press,
        }

    def device_info(self) -> DeviceInfo:
        """As an EOS 80D."""
        return DeviceInfo(VENDOR, "Canon.Inc", "Canon EOS 80D", SERIAL, self.operations)

    def switched(self) -> None:
        """Tell the client about the AF/MF switch and the battery."""
        self._put(FOCUS_MODE, MANUAL if self.on_manual else ONE_SHOT)
        self._put(BATTERY, _battery_code(self.battery_percent))
        self._put(SHOTS, self.card.room)
        self._put(MOVIE_SWITCH, int(self.clip.in_movie_mode))
        self._offer(RECORD, RECORD_CHOICES[self.clip.in_movie_mode])
        self._tell_exposure()

    def _tell_exposure(self) -> None:
        now = self.exposure
        self._put(EXPOSURE_MODE, MODE_M if now.in_manual else MODE_AV)
        self._put(EXPOSURE_TIME, canon_time(now.time_thirds))
        self._put(BIAS, canon_stops(now.bias_thirds) & 0xFF)

    def power_cycle(self) -> None:
        """Off and on; every property is told anew."""
        super().power_cycle()
        self._power_on()

    def _power_on(self) -> None:
        self._values: dict[int, bytes] = {}
        self._queue: list[bytes] = []
        self._autofocusing = False
        self._told_clip = False
        for prop, value in ((EVF_OUTPUT, 0), (EVF_MODE, 0), (RECORD, AT_REST)):
            self._put(prop, value)
        for prop, value in ((APERTURE, F_8), (ISO, ISO_100)):
            self._put(prop, value)
        self._put(CAPTURE_DESTINATION, ON_CARD)
        self._put(MODEL_ID, 0x80000350)
        self._put_text(LENS_NAME, self._setup.model.lens_name)
        self._put_text(SERIAL_NUMBER, SERIAL)
        self.switched()

    def end_session(self) -> None:
        """Live view ends, and so its property."""
        super().end_session()
        self._put(EVF_OUTPUT, 0)

    def _set_event_mode(self, _request: Request) -> Answer:
        self._queue.clear()
        for prop, value in list(self._values.items()):
            self._changed(prop, value)
        return Answer()

    def _put(self, prop: int, value: int) -> None:
        self._changed(prop, struct.pack("<I", value))

    def _put_text(self, prop: int, text: str) -> None:
        self._changed(prop, text.encode("ascii", "replace") + b"\0")

    def _changed(self, prop: int, value: bytes) -> None:
        self._values[prop] = value
        self._queue.append(_record(PROPERTY_CHANGED, struct.pack("<I", prop) + value))
        if choices := CHOICES.get(prop):
            self._offer(prop, choices)
        elif prop == RECORD:
            self._offer(prop, RECORD_CHOICES[self.clip.in_movie_mode])
        elif prop in (EXPOSURE_TIME, BIAS):
            self._offer(prop, tuple(self._exposures(prop)))

    def _offer(self, prop: int, choices: tuple[int, ...]) -> None:
        head = struct.pack("<II", prop, 3)
        self._queue.append(_record(CHOICES_CHANGED, head + array32(choices)))

    def _set_property(self, request: Request) -> Answer:
        if len(request.data) < 12:
            return Answer(GENERAL_ERROR)
        _, prop, value = struct.unpack_from("<III", request.data)
        if prop == EVF_OUTPUT:
            self.live_view = bool(value & TO_COMPUTER)
        elif prop == RECORD:
            return self._order_clip(value)
        elif prop in (EXPOSURE_TIME, BIAS):
            return self._expose(prop, value)
        self._put(prop, value)
        return Answer()

    def _expose(self, prop: int, value: int) -> Answer:
        set_one = self.exposure.set_time if prop == EXPOSURE_TIME else self.exposure.set_bias
        thirds = self._exposures(prop).get(value)
        if thirds is None or not set_one(thirds):
            return Answer(GENERAL_ERROR)
        self._tell_exposure()
        return Answer()

    def _exposures(self, prop: int) -> dict[int, int]:
        """What a property may be now, by its code."""
        if prop == EXPOSURE_TIME:
            return {canon_time(thirds): thirds for thirds in self.exposure.times}
        return {canon_stops(thirds) & 0xFF: thirds for thirds in self.exposure.biases}

    def _order_clip(self, value: int) -> Answer:
        """What became of the order is told as it happens."""
        if value == TO_CARD:
            if not self.clip.in_movie_mode:
                return Answer(BUSY)
            self.clip.start()
        else:
            self.clip.stop()
        return Answer()

    def _tell_clip(self) -> None:
        if self.clip.is_on != self._told_clip:
            self._told_clip = self.clip.is_on
            self._put(RECORD, TO_CARD if self._told_clip else AT_REST)
            if not self._told_clip:
                self._queue.append(_added(*self.add_clip()))

    def _request_property(self, request: Request) -> Answer:
        prop = request.param(0)
        if prop not in self._values:
            return Answer(GENERAL_ERROR)
        self._changed(prop, self._values[prop])
        return Answer()

    def _press(self, request: Request) -> Answer:
        """Half, full or both; the first half focuses, unless that is turned off."""
        focuses = request.param(1) != WITHOUT_AF
        if focuses and not self.on_manual:
            self.move(self.motor.autofocus)
        if request.param(0) & FULL_PRESS:
            if not self.card.room:
                return Answer(GENERAL_ERROR)
            if self.shutter.is_open:
                return Answer(BUSY)
            self.shutter.release(focuses)
        return Answer()

    def _tell_picture(self) -> None:
        if done := self.shutter.finished():
            self._queue.append(_added(*done))
            self._put(SHOTS, self.card.room)

    def _events(self, _request: Request) -> Answer:
        self._tell_clip()
        self._tell_picture()
        if self._autofocusing and not self.motor.running:
            self._autofocusing = False
            found = AF_FOUND if self.sees_subjects else AF_FAILED
            self._queue.append(_record(AF_RESULT, struct.pack("<I", found)))
        records, self._queue = self._queue, []
        return Answer(data=b"".join(records) + struct.pack("<II", 8, 0))

    def _view_finder_data(self, _request: Request) -> Answer:
        if not self.live_view or self.live_view_starting:
            return Answer(NOT_READY)
        frame = self.frame()
        head = struct.pack("<III", 12, OTHER_RECORD, 0)
        return Answer(data=head + struct.pack("<II", 8 + len(frame), JPEG_RECORD) + frame)

    def _drive_lens(self, request: Request) -> Answer:
        step_size = request.param(0) & ~FAR_BIT
        direction = BACKWARD if request.param(0) & FAR_BIT else FORWARD
        known = step_size in {mode.step_size for mode in self._setup.model.modes}
        if not self.live_view or self.on_manual or not known:
            return Answer(GENERAL_ERROR)
        if self._setup.busy_while_moving and self.motor.running:
            return Answer(BUSY)
        return self.move(lambda: self.motor.drive(step_size, direction))

    def _autofocus(self, _request: Request) -> Answer:
        if self.on_manual:
            return Answer(GENERAL_ERROR)
        self._autofocusing = True
        return self.move(self.motor.autofocus) if self.sees_subjects else Answer()


def _record(code: int, payload: bytes) -> bytes:
    return struct.pack("<II", 8 + len(payload), code) + payload


def _added(handle: int, name: str, size: int) -> bytes:
    kind = MOVIE_FORMAT if name.endswith(".MP4") else JPEG_FORMAT
    head = struct.pack("<8I", handle, STORAGE, kind, 0, 0, size, FOLDER, 0)
    return _record(OBJECT_ADDED, head + name.encode("ascii") + b"\0")


def _battery_code(percent: int) -> int:
    """The nearest of the five levels an EOS tells: below 13 %, 25, 50, 75 and 100 %."""
    codes = {0: 0, 25: 5, 50: 1, 75: 4, 100: 2}
    return codes[min(codes, key=lambda level: abs(level - percent))]
