from __future__ import annotations

import dataclasses
import struct
from pathlib import Path

import pytest

from fsq_tui.backend.base import Capabilities, Identity
from fsq_tui.backend.gphoto2.body import PROBE_S
from fsq_tui.backend.model import MotorMode, load_model
from fsq_tui.errors import CardFull, LensBusy, LensFault, LensOnManual, Stopped
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from fsq_tui.focus.modes import How
from tests.backend.gphoto2.conftest import NO_NOISE, RATE, Open
from tests.virtual_camera import CameraSetup, Maker, SceneKind, VirtualCamera
from tests.virtual_camera.canon import (
    AF_CANCEL,
    CAPTURE_DESTINATION,
    DO_AF,
    DRIVE_LENS,
    RELEASE_OFF,
    RELEASE_ON,
    SET_PROPERTY,
)
from tests.virtual_camera.helpers import settled_step
from tests.virtual_camera.wire import BUSY, GENERAL_ERROR, OK

MODEL = load_model("ef24")


def test_who_it_is_and_what_it_can_do(canon: VirtualCamera, opened: Open) -> None:
    lens = opened(canon)
    assert lens.identity == Identity("Canon EOS 80D", MODEL.lens_name, "network")
    assert lens.capabilities == Capabilities(
        How.COUNTED,
        reports_stops=False,
        live_view=True,
        records=True,
        captures=True,
        brackets=True,
        probe_s=PROBE_S,
    )
    assert lens.step_sizes == (3, 2, 1)
    assert canon.live_view


@pytest.mark.parametrize(("percent", "shown"), [(3, 5), (20, 25), (45, 50), (80, 75), (100, 100)])
def test_battery(canon: VirtualCamera, opened: Open, percent: int, shown: int) -> None:
    lens = opened(canon)
    canon.set_battery(percent)
    assert lens.battery_percent() == shown


@pytest.mark.parametrize("mode", MODEL.modes, ids=lambda mode: f"size {mode.step_size}")
def test_each_size_both_ways(canon: VirtualCamera, opened: Open, mode: MotorMode) -> None:
    lens = opened(canon)
    start = settled_step(canon)
    lens.drive(mode.step_size, BACKWARD)
    farther = settled_step(canon)
    assert start - farther == pytest.approx(mode.steps, abs=mode.spread)
    lens.drive(mode.step_size, FORWARD)
    assert settled_step(canon) - farther == pytest.approx(mode.steps, abs=mode.spread)
    assert [drive.params[0] for drive in canon.operations(DRIVE_LENS)] == [
        0x8000 | mode.step_size,
        mode.step_size,
    ]


@pytest.mark.parametrize("busy_while_moving", [False, True])
def test_every_command_is_carried_out_once(opened: Open, busy_while_moving: bool) -> None:
    exact = tuple(dataclasses.replace(mode, spread=0) for mode in MODEL.modes)
    model = dataclasses.replace(MODEL, modes=exact)
    setup = CameraSetup(
        Maker.CANON, model, RATE, scene=NO_NOISE, busy_while_moving=busy_while_moving
    )
    with VirtualCamera(setup) as camera:
        lens = opened(camera)
        for _ in range(20):
            lens.drive(3, BACKWARD)
        for size in (1, 2, 3) * 4:
            lens.drive(size, FORWARD)
        assert settled_step(camera) == 4 * (1 + 4 + 26)
        codes = [drive.code for drive in camera.operations(DRIVE_LENS)]
        lens.close()
    assert codes.count(OK) == 32
    assert set(codes) <= {OK, BUSY}


def test_busy_for_a_moment_is_not_seen_outside(canon: VirtualCamera, opened: Open) -> None:
    lens = opened(canon)
    start = settled_step(canon)
    canon.busy(5)
    lens.drive(1, FORWARD)
    assert settled_step(canon) == start + 1


def test_busy_for_long_is_told_and_nothing_moved(canon: VirtualCamera, opened: Open) -> None:
    lens = opened(canon)
    start = settled_step(canon)
    canon.busy(100_000)
    with pytest.raises(LensBusy):
        lens.drive(3, FORWARD)
    canon.busy(0)
    assert settled_step(canon) == start


def test_live_view_is_turned_on_again(canon: VirtualCamera, opened: Open) -> None:
    lens = opened(canon)
    start = settled_step(canon)
    lens._camera.put("viewfinder", 0)  # type: ignore[attr-defined]
    lens.drive(1, FORWARD)
    assert [drive.code for drive in canon.operations(DRIVE_LENS)] == [GENERAL_ERROR, OK]
    assert settled_step(canon) == start + 1


def test_the_switch_moved_between_two_commands(canon: VirtualCamera, opened: Open) -> None:
    lens = opened(canon)
    lens.drive(1, FORWARD)
    start = settled_step(canon)
    canon.set_on_manual(True)
    with pytest.raises(LensOnManual, match="MF"):
        lens.drive(1, FORWARD)
    canon.set_on_manual(False)
    lens.drive(1, FORWARD)
    assert settled_step(canon) == start + 1


def test_a_refusal_without_a_reason_is_told(opened: Open) -> None:
    two_sizes = dataclasses.replace(MODEL, modes=MODEL.modes[1:])
    with VirtualCamera(CameraSetup(Maker.CANON, two_sizes, RATE, scene=NO_NOISE)) as camera:
        lens = opened(camera)
        with pytest.raises(LensFault, match="refused") as caught:
            lens.drive(3, FORWARD)
        assert "live view" in caught.value.remedy
        lens.drive(2, FORWARD)
        lens.close()


def test_autofocus_is_ended_by_its_result(canon: VirtualCamera, opened: Open) -> None:
    lens = opened(canon)
    pauses: list[float] = []
    lens.autofocus(pauses.append)
    assert len(pauses) < 100
    assert settled_step(canon) == MODEL.subject_steps()[0]
    assert [found.opcode for found in canon.operations(DO_AF, AF_CANCEL)] == [DO_AF, AF_CANCEL]


def test_a_result_that_the_pause_read_is_not_lost(canon: VirtualCamera, opened: Open) -> None:
    lens = opened(canon)
    pauses: list[float] = []

    def reading(duration_s: float) -> None:
        pauses.append(duration_s)
        settled_step(canon)
        lens.read()

    lens.autofocus(reading)
    assert len(pauses) == 1


def test_stop_cancels_autofocus(canon: VirtualCamera, opened: Open) -> None:
    lens = opened(canon)

    def stop(_: float) -> None:
        raise Stopped("STOP was pressed.")

    with pytest.raises(Stopped):
        lens.autofocus(stop)
    assert [found.opcode for found in canon.operations(DO_AF, AF_CANCEL)] == [DO_AF, AF_CANCEL]


def test_autofocus_on_nothing_comes_back(canon: VirtualCamera, opened: Open) -> None:
    lens = opened(canon)
    start = settled_step(canon)
    canon.show(SceneKind.DARK)
    lens.autofocus(lambda _: None)
    assert settled_step(canon) == start


def test_pictures_go_to_the_card_and_the_settings_of_the_user_stay(
    canon: VirtualCamera, opened: Open
) -> None:
    lens = opened(canon)
    lens.trigger(lambda _seconds: None)
    (shot,) = lens.shots()
    assert shot.place.startswith("/store_")
    told = [struct.unpack_from("<I", done.data, 4)[0] for done in canon.operations(SET_PROPERTY)]
    assert told
    assert CAPTURE_DESTINATION not in told
    settings = Path.home() / ".gphoto" / "settings"
    assert not settings.exists() or "capturetarget" not in settings.read_text()


def test_both_halves_of_the_button_are_let_go_though_the_card_is_full(
    canon: VirtualCamera, opened: Open
) -> None:
    lens = opened(canon)
    canon.set_card(room=0)
    with pytest.raises(CardFull):
        lens.trigger(lambda _seconds: None)
    presses = [done.params for done in canon.operations(RELEASE_ON, RELEASE_OFF)]
    assert presses[0] == (3, 1), "both halves, without autofocus"
    assert presses[-1] == (3,)
