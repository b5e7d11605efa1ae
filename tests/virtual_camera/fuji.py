"""A Fuji X: the focus position is a property, to be read and to be set."""

from __future__ import annotations

import random
from collections.abc import Mapping

from fsq_tui.clock import Clock
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from tests.virtual_camera.body import SERIAL, Handler
from tests.virtual_camera.described import DescribedBody
from tests.virtual_camera.motor import PulseMotor
from tests.virtual_camera.properties import INT16, TEXT, UINT16, Property
from tests.virtual_camera.setup import CameraSetup
from tests.virtual_camera.wire import ACCESS_DENIED, BUSY, NO_PROPERTY, Answer, DeviceInfo, Request

VENDOR = 0xE
GET_PROPERTY_DESC, GET_PROPERTY, SET_PROPERTY = 0x1014, 0x1015, 0x1016
FOCUS_MODE, FOCUS_POSITION, PRIORITY, STATE = 0x500A, 0xD171, 0xD207, 0xD212
BATTERY_TEXT, LENS_NAME = 0xD36B, 0xD36D
MANUAL, SINGLE_SERVO, CAMERA_FIRST, COMPUTER_FIRST = 1, 0x8001, 1, 2

INFINITY_COUNTS = -217  # the caps of a GFX100S, but for the near end
OVER_INFINITY, OVER_NEAR, DEPTH, LEAST_DRIVE = 1001, 820, 31, 3
MOST_COUNTS_PER_STEP = 60
MOST_COUNTS = 24_000  # a position is a signed 16-bit number


class FujiBody(DescribedBody):
    """Goes where it is told, in manual focus and to a computer that comes first."""

    drive_opcode = SET_PROPERTY
    focus_opcodes = frozenset({SET_PROPERTY})
    drives_on_manual = True

    def __init__(self, setup: CameraSetup, clock: Clock) -> None:
        super().__init__(setup, clock)
        last = setup.model.steps - 1
        self._counts_per_step = max(1, min(MOST_COUNTS_PER_STEP, MOST_COUNTS // last))
        self._near_counts = INFINITY_COUNTS + last * self._counts_per_step
        self._random = random.Random(setup.seed)
        self._power_on()

    def own_handlers(self) -> Mapping[int, Handler]:
        """Properties are all there is."""
        return {
            GET_PROPERTY_DESC: self.describe,
            GET_PROPERTY: self.get,
            SET_PROPERTY: self._set,
        }

    def device_info(self) -> DeviceInfo:
        """As a GFX100S."""
        properties = (FOCUS_MODE, FOCUS_POSITION, PRIORITY, STATE, BATTERY_TEXT, LENS_NAME)
        return DeviceInfo(
            VENDOR, "FUJIFILM", "GFX100S", SERIAL, self.operations, properties=properties
        )

    def switched(self) -> None:
        """The properties are read when asked for."""

    def power_cycle(self) -> None:
        """Off and on: the camera comes first again."""
        super().power_cycle()
        self._power_on()

    def _power_on(self) -> None:
        self._pulses = PulseMotor(self.motor, self._counts_per_step)
        self._priority = CAMERA_FIRST

    def _position(self) -> int:
        if not self.on_manual:
            return 0
        return self._counts(self.motor.step()) + (0 if self.motor.running else self._pulses.rest)

    def _counts(self, step: int) -> int:
        return INFINITY_COUNTS + step * self._counts_per_step

    def described(self, code: int) -> Property | None:
        """As the body is set now."""
        caps = (INFINITY_COUNTS, self._near_counts, OVER_INFINITY, OVER_NEAR, DEPTH, LEAST_DRIVE)
        if not self.on_manual:
            caps = (0,) * 6
        found = (
            Property(
                FOCUS_MODE,
                UINT16,
                MANUAL if self.on_manual else SINGLE_SERVO,
                choices=(MANUAL, SINGLE_SERVO),
                settable=True,
            ),
            Property(FOCUS_POSITION, INT16, self._position(), choices=caps, settable=True),
            Property(PRIORITY, UINT16, self._priority, choices=(1, 2), settable=True),
            Property(STATE, UINT16, 0),
            Property(BATTERY_TEXT, TEXT, f"{self.battery_percent},0,0"),
            Property(LENS_NAME, TEXT, self._setup.model.lens_name),
        )
        return next((one for one in found if one.code == code), None)

    def _set(self, request: Request) -> Answer:
        found = self.described(request.param(0))
        if found is None or not found.settable:
            return Answer(NO_PROPERTY)
        value = found.unpacked(request.data)
        if found.code == PRIORITY:
            self._priority = value
        elif found.code == FOCUS_POSITION:
            return self._go(value)
        return Answer()

    def _go(self, target: int) -> Answer:
        if not self.on_manual or self._priority != COMPUTER_FIRST:
            return Answer(ACCESS_DENIED)
        if self.motor.running:
            return Answer(BUSY)
        away = min(max(target, INFINITY_COUNTS), self._near_counts) - self._position()
        if abs(away) <= LEAST_DRIVE:
            return Answer()
        off = self._random.randint(-LEAST_DRIVE, LEAST_DRIVE)
        counts = max(1, abs(away) + off)
        direction = FORWARD if away > 0 else BACKWARD
        return self.move(lambda: void(self._pulses.drive(counts, direction)))


def void(_: object) -> None:
    """Nothing: an action returns none."""
