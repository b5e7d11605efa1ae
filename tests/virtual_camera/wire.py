"""PTP/IP packets and PTP datasets; everything is little-endian."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

INIT_COMMAND, INIT_COMMAND_ACK, INIT_EVENT, INIT_EVENT_ACK = 1, 2, 3, 4
COMMAND, RESPONSE, START_DATA, DATA, END_DATA = 6, 7, 9, 10, 12
DATA_OUT = 2  # the data phase of a command that is followed by data from the client

OK, GENERAL_ERROR, NOT_SUPPORTED, BUSY = 0x2001, 0x2002, 0x2005, 0x2019
NO_OBJECT, NO_PROPERTY, ACCESS_DENIED = 0x2009, 0x200A, 0x200F

UINT8, UINT16, UINT32 = 2, 4, 6  # PTP data types
PTP_VERSION = 100
GUID = bytes(range(16))


@dataclass(frozen=True, slots=True)
class Packet:
    """One PTP/IP packet: its type and what follows its 8-byte header."""

    kind: int
    body: bytes

    def encoded(self) -> bytes:
        """As it goes over the wire."""
        return struct.pack("<II", 8 + len(self.body), self.kind) + self.body


@dataclass(frozen=True, slots=True)
class Request:
    """One PTP operation asked for, with the data that came along."""

    opcode: int
    transaction: int
    params: tuple[int, ...]
    data: bytes = b""

    def param(self, index: int) -> int:
        """A parameter, 0 where it was not sent."""
        return self.params[index] if index < len(self.params) else 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A response code, and the data sent before it (None: the operation has none)."""

    code: int = OK
    data: bytes | None = None


def cut(buffer: bytearray) -> list[Packet]:
    """Take the complete packets off the front of `buffer`. Raises ValueError for nonsense."""
    packets = []
    while len(buffer) >= 8:
        length, kind = struct.unpack_from("<II", buffer)
        if length < 8:
            raise ValueError(f"a packet of {length} bytes")
        if len(buffer) < length:
            break
        packets.append(Packet(kind, bytes(buffer[8:length])))
        del buffer[:length]
    return packets


def request(packet: Packet) -> tuple[Request, bool]:
    """What a COMMAND packet asks for, and whether the client's data follows."""
    phase, opcode, transaction = struct.unpack_from("<IHI", packet.body)
    rest = packet.body[10:]
    params = struct.unpack(f"<{len(rest) // 4}I", rest[: len(rest) // 4 * 4])
    return Request(opcode, transaction, params), phase == DATA_OUT


def answer_packets(transaction: int, answer: Answer) -> bytes:
    """The data, if any, and the response, ready to send."""
    head = struct.pack("<I", transaction)
    response = Packet(RESPONSE, struct.pack("<H", answer.code) + head).encoded()
    if answer.data is None or answer.code != OK:
        return response
    start = Packet(START_DATA, head + struct.pack("<Q", len(answer.data))).encoded()
    return start + Packet(END_DATA, head + answer.data).encoded() + response


def init_ack(connection: int, name: str) -> bytes:
    """The camera's half of the greeting on the command connection."""
    body = struct.pack("<I", connection) + GUID + (name + "\0").encode("utf-16-le")
    return Packet(INIT_COMMAND_ACK, body + struct.pack("<I", 0x00010000)).encoded()


def string(text: str) -> bytes:
    """A PTP string: its length with the NUL, then UTF-16."""
    return bytes([len(text) + 1]) + (text + "\0").encode("utf-16-le") if text else b"\0"


def array16(values: Iterable[int]) -> bytes:
    """A counted array of 16-bit numbers."""
    items = tuple(values)
    return struct.pack(f"<I{len(items)}H", len(items), *items)


def array32(values: Iterable[int]) -> bytes:
    """A counted array of 32-bit numbers."""
    items = tuple(values)
    return struct.pack(f"<I{len(items)}I", len(items), *items)


def object_info() -> bytes:
    """The ObjectInfo dataset of a JPEG; one without a name crashes libgphoto2."""
    jpeg = 0x3801
    return struct.pack("<IHHI", 0, jpeg, 0, 0) + bytes(40) + string("live.jpg") + string("") * 3


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """What a body says of itself in answer to GetDeviceInfo."""

    vendor: int
    manufacturer: str
    model: str
    serial: str
    operations: tuple[int, ...]
    events: tuple[int, ...] = ()
    properties: tuple[int, ...] = ()

    def encoded(self) -> bytes:
        """The DeviceInfo dataset."""
        codes = (self.operations, self.events, self.properties, (), ())
        texts = (self.manufacturer, self.model, "1.0", self.serial)
        return (
            struct.pack("<HIH", PTP_VERSION, self.vendor, PTP_VERSION)
            + string("")
            + struct.pack("<H", 0)
            + b"".join(array16(values) for values in codes)
            + b"".join(string(text) for text in texts)
        )
