"""One client's PTP/IP connections: the greeting, then one operation after the other."""

from __future__ import annotations

import itertools
import socket
import struct
from dataclasses import dataclass, replace

from tests.virtual_camera.wire import (
    COMMAND,
    DATA,
    END_DATA,
    INIT_COMMAND,
    INIT_EVENT,
    INIT_EVENT_ACK,
    Packet,
    Request,
    cut,
    init_ack,
    request,
)

CHUNK_BYTES = 65536
SEND_TIMEOUT_S = 10.0
CAMERA_NAME = "virtual camera"

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Greeting:
    """A client came; `command` tells its two connections apart."""

    command: bool


class Connection:
    """An accepted socket. Reading never waits; it is to be called when there is something."""

    def __init__(self, accepted: socket.socket) -> None:
        self._socket = accepted
        self._buffer = bytearray()
        self._asked: Request | None = None
        accepted.settimeout(SEND_TIMEOUT_S)
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def fileno(self) -> int:
        """For select."""
        return self._socket.fileno()

    def read(self) -> list[Request | Greeting]:
        """What has come in whole. Raises OSError or ValueError when the client is gone or mad."""
        data = self._socket.recv(CHUNK_BYTES)
        # The client has Nagle on: without this each data phase would wait 40 ms. It wears off.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        if not data:
            raise ConnectionResetError("the client has gone")
        self._buffer += data
        found = [self._understood(packet) for packet in cut(self._buffer)]
        return [item for item in found if item is not None]

    def send(self, data: bytes) -> None:
        """All of it. Raises OSError when the client is gone."""
        self._socket.sendall(data)

    def close(self) -> None:
        """May be called twice."""
        self._socket.close()

    def _understood(self, packet: Packet) -> Request | Greeting | None:
        """A complete request or a greeting answered; None for what is only part of one."""
        match packet.kind:
            case _ if packet.kind == INIT_COMMAND:
                self.send(init_ack(next(_numbers), CAMERA_NAME))
                return Greeting(command=True)
            case _ if packet.kind == INIT_EVENT:
                self.send(Packet(INIT_EVENT_ACK, b"").encoded())
                return Greeting(command=False)
            case _ if packet.kind == COMMAND:
                asked, data_follows = request(packet)
                self._asked = asked if data_follows else None
                return None if data_follows else asked
            case _ if packet.kind in {DATA, END_DATA} and self._asked is not None:
                return self._with_data(self._asked, packet)
        return None

    def _with_data(self, asked: Request, packet: Packet) -> Request | None:
        asked = replace(asked, data=asked.data + packet.body[struct.calcsize("<I") :])
        ended = packet.kind == END_DATA
        self._asked = None if ended else asked
        return asked if ended else None
