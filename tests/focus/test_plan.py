"""The planner: exact landing, the asked time, no hang on any lens, and as even as can be."""

from __future__ import annotations

import itertools
import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.yardstick import Best, Command, best_plan
from fsq_tui.focus.calibration import Calibration, StepMode
from fsq_tui.focus.fastest import MOST_FEWER, Modes, duration_s, fastest_counts
from fsq_tui.focus.ideal import Ideal
from fsq_tui.focus.ordering import ordered
from fsq_tui.focus.placing import Placed, rising
from fsq_tui.focus.plan import (
    Plan,
    expected_s,
    fastest_duration_s,
    fastest_s,
    plan,
    tracking_error_steps,
)
from fsq_tui.focus.shape import LINEAR, Curve, Shape, curve

EF24 = (StepMode(3, 26.0, 94.321), StepMode(2, 4.0, 48.733), StepMode(1, 1.0, 23.496))
WHOLE_MS = (Command(26, 276), Command(4, 82), Command(1, 43))
EASINGS = (Shape.EASE_IN, Shape.EASE_OUT, Shape.EASE)
WORST_RATIO, TYPICAL_RATIO = 1.1, 1.02
NOTHING_STEPS = 0.001  # where the best is perfect a ratio says nothing


def modes_of(commands: tuple[Command, ...], parts: int = 1) -> Modes:
    """The modes of a lens whose commands take whole milliseconds and go whole parts of steps."""
    return tuple(
        StepMode(len(commands) - i, c.steps / parts, c.steps / parts / c.duration_ms * 1000)
        for i, c in enumerate(commands)
    )


def counts(planned: Plan) -> list[int]:
    used = Counter(action.step_size for action in planned.actions)
    return [used[3], used[2], used[1]]


def ratio(planned: Plan, best: Best, parts: int = 1) -> float:
    found = tracking_error_steps(planned)
    return (found + NOTHING_STEPS) / (best.rms_steps / parts + NOTHING_STEPS)


@st.composite
def lenses(draw: st.DrawFn) -> Modes:
    """One to three step sizes of any averages and speeds, larger ones going farther."""
    modes = [StepMode(1, draw(st.sampled_from([1.0, 1.0, 0.5, 2.3])), draw(st.floats(5, 60)))]
    for size in range(2, draw(st.integers(1, 3)) + 1):
        steps = modes[0].steps * draw(st.floats(1.05, 12))
        modes.insert(0, StepMode(size, steps, modes[0].speed_steps_s * draw(st.floats(0.7, 4))))
    return tuple(modes)


@pytest.mark.parametrize(
    ("steps", "fastest", "expected"),
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
def test_as_fast_as_possible(steps: int, fastest: list[int], expected: float) -> None:
    planned = plan(EF24, steps, 0.0)
    assert counts(planned) == fastest
    assert planned.expected_s == pytest.approx(expected, abs=0.0006)


@pytest.mark.parametrize(
    ("steps", "target_s"),
    [(0, 1.0), (1, 0.1), (3, 0.1), (14, 0.3), (200, 2.5), (406, 6.0), (406, 99.9), (10_000, 99.9)],
)
def test_what_the_camera_got_wrong(steps: int, target_s: float) -> None:
    """Moves on which the in-camera planner hung, lost its waits, missed the step or the time."""
    planned = plan(EF24, steps, target_s)
    assert sum(action.steps for action in planned.actions) == steps
    assert planned.expected_s == pytest.approx(max(target_s, fastest_s(EF24, steps)))


@given(
    lenses(),
    st.one_of(st.integers(0, 600), st.integers(0, 10_000)),
    st.floats(0, 99.9),
    st.sampled_from([LINEAR, *map(curve, EASINGS)]),
)
@example((StepMode(1, 1.0, 1.0),), 3, 0.0, LINEAR)
@example(EF24, 10_000, 0.0, curve(Shape.EASE))
@settings(max_examples=60)
def test_any_move_on_any_lens(modes: Modes, steps: int, target_s: float, shares: Curve) -> None:
    planned = plan(modes, steps, target_s, shares)
    assert planned.expected_s == pytest.approx(max(target_s, fastest_s(modes, steps)))
    landed = sum(action.steps for action in planned.actions)
    assert abs(landed - steps) <= modes[-1].steps / 2 + 1e-4
    assert all(action.steps >= 0 for action in planned.actions), "never back"
    free_s = 0.0
    for action in planned.actions:
        assert action.start_s == pytest.approx(free_s, abs=1e-6)
        assert action.duration_s > 0
        free_s = action.end_s
    assert free_s == pytest.approx(planned.expected_s, abs=1e-6)


@given(lenses(), st.integers(0, 30))
def test_no_counts_are_faster_than_the_fastest(modes: Modes, steps: int) -> None:
    """On a way so short that no size could be given up more often than is tried."""
    assert steps / min(mode.steps for mode in modes) < MOST_FEWER
    found_s = duration_s(modes, fastest_counts(modes, steps))
    assert found_s == pytest.approx(shortest_s(modes, steps))


@given(lenses(), st.integers(30, 60))
@example((StepMode(2, 4.828125, 4.995), StepMode(1, 0.5, 5.0)), 34)
def test_hardly_any_are_faster_on_a_longer_way(modes: Modes, steps: int) -> None:
    found_s = duration_s(modes, fastest_counts(modes, steps))
    best_s = shortest_s(modes, steps)
    assert best_s - 1e-6 <= found_s < best_s + modes[-1].duration_s


def shortest_s(modes: Modes, steps: int) -> float:
    """By every number of commands of every size that could land."""
    tolerance = modes[-1].steps / 2 + 1e-6
    most = [range(int((steps + tolerance) / mode.steps) + 1) for mode in modes[:-1]]
    times_s = []
    for larger in itertools.product(*most):
        rest = steps - sum(n * m.steps for n, m in zip(larger, modes, strict=False))
        if rest >= -tolerance:
            singles = max(0, int(np.ceil((rest - tolerance) / modes[-1].steps)))
            times_s.append(duration_s(modes, (*larger, singles)))
    return min(times_s)


@pytest.mark.parametrize(
    ("steps", "ticks", "best_rms_steps", "best_counts"),
    [
        (400, 7643, 2.12, [5, 67, 2]),
        (400, 10615, 0.25, [0, 81, 76]),
        (400, 25477, 0.09, [0, 0, 400]),
        (240, 6369, 0.25, [0, 49, 44]),
        (120, 7643, 0.09, [0, 0, 120]),
        (60, 1592, 0.25, [0, 13, 8]),
    ],
)
def test_the_best_plans_are_found(
    steps: int, ticks: int, best_rms_steps: float, best_counts: list[int]
) -> None:
    planned = plan(modes_of(WHOLE_MS), steps, ticks / 1000)
    assert tracking_error_steps(planned) == pytest.approx(best_rms_steps, abs=0.006)
    assert counts(planned) == best_counts


LENSES = {
    "reference": (1, WHOLE_MS),
    "loose": (1, (Command(20, 250), Command(5, 111), Command(1, 40))),
    "fast": (1, (Command(100, 200), Command(10, 50), Command(1, 20))),
    "alike": (1, (Command(17, 150), Command(7, 130), Command(1, 50))),
    "slow and large": (1, (Command(30, 900), Command(5, 100), Command(1, 30))),
    "two sizes": (1, (Command(10, 120), Command(1, 40))),
    "one size": (1, (Command(1, 40),)),
    "fifths": (5, (Command(130, 276), Command(22, 90), Command(5, 43))),
    "quarters": (4, (Command(103, 270), Command(17, 84), Command(4, 43))),
}


@pytest.mark.parametrize("shape", [Shape.LINEAR, *EASINGS])
@pytest.mark.parametrize("lens", LENSES)
def test_close_to_the_best_possible(lens: str, shape: Shape) -> None:
    """Against dynamic programming over (time in 1 ms, position), on short moves."""
    parts, commands = LENSES[lens]
    modes = modes_of(commands, parts)
    draw = random.Random(f"{lens} {shape}")
    ratios = []
    for _ in range(8):
        steps = draw.randrange(1, 150 // parts + 30)
        fastest_ms = round(fastest_s(modes, steps) * 1000)
        ticks = fastest_ms + draw.choice([0, 1, 30, fastest_ms // 3, fastest_ms, 2 * fastest_ms])
        best = best_plan(commands, steps * parts, ticks, curve(shape), tolerance=parts // 2)
        assert best is not None
        ratios.append(ratio(plan(modes, steps, ticks / 1000, curve(shape)), best, parts))
    assert max(ratios) <= WORST_RATIO
    assert sorted(ratios)[len(ratios) // 2] <= TYPICAL_RATIO


def test_the_tracking_error_of_a_plan_worked_out_by_hand() -> None:
    """One step in the middle third of 3 s: the gap rises to 1/3 behind, then 1/3 ahead, then 0."""
    planned = plan((StepMode(1, 1.0, 1.0),), 1, 3.0)
    assert [action.step_size for action in planned.actions] == [None, 1, None]
    assert tracking_error_steps(planned) == pytest.approx((1 / 27) ** 0.5)


def test_a_plan_without_time_or_way_has_no_error() -> None:
    assert tracking_error_steps(plan(EF24, 0, 0.0)) == 0.0
    assert tracking_error_steps(plan(EF24, 0, 5.0)) == 0.0


def test_the_ideal_is_where_its_curve_says() -> None:
    ideal = Ideal(100.0, 10.0, curve(Shape.EASE_IN))
    assert ideal.at(np.array([-1.0, 0.0, 5.0, 10.0, 11.0])) == pytest.approx([0, 0, 25, 100, 100])
    assert ideal.time_of(np.array([25.0])) == pytest.approx([5.0], abs=1e-4)
    assert ideal.sum_until(np.array([10.0])) == pytest.approx([1000 / 3], rel=1e-4)
    assert ideal.top_speed_steps_s == pytest.approx(20.0, rel=0.01)


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(0.1, 5)), min_size=1, max_size=7))
def test_the_closest_rising_row(pairs: list[tuple[float, float]]) -> None:
    """It rises, it pools to weighted means, and moving any of its levels makes it worse."""
    values, weights = (np.array(column) for column in zip(*pairs, strict=True))
    found = rising(values, weights)
    assert np.all(np.diff(found) >= -1e-12)
    cost = float(weights @ (found - values) ** 2)
    for level in np.unique(found):
        for nudge in (-1e-3, 1e-3):
            other = np.maximum.accumulate(np.where(found == level, found + nudge, found))
            assert float(weights @ (other - values) ** 2) >= cost - 1e-9


@pytest.mark.parametrize("given_counts", [(2, 1, 3), (1, 0, 4), (0, 3, 2)])
def test_no_order_is_better(given_counts: tuple[int, int, int]) -> None:
    """Where there is no time for waits: against every order there is."""
    ideal_of = [mode for mode, n in zip(EF24, given_counts, strict=True) for _ in range(n)]
    ideal = Ideal(sum(m.steps for m in ideal_of), duration_s(EF24, given_counts), LINEAR)
    errors = [
        Placed.of(order, ideal).error_steps for order in set(itertools.permutations(ideal_of))
    ]
    found = Placed.of(ordered(EF24, given_counts, ideal), ideal).error_steps
    assert found == pytest.approx(min(errors))


def test_a_new_point_never_begins_with_more_than_a_target_may_be() -> None:
    slow = Calibration("a slow lens", tuple(range(5000)), (StepMode(1, 1.0, 20.0),))
    assert fastest_duration_s(slow, 0, 4999) == 99.9
    assert fastest_duration_s(slow, 100, 130) == 1.5
    reference = Calibration("a lens", tuple(range(407)), EF24)
    assert fastest_duration_s(reference, 206, 6) == pytest.approx(2.344)


def test_a_transition_takes_the_target_or_the_shortest_time() -> None:
    assert expected_s(EF24, 406, 9.0) == 9.0
    assert expected_s(EF24, 406, 1.0) == pytest.approx(4.463, abs=0.001)
