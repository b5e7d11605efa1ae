"""The planner: exact landing, the asked time, no hang, on any lens."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsq_tui.focus.calibration import Calibration, StepMode
from fsq_tui.focus.plan import (
    Plan,
    fastest_duration_s,
    fastest_s,
    plan,
    tracking_error_steps,
)

EF24 = (StepMode(3, 26.0, 94.321), StepMode(2, 4.0, 48.733), StepMode(1, 1.0, 23.496))


def counts(planned: Plan) -> list[int]:
    used = Counter(action.step_size for action in planned.actions)
    return [used[3], used[2], used[1]]


@st.composite
def lenses(draw: st.DrawFn) -> tuple[StepMode, ...]:
    """One to three step sizes, fractional averages, each faster than the smaller one."""
    modes = [StepMode(1, 1.0, draw(st.floats(5, 60)))]
    steps = 1.0
    for size in range(2, draw(st.integers(1, 3)) + 1):
        steps *= draw(st.floats(1.5, 9))
        modes.insert(0, StepMode(size, steps, modes[0].speed_steps_s * draw(st.floats(1.05, 4))))
    return tuple(modes)


@pytest.mark.parametrize(
    ("steps", "fastest", "expected_s"),
    [
        (406, [15, 4, 0], 4.463),
        (200, [7, 4, 2], 2.343),
        (26, [1, 0, 0], 0.276),
        (27, [1, 0, 1], 0.318),
        (30, [1, 1, 0], 0.358),
        (3, [0, 0, 3], 0.128),
        (0, [0, 0, 0], 0.0),
    ],
)
def test_as_fast_as_possible(steps: int, fastest: list[int], expected_s: float) -> None:
    planned = plan(EF24, steps, 0.0)
    assert counts(planned) == fastest
    assert planned.expected_s == pytest.approx(expected_s, abs=0.0006)


@pytest.mark.parametrize(
    ("steps", "target_s"),
    [(0, 1.0), (1, 0.1), (3, 0.1), (14, 0.3), (200, 2.5), (406, 6.0), (406, 99.9), (10_000, 99.9)],
)
def test_what_the_camera_got_wrong(steps: int, target_s: float) -> None:
    """Moves on which the in-camera planner hung, lost its waits, missed the step or the time."""
    planned = plan(EF24, steps, target_s)
    assert sum(action.steps for action in planned.actions) == steps
    assert planned.expected_s == pytest.approx(max(target_s, fastest_s(EF24, steps)))


@given(lenses(), st.integers(0, 3000), st.floats(0, 99.9))
def test_any_move_on_any_lens(modes: tuple[StepMode, ...], steps: int, target_s: float) -> None:
    planned = plan(modes, steps, target_s)
    assert planned.expected_s == pytest.approx(max(target_s, fastest_s(modes, steps)))
    assert abs(sum(action.steps for action in planned.actions) - steps) <= 0.5 + 1e-6
    free_s = 0.0
    for action in planned.actions:
        assert action.start_s == pytest.approx(free_s, abs=1e-6)
        assert action.duration_s > 0
        free_s = action.end_s
    assert free_s == pytest.approx(planned.expected_s, abs=1e-6)


@given(lenses(), st.integers(0, 400), st.integers(0, 40))
def test_no_completion_is_faster_than_the_fastest(
    modes: tuple[StepMode, ...], steps: int, large: int
) -> None:
    """Against a count of large commands chosen freely and the rest filled up greedily."""
    rest, taken_s = float(steps), 0.0
    for mode in modes:
        fitting = int(rest / mode.steps + 1e-9)
        number = min(large, fitting) if mode is modes[0] and len(modes) > 1 else fitting
        rest -= number * mode.steps
        taken_s += number * mode.duration_s
    taken_s += max(0, round(rest / modes[-1].steps)) * modes[-1].duration_s
    assert fastest_s(modes, steps) <= taken_s + 1e-6


def test_commands_are_spread_over_the_time() -> None:
    """An even motion: with time to spare the lens is never far from the ideal line."""
    assert tracking_error_steps(plan(EF24, 400, 25.477)) < 0.1
    assert tracking_error_steps(plan(EF24, 400, 10.615)) < 0.5
    assert tracking_error_steps(plan(EF24, 400, 7.643)) < 4.0


def test_the_tracking_error_of_a_plan_worked_out_by_hand() -> None:
    """One step in the middle third of 3 s: the gap rises to 1/3 behind, then 1/3 ahead, then 0."""
    planned = plan((StepMode(1, 1.0, 1.0),), 1, 3.0)
    assert [action.step_size for action in planned.actions] == [None, 1, None]
    assert tracking_error_steps(planned) == pytest.approx((1 / 27) ** 0.5)


def test_a_plan_without_time_has_no_error() -> None:
    assert tracking_error_steps(plan(EF24, 0, 0.0)) == 0.0


def test_a_new_point_never_begins_with_more_than_a_target_may_be() -> None:
    slow = Calibration("a slow lens", tuple(range(5000)), (StepMode(1, 1.0, 20.0),))
    assert fastest_duration_s(slow, 0, 4999) == 99.9
    assert fastest_duration_s(slow, 100, 130) == 1.5
    reference = Calibration("a lens", tuple(range(407)), EF24)
    assert fastest_duration_s(reference, 206, 6) == pytest.approx(2.344)
