from __future__ import annotations

import itertools
import struct

import pytest

from fsq_tui.backend.base import Capabilities, Identity, Lens
from fsq_tui.backend.gphoto2.body import PROBE_S
from fsq_tui.backend.gphoto2.sony import PACE_S, SIZES
from fsq_tui.backend.model import load_model
from fsq_tui.errors import AtStop, LensBusy, LensFault, LensOnAuto
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from fsq_tui.focus.distance import INFINITY_CM
from fsq_tui.focus.modes import How
from fsq_tui.session.headless import Signalled, survey
from tests.backend.gphoto2.conftest import NO_NOISE, RATE, Open
from tests.virtual_camera import CameraSetup, FocalPosition, Maker, VirtualCamera
from tests.virtual_camera.helpers import settled_step
from tests.virtual_camera.shared_clock import shared_clock
from tests.virtual_camera.sony import CONTROL, STEPS

MODEL = load_model("ef24")
LAST = MODEL.steps - 1
SLOW = 5.0  # a rate at which the wire does not show in the times


def values(camera: VirtualCamera) -> list[int]:
    """What was driven, in the body's own numbers."""
    return [struct.unpack("<h", control.data)[0] for control in camera.operations(CONTROL)]


def to_stop(lens: Lens, direction: int, step_size: int = 3) -> int:
    """How many commands were taken before the one at the stop."""
    for commands in range(10_000):
        try:
            lens.drive(step_size, direction)
        except AtStop:
            return commands
    raise AssertionError("no stop was told")


def test_who_it_is_and_what_it_can_do(sony: VirtualCamera, opened: Open) -> None:
    lens = opened(sony)
    assert lens.identity == Identity("ILCE-7C", "", "network")
    assert lens.capabilities == Capabilities(
        How.COUNTED,
        reports_stops=True,
        live_view=True,
        autofocus=False,
        records=True,
        probe_s=PROBE_S,
    )
    assert lens.frame().startswith(b"\xff\xd8")
    assert values(sony) == []  # opening it moves nothing


@pytest.mark.parametrize("percent", [0, 55, 100])
def test_battery(sony: VirtualCamera, opened: Open, percent: int) -> None:
    lens = opened(sony)
    sony.set_battery(percent)
    assert lens.battery_percent() == pytest.approx(percent, abs=1)  # libgphoto2 counts from 1


@pytest.mark.parametrize("step_size", SIZES)
def test_each_size_both_ways_never_nought_and_whole(
    sony: VirtualCamera, opened: Open, step_size: int
) -> None:
    lens = opened(sony)
    lens.drive(1, BACKWARD)  # proves that the focal position moves
    start = settled_step(sony)
    lens.drive(step_size, BACKWARD)
    assert start - settled_step(sony) == STEPS[SIZES[step_size]]
    lens.drive(step_size, FORWARD)
    assert settled_step(sony) == start
    assert values(sony)[-2:] == [SIZES[step_size], -SIZES[step_size]]


def test_the_first_command_proves_the_focal_position_and_comes_back(
    sony: VirtualCamera, opened: Open
) -> None:
    lens = opened(sony)
    start = settled_step(sony)
    lens.drive(1, FORWARD)
    assert settled_step(sony) == start + 1
    assert len(values(sony)) == 3  # there, back, and the command


@pytest.mark.parametrize("step_size", SIZES)
def test_it_stands_at_the_stop_it_tells_of(
    sony: VirtualCamera, opened: Open, step_size: int
) -> None:
    lens = opened(sony)
    to_stop(lens, FORWARD)  # from end to end it learns how far a percent is
    to_stop(lens, BACKWARD)
    commands = to_stop(lens, FORWARD, step_size)
    assert settled_step(sony) == LAST
    steps = STEPS[SIZES[step_size]]
    one_percent = LAST / 100
    assert LAST / steps - 1 < commands < (LAST + 3 * one_percent) / steps + 2


def test_a_focal_position_that_never_moves_is_not_relied_on(opened: Open) -> None:
    setup = CameraSetup(Maker.SONY, MODEL, RATE, scene=NO_NOISE, focal_position=FocalPosition.FIXED)
    with VirtualCamera(setup) as camera:
        lens = opened(camera)
        with pytest.raises(LensFault, match="does not move with its lens") as caught:
            lens.drive(3, BACKWARD)
        assert not isinstance(caught.value, AtStop)
        assert not lens.capabilities.reports_stops
        assert lens.capabilities.live_view  # the picture may tell
        for _ in range(20):
            lens.drive(3, BACKWARD)
        assert settled_step(camera) == 0
        lens.close()


def test_on_auto_the_remedy_is_manual(sony: VirtualCamera, opened: Open) -> None:
    lens = opened(sony)
    start = settled_step(sony)
    sony.set_on_manual(False)
    with pytest.raises(LensOnAuto, match="not set to it") as caught:
        lens.drive(3, FORWARD)
    assert "focus mode of the camera to MF" in caught.value.remedy
    assert settled_step(sony) == start
    sony.set_on_manual(True)
    lens.drive(1, FORWARD)
    assert settled_step(sony) == start + 1


def test_busy_is_told_from_refused(sony: VirtualCamera, opened: Open) -> None:
    lens = opened(sony)
    lens.drive(1, FORWARD)
    start = settled_step(sony)
    sony.busy(5)
    lens.drive(1, FORWARD)
    assert settled_step(sony) == start + 1
    sony.busy(100_000)
    with pytest.raises(LensBusy):
        lens.drive(3, FORWARD)
    sony.busy(0)
    assert settled_step(sony) == start + 1


def test_the_distance_is_read_where_it_is_told(opened: Open) -> None:
    setup = CameraSetup(Maker.SONY, MODEL, RATE, scene=NO_NOISE, focal_distance=True)
    with VirtualCamera(setup) as camera:
        lens = opened(camera)
        told = MODEL.distances_cm()
        to_stop(lens, BACKWARD)
        assert (lens.read().raw_position, lens.read().distance_cm) == (None, INFINITY_CM)
        for _ in range(4):
            lens.drive(3, FORWARD)
            # The body tells whole decimetres.
            assert 0 <= told[settled_step(camera)] - lens.read().distance_cm < 10
        lens.close()


def test_commands_are_sent_at_a_pace(opened: Open) -> None:
    setup = CameraSetup(Maker.SONY, MODEL, scene=NO_NOISE, focal_position=FocalPosition.ABSENT)
    with shared_clock() as clock, VirtualCamera(setup, clock) as camera:
        lens = opened(camera, clock)
        lens.pace({3: 0.7})
        for step_size in (1, 2, 3, 1):
            lens.drive(step_size, FORWARD if step_size < 3 else BACKWARD)
        times = [control.when_s for control in camera.operations(CONTROL)]
        lens.close()
    given = [after - before for before, after in itertools.pairwise(times)]
    for duration_s, least_s in zip(given, (PACE_S[1], PACE_S[2], 0.7), strict=True):
        assert duration_s >= least_s


@pytest.mark.parametrize("percent", [0, 3])
def test_a_low_battery_is_named_where_the_body_refuses(
    sony: VirtualCamera, opened: Open, monkeypatch: pytest.MonkeyPatch, percent: int
) -> None:
    lens = opened(sony)
    monkeypatch.setitem(SIZES, 1, 9)  # which libgphoto2 makes nought of, and the body refuses
    with pytest.raises(LensFault, match="refused") as caught:
        lens._send(1, BACKWARD)  # type: ignore[attr-defined]
    assert "battery" not in str(caught.value)
    assert "focus mode on MF" in caught.value.remedy
    sony.set_battery(percent)
    with pytest.raises(LensFault, match="battery is low") as caught:
        lens._send(1, BACKWARD)  # type: ignore[attr-defined]
    assert "Charge" in caught.value.remedy


def test_a_lens_of_few_large_commands_is_calibrated(opened: Open) -> None:
    """Eight commands of size 3 are longer than its way."""
    setup = CameraSetup(Maker.SONY, MODEL, scene=NO_NOISE)
    with shared_clock() as clock, VirtualCamera(setup, clock) as camera:
        lens = opened(camera, clock)
        lens.call_lens(MODEL.lens_name)
        found = survey(lens, clock, Signalled(clock), lambda _fraction, _label: None)
        assert settled_step(camera) == 0
        lens.close()
    # The stops are told to one percent of the way or two.
    assert len(found.calibration.positions) == pytest.approx(MODEL.steps, rel=0.025)
    for mode in found.calibration.modes:
        assert mode.steps == pytest.approx(STEPS[SIZES[mode.step_size]], rel=0.05)
    assert found.how is How.COUNTED
