"""The rack's points, its commands and the time they take, against the camera's tables."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration, StepMode
from fsq_tui.focus.doubt import Travel, unsure_between, unsure_steps
from fsq_tui.focus.rack import (
    NO_ENDS,
    Ends,
    Mark,
    Stepping,
    arrow,
    arrow_towards,
    steps_from,
)
from fsq_tui.focus.settings import FocusSettings

MODES = (StepMode(3, 26.0, 94.321), StepMode(2, 4.0, 48.733), StepMode(1, 1.0, 23.496))
LENS = Calibration("lens", tuple(range(0, 407 * 3, 3)), MODES)

# ---- arrows: what a key drives, as the camera has it ---------------------------------------

ARROW_TABLE = [
    # Step Size, LEFT, RIGHT, UP, DOWN: (size, direction)
    (1, (1, BACKWARD), (1, FORWARD), (2, BACKWARD), (2, FORWARD)),
    (2, (2, BACKWARD), (2, FORWARD), (3, BACKWARD), (3, FORWARD)),
    (3, (3, BACKWARD), (3, FORWARD), (3, BACKWARD), (3, FORWARD)),
]


@pytest.mark.parametrize("row", ARROW_TABLE)
@pytest.mark.parametrize("horizontal", [False, True])
@pytest.mark.parametrize("vertical", [False, True])
def test_arrows(row: tuple[Any, ...], horizontal: bool, vertical: bool) -> None:
    size, *expected = row
    settings = FocusSettings(
        step_size=size, reverse_horizontal=horizontal, reverse_vertical=vertical
    )
    turned = {"left": horizontal, "right": horizontal, "up": vertical, "down": vertical}
    for (button, is_turned), (to_size, direction) in zip(turned.items(), expected, strict=True):
        assert arrow(button, settings) == (to_size, -direction if is_turned else direction)
    for label in ("left", "right"):
        assert arrow_towards(arrow(label, settings)[1], settings) == label.upper()


# ---- commands ------------------------------------------------------------------------------


@given(steps=st.integers(0, 406), size=st.integers(1, 3))
def test_commands_and_single_steps_cover_the_way(steps: int, size: int) -> None:
    stepping = Stepping.of(LENS, FocusSettings(step_size=size))
    commands = stepping.commands(steps)
    rest = steps - commands * stepping.mode.steps
    assert 0 <= rest < stepping.mode.steps
    assert commands * stepping.mode.steps + stepping.singles(rest) == steps


@given(steps=st.integers(0, 406), size=st.integers(1, 3), delay_ms=st.integers(0, 100))
def test_expected_time_is_that_of_the_commands_and_what_passes_after_each(
    steps: int, size: int, delay_ms: int
) -> None:
    settings = FocusSettings(step_size=size, step_delay_ms=10 * delay_ms)
    stepping = Stepping.of(LENS, settings)
    large, single = LENS.mode(size), LENS.mode(1)
    commands, rest = divmod(steps, int(large.steps))
    expected_s = commands * large.duration_s + rest * single.duration_s
    expected_s += (commands + rest) * delay_ms / 100
    assert stepping.expected_s(steps) == pytest.approx(expected_s)


def test_without_step_wait_the_motor_or_the_delay_sets_the_pace() -> None:
    quick = Stepping.of(LENS, FocusSettings(step_size=1, step_wait=False, step_delay_ms=0))
    slow = Stepping.of(LENS, FocusSettings(step_size=1, step_wait=False, step_delay_ms=100))
    assert (quick.gap_s, slow.gap_s) == (0.01, 0.1)
    assert quick.expected_s(10) == pytest.approx(10 / 23.496)
    assert slow.expected_s(10) == pytest.approx(10 * 0.1)


def test_a_size_the_lens_has_not_is_the_next_smaller_one() -> None:
    bare = Calibration("lens", (0, 1, 2), (MODES[0], MODES[2]))
    assert Stepping.of(bare, FocusSettings(step_size=2)).mode == MODES[2]


# ---- points --------------------------------------------------------------------------------


def test_a_complete_rack_changes_the_ends_over() -> None:
    ends = Ends(Mark(30), Mark(90))
    assert ends.reversed() == Ends(Mark(90), Mark(30))
    assert ends.reversed().reversed() == ends


def test_the_counter_is_from_the_end_point_to_the_lens() -> None:
    assert steps_from(LENS, Mark(30), 7) == -3
    assert steps_from(LENS, Mark(30), 10) == 0
    assert steps_from(LENS, None, 7) is None
    assert steps_from(LENS, Mark(30), None) is None


def test_points_stay_on_a_lens_that_ends_earlier() -> None:
    assert Ends(Mark(30, 2), Mark(90)).within(60) == Ends(Mark(30, 2), Mark(60))
    assert NO_ENDS.within(60) == NO_ENDS


# ---- doubt ---------------------------------------------------------------------------------


def test_nothing_driven_is_no_doubt() -> None:
    assert unsure_steps(Travel(), LENS) == 0.0
    assert unsure_steps(Travel().met(2.0), LENS) == 2.0
    here = Travel().driven(2, 4.0).driven(3, 26.0)
    assert unsure_between(here, here, LENS) == 0.0


@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from((-1, 1))), max_size=60))
def test_doubt_never_falls_with_more_commands_in_one_direction(
    commands: list[tuple[int, int]],
) -> None:
    travel, last = Travel(), 0.0
    for size, _ in commands:
        travel = travel.driven(size, LENS.mode(size).steps)
        now = unsure_steps(travel, LENS)
        assert last <= now <= LENS.last_step
        last = now


def test_the_way_back_at_the_same_size_makes_its_share_good() -> None:
    forth = Travel()
    for _ in range(5):
        forth = forth.driven(3, 26.0)
    back = forth
    for _ in range(5):
        back = back.driven(3, -26.0)
    other = forth
    for _ in range(32):
        other = other.driven(2, -4.0)
    assert unsure_steps(back, LENS) < unsure_steps(other, LENS)


def test_between_two_sure_places_both_doubts_add_up() -> None:
    then = Travel().driven(3, 26.0)
    now = then.met().driven(1, 1.0)
    both = unsure_steps(then, LENS) + unsure_steps(now, LENS)
    assert unsure_between(then, now, LENS) == pytest.approx(both)
