"""Grey pictures of 16 bits as PNG (W3C, Portable Network Graphics, second edition)."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SIGNATURE = b"\x89PNG\r\n\x1a\n"
DEPTH_BITS, GREY = 16, 0
NO_FILTER = b"\x00"


def png16(grey: npt.NDArray[np.uint16]) -> bytes:
    """The file of a picture of shape (height, width), at least one pixel."""
    height, width = grey.shape
    rows = grey.astype(">u2")
    data = b"".join(NO_FILTER + row.tobytes() for row in rows)
    header = struct.pack(">IIBBBBB", width, height, DEPTH_BITS, GREY, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(data)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(kind, content) for kind, content in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
