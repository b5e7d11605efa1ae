"""How long a busy camera is asked again."""

from __future__ import annotations

import pytest

from fsq_tui.busy import asked_while_busy
from fsq_tui.clock import VirtualClock
from fsq_tui.errors import LensBusy

PATIENCE_S, POLL_S = 1.2, 0.1


class Camera:
    """Busy until a moment; `begun_s` are the attempts."""

    def __init__(self, clock: VirtualClock, free_s: float) -> None:
        self.begun_s: list[float] = []
        self._clock = clock
        self._free_s = free_s
        self.stall_s = 0.0

    def order(self) -> str:
        self.begun_s.append(self._clock.now())
        is_busy = self._clock.now() < self._free_s
        self._clock.wait(self._clock.now() + self.stall_s)
        if is_busy:
            raise LensBusy("Busy.", "Try again.")
        return "taken"


def ask(camera: Camera, clock: VirtualClock) -> str:
    return asked_while_busy(
        camera.order, clock, PATIENCE_S, lambda: clock.wait(clock.now() + POLL_S)
    )


def test_asked_until_it_is_free() -> None:
    clock = VirtualClock()
    camera = Camera(clock, free_s=0.95)
    assert ask(camera, clock) == "taken"
    assert camera.begun_s[-1] == pytest.approx(1.0)


def test_given_up() -> None:
    clock = VirtualClock()
    camera = Camera(clock, free_s=1000.0)
    with pytest.raises(LensBusy):
        ask(camera, clock)
    assert PATIENCE_S <= camera.begun_s[-1] <= PATIENCE_S + POLL_S


def test_a_computer_that_stood_still_asks_once_more() -> None:
    clock = VirtualClock()
    camera = Camera(clock, free_s=0.5)
    camera.stall_s = 60.0
    assert ask(camera, clock) == "taken"
    assert len(camera.begun_s) == 2
