"""Packets as they are cut from the stream."""

from __future__ import annotations

import struct

import pytest

from tests.virtual_camera.wire import DATA, Packet, cut


def test_packets_are_cut_however_they_arrive() -> None:
    sent = [Packet(DATA, b"abc"), Packet(DATA, b""), Packet(DATA, b"defg")]
    buffer, found = bytearray(), []
    for byte in b"".join(packet.encoded() for packet in sent):
        buffer.append(byte)
        found += cut(buffer)
    assert found == sent
    assert not buffer


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="a packet of 3 bytes"):
        cut(bytearray(struct.pack("<II", 3, DATA)))
