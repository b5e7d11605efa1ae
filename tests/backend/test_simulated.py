from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
import simplejpeg  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from fsq_tui.backend.model import LensModel, MotorMode, load_model, model_names
from fsq_tui.backend.scene_setup import SceneKind
from fsq_tui.backend.simulated import FRAME_S, SimulatedLens
from fsq_tui.clock import VirtualClock
from fsq_tui.errors import AtStop, FsqError, LensBusy, LensFault
from fsq_tui.focus.calibration import BACKWARD, FORWARD

PLAIN = LensModel(
    lens_name="Plain",
    body="Body",
    steps=101,
    raw_first=0,
    raw_last=1000,
    modes=(MotorMode(3, 20, 100.0), MotorMode(2, 5, 50.0), MotorMode(1, 1, 10.0)),
    autofocus_speed=100.0,
    subjects=(0.2, 0.8),
)


def lens_of(model: LensModel, seed: int = 1) -> tuple[SimulatedLens, VirtualClock]:
    clock = VirtualClock()
    return SimulatedLens(model, clock, seed), clock


def to_stop(lens: SimulatedLens, direction: int) -> None:
    for _ in range(1000):
        try:
            lens.drive(lens.step_sizes[0], direction)
        except AtStop:
            return
    pytest.fail("no stop was ever met")


def raw_at(lens: SimulatedLens, model: LensModel) -> int:
    """What the lens must report where it stands, worked out from the model and the origin."""
    return model.raw_positions()[lens.true_step] + origin_shift(lens, model)


def origin_shift(lens: SimulatedLens, model: LensModel) -> int:
    return lens._raw_positions[0] - model.raw_first


@given(
    name=st.sampled_from(model_names()),
    seed=st.integers(0, 2**32),
    ugly=st.booleans(),
    moves=st.lists(
        st.tuples(
            st.sampled_from([1, 2, 3]), st.sampled_from([FORWARD, BACKWARD]), st.integers(0, 3)
        ),
        max_size=60,
    ),
)
def test_any_drives_stay_between_the_stops_and_settle_on_the_curve(
    name: str, seed: int, ugly: bool, moves: list[tuple[int, int, int]]
) -> None:
    model = load_model(name)
    if ugly:
        model = replace(model, settle_reads=5, backlash_steps=7, lost_step_rate=0.3, busy_rate=0.2)
    lens, clock = lens_of(model, seed)
    assert 0 < lens.true_step < model.steps - 1
    for step_size, direction, reads in moves:
        before, start_s = lens.true_step, clock.now()
        most = {mode.step_size: mode.steps + mode.spread for mode in model.modes}[step_size]
        try:
            lens.drive(step_size, direction)
        except AtStop:
            assert lens.true_step == (model.steps - 1 if direction == FORWARD else 0)
        except LensBusy:
            assert (lens.true_step, clock.now()) == (before, start_s)
            continue
        assert 0 <= lens.true_step < model.steps
        assert 0 <= (lens.true_step - before) * direction <= most
        assert clock.now() > start_s
        for _ in range(reads):
            lens.read()
    for _ in range(model.settle_reads):
        lens.read()
    assert lens.read().raw_position == raw_at(lens, model)
    assert lens.read().distance_cm == model.distances_cm()[lens.true_step]


@given(seed=st.integers(0, 2**32), settle_reads=st.integers(0, 9), spread=st.integers(0, 3))
def test_equal_readings_in_a_row_are_right(seed: int, settle_reads: int, spread: int) -> None:
    modes = (MotorMode(3, 20, 100.0, spread), MotorMode(2, 5, 50.0, spread), PLAIN.modes[2])
    model = replace(PLAIN, modes=modes, settle_reads=settle_reads)
    lens, _ = lens_of(model, seed)
    for step_size in (1, 2, 3, 2, 1):
        try:
            lens.drive(step_size, BACKWARD)
        except AtStop:
            continue
        readings = [lens.read().raw_position for _ in range(settle_reads + 2)]
        right = raw_at(lens, model)
        assert readings[settle_reads:] == [right, right]
        assert all(a != b or a == right for a, b in pairwise(readings))


def reported(lens: SimulatedLens) -> int:
    """The raw position, which a simulated lens always tells."""
    raw_position = lens.read().raw_position
    assert raw_position is not None
    return raw_position


def test_a_reading_lags_behind_the_move() -> None:
    lens, _ = lens_of(replace(PLAIN, settle_reads=2))
    to_stop(lens, BACKWARD)
    origin = [reported(lens) for _ in range(3)][2]
    lens.drive(3, FORWARD)
    assert [reported(lens) - origin for _ in range(4)] == [0, 100, 200, 200]
    lens.drive(1, FORWARD)
    assert [reported(lens) - origin for _ in range(3)] == [200, 210, 210]


def test_one_read_takes_its_time() -> None:
    lens, clock = lens_of(replace(PLAIN, read_s=0.25))
    lens.read()
    assert clock.now() == 0.25


def test_a_drive_takes_the_time_of_its_steps() -> None:
    lens, clock = lens_of(PLAIN)
    to_stop(lens, BACKWARD)
    for step_size, duration_s in ((3, 0.2), (2, 0.1), (1, 0.1)):
        start_s = clock.now()
        lens.drive(step_size, FORWARD)
        assert clock.now() - start_s == pytest.approx(duration_s)
    assert lens.true_step == 26


def test_exactly_to_the_stop_is_no_fault_and_the_next_one_is() -> None:
    lens, clock = lens_of(PLAIN)
    to_stop(lens, BACKWARD)
    for _ in range(5):
        lens.drive(3, FORWARD)
    assert lens.true_step == 100
    start_s = clock.now()
    with pytest.raises(AtStop, match="forward stop"):
        lens.drive(3, FORWARD)
    assert clock.now() - start_s == pytest.approx(0.02)


def test_a_drive_that_meets_the_stop_takes_a_part_of_its_time() -> None:
    lens, clock = lens_of(PLAIN)
    to_stop(lens, BACKWARD)
    lens.drive(2, FORWARD)
    start_s = clock.now()
    with pytest.raises(AtStop, match="backward stop"):
        lens.drive(3, BACKWARD)
    assert lens.true_step == 0
    assert clock.now() - start_s == pytest.approx(5 / 100)


def test_silent_stops_tell_nothing() -> None:
    lens, clock = lens_of(replace(PLAIN, silent_stops=True))
    for _ in range(20):
        lens.drive(3, FORWARD)
    assert lens.true_step == 100
    start_s = clock.now()
    lens.drive(3, FORWARD)
    assert clock.now() - start_s == pytest.approx(0.02)


def test_backlash_takes_travel_and_time_at_each_turn() -> None:
    lens, clock = lens_of(replace(PLAIN, backlash_steps=7))
    to_stop(lens, BACKWARD)
    start_s = clock.now()
    lens.drive(2, FORWARD)
    assert lens.true_step == 0
    lens.drive(2, FORWARD)
    assert lens.true_step == 3
    lens.drive(2, FORWARD)
    assert lens.true_step == 8
    assert clock.now() - start_s == pytest.approx(0.3)
    lens.drive(2, BACKWARD)
    lens.drive(2, FORWARD)
    assert lens.true_step == 8, "within the play nothing moves"
    lens.drive(2, BACKWARD)
    lens.drive(2, BACKWARD)
    assert lens.true_step == 5


def test_lost_steps_take_time_and_say_nothing() -> None:
    lens, clock = lens_of(replace(PLAIN, steps=2001, raw_last=20_000, lost_step_rate=0.1))
    to_stop(lens, BACKWARD)
    start_s = clock.now()
    for _ in range(1000):
        lens.drive(1, FORWARD)
    assert 850 <= lens.true_step <= 950
    assert clock.now() - start_s == pytest.approx(100)


def test_only_size_one_is_lost() -> None:
    lens, _ = lens_of(replace(PLAIN, lost_step_rate=0.9))
    to_stop(lens, BACKWARD)
    for count in range(1, 6):
        lens.drive(3, FORWARD)
        assert lens.true_step == 20 * count


def test_a_busy_camera_refuses_before_anything_moves() -> None:
    lens, clock = lens_of(replace(PLAIN, busy_rate=0.5))
    refused = 0
    for _ in range(200):
        before, start_s = lens.true_step, clock.now()
        try:
            lens.drive(1, FORWARD if refused % 2 else BACKWARD)
        except LensBusy:
            refused += 1
            assert (lens.true_step, clock.now()) == (before, start_s)
        except AtStop:
            pass
    assert 60 < refused < 140


@pytest.mark.parametrize("name", model_names())
@pytest.mark.parametrize("seed", range(5))
def test_eight_commands_in_a_row_average_as_the_model_says(name: str, seed: int) -> None:
    model = load_model(name)
    lens, _ = lens_of(model, seed)
    to_stop(lens, BACKWARD)
    lens.drive(3, FORWARD)
    for mode in model.modes[:-1]:
        start = lens.true_step
        moves = []
        for _ in range(8):
            before = lens.true_step
            lens.drive(mode.step_size, FORWARD)
            moves.append(lens.true_step - before)
        assert all(abs(move - mode.steps) <= mode.spread for move in moves)
        assert (lens.true_step - start) / 8 == pytest.approx(mode.steps, abs=0.25 * mode.spread)
        assert moves.count(mode.steps) >= 4


def test_the_large_steps_do_vary() -> None:
    lens, _ = lens_of(load_model("ef24"))
    to_stop(lens, BACKWARD)
    moves = set()
    for _ in range(80):
        before = lens.true_step
        lens.drive(2, FORWARD)
        moves.add(lens.true_step - before)
    assert moves == {3, 4, 5}


def test_autofocus_lands_on_the_subjects_in_turn() -> None:
    lens, clock = lens_of(replace(PLAIN, backlash_steps=4))
    to_stop(lens, BACKWARD)
    start_s = clock.now()
    for step in (20, 80, 20, 80):
        lens.autofocus(lambda duration_s: wait(clock, duration_s))
        assert lens.true_step == step
    assert clock.now() - start_s == pytest.approx((20 + 60 + 60 + 60) / 100)
    lens.drive(2, FORWARD)
    assert lens.true_step == 85, "the way the autofocus came, the gear has no play left"


def test_stop_in_autofocus_leaves_the_lens_on_the_way() -> None:
    lens, _ = lens_of(PLAIN)
    to_stop(lens, BACKWARD)
    pauses: list[float] = []

    def pause(duration_s: float) -> None:
        if len(pauses) == 2:
            raise FsqError("stop")
        pauses.append(duration_s)

    with pytest.raises(FsqError, match="stop"):
        lens.autofocus(pause)
    assert lens.true_step == 10
    assert pauses == [0.05, 0.05]


def test_every_power_up_is_another_one_and_a_seed_makes_it_the_same() -> None:
    def power_up(seed: int | None, model: LensModel = PLAIN) -> tuple[int, int]:
        lens = SimulatedLens(model, VirtualClock(), seed)
        return lens.true_step, origin_shift(lens, model)

    assert len({power_up(seed) for seed in range(20)}) == 20
    assert power_up(3) == power_up(3)
    assert len({power_up(None) for _ in range(20)}) > 1
    seeded = replace(PLAIN, seed=5)
    assert power_up(None, seeded) == power_up(5)
    assert power_up(6, seeded) == power_up(6)


@pytest.mark.parametrize("seed", range(10))
def test_no_power_up_is_on_a_stop(seed: int) -> None:
    lens, _ = lens_of(replace(PLAIN, steps=3, modes=PLAIN.modes[2:]), seed)
    assert lens.true_step == 1


def test_drive_commands_are_logged() -> None:
    lens, _ = lens_of(PLAIN)
    to_stop(lens, BACKWARD)
    lens.commands.clear()
    lens.drive(2, FORWARD)
    lens.drive(1, FORWARD)
    (first_s, *first), (second_s, *second) = lens.commands
    assert (first, second) == ([2, FORWARD], [1, FORWARD])
    assert second_s - first_s == pytest.approx(0.1)


def levels(lens: SimulatedLens) -> npt.NDArray[np.float64]:
    """The brightness of each pixel of its live view."""
    found: npt.NDArray[np.float64] = simplejpeg.decode_jpeg(lens.frame(), "GRAY")[:, :, 0].astype(
        float
    )
    return found


def roughness(lens: SimulatedLens) -> list[float]:
    """How much neighbouring pixels differ in each strip: background, both subjects, flat."""
    strips = np.split(levels(lens), 4, axis=1)
    return [float(np.abs(np.diff(strip[:, 16:-16], axis=1)).mean()) for strip in strips]


def test_the_live_view_shows_each_subject_sharp_where_autofocus_finds_it() -> None:
    lens, clock = lens_of(replace(PLAIN, noise_levels=0))
    to_stop(lens, BACKWARD)
    found = [roughness(lens)]
    for _ in PLAIN.subjects:
        lens.autofocus(lambda duration_s: wait(clock, duration_s))
        found.append(roughness(lens))
    for strip in range(3):
        assert max(range(3), key=lambda at: found[at][strip]) == strip
    assert [each[3] for each in found] == [0, 0, 0]


def test_a_frame_takes_time_and_neither_moves_the_lens_nor_its_chances() -> None:
    lens, clock = lens_of(replace(PLAIN, jitter_s=0.01, lost_step_rate=0.3))
    other, _ = lens_of(replace(PLAIN, jitter_s=0.01, lost_step_rate=0.3))
    for _ in range(20):
        start_s = clock.now()
        assert levels(lens).shape == (640, 960)
        assert clock.now() - start_s == pytest.approx(FRAME_S)
        lens.drive(1, FORWARD)
        other.drive(1, FORWARD)
        assert lens.true_step == other.true_step


@pytest.mark.parametrize("kind", [SceneKind.DARK, SceneKind.BLANK])
def test_where_there_is_nothing_to_see_autofocus_finds_nothing(kind: SceneKind) -> None:
    lens, clock = lens_of(replace(PLAIN, scene=kind))
    start = lens.true_step
    with pytest.raises(LensFault, match="nothing to focus on"):
        lens.autofocus(lambda duration_s: wait(clock, duration_s))
    assert lens.true_step == start


def wait(clock: VirtualClock, duration_s: float) -> None:
    clock.wait(clock.now() + duration_s)
