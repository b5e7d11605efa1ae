"""The shutter of a virtual camera: an exposure takes its time, then there is a file on the card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fsq_tui.clock import Clock
from tests.virtual_camera.card import Card, Taken

if TYPE_CHECKING:
    from tests.virtual_camera.body import Body

EXPOSURE_S = 0.2  # from the release to the file; chosen here


class Shutter:
    """Takes pictures of what `body` sees, to its card."""

    def __init__(self, body: Body, card: Card, clock: Clock) -> None:
        self._body = body
        self._card = card
        self._clock = clock
        self.holds = False  # takes the order and no picture
        self._open_s: float | None = None
        self._step = 0
        self._focused = False
        self._ev = 0.0

    @property
    def is_open(self) -> bool:
        """Whether an exposure runs."""
        return self._open_s is not None and self._clock.now() < self._open_s + EXPOSURE_S

    def release(self, focused: bool = False) -> None:
        """Begin an exposure; `focused` is whether the camera focused for it."""
        if self.holds:
            return
        self._open_s, self._focused = self._clock.now(), focused
        self._step, self._ev = self._body.motor.step(), self._body.exposure.ev

    def finished(self) -> tuple[int, str, int] | None:
        """Handle, name and size of the picture that has just been taken, once; else None."""
        if self._open_s is None or self.is_open:
            return None
        at_s, self._open_s = self._open_s, None
        name = f"FSQ_{len(self._card.taken) + 1:04}.JPG"
        moved = self._body.motor.step(self._clock.now() - at_s - EXPOSURE_S) != self._step
        data = self._body.scene.frame(self._step, at_s, self._ev)
        taken = Taken(name, at_s, self._step, moved, self._focused, self._ev, data)
        self._card.taken.append(taken)
        return self._card.add(name, data), name, len(data)
