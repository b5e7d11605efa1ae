from __future__ import annotations

import itertools

import pytest

from fsq_tui.backend.base import Capabilities, Identity
from fsq_tui.backend.gphoto2.body import PROBE_S
from fsq_tui.backend.gphoto2.olympus import PACE_S
from fsq_tui.backend.model import load_model
from fsq_tui.errors import LensBusy, LensOnAuto
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from fsq_tui.focus.modes import How
from tests.backend.gphoto2.conftest import NO_NOISE, Open
from tests.virtual_camera import CameraSetup, Maker, VirtualCamera
from tests.virtual_camera.helpers import settled_step
from tests.virtual_camera.olympus import MOVE_FOCUS
from tests.virtual_camera.shared_clock import shared_clock
from tests.virtual_camera.wire import BUSY

MODEL = load_model("ef24")
SIZES = {1: 0x03, 2: 0x0E, 3: 0x3C}


def test_who_it_is_and_what_it_can_do(olympus: VirtualCamera, opened: Open) -> None:
    lens = opened(olympus)
    assert lens.identity == Identity("E-M1MarkIII", "", "network")
    assert lens.capabilities == Capabilities(
        How.COUNTED, reports_stops=False, live_view=True, autofocus=False, probe_s=PROBE_S
    )
    assert lens.battery_percent() == 80
    assert lens.frame().startswith(b"\xff\xd8")


@pytest.mark.parametrize("step_size", SIZES)
def test_each_size_both_ways(olympus: VirtualCamera, opened: Open, step_size: int) -> None:
    lens = opened(olympus)
    start = settled_step(olympus)
    lens.drive(step_size, BACKWARD)
    assert start - settled_step(olympus) == SIZES[step_size]
    lens.drive(step_size, FORWARD)
    assert settled_step(olympus) == start
    sent = [move.params for move in olympus.operations(MOVE_FOCUS)]
    assert sent == [(2, SIZES[step_size]), (1, SIZES[step_size])]


def test_where_commands_are_queued_they_are_sent_at_a_pace(opened: Open) -> None:
    setup = CameraSetup(Maker.OLYMPUS, MODEL, scene=NO_NOISE)
    with shared_clock() as clock, VirtualCamera(setup, clock) as camera:
        lens = opened(camera, clock)
        lens.pace({1: 0.2})
        for _ in range(10):
            lens.drive(1, FORWARD)
        times = [move.when_s for move in camera.operations(MOVE_FOCUS)]
        lens.close()
    paced = times[5:]  # the first four show what the body does, the fifth waits for them all
    assert PACE_S[1] < 0.2
    for before, after in itertools.pairwise(paced):
        assert after - before == pytest.approx(0.2)


def test_busy_is_waited_for_and_told(olympus: VirtualCamera, opened: Open) -> None:
    lens = opened(olympus)
    start = settled_step(olympus)
    olympus.busy(5)
    lens.drive(1, FORWARD)
    assert settled_step(olympus) == start + SIZES[1]
    assert BUSY in [move.code for move in olympus.operations(MOVE_FOCUS)]
    olympus.busy(100_000)
    with pytest.raises(LensBusy):
        lens.drive(1, FORWARD)
    olympus.busy(0)
    assert settled_step(olympus) == start + SIZES[1]


def test_on_auto_the_remedy_is_manual(olympus: VirtualCamera, opened: Open) -> None:
    lens = opened(olympus)
    start = settled_step(olympus)
    olympus.set_on_manual(False)
    with pytest.raises(LensOnAuto, match="manual focus only") as caught:
        lens.drive(1, FORWARD)
    assert "MF" in caught.value.remedy
    assert settled_step(olympus) == start
