"""The rests around the pulls of a take."""

from __future__ import annotations

import pytest

from fsq_tui.focus.holds import MAX_HOLD_S, Holds


def test_from_nothing_to_a_minute() -> None:
    assert Holds(0.0, MAX_HOLD_S, 1.5) == Holds(pre_roll_s=0.0, before_s=60.0, after_s=1.5)


@pytest.mark.parametrize("hold_s", [-0.1, 60.1, float("nan"), float("inf")])
@pytest.mark.parametrize("field", ["pre_roll_s", "before_s", "after_s"])
def test_nothing_else(field: str, hold_s: float) -> None:
    with pytest.raises(ValueError, match="0 to 60 s"):
        Holds(**{field: hold_s})
