"""The contract of backend/base.py, held against every lens there is.

A new backend joins by a row in RIGS. Only what the contract promises is used here; `unplug` and
`to_manual` are what a person would do to the camera by hand.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from fsq_tui.backend import open_lens
from fsq_tui.backend.base import Lens, Reading
from fsq_tui.backend.model import model_names
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.clock import VirtualClock
from fsq_tui.errors import AtStop, LensGone, LensOnManual, Stopped
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Limits
from fsq_tui.focus.distance import UNKNOWN_CM
from fsq_tui.focus.modes import How
from fsq_tui.focus.sequence import printable

MOST_READS = 50
MOST_COMMANDS = 10_000


@dataclass(frozen=True, slots=True)
class Rig:
    """A lens on its clock, and a hand on its cable and its AF/MF switch."""

    lens: Lens
    clock: VirtualClock
    unplug: Callable[[], None]
    to_manual: Callable[[], None]


def simulated(model: str, seed: int) -> Rig:
    clock = VirtualClock()
    lens = open_lens("simulated", clock, model=model, seed=seed)
    assert isinstance(lens, SimulatedLens)

    def to_manual() -> None:
        lens.on_manual = True

    return Rig(lens, clock, lens.unplug, to_manual)


RIGS = [
    pytest.param((model, seed), id=f"simulated-{model}-{seed}")
    for model in model_names()
    for seed in (1, 2)
]


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest) -> Rig:
    model, seed = request.param
    return simulated(model, seed)


def settled(lens: Lens) -> Reading:
    """What a lens reports three times in a row."""
    last = [lens.read(), lens.read(), lens.read()]
    for _ in range(MOST_READS):
        if last[0] == last[1] == last[2]:
            return last[0]
        last = [*last[1:], lens.read()]
    pytest.fail("the reported position never settles")


def to_stop(lens: Lens, direction: int) -> int:
    """Drive fast until the stop is met; how many commands that took."""
    for count in range(1, MOST_COMMANDS):
        try:
            lens.drive(lens.step_sizes[0], direction)
        except AtStop:
            return count
    pytest.fail("no stop was ever met")


def drive_many(lens: Lens, count: int, step_size: int, direction: int) -> None:
    for _ in range(count):
        lens.drive(step_size, direction)


def limits(lens: Lens) -> Limits:
    to_stop(lens, FORWARD)
    forward = settled(lens).raw_position
    to_stop(lens, BACKWARD)
    return Limits.between(settled(lens).raw_position, forward)


def pause_of(clock: VirtualClock) -> Callable[[float], None]:
    return lambda duration_s: void(clock.wait(clock.now() + duration_s))


def void(_: object) -> None:
    """Nothing: a Pause returns none."""


def test_identity_is_printable_and_named(rig: Rig) -> None:
    identity = rig.lens.identity
    assert identity.lens_name
    for text in (identity.body, identity.lens_name, identity.link):
        assert text == printable(text)


def test_step_sizes_fall_and_end_in_one(rig: Rig) -> None:
    sizes = rig.lens.step_sizes
    assert list(sizes) == sorted(set(sizes), reverse=True)
    assert sizes[-1] == 1


def test_forward_and_backward_are_opposite_for_every_size(rig: Rig) -> None:
    found = limits(rig.lens)
    drive_many(rig.lens, 6, rig.lens.step_sizes[0], FORWARD)
    for step_size in rig.lens.step_sizes:
        count = 12 if step_size == 1 else 3  # enough to get through any play
        before = found.normalize(settled(rig.lens).raw_position)
        drive_many(rig.lens, count, step_size, BACKWARD)
        behind = found.normalize(settled(rig.lens).raw_position)
        drive_many(rig.lens, count, step_size, FORWARD)
        assert found.normalize(settled(rig.lens).raw_position) > behind, step_size
        assert behind < before, step_size


@pytest.mark.parametrize("direction", [FORWARD, BACKWARD])
def test_a_stop_is_told_and_told_again_without_a_move(rig: Rig, direction: int) -> None:
    to_stop(rig.lens, direction)
    at_stop = settled(rig.lens)
    for _ in range(3):
        with pytest.raises(AtStop, match="stop"):
            rig.lens.drive(rig.lens.step_sizes[0], direction)
        assert settled(rig.lens) == at_stop


@pytest.mark.parametrize("direction", [FORWARD, BACKWARD])
def test_a_drive_at_the_stop_is_not_free(rig: Rig, direction: int) -> None:
    to_stop(rig.lens, direction)
    start_s = rig.clock.now()
    with pytest.raises(AtStop):
        rig.lens.drive(rig.lens.step_sizes[0], direction)
    assert rig.clock.now() > start_s


def test_the_other_way_is_free_at_both_stops(rig: Rig) -> None:
    for direction in (FORWARD, BACKWARD):
        to_stop(rig.lens, direction)
        at_stop = settled(rig.lens).raw_position
        for step_size in rig.lens.step_sizes[:-1]:
            rig.lens.drive(step_size, -direction)
        assert settled(rig.lens).raw_position != at_stop


def test_smallest_steps_reach_the_stop_and_only_the_next_one_is_refused(rig: Rig) -> None:
    to_stop(rig.lens, FORWARD)
    at_stop = settled(rig.lens).raw_position
    drive_many(rig.lens, 12, 1, BACKWARD)
    assert settled(rig.lens).raw_position != at_stop
    for _ in range(100):
        rig.lens.drive(1, FORWARD)
        if settled(rig.lens).raw_position == at_stop:
            break
    else:
        pytest.fail("the stop was never reached")
    with pytest.raises(AtStop):  # one of these may be lost, none may move
        drive_many(rig.lens, 20, 1, FORWARD)
    assert settled(rig.lens).raw_position == at_stop


def test_limits_are_the_same_again_within_a_run(rig: Rig) -> None:
    assert limits(rig.lens) == limits(rig.lens)


def test_no_reading_leaves_the_range(rig: Rig) -> None:
    found = limits(rig.lens)
    choose = random.Random(7)
    for _ in range(400):
        step_size = choose.choice(rig.lens.step_sizes)
        direction = choose.choice((FORWARD, BACKWARD))
        for _ in range(choose.randint(1, 6)):
            try:
                rig.lens.drive(step_size, direction)
            except AtStop:
                break
        for _ in range(choose.randint(0, 4)):
            reading = rig.lens.read()
            assert 0 <= found.normalize(reading.raw_position) <= found.span
            assert reading.distance_cm >= UNKNOWN_CM
            assert reading.how is How.MEASURED


def test_readings_settle_after_every_kind_of_command(rig: Rig) -> None:
    to_stop(rig.lens, BACKWARD)
    for step_size in rig.lens.step_sizes * 3:
        rig.lens.drive(step_size, FORWARD)
        assert settled(rig.lens) == settled(rig.lens)


def test_reading_does_not_move_the_lens(rig: Rig) -> None:
    before = settled(rig.lens)
    assert {rig.lens.read() for _ in range(20)} == {before}


def test_autofocus_finds_different_subjects_and_stays_there(rig: Rig) -> None:
    places = set()
    for _ in range(3):
        rig.lens.autofocus(pause_of(rig.clock))
        places.add(settled(rig.lens).raw_position)
    assert len(places) == 3


def test_autofocus_takes_time_by_its_pause(rig: Rig) -> None:
    slices: list[float] = []
    start_s = rig.clock.now()
    for _ in range(2):
        rig.lens.autofocus(slices.append)
    assert slices
    assert max(slices) <= 0.1
    assert min(slices) > 0
    assert rig.clock.now() == start_s


def test_stop_in_autofocus_leaves_a_true_state(rig: Rig) -> None:
    found = limits(rig.lens)
    rig.lens.autofocus(pause_of(rig.clock))
    before = settled(rig.lens)
    pauses = 0

    def stop_in_the_third(_: float) -> None:
        nonlocal pauses
        pauses += 1
        if pauses == 3:
            raise Stopped("STOP was pressed.")

    with pytest.raises(Stopped):
        rig.lens.autofocus(stop_in_the_third)
    stopped_at = settled(rig.lens)
    assert stopped_at != before
    assert settled(rig.lens) == stopped_at
    assert 0 < found.normalize(stopped_at.raw_position) < found.span
    assert limits(rig.lens) == found


def test_on_manual_nothing_drives_but_reading_goes_on(rig: Rig) -> None:
    before = settled(rig.lens)
    rig.to_manual()
    with pytest.raises(LensOnManual, match="MF"):
        rig.lens.drive(1, FORWARD)
    with pytest.raises(LensOnManual):
        rig.lens.autofocus(pause_of(rig.clock))
    assert settled(rig.lens) == before


def test_battery_is_a_percentage_or_unknown(rig: Rig) -> None:
    battery_percent = rig.lens.battery_percent()
    assert battery_percent is None or 0 <= battery_percent <= 100


def test_close_twice(rig: Rig) -> None:
    rig.lens.close()
    rig.lens.close()
    with pytest.raises(LensGone):
        rig.lens.drive(1, FORWARD)


def test_unplugged_everything_says_so(rig: Rig) -> None:
    rig.unplug()
    for call in (
        rig.lens.read,
        rig.lens.battery_percent,
        lambda: rig.lens.drive(1, FORWARD),
        lambda: rig.lens.autofocus(pause_of(rig.clock)),
    ):
        with pytest.raises(LensGone, match="does not answer"):
            call()
    rig.lens.close()


def test_unplugged_in_the_middle_of_a_drive(rig: Rig) -> None:
    rig.clock.at(rig.clock.now() + 0.001, rig.unplug)
    with pytest.raises(LensGone):
        rig.lens.drive(rig.lens.step_sizes[0], FORWARD)


def test_unplugged_in_the_middle_of_autofocus(rig: Rig) -> None:
    rig.clock.at(rig.clock.now() + 0.06, rig.unplug)
    pause = pause_of(rig.clock)

    def autofocus_twice() -> None:
        """Twice, as the first subject may be very near."""
        rig.lens.autofocus(pause)
        rig.lens.autofocus(pause)

    with pytest.raises(LensGone):
        autofocus_twice()
