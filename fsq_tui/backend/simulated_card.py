"""The pictures of a camera that is not there, with what can go wrong with them."""

from __future__ import annotations

from typing import NamedTuple

from fsq_tui.backend.base import Exposure, Shot
from fsq_tui.errors import CardFull, DownloadFailed

APERTURE, TIME, ISO = "8", "1/125", "100"
EXPOSURE_S = 0.2  # from the release until the lens may move; chosen for the simulation
DOWNLOAD_S = 0.5  # for a file, as short as it was seen on a virtual camera
FOLDER = "/card"
MUCH = 10_000


class Taken(NamedTuple):
    """A picture on the card, when its exposure began, where the lens really stood, and its time."""

    name: str
    at_s: float
    step: int
    data: bytes
    time: str


class SimulatedCard:
    """`room` is for how many pictures; the next `failures` downloads fail. `taken` is all."""

    def __init__(self) -> None:
        self.room = MUCH
        self.failures = 0
        self.taken: list[Taken] = []
        self._announced = 0

    def check(self, body: str) -> None:
        """Raises CardFull."""
        if self.room <= 0:
            raise CardFull(body)

    def add(self, at_s: float, step: int, data: bytes, time: str) -> None:
        """A picture that was taken."""
        self.taken.append(Taken(f"FSQ_{len(self.taken) + 1:04}.JPG", at_s, step, data, time))
        self.room -= 1

    def announced(self) -> tuple[Shot, ...]:
        """What came since the last time."""
        new = self.taken[self._announced :]
        self._announced = len(self.taken)
        return tuple(
            Shot(f"{FOLDER}/{taken.name}", Exposure(APERTURE, taken.time, ISO)) for taken in new
        )

    def file(self, shot: Shot) -> bytes:
        """Its bytes. Raises DownloadFailed."""
        found = [taken for taken in self.taken if taken.name == shot.name]
        if self.failures or not found:
            self.failures = max(0, self.failures - 1)
            raise DownloadFailed(shot.name)
        return found[0].data
