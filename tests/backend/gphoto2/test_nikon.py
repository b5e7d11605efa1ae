from __future__ import annotations

import dataclasses

import pytest

from fsq_tui.backend.base import Capabilities, Identity, Lens
from fsq_tui.backend.gphoto2.body import PROBE_S
from fsq_tui.backend.gphoto2.nikon import MULTIPLES, UNITS, NikonLens
from fsq_tui.backend.model import load_model
from fsq_tui.clock import RealClock
from fsq_tui.errors import AtStop, LensBusy, LensFault, LensOnManual
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from fsq_tui.focus.modes import How
from tests.backend.gphoto2.conftest import NO_NOISE, RATE, Open
from tests.virtual_camera import CameraSetup, Maker, SceneKind, VirtualCamera
from tests.virtual_camera.helpers import settled_step
from tests.virtual_camera.nikon import AF_DRIVE, MF_DRIVE, NOT_LIVE_VIEW
from tests.virtual_camera.wire import OK

MODEL = load_model("ef24")
UNIT = 5  # what the virtual Nikon takes at least


def pulses(camera: VirtualCamera) -> list[int]:
    """What was sent, nearer positive."""
    return [
        drive.params[1] if drive.params[0] == 1 else -drive.params[1]
        for drive in camera.operations(MF_DRIVE)
    ]


def test_who_it_is_and_what_it_can_do(nikon: VirtualCamera, opened: Open) -> None:
    lens = opened(nikon)
    assert lens.identity == Identity("D750", "", "network")
    assert lens.capabilities == Capabilities(
        How.COUNTED,
        reports_stops=True,
        live_view=True,
        records=True,
        captures=True,
        brackets=True,
        af_areas=True,
        probe_s=PROBE_S,
    )
    assert lens.step_sizes == (3, 2, 1)
    assert lens.battery_percent() == 80
    assert nikon.live_view
    assert pulses(nikon) == []  # opening moves nothing


def test_the_first_command_finds_the_unit_and_moves_as_it_says(
    nikon: VirtualCamera, opened: Open
) -> None:
    lens = opened(nikon)
    start = nikon.lens_truth_step
    lens.drive(3, BACKWARD)
    assert pulses(nikon) == [-1, -2, -UNIT, -39 * UNIT]
    assert start - nikon.lens_truth_step == MULTIPLES[3] * UNIT / 10
    lens.drive(3, FORWARD)
    lens.drive(2, BACKWARD)
    lens.drive(2, FORWARD)
    lens.drive(1, BACKWARD)
    lens.drive(1, FORWARD)
    assert pulses(nikon)[4:] == [200, -30, 30, -5, 5]
    assert nikon.lens_truth_step == start


def drive_on(lens: Lens) -> None:
    while True:
        lens.drive(3, BACKWARD)


@pytest.mark.parametrize(("then", "units"), [(FORWARD, 40), (BACKWARD, -40)])
def test_busy_behind_the_search_for_the_unit_miscounts_nothing(
    nikon: VirtualCamera,
    opened: Open,
    monkeypatch: pytest.MonkeyPatch,
    then: int,
    units: int,
) -> None:
    lens = opened(nikon)
    turn = NikonLens._turn

    def busy_for_more(self: NikonLens, amount: int, direction: int) -> None:
        if amount > UNIT:
            raise LensBusy("The camera is busy; the lens has not moved.")
        turn(self, amount, direction)

    with monkeypatch.context() as patched:
        patched.setattr(NikonLens, "_turn", busy_for_more)
        with pytest.raises(LensBusy):
            lens.drive(3, FORWARD)
    assert pulses(nikon)[-1] == UNIT
    lens.drive(3, then)
    lens.drive(1, then)
    assert sum(pulses(nikon)[2:]) == (units + then) * UNIT


@pytest.mark.parametrize("at_least", [1, 3, 10, 450])
def test_other_units(at_least: int, opened: Open) -> None:
    setup = CameraSetup(
        Maker.NIKON, MODEL, RATE, scene=NO_NOISE, minimum_pulses=at_least, pulses_per_step=1000
    )
    with VirtualCamera(setup) as camera:
        lens = opened(camera)
        lens.drive(1, FORWARD)
        lens.drive(3, FORWARD)
        unit = next(unit for unit in UNITS if unit >= at_least)
        assert pulses(camera)[-2:] == [unit, MULTIPLES[3] * unit]
        assert all(0 < abs(amount) <= 32767 for amount in pulses(camera))
        lens.close()


def test_a_lens_that_takes_no_amount(opened: Open) -> None:
    setup = CameraSetup(Maker.NIKON, MODEL, RATE, scene=NO_NOISE, minimum_pulses=20_000)
    with VirtualCamera(setup) as camera:
        lens = opened(camera)
        with pytest.raises(LensFault, match="as many as 500 pulses"):
            lens.drive(1, FORWARD)
        lens.close()


def test_at_a_stop_the_unit_is_found_later(nikon: VirtualCamera, opened: Open) -> None:
    first = opened(nikon)
    with pytest.raises(AtStop, match="backward stop"):
        drive_on(first)
    first.close()
    lens = opened(nikon)
    for _ in range(2):
        with pytest.raises(AtStop):
            lens.drive(3, BACKWARD)
    assert nikon.lens_truth_step == 0
    lens.drive(3, FORWARD)
    assert nikon.lens_truth_step == 20


def test_a_move_longer_than_the_library_waits_goes_on(opened: Open) -> None:
    rate = 0.2  # size 3 takes 20 steps at 48.7 steps/s: 2 s, of which the library waits 1 s
    with VirtualCamera(CameraSetup(Maker.NIKON, MODEL, rate, scene=NO_NOISE)) as camera:
        lens = opened(camera, RealClock(rate))
        lens.drive(1, FORWARD)
        start = camera.lens_truth_step
        lens.drive(3, FORWARD)
        assert camera.motor_runs
        lens.drive(2, FORWARD)  # waits for the motor
        assert settled_step(camera) == start + 23
        assert pulses(camera) == [1, 2, 5, 200, *[30] * (len(pulses(camera)) - 4)]
        lens.close()


def test_live_view_is_turned_on_again(nikon: VirtualCamera, opened: Open) -> None:
    lens = opened(nikon)
    lens.drive(2, FORWARD)
    start = nikon.lens_truth_step
    lens._camera.put("viewfinder", 0)  # type: ignore[attr-defined]
    lens.drive(2, FORWARD)
    assert [drive.code for drive in nikon.operations(MF_DRIVE)][-2:] == [NOT_LIVE_VIEW, OK]
    assert nikon.lens_truth_step == start + 3


def test_the_switch_moved_between_two_commands(nikon: VirtualCamera, opened: Open) -> None:
    lens = opened(nikon)
    lens.drive(2, FORWARD)
    start = nikon.lens_truth_step
    nikon.set_on_manual(True)
    with pytest.raises(LensOnManual, match="MF"):
        lens.drive(2, FORWARD)
    assert nikon.lens_truth_step == start


def test_busy_for_a_moment_is_not_seen_outside(nikon: VirtualCamera, opened: Open) -> None:
    lens = opened(nikon)
    lens.drive(2, FORWARD)
    start = nikon.lens_truth_step
    nikon.busy(3)
    lens.drive(2, BACKWARD)
    assert start - nikon.lens_truth_step == 3


def test_an_amount_that_becomes_too_small_is_told(nikon: VirtualCamera, opened: Open) -> None:
    lens = opened(nikon)
    lens._unit = 2  # type: ignore[attr-defined]
    with pytest.raises(LensFault, match="steps of 2 pulses") as caught:
        lens.drive(1, FORWARD)
    assert "calibrate" in caught.value.remedy


def test_autofocus_blocks_and_lets_the_keys_in(nikon: VirtualCamera, opened: Open) -> None:
    lens = opened(nikon)
    pauses: list[float] = []
    lens.autofocus(pauses.append)
    assert nikon.lens_truth_step == MODEL.subject_steps()[0]
    assert pauses == [0.0]


def test_autofocus_on_nothing_is_told_and_not_tried_again(
    nikon: VirtualCamera, opened: Open
) -> None:
    lens = opened(nikon)
    nikon.show(SceneKind.BLANK)
    with pytest.raises(LensFault, match="nothing to focus on"):
        lens.autofocus(lambda _: None)
    assert len(nikon.operations(AF_DRIVE)) == 1


def test_no_command_takes_more_pulses_than_the_body_does() -> None:
    assert UNITS[-1] * max(MULTIPLES.values()) <= 32767


def test_lost_steps_are_not_noticed(opened: Open) -> None:
    # Nothing is measured: the session must know that counting can be wrong.
    model = dataclasses.replace(MODEL, lost_step_rate=0.9)
    setup = CameraSetup(Maker.NIKON, model, RATE, scene=NO_NOISE, minimum_pulses=10)
    with VirtualCamera(setup) as camera:
        lens = opened(camera)
        start = camera.lens_truth_step
        for _ in range(20):
            lens.drive(1, FORWARD)
        assert camera.lens_truth_step < start + 10
        lens.close()
