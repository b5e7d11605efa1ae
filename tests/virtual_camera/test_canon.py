"""The real libgphoto2 on the virtual Canon."""

from __future__ import annotations

import dataclasses

import pytest

from fsq_tui.backend.model import MotorMode, load_model
from fsq_tui.backend.simulated_clip import ClipEvent
from tests.virtual_camera import CameraSetup, Maker, VirtualCamera
from tests.virtual_camera.canon import DRIVE_LENS
from tests.virtual_camera.client import FAR, NEAR, Client
from tests.virtual_camera.conftest import RATE, Connect
from tests.virtual_camera.helpers import fault_code, grey, settled_step, sharpness
from tests.virtual_camera.wire import BUSY, GENERAL_ERROR, OK

MODEL = load_model("ef24")
DRIVE = "manualfocusdrive"
BAD, CAMERA_BUSY = -1, -110


def test_identity(canon: VirtualCamera) -> None:
    with Client(canon) as client:
        assert client.value("cameramodel") == "Canon EOS 80D"
        assert client.value("lensname") == MODEL.lens_name
        assert client.value("serialnumber") == "0123456789"
        assert client.value("focusmode") == "One Shot"


@pytest.mark.parametrize(
    ("percent", "text"), [(3, "Low"), (20, "25%"), (45, "50%"), (80, "75%"), (100, "100%")]
)
def test_battery_in_the_levels_of_an_eos(canon: VirtualCamera, percent: int, text: str) -> None:
    with Client(canon) as client:
        canon.set_battery(percent)
        assert client.value("batterylevel") == text


@pytest.mark.parametrize("mode", MODEL.modes, ids=lambda mode: f"size {mode.step_size}")
def test_each_size_moves_its_steps_both_ways(
    canon: VirtualCamera, connect: Connect, mode: MotorMode
) -> None:
    client = connect(canon)
    start = canon.lens_truth_step
    client.choose(DRIVE, FAR[mode.step_size])
    farther = settled_step(canon)
    client.choose(DRIVE, NEAR[mode.step_size])
    assert start - farther == pytest.approx(mode.steps, abs=mode.spread)
    assert settled_step(canon) - farther == pytest.approx(mode.steps, abs=mode.spread)


def test_both_stops_are_silent(canon: VirtualCamera, connect: Connect) -> None:
    client = connect(canon)
    for choice, stop in ((FAR[3], 0), (NEAR[3], MODEL.steps - 1)):
        for _ in range(MODEL.steps // 20):
            client.choose(DRIVE, choice)
        assert settled_step(canon) == stop
    assert {operation.code for operation in canon.operations(DRIVE_LENS)} == {OK}


def test_the_motor_runs_after_the_answer() -> None:
    slow = dataclasses.replace(MODEL, modes=(MotorMode(2, 10, 0.2), MotorMode(1, 1, 0.1)))
    with VirtualCamera(CameraSetup(Maker.CANON, slow)) as camera, Client(camera) as client:
        client.put("viewfinder", 1)
        start = camera.lens_truth_step
        client.choose(DRIVE, NEAR[2])
        assert camera.motor_runs
        assert camera.lens_truth_step == start
        client.choose(DRIVE, NEAR[2])  # taken, to be performed next


def test_a_body_that_refuses_while_moving() -> None:
    slow = dataclasses.replace(MODEL, modes=(MotorMode(2, 10, 0.2), MotorMode(1, 1, 0.1)))
    setup = CameraSetup(Maker.CANON, slow, busy_while_moving=True)
    with VirtualCamera(setup) as camera, Client(camera) as client:
        client.put("viewfinder", 1)
        client.choose(DRIVE, NEAR[2])
        assert fault_code(lambda: client.choose(DRIVE, NEAR[2])) == CAMERA_BUSY
        assert [operation.code for operation in camera.operations(DRIVE_LENS)] == [OK, BUSY]


def test_out_of_live_view_a_drive_is_refused(canon: VirtualCamera) -> None:
    with Client(canon) as client:
        start = canon.lens_truth_step
        assert fault_code(lambda: client.choose(DRIVE, NEAR[1])) == BAD
        assert canon.operations(DRIVE_LENS)[-1].code == GENERAL_ERROR
        assert settled_step(canon) == start


def test_on_manual_the_lens_stays_and_the_body_tells(
    canon: VirtualCamera, connect: Connect
) -> None:
    client = connect(canon)
    canon.set_on_manual(True)
    start = canon.lens_truth_step
    assert fault_code(lambda: client.choose(DRIVE, NEAR[1])) == BAD
    assert client.value("focusmode") == "Manual"
    assert settled_step(canon) == start
    canon.set_on_manual(False)
    client.choose(DRIVE, NEAR[1])
    assert settled_step(canon) == start + 1


def test_preview_switches_live_view_on_by_itself(canon: VirtualCamera) -> None:
    with Client(canon) as client:
        assert not canon.live_view
        assert grey(client.preview()).shape == (428, 640)
        assert canon.live_view


def test_each_plane_is_sharpest_where_autofocus_finds_it(
    canon: VirtualCamera, connect: Connect
) -> None:
    client = connect(canon)
    strips = len(MODEL.subjects) + 2  # a background before them, a flat one behind

    def strip_sharpness() -> list[float]:
        picture = grey(client.preview())
        width = picture.shape[1] // strips
        return [sharpness(picture[:, i * width + 16 : (i + 1) * width - 16]) for i in range(strips)]

    found = []
    for subject_step in MODEL.subject_steps():
        client.put("autofocusdrive", 1)
        assert settled_step(canon) == subject_step
        client.preview()  # may show the lens as it was
        found.append(strip_sharpness())
    for index in range(len(MODEL.subjects)):
        of_this_plane = [sharp[index + 1] for sharp in found]
        assert max(of_this_plane) == of_this_plane[index]
    assert max(sharp[-1] for sharp in found) < min(sharp[1] for sharp in found)


def test_the_result_of_autofocus_comes_as_an_event(canon: VirtualCamera, connect: Connect) -> None:
    client = connect(canon)
    while client.event():
        pass
    client.put("autofocusdrive", 1)
    settled_step(canon)
    assert any("AfResult" in client.event() for _ in range(5))


TARGET, CARD, NOWHERE = "movierecordtarget", 0, 1


def told(client: Client) -> str:
    """What the body said last of its clip; more is waiting at first."""
    texts = [client.event() for _ in range(60)]
    return [text for text in texts if "d1b8 changed" in text][-1].rpartition(" to ")[2]


def test_a_clip_is_told_when_it_starts_and_when_it_ends(
    canon: VirtualCamera, connect: Connect
) -> None:
    client = connect(canon)
    assert told(client) == '"SDRAM"'
    canon.set_clip(start_s=50.0)
    client.choose(TARGET, CARD)
    assert not any("d1b8" in client.event() for _ in range(5)), "the order is not the start"
    while not canon.clip_log:
        pass
    assert told(client) == '"Card"'
    client.choose(TARGET, NOWHERE)
    assert not canon.recording
    assert told(client) == '"SDRAM"'
    started, stopped = canon.clip_log
    assert (started.event, stopped.event) == (ClipEvent.STARTED, ClipEvent.STOPPED)
    assert started.when_s < stopped.when_s


def test_a_full_card_ends_a_clip_and_a_finger_starts_one(
    canon: VirtualCamera, connect: Connect
) -> None:
    client = connect(canon)
    canon.set_clip(start_s=0.0, room_s=5.0)
    canon.press_record(True)
    while canon.recording:
        pass
    assert [entry.event for entry in canon.clip_log] == [ClipEvent.STARTED, ClipEvent.CARD_FULL]
    assert told(client) == '"SDRAM"'


def test_out_of_movie_mode_the_order_finds_the_body_busy(
    canon: VirtualCamera, connect: Connect
) -> None:
    client = connect(canon)
    canon.set_movie_mode(False)
    assert client.value("eosmovieswitch") == "0"
    assert fault_code(lambda: client.put(TARGET, "Card")) == CAMERA_BUSY
    assert not canon.clip_log


def test_the_session_ends_with_live_view_off(canon: VirtualCamera) -> None:
    with Client(canon) as client:
        client.put("viewfinder", 1)
        assert canon.clients == 2
    assert not canon.live_view
    assert canon.clients == 0


def test_drives_are_logged_with_their_parameter(canon: VirtualCamera, connect: Connect) -> None:
    client = connect(canon)
    client.choose(DRIVE, NEAR[2])
    client.choose(DRIVE, FAR[3])
    drives = canon.operations(DRIVE_LENS)
    assert [drive.params for drive in drives] == [(0x0002,), (0x8003,)]
    assert drives[0].when_s < drives[1].when_s


def test_the_camera_runs_at_the_rate_asked_for() -> None:
    # The same motor at two rates: the log's own seconds show what a test waits for.
    with VirtualCamera(CameraSetup(Maker.CANON, MODEL, RATE)) as camera, Client(camera) as client:
        client.put("viewfinder", 1)
        client.choose(DRIVE, NEAR[3])
        settled_step(camera)
        client.choose(DRIVE, NEAR[3])
        first, second = camera.operations(DRIVE_LENS)
        assert second.when_s - first.when_s >= (26 - 1) / 94.321
