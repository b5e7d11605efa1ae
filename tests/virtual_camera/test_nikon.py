"""The real libgphoto2 on the virtual Nikon."""

from __future__ import annotations

from functools import partial

import pytest

from fsq_tui.backend.model import load_model
from tests.virtual_camera import CameraSetup, Maker, SceneKind, VirtualCamera
from tests.virtual_camera.client import Client
from tests.virtual_camera.conftest import Connect
from tests.virtual_camera.helpers import fault_code, grey, settled_step
from tests.virtual_camera.nikon import (
    AT_STOP,
    DEVICE_READY,
    MF_DRIVE,
    NOT_LIVE_VIEW,
    OUT_OF_FOCUS,
    TOO_SMALL,
)

MODEL = load_model("ef24")
DRIVE = "manualfocusdrive"
PULSES = 10  # a step
BAD, CAMERA_BUSY, CAMERA_ERROR = -1, -110, -113


def test_identity(nikon: VirtualCamera) -> None:
    with Client(nikon) as client:
        assert client.value("cameramodel") == "D750"
        assert client.value("lensname") == "Unknown"
        assert client.value("batterylevel") == "80%"
        assert client.value("serialnumber") == "0123456789"
        assert client.value("focusmode") == "AF-S"


@pytest.mark.parametrize("steps", [1, 4, 7, 26, 60])
def test_pulses_move_their_steps_both_ways(
    nikon: VirtualCamera, connect: Connect, steps: int
) -> None:
    client = connect(nikon)
    start = nikon.lens_truth_step
    client.put(DRIVE, -steps * PULSES)
    assert nikon.lens_truth_step == start + steps  # no waiting: the call did
    client.put(DRIVE, steps * PULSES)
    assert nikon.lens_truth_step == start
    assert [drive.params for drive in nikon.operations(MF_DRIVE)] == [
        (1, steps * PULSES),
        (2, steps * PULSES),
    ]


def test_parts_of_a_step_add_up(nikon: VirtualCamera, connect: Connect) -> None:
    client = connect(nikon)
    start = nikon.lens_truth_step
    found = []
    for _ in range(4):
        client.put(DRIVE, -5)
        found.append(nikon.lens_truth_step - start)
    assert found == [0, 1, 1, 2]


def test_both_stops_are_reported(nikon: VirtualCamera, connect: Connect) -> None:
    client = connect(nikon)
    for pulses, stop in ((32767, 0), (-32767, MODEL.steps - 1)):
        drive = partial(client.put, DRIVE, pulses)
        assert fault_code(drive) == CAMERA_ERROR
        assert nikon.lens_truth_step == stop
        assert fault_code(drive) == CAMERA_ERROR  # standing there already
        assert nikon.operations(DEVICE_READY)[-1].code == AT_STOP
    client.put(DRIVE, PULSES)
    assert nikon.lens_truth_step == MODEL.steps - 2


def test_too_small_an_amount_has_the_code_of_a_stop(nikon: VirtualCamera, connect: Connect) -> None:
    client = connect(nikon)
    start = nikon.lens_truth_step
    assert fault_code(lambda: client.put(DRIVE, -4)) == CAMERA_ERROR
    assert nikon.operations(DEVICE_READY)[-1].code == TOO_SMALL
    assert nikon.lens_truth_step == start


def test_out_of_live_view_a_drive_is_refused(nikon: VirtualCamera) -> None:
    with Client(nikon) as client:
        assert fault_code(lambda: client.put(DRIVE, -100)) == BAD
        assert nikon.operations(MF_DRIVE)[-1].code == NOT_LIVE_VIEW


def test_a_move_longer_than_a_second_is_busy_and_goes_on() -> None:
    # Half as fast again as life: the whole travel takes longer than libgphoto2 waits.
    setup = CameraSetup(Maker.NIKON, MODEL, rate=1.5)
    with VirtualCamera(setup) as camera, Client(camera) as client:
        client.put("viewfinder", 1)
        start = camera.lens_truth_step
        assert fault_code(lambda: client.put(DRIVE, 32767)) == CAMERA_BUSY
        assert camera.motor_runs
        assert fault_code(lambda: client.put(DRIVE, -PULSES)) == CAMERA_BUSY
        assert 0 < camera.lens_truth_step < start


def test_on_manual_the_lens_stays_and_the_body_tells(
    nikon: VirtualCamera, connect: Connect
) -> None:
    client = connect(nikon)
    nikon.set_on_manual(True)
    start = nikon.lens_truth_step
    assert fault_code(lambda: client.put(DRIVE, -100)) == BAD
    assert nikon.lens_truth_step == start


def test_preview_is_a_picture(nikon: VirtualCamera, connect: Connect) -> None:
    assert grey(connect(nikon).preview()).shape == (428, 640)


def test_autofocus_goes_to_the_subjects_in_turn(nikon: VirtualCamera, connect: Connect) -> None:
    client = connect(nikon)
    found = []
    for _ in MODEL.subjects:
        client.put("autofocusdrive", 1)
        found.append(nikon.lens_truth_step)
    assert tuple(found) == MODEL.subject_steps()


@pytest.mark.parametrize("kind", [SceneKind.DARK, SceneKind.BLANK])
def test_autofocus_finds_nothing(nikon: VirtualCamera, connect: Connect, kind: SceneKind) -> None:
    client = connect(nikon)
    start = nikon.lens_truth_step
    nikon.show(kind)
    assert fault_code(lambda: client.put("autofocusdrive", 1)) == BAD
    assert nikon.operations(DEVICE_READY)[-1].code == OUT_OF_FOCUS
    assert settled_step(nikon) == start


def test_movie(nikon: VirtualCamera, connect: Connect) -> None:
    client = connect(nikon)
    nikon.set_clip(start_s=0.0)
    client.put("movie", 1)
    assert nikon.recording
    client.put("movie", 0)
    assert not nikon.recording
