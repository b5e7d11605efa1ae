"""PTP device properties as a body describes them."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from tests.virtual_camera.wire import string

INT8, UINT8, INT16, UINT16, UINT32, TEXT = 1, 2, 3, 4, 6, 0xFFFF
PACKED = {INT8: "<b", UINT8: "<B", INT16: "<h", UINT16: "<H", UINT32: "<I"}
NO_FORM, RANGE, ENUMERATION = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Property:
    """A property as it is now. `limits` are least, most and step; `choices` what it may be."""

    code: int
    kind: int
    value: int | str
    limits: tuple[int, int, int] | None = None
    choices: tuple[int, ...] | None = None
    settable: bool = False

    def current(self) -> bytes:
        """The value alone."""
        return self._packed(self.value)

    def description(self) -> bytes:
        """The DevicePropDesc dataset of PTP."""
        head = struct.pack("<HHB", self.code, self.kind, self.settable)
        return head + self.current() + self.current() + self._form()

    def sony_description(self) -> bytes:
        """The same in a Sony's list of all: there a property can be greyed out."""
        head = struct.pack("<HHBB", self.code, self.kind, 1, self.settable)
        return head + self.current() + self.current() + self._form()

    def unpacked(self, data: bytes) -> int:
        """A number that the client sent for it."""
        return int(struct.unpack_from(PACKED[self.kind], data)[0])

    def _packed(self, value: int | str) -> bytes:
        return string(value) if isinstance(value, str) else struct.pack(PACKED[self.kind], value)

    def _form(self) -> bytes:
        if self.limits is not None:
            return bytes([RANGE]) + b"".join(self._packed(value) for value in self.limits)
        if self.choices is not None:
            packed = b"".join(self._packed(value) for value in self.choices)
            return bytes([ENUMERATION]) + struct.pack("<H", len(self.choices)) + packed
        return bytes([NO_FORM])
