"""When the next command is sent to a body that answers before its motor has run."""

from __future__ import annotations

from itertools import pairwise

import pytest

from fsq_tui.backend.gphoto2.pacing import PROBES, Pacer
from fsq_tui.clock import VirtualClock

USUAL_S = {1: 0.05, 2: 0.12, 3: 0.3}
SEND_S = 0.008


class Body:
    """Takes SEND_S for a command and queues it, or refuses it while its motor runs."""

    def __init__(self, refuses: bool, motor_s: float = 0.04) -> None:
        self.clock = VirtualClock()
        self.pacer = Pacer(self.clock, USUAL_S)
        self.taken_s: list[float] = []
        self._refuses = refuses
        self._motor_s = motor_s
        self._free_s = 0.0

    def drive(self, step_size: int) -> None:
        self.pacer.drive(step_size, self._send)

    def _send(self) -> int:
        refusals = 0
        self.clock.wait(self.clock.now() + SEND_S)
        while self._refuses and self.clock.now() < self._free_s:
            refusals += 1
            self.clock.wait(self.clock.now() + SEND_S)
        self.taken_s.append(self.clock.now())
        self._free_s = max(self._free_s, self.clock.now()) + self._motor_s
        return refusals


def gaps(taken_s: list[float]) -> list[float]:
    return [after - before for before, after in pairwise(taken_s)]


def test_a_body_that_queues_is_given_the_usual_time_of_each_size() -> None:
    body = Body(refuses=False)
    sizes = (1, 2, 3) * 4
    for size in sizes:
        body.drive(size)
    settled = PROBES + 2  # the first ones show what it does, the next waits for them all
    for size, gap in list(zip(sizes, gaps(body.taken_s), strict=False))[settled:]:
        assert gap == pytest.approx(USUAL_S[size])
    assert body.clock.now() >= sum(USUAL_S[size] for size in sizes), "all had their time"


def test_what_calibration_found_takes_the_place_of_the_usual() -> None:
    body = Body(refuses=False)
    body.pacer.pace({1: 0.07})
    for size in (1, 2) * 6:
        body.drive(size)
    assert sorted(gaps(body.taken_s)[-2:]) == pytest.approx([0.07, USUAL_S[2]])
    body.pacer.pace({})
    body.drive(1)
    body.drive(1)
    assert gaps(body.taken_s)[-1] == pytest.approx(USUAL_S[1])


def test_a_body_that_refuses_sets_the_pace_itself() -> None:
    body = Body(refuses=True)
    for _ in range(40):
        body.drive(1)
    assert gaps(body.taken_s)[PROBES:] == pytest.approx([0.04] * (39 - PROBES), abs=SEND_S)
