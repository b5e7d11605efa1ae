"""Faults to order, as the real libgphoto2 meets them. Its PTP/IP time-out is 2.5 s."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial

import pytest

from fsq_tui.backend.model import load_model
from tests.virtual_camera import CameraSetup, Maker, VirtualCamera
from tests.virtual_camera.client import NEAR, Client
from tests.virtual_camera.conftest import RATE, Connect
from tests.virtual_camera.helpers import fault_code, settled_step
from tests.virtual_camera.nikon import MF_DRIVE

DRIVE = "manualfocusdrive"
LOST = {-1, -7}  # depends on where libgphoto2 notices
LATE = {-1, -7, -10}
CAMERA_BUSY = -110
PULSES = 10


def nearer(client: Client) -> None:
    client.put(DRIVE, -PULSES)


def test_a_dropped_connection_is_an_error_and_a_new_one_is_taken(nikon: VirtualCamera) -> None:
    with Client(nikon) as client:
        client.put("viewfinder", 1)
        nikon.drop()
        assert fault_code(lambda: nearer(client)) in LOST
    start = nikon.lens_truth_step
    with Client(nikon) as client:
        client.put("viewfinder", 1)
        nearer(client)
        assert settled_step(nikon) == start + 1


def test_a_connection_dropped_in_a_pull_leaves_the_lens_moved(
    nikon: VirtualCamera, connect: Connect
) -> None:
    client = connect(nikon)
    start = nikon.lens_truth_step
    nikon.drop(after_drives=3)
    nearer(client)
    nearer(client)
    assert fault_code(lambda: nearer(client)) in LOST
    assert settled_step(nikon) == start + 3


def test_a_canon_is_read_from_the_cache_after_a_drop(
    canon: VirtualCamera, connect: Connect
) -> None:
    client = connect(canon)
    client.value("lensname")
    canon.drop()
    assert client.value("lensname") == "EF24mm f/2.8 IS USM"
    assert fault_code(lambda: client.choose(DRIVE, NEAR[1])) in LOST


def test_a_hanging_camera_times_out_and_moves_late(nikon: VirtualCamera, connect: Connect) -> None:
    client = connect(nikon)
    start = nikon.lens_truth_step
    nikon.hang(60)
    assert fault_code(lambda: nearer(client)) in LATE
    assert nikon.lens_truth_step == start
    nikon.hang(0)
    for _ in range(1000):
        if nikon.operations(MF_DRIVE):
            break
    assert settled_step(nikon) == start + 1


def test_a_short_hang_is_only_slow(nikon: VirtualCamera, connect: Connect) -> None:
    client = connect(nikon)
    start = nikon.lens_truth_step
    nikon.hang(0.2, after_drives=2)
    nearer(client)
    nearer(client)
    nearer(client)
    assert settled_step(nikon) == start + 3


@pytest.mark.parametrize("maker", [Maker.CANON, Maker.NIKON])
def test_busy_for_some_commands(maker: Maker) -> None:
    with (
        VirtualCamera(CameraSetup(maker, load_model("ef24"), RATE)) as camera,
        Client(camera) as client,
    ):
        client.put("viewfinder", 1)
        start = camera.lens_truth_step
        drive: Callable[[], None] = partial(nearer, client)
        if maker is Maker.CANON:
            drive = partial(client.choose, DRIVE, NEAR[1])
        camera.busy(2)
        assert [fault_code(drive), fault_code(drive)] == [CAMERA_BUSY, CAMERA_BUSY]
        drive()
        assert settled_step(camera) == start + 1


def test_an_unplugged_camera_refuses_until_it_is_plugged(nikon: VirtualCamera) -> None:
    with Client(nikon) as client:
        client.put("viewfinder", 1)
        nikon.unplug()
        assert fault_code(lambda: nearer(client)) in LOST
    for _ in range(2):
        assert fault_code(lambda: Client(nikon).__enter__()) == -7
        nikon.unplug()
    nikon.plug()
    with Client(nikon) as client:
        assert client.value("cameramodel") == "D750"


@pytest.mark.parametrize("maker", [Maker.CANON, Maker.NIKON])
def test_after_a_power_cycle_live_view_is_off_and_the_lens_elsewhere(maker: Maker) -> None:
    with VirtualCamera(CameraSetup(maker, load_model("ef24"), RATE)) as camera:
        with Client(camera) as client:
            client.put("viewfinder", 1)
            start = camera.lens_truth_step
            camera.power_cycle()
        assert not camera.live_view
        assert camera.lens_truth_step != start
        with Client(camera) as client:
            client.put("viewfinder", 1)
            assert client.preview()


def test_a_second_client_takes_the_camera_over(nikon: VirtualCamera) -> None:
    with Client(nikon) as first, Client(nikon) as second:
        assert second.value("cameramodel") == "D750"
        assert fault_code(lambda: first.put("viewfinder", 1)) in LOST
        assert nikon.clients == 2


def test_lost_steps_and_backlash_come_from_the_lens_model() -> None:
    model = dataclasses.replace(load_model("ef24"), lost_step_rate=0.5, backlash_steps=5)
    with (
        VirtualCamera(CameraSetup(Maker.CANON, model, RATE)) as camera,
        Client(camera) as client,
    ):
        client.put("viewfinder", 1)
        client.choose(DRIVE, NEAR[3])  # takes up the play
        start = settled_step(camera)
        for _ in range(40):
            client.choose(DRIVE, NEAR[1])
        assert start + 5 < settled_step(camera) < start + 35
        before = camera.lens_truth_step
        client.choose(DRIVE, 6)  # size 3 the other way
        assert before - settled_step(camera) == pytest.approx(26 - 5, abs=1)


def test_the_process_ends_with_the_test() -> None:
    with VirtualCamera(CameraSetup(Maker.CANON, load_model("ef24"))) as camera:
        camera.hang(60)
    assert camera.exit_code == 0
