"""Steps, positions and limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsq_tui.focus.calibration import Calibration, Limits, StepMode

MODES = (StepMode(3, 26.0, 94.321), StepMode(2, 4.0, 48.733), StepMode(1, 1.0, 23.496))
LENS = Calibration("a lens", (0, 9, 19, 40), MODES)

rising = st.lists(st.integers(1, 50), min_size=1, max_size=60).map(
    lambda gaps: tuple(sum(gaps[:i]) for i in range(len(gaps) + 1))
)


@pytest.mark.parametrize(
    ("position", "step"),
    [(-5, 0), (0, 0), (4, 0), (5, 1), (9, 1), (14, 1), (15, 2), (29, 2), (30, 3), (99, 3)],
)
def test_the_closest_step(position: int, step: int) -> None:
    assert LENS.step_at(position) == step


@given(rising, st.integers(-100, 4000))
def test_no_step_is_closer(positions: tuple[int, ...], position: int) -> None:
    lens = Calibration("a lens", positions, MODES)
    gap = abs(positions[lens.step_at(position)] - position)
    assert gap == min(abs(other - position) for other in positions)


def test_modes_are_found_by_their_size() -> None:
    assert LENS.mode(2).steps == 4.0
    assert LENS.mode(3).duration_s == pytest.approx(0.27565, abs=1e-5)
    with pytest.raises(KeyError):
        LENS.mode(4)


@given(st.integers(-9999, 9999), st.integers(-9999, 9999))
def test_normalized_positions_start_at_zero_and_grow_forward(backward: int, forward: int) -> None:
    if backward == forward:
        with pytest.raises(ValueError, match="same raw position"):
            Limits.between(backward, forward)
        return
    limits = Limits.between(backward, forward)
    assert limits.normalize(backward) == 0
    assert limits.normalize(forward) == limits.span == abs(forward - backward)


def test_the_reference_lens_is_inverted() -> None:
    limits = Limits.between(2841, -2373)
    assert (limits.sign, limits.span) == (-1, 5214)
