"""The contract of backend/base.py, held against every kind of lens there is (rigs.KINDS).

Only what the contract promises is used here. What a kind of lens cannot do is not asked of it: the
lists below say of which ones each part is asked, and why not of the others.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import numpy as np
import numpy.typing as npt
import pytest
import simplejpeg  # type: ignore[import-untyped]

from fsq_tui.errors import (
    AtStop,
    LensBusy,
    LensFault,
    LensGone,
    LensOnAuto,
    LensOnManual,
    NoLiveView,
    NoMovieMode,
    Stopped,
)
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Limits
from fsq_tui.focus.distance import UNKNOWN_CM
from fsq_tui.focus.modes import How
from fsq_tui.focus.sequence import printable
from tests.contract.rigs import KINDS, Cameras, Kind, Rig, raw, settled

BUSY_TRIES, BUSY_S = 20, 0.08
MOST_COMMANDS = 10_000
LAG_S = 0.2  # after a move pictures may show the lens as it was for so long


def of(kinds: list[Kind]) -> pytest.MarkDecorator:
    """Ask a part of the contract of these kinds only."""
    return pytest.mark.parametrize("rig", kinds, indirect=True, ids=str)


measured = of([kind for kind in KINDS if kind.measured])  # the others report no position
counted = of([kind for kind in KINDS if not kind.measured])
tells_stops = of([kind for kind in KINDS if kind.reports_stops])  # the others are silent there
silent_stops = of([kind for kind in KINDS if not kind.reports_stops])
on_manual = of([kind for kind in KINDS if kind.drives_on_manual])
on_auto = [kind for kind in KINDS if not kind.drives_on_manual]
focuses = of(on_auto)  # the others cannot, for that needs the mode in which they do not drive
shows = of([kind for kind in KINDS if kind.live_view])
blind = of([kind for kind in KINDS if not kind.live_view])
records = of([kind for kind in KINDS if kind.records])
records_not = of([kind for kind in KINDS if not kind.records])
focuses_by_pause = of([kind for kind in on_auto if kind.focuses_by_pause])  # the others block


@pytest.fixture(scope="module")
def cameras() -> Iterator[Cameras]:
    with ExitStack() as stack:
        yield Cameras(stack)


@pytest.fixture(params=KINDS, ids=str)
def rig(request: pytest.FixtureRequest, cameras: Cameras) -> Iterator[Rig]:
    kind: Kind = request.param
    with kind.make(cameras) as made:
        assert (made.lens.capabilities.position is How.MEASURED) == kind.measured
        assert made.lens.capabilities.reports_stops == kind.reports_stops
        assert made.lens.capabilities.autofocus != kind.drives_on_manual
        assert made.lens.capabilities.live_view == kind.live_view
        assert made.lens.capabilities.records == kind.records
        assert made.lens.capabilities.captures == kind.captures
        assert made.lens.capabilities.brackets == kind.captures
        assert made.lens.capabilities.af_areas == kind.af_areas
        assert made.lens.capabilities.drives
        yield made


def to_stop(rig: Rig, direction: int) -> None:
    """Drive fast until the stop is told, or until two commands leave the lens where it was."""
    silent = not rig.lens.capabilities.reports_stops
    unmoved, before = 0, rig.place()
    for _ in range(MOST_COMMANDS):
        try:
            drive(rig, rig.lens.step_sizes[0], direction)
        except AtStop:
            assert not silent
            return
        if silent:
            after = rig.place()
            unmoved = unmoved + 1 if after == before else 0
            before = after
            if unmoved == 2:
                return
    pytest.fail("no stop was ever met")


def drive(rig: Rig, step_size: int, direction: int) -> None:
    """As the session does: a camera that is still busy, on a machine that is, is asked again."""
    for _ in range(BUSY_TRIES):
        try:
            rig.lens.drive(step_size, direction)
        except LensBusy:
            pause_of(rig)(BUSY_S)
        else:
            return
    pytest.fail("the camera stayed busy")


def drive_many(rig: Rig, count: int, step_size: int, direction: int) -> None:
    for _ in range(count):
        drive(rig, step_size, direction)


def limits(rig: Rig) -> Limits:
    to_stop(rig, FORWARD)
    forward = rig.place()
    to_stop(rig, BACKWARD)
    return Limits.between(rig.place(), forward)


def pause_of(rig: Rig) -> Callable[[float], None]:
    return lambda duration_s: void(rig.clock.wait(rig.clock.now() + duration_s))


def void(_: object) -> None:
    """Nothing: a Pause returns none."""


def frame_of(rig: Rig) -> bytes:
    """A picture, once live view runs."""
    for _ in range(MOST_COMMANDS):
        try:
            return rig.lens.frame()
        except LensBusy:
            rig.clock.wait(rig.clock.now() + LAG_S)
    pytest.fail("live view never runs")


def seen(rig: Rig) -> npt.NDArray[np.float64]:
    """The brightness of each pixel, with the lens at rest."""
    rig.place()
    rig.clock.wait(rig.clock.now() + LAG_S)
    levels: npt.NDArray[np.float64] = simplejpeg.decode_jpeg(frame_of(rig), "GRAY")[:, :, 0].astype(
        float
    )
    return levels


def test_identity_is_printable(rig: Rig) -> None:
    identity = rig.lens.identity
    assert identity.body
    assert identity.link
    for text in (identity.body, identity.lens_name, identity.link):
        assert text == printable(text)


def test_step_sizes_fall_and_end_in_one(rig: Rig) -> None:
    sizes = rig.lens.step_sizes
    assert list(sizes) == sorted(set(sizes), reverse=True)
    assert sizes[-1] == 1


def test_forward_and_backward_are_opposite_for_every_size(rig: Rig) -> None:
    found = limits(rig)
    drive_many(rig, 6, rig.lens.step_sizes[0], FORWARD)
    for step_size in rig.lens.step_sizes:
        count = 12 if step_size == 1 else 3  # enough to get through any play
        before = found.normalize(rig.place())
        drive_many(rig, count, step_size, BACKWARD)
        behind = found.normalize(rig.place())
        drive_many(rig, count, step_size, FORWARD)
        assert found.normalize(rig.place()) > behind, step_size
        assert behind < before, step_size


@tells_stops
@pytest.mark.parametrize("direction", [FORWARD, BACKWARD])
def test_a_stop_is_told_and_told_again_without_a_move(rig: Rig, direction: int) -> None:
    to_stop(rig, direction)
    at_stop = rig.place()
    for _ in range(3):
        with pytest.raises(AtStop, match="stop"):
            rig.lens.drive(rig.lens.step_sizes[0], direction)
        assert rig.place() == at_stop


@silent_stops
@pytest.mark.parametrize("direction", [FORWARD, BACKWARD])
def test_a_silent_stop_is_no_error_and_no_move(rig: Rig, direction: int) -> None:
    to_stop(rig, direction)
    at_stop = rig.place()
    for step_size in rig.lens.step_sizes:
        rig.lens.drive(step_size, direction)
        assert rig.place() == at_stop


@tells_stops
@pytest.mark.parametrize("direction", [FORWARD, BACKWARD])
def test_a_drive_at_the_stop_is_not_free(rig: Rig, direction: int) -> None:
    to_stop(rig, direction)
    start_s = rig.clock.now()
    with pytest.raises(AtStop):
        rig.lens.drive(rig.lens.step_sizes[0], direction)
    assert rig.clock.now() > start_s


def test_the_other_way_is_free_at_both_stops(rig: Rig) -> None:
    for direction in (FORWARD, BACKWARD):
        to_stop(rig, direction)
        at_stop = rig.place()
        for step_size in rig.lens.step_sizes[:-1]:
            drive(rig, step_size, -direction)
        assert rig.place() != at_stop


@tells_stops
def test_smallest_steps_reach_the_stop_and_only_the_next_one_is_refused(rig: Rig) -> None:
    to_stop(rig, FORWARD)
    at_stop = rig.place()
    drive_many(rig, 12, 1, BACKWARD)
    assert rig.place() != at_stop
    for _ in range(100):
        rig.lens.drive(1, FORWARD)
        if rig.place() == at_stop:
            break
    else:
        pytest.fail("the stop was never reached")
    with pytest.raises(AtStop):  # one of these may be lost, none may move
        drive_many(rig, 20, 1, FORWARD)
    assert rig.place() == at_stop


def test_limits_are_the_same_again_within_a_run(rig: Rig) -> None:
    assert limits(rig) == limits(rig)


@measured
def test_no_reading_leaves_the_range(rig: Rig) -> None:
    found = limits(rig)
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
            assert 0 <= found.normalize(raw(reading)) <= found.span
            assert reading.distance_cm >= UNKNOWN_CM


@measured
def test_readings_settle_after_every_kind_of_command(rig: Rig) -> None:
    to_stop(rig, BACKWARD)
    for step_size in rig.lens.step_sizes * 3:
        rig.lens.drive(step_size, FORWARD)
        assert settled(rig.lens) == settled(rig.lens)


@counted
def test_what_is_not_reported_is_not_made_up(rig: Rig) -> None:
    for step_size in rig.lens.step_sizes:
        rig.lens.drive(step_size, FORWARD)
        reading = rig.lens.read()
        assert (reading.raw_position, reading.distance_cm) == (None, UNKNOWN_CM)


def test_reading_does_not_move_the_lens(rig: Rig) -> None:
    before = rig.place()
    for _ in range(20):
        rig.lens.read()
        assert rig.place() == before


@focuses
def test_autofocus_finds_different_subjects_and_stays_there(rig: Rig) -> None:
    places = set()
    for _ in range(3):
        rig.lens.autofocus(pause_of(rig))
        places.add(rig.place())
    assert len(places) == 3


@focuses_by_pause
def test_autofocus_waits_by_its_pause(rig: Rig) -> None:
    slices: list[float] = []
    for _ in range(2):
        rig.lens.autofocus(slices.append)
    assert slices
    assert max(slices) <= 0.1
    assert min(slices) > 0


@focuses_by_pause
def test_stop_in_autofocus_leaves_a_true_state(rig: Rig) -> None:
    found = limits(rig)
    rig.lens.autofocus(pause_of(rig))
    before = rig.place()
    pauses = 0

    def stop_in_the_third(_: float) -> None:
        nonlocal pauses
        pauses += 1
        if pauses == 3:
            raise Stopped("STOP was pressed.")

    with pytest.raises(Stopped):
        rig.lens.autofocus(stop_in_the_third)
    stopped_at = rig.place()
    assert stopped_at != before
    assert rig.place() == stopped_at
    assert 0 < found.normalize(stopped_at) < found.span
    assert limits(rig) == found


@focuses
def test_on_manual_nothing_drives_but_reading_goes_on(rig: Rig) -> None:
    before = rig.place()
    rig.to_wrong_mode()
    with pytest.raises(LensOnManual, match="MF"):
        rig.lens.drive(1, FORWARD)
    with pytest.raises(LensOnManual):
        rig.lens.autofocus(pause_of(rig))
    rig.lens.read()
    assert rig.place() == before


@on_manual
def test_on_auto_nothing_drives(rig: Rig) -> None:
    before = rig.place()
    rig.to_wrong_mode()
    with pytest.raises(LensOnAuto) as caught:
        rig.lens.drive(1, FORWARD)
    assert "to MF" in caught.value.remedy
    rig.to_right_mode()
    assert rig.place() == before


@on_manual
def test_who_drives_on_manual_does_not_autofocus(rig: Rig) -> None:
    before = rig.place()
    with pytest.raises(LensFault, match="cannot focus by itself"):
        rig.lens.autofocus(pause_of(rig))
    assert rig.place() == before


@shows
def test_frames_are_jpegs_that_show_where_the_lens_is(rig: Rig) -> None:
    to_stop(rig, BACKWARD)
    there = seen(rig)
    to_stop(rig, FORWARD)
    elsewhere = seen(rig)
    assert there.shape == elsewhere.shape
    assert np.abs(there - elsewhere).mean() > 2
    to_stop(rig, BACKWARD)
    assert np.abs(there - seen(rig)).mean() < 1


@shows
def test_a_frame_does_not_move_the_lens(rig: Rig) -> None:
    before = rig.place()
    for _ in range(3):
        frame_of(rig)
    assert rig.place() == before


@blind
def test_without_live_view_a_frame_is_refused(rig: Rig) -> None:
    with pytest.raises(NoLiveView, match="no live view"):
        rig.lens.frame()


def test_battery_is_a_percentage_or_unknown(rig: Rig) -> None:
    battery_percent = rig.lens.battery_percent()
    assert battery_percent is None or 0 <= battery_percent <= 100


def wait_for_clip(rig: Rig, is_on: bool) -> None:
    """Until the body records or does not, and tells that."""
    for _ in range(MOST_COMMANDS):
        told = rig.lens.is_recording()
        if rig.is_clip_on() == is_on and told == is_on:
            return
        if rig.is_clip_on() == is_on and told is None and not is_on:
            return  # of the end of a clip that it was ordered to end not every body tells
        rig.clock.wait(rig.clock.now() + 0.05)
    pytest.fail(f"the clip is on: {rig.is_clip_on()}, told: {rig.lens.is_recording()}")


@records
def test_a_clip_starts_and_stops_and_is_told(rig: Rig) -> None:
    assert not rig.lens.is_recording()
    for _ in range(2):
        rig.lens.start_recording()
        wait_for_clip(rig, True)
        drive(rig, 1, FORWARD)
        assert rig.is_clip_on()
        rig.lens.stop_recording()
        wait_for_clip(rig, False)


@records
def test_a_clip_that_somebody_else_started_is_told(rig: Rig) -> None:
    rig.press_record(True)
    wait_for_clip(rig, True)
    rig.press_record(False)
    wait_for_clip(rig, False)


@records
def test_out_of_movie_mode_a_clip_is_refused(rig: Rig) -> None:
    rig.to_movie_mode(False)
    with pytest.raises(NoMovieMode) as caught:
        rig.lens.start_recording()
    assert "Switch the body to movie mode" in caught.value.remedy
    assert not rig.lens.is_recording()
    assert not rig.is_clip_on()


@records_not
def test_who_cannot_record_says_so_and_tells_nothing(rig: Rig) -> None:
    for call in (rig.lens.start_recording, rig.lens.stop_recording):
        with pytest.raises(LensFault, match="cannot make"):
            call()
    assert rig.lens.is_recording() is None


def test_close_twice(rig: Rig) -> None:
    rig.lens.close()
    rig.lens.close()
    with pytest.raises(LensGone):
        rig.lens.drive(1, FORWARD)


@pytest.mark.parametrize("first", range(7))
def test_unplugged_everything_says_so(rig: Rig, first: int) -> None:
    calls: list[Callable[[], object]] = [
        rig.lens.read,
        rig.lens.battery_percent,
        lambda: rig.lens.drive(1, FORWARD),
        *([lambda: rig.lens.autofocus(pause_of(rig))] if rig.lens.capabilities.autofocus else []),
        *([rig.lens.frame] if rig.lens.capabilities.live_view else []),
        *(
            [rig.lens.is_recording, rig.lens.stop_recording, rig.lens.start_recording]
            if rig.lens.capabilities.records
            else []
        ),
    ]
    rig.unplug()
    for call in calls[first:] + calls[:first]:
        with pytest.raises(LensGone, match="does not answer"):
            call()
    rig.lens.close()


def test_unplugged_in_the_middle_of_a_drive(rig: Rig) -> None:
    rig.unplug_in_drive()
    with pytest.raises(LensGone):
        rig.lens.drive(rig.lens.step_sizes[0], FORWARD)


@focuses_by_pause
def test_unplugged_in_the_middle_of_autofocus(rig: Rig) -> None:
    pause = pause_of(rig)
    pauses = 0

    def unplug_in_the_second(duration_s: float) -> None:
        nonlocal pauses
        pauses += 1
        if pauses == 2:
            rig.unplug()
        pause(duration_s)

    def autofocus_twice() -> None:
        """Twice, as the first subject may be very near."""
        rig.lens.autofocus(unplug_in_the_second)
        rig.lens.autofocus(unplug_in_the_second)

    with pytest.raises(LensGone):
        autofocus_twice()
