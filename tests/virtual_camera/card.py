"""The memory card of a virtual camera: objects as PTP has them, and the truth of each picture."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.virtual_camera.wire import (
    GENERAL_ERROR,
    NO_OBJECT,
    Answer,
    Request,
    array32,
    string,
)

GET_STORAGE_IDS, GET_STORAGE_INFO = 0x1004, 0x1005
GET_HANDLES, GET_INFO, GET_OBJECT = 0x1007, 0x1008, 0x1009
STORAGE, ROOT, ANYWHERE = 0x00010001, 0xFFFFFFFF, 0
FOLDER_FORMAT, JPEG_FORMAT, MOVIE_FORMAT = 0x3001, 0x3801, 0x300D
DCIM, FOLDER = 0x10000000, 0x10010000
MUCH = 10_000  # pictures, on a card that nobody has filled


@dataclass(frozen=True, slots=True)
class Taken:
    """What is true of a picture: its name on the card, when it was taken, where the lens stood.

    `moved` is whether the lens moved during the exposure, `focused` whether the camera focused for
    it, `ev` how much brighter than right it was exposed. `data` is the file.
    """

    name: str
    at_s: float
    step: int
    moved: bool
    focused: bool
    ev: float
    data: bytes


@dataclass(frozen=True, slots=True)
class _Object:
    name: str
    kind: int
    parent: int
    data: bytes = b""


class Card:
    """`room` is for how many files; the next `failures` downloads fail."""

    def __init__(self, folder: str) -> None:
        self.room = MUCH
        self.failures = 0
        self.taken: list[Taken] = []
        self._objects = {
            DCIM: _Object("DCIM", FOLDER_FORMAT, 0),
            FOLDER: _Object(folder, FOLDER_FORMAT, DCIM),
        }

    def handlers(self) -> Mapping[int, Callable[[Request], Answer]]:
        """The operations that read it."""
        return {
            GET_STORAGE_IDS: lambda _: Answer(data=array32((STORAGE,))),
            GET_STORAGE_INFO: lambda _: Answer(data=self._storage_info()),
            GET_HANDLES: self._handles,
            GET_INFO: self._info,
            GET_OBJECT: self._object,
        }

    def add(self, name: str, data: bytes) -> int:
        """A file in its folder; its handle."""
        handle = FOLDER + len(self._objects)
        is_movie = name.endswith(".MP4")
        self._objects[handle] = _Object(
            name, MOVIE_FORMAT if is_movie else JPEG_FORMAT, FOLDER, data
        )
        self.room -= 1
        return handle

    def _storage_info(self) -> bytes:
        head = struct.pack("<HHHQQI", 4, 3, 0, 1 << 36, self.room << 23, self.room)
        return head + string("SD") + string("")

    def _handles(self, request: Request) -> Answer:
        parent = request.param(2)
        wanted = 0 if parent == ROOT else parent
        found = [h for h, o in self._objects.items() if parent == ANYWHERE or o.parent == wanted]
        return Answer(data=array32(found))

    def _info(self, request: Request) -> Answer:
        found = self._objects.get(request.param(0))
        if found is None:
            return Answer(NO_OBJECT)
        is_folder = found.kind == FOLDER_FORMAT
        head = struct.pack("<IHHI", STORAGE, found.kind, 0, len(found.data))
        middle = bytes(26) + struct.pack("<IHII", found.parent, int(is_folder), 0, 0)
        return Answer(data=head + middle + string(found.name) + string("") * 3)

    def _object(self, request: Request) -> Answer:
        found = self._objects.get(request.param(0))
        if found is None:
            return Answer(NO_OBJECT)
        if self.failures:
            self.failures -= 1
            return Answer(GENERAL_ERROR)
        return Answer(data=found.data)
