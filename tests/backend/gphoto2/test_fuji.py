from __future__ import annotations

import dataclasses

import pytest

from fsq_tui.backend.base import Capabilities, Identity, Lens
from fsq_tui.backend.gphoto2.body import PROBE_S
from fsq_tui.backend.gphoto2.fuji import MULTIPLES, Scale
from fsq_tui.backend.model import load_model
from fsq_tui.clock import RealClock
from fsq_tui.errors import AtStop, LensBusy, LensOnAuto, NoLiveView
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from fsq_tui.focus.modes import How
from tests.backend.gphoto2.conftest import RATE, Open
from tests.virtual_camera import CameraSetup, Maker, VirtualCamera
from tests.virtual_camera.fuji import (
    COMPUTER_FIRST,
    FOCUS_POSITION,
    GET_PROPERTY_DESC,
    PRIORITY,
    SET_PROPERTY,
)
from tests.virtual_camera.shared_clock import shared_clock
from tests.virtual_camera.wire import BUSY

MODEL = load_model("ef24")
GFX100S = ["-217", "24370", "1001", "820", "31", "3"]


def position(lens: Lens) -> int:
    """The step the lens says it stands on."""
    found = lens.read().raw_position
    assert found is not None
    return found


def to_stop(lens: Lens, direction: int) -> int:
    """Where the lens stands when it has told its stop."""
    with pytest.raises(AtStop):
        drive_on(lens, direction)
    return position(lens)


def drive_on(lens: Lens, direction: int) -> None:
    for _ in range(100):
        lens.drive(3, direction)


def test_who_it_is_and_what_it_can_do(fuji: VirtualCamera, opened: Open) -> None:
    lens = opened(fuji)
    assert lens.identity == Identity("GFX100S", MODEL.lens_name, "network")
    assert lens.capabilities == Capabilities(
        How.MEASURED, reports_stops=True, live_view=False, autofocus=False, probe_s=PROBE_S
    )
    assert lens.battery_percent() == 80
    with pytest.raises(NoLiveView):
        lens.frame()


@pytest.mark.parametrize(
    ("caps", "steps"),
    [
        (GFX100S, 984),
        (["-40", "22177", "528", "528", "54", "3"], 1010),
        (["0", "2000", "0", "0", "0", "3"], 167),
        (["3000", "-3000", "0", "0", "0", "0"], 501),
        (["0", "2000", "0", "0", "0", "40"], 25),
    ],
)
def test_a_lens_has_steps_that_can_be_told_apart(caps: list[str], steps: int) -> None:
    scale = Scale.of(caps)
    assert scale is not None
    assert scale.last + 1 == steps
    assert scale.counts(0) == int(caps[0])
    assert scale.counts(scale.last) == int(caps[1])
    for step in range(steps):
        for off in (-scale.tolerance_counts, 0, scale.tolerance_counts):
            assert scale.step(scale.counts(step) + off) == step


@pytest.mark.parametrize("caps", [["0"] * 6, [], ["1", "2"], ["", "1", "2", "3", "4", "5"]])
def test_caps_that_say_nothing(caps: list[str]) -> None:
    assert Scale.of(caps) is None


@pytest.mark.parametrize("step_size", MULTIPLES)
def test_each_size_both_ways(fuji: VirtualCamera, opened: Open, step_size: int) -> None:
    lens = opened(fuji)
    start, seen = position(lens), fuji.lens_truth_step
    lens.drive(step_size, FORWARD)
    assert position(lens) == start + MULTIPLES[step_size]
    assert fuji.lens_truth_step >= seen  # nearer
    lens.drive(step_size, BACKWARD)
    assert position(lens) == start


def test_the_lens_has_arrived_when_the_command_returns(opened: Open) -> None:
    """By its first reading, which libgphoto2 would give from memory for two seconds."""
    with shared_clock() as clock, VirtualCamera(CameraSetup(Maker.FUJI, MODEL), clock) as camera:
        lens = opened(camera, clock)
        for _ in range(2):
            start = position(lens)
            lens.drive(3, FORWARD)
            assert not camera.motor_runs
            assert position(lens) == start + MULTIPLES[3]
        lens.close()


def test_each_reading_asks_the_camera(fuji: VirtualCamera, opened: Open) -> None:
    lens = opened(fuji)

    def asked() -> int:
        described = fuji.operations(GET_PROPERTY_DESC)
        return sum(one.params == (FOCUS_POSITION,) for one in described)

    before = asked()
    for _ in range(10):
        lens.read()
    assert asked() == before + 10


def test_the_stops_are_the_ends_of_the_scale(fuji: VirtualCamera, opened: Open) -> None:
    lens = opened(fuji)
    assert to_stop(lens, FORWARD) == lens._scale.last  # type: ignore[attr-defined]
    assert fuji.lens_truth_step >= MODEL.steps - 2  # it comes to stand some counts beside
    assert to_stop(lens, BACKWARD) == 0
    assert fuji.lens_truth_step <= 1


def test_what_is_in_the_way_is_a_stop(
    fuji: VirtualCamera, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the switch of a lens that limits its focus: the scale goes on, the lens does not."""
    lens = opened(fuji)
    scale: Scale = lens._scale  # type: ignore[attr-defined]
    wider = dataclasses.replace(scale, near_counts=scale.near_counts + 2000)
    monkeypatch.setattr(lens, "_scale", wider)
    at_stop = to_stop(lens, FORWARD)
    assert scale.last <= at_stop < wider.last
    with pytest.raises(AtStop):
        lens.drive(1, FORWARD)
    assert position(lens) == at_stop


def test_on_auto_nothing_is_measured(fuji: VirtualCamera, opened: Open) -> None:
    lens = opened(fuji)
    start = position(lens)
    fuji.set_on_manual(False)
    for action in (lens.read, lambda: lens.drive(1, FORWARD)):
        with pytest.raises(LensOnAuto) as caught:
            action()
        assert "MF" in caught.value.remedy
    fuji.set_on_manual(True)
    lens.drive(1, FORWARD)
    assert position(lens) == start + 1


def test_a_camera_on_auto_is_not_opened(fuji: VirtualCamera, opened: Open) -> None:
    fuji.set_on_manual(False)
    with pytest.raises(LensOnAuto) as caught:
        opened(fuji)
    assert "MF" in caught.value.remedy
    fuji.set_on_manual(True)
    opened(fuji).drive(1, FORWARD)


def test_busy_is_waited_for_and_told(fuji: VirtualCamera, opened: Open) -> None:
    lens = opened(fuji)
    start = position(lens)
    fuji.busy(5)
    lens.drive(1, FORWARD)
    assert position(lens) == start + 1
    assert BUSY in [one.code for one in fuji.operations(SET_PROPERTY)]
    fuji.busy(100_000)
    with pytest.raises(LensBusy):
        lens.drive(1, FORWARD)
    fuji.busy(0)
    assert position(lens) == start + 1


def test_the_computer_comes_first_again_after_events(fuji: VirtualCamera, opened: Open) -> None:
    lens = opened(fuji)
    start = position(lens)
    lens._camera.events()  # type: ignore[attr-defined]  # which puts the camera first
    lens.drive(1, FORWARD)
    assert position(lens) == start + 1
    last = [one for one in fuji.operations(SET_PROPERTY) if one.params == (PRIORITY,)][-1]
    assert last.data[0] == COMPUTER_FIRST


def test_a_clock_of_its_own_rate_changes_nothing(fuji: VirtualCamera, opened: Open) -> None:
    lens = opened(fuji, RealClock(RATE / 10))
    assert isinstance(lens._clock, RealClock)  # type: ignore[attr-defined]
    start = position(lens)
    lens.drive(2, FORWARD)
    assert position(lens) == start + MULTIPLES[2]
