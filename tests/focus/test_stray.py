"""Which shots are told of as off their place, and in what words."""

from __future__ import annotations

import pytest

from fsq_tui.focus.modes import How
from fsq_tui.focus.stray import Stray, shots_text, stray, stray_text, strays_text

FARTHER = -1  # of these shots: their steps shrink towards the last one


@pytest.mark.parametrize(
    ("step", "how", "unsure_steps", "off_steps"),
    [
        (106, How.INFERRED, 2, -6),
        (96, How.MEASURED, 0, 4),
        (103, How.INFERRED, 9, None),
        (97, How.MEASURED, 0, None),
        (100, How.COUNTED, 3, None),
        (100, How.COUNTED, 4, 0),
    ],
)
def test_more_than_three_steps_are_told_or_a_count_that_may_be_off_by_as_much(
    step: int, how: How, unsure_steps: int, off_steps: int | None
) -> None:
    found = stray(5, 100, step, how, unsure_steps, FARTHER)
    assert (None if found is None else found.off_steps) == off_steps


@pytest.mark.parametrize(("step", "how"), [(None, How.COUNTED), (100, How.UNKNOWN)])
def test_a_place_that_is_not_known_is_told_at_any_rate(step: int | None, how: How) -> None:
    assert stray(5, 100, step, how, 0, FARTHER) == Stray(5, None, 0, How.UNKNOWN)


def test_it_is_said_how_it_is_known() -> None:
    said = [
        stray_text(Stray(5, -6, 2, How.INFERRED)),
        stray_text(Stray(5, 4, 0, How.MEASURED)),
        stray_text(Stray(5, 0, 14, How.COUNTED)),
        stray_text(Stray(5, None, 0, How.UNKNOWN)),
    ]
    assert said == [
        "shot 5 stands about 6 steps too near (inferred, ±2)",
        "shot 5 stands 4 steps too far (measured)",
        "shot 5 may stand up to 14 steps off (counted)",
        "nobody knows where shot 5 stands",
    ]


def test_those_in_doubt_are_told_together_with_the_most_of_them() -> None:
    doubts = [Stray(n, 0, 10 + n, How.COUNTED) for n in (1, 2, 3, 6)]
    said = strays_text([*doubts, Stray(4, 7, 0, How.MEASURED)])
    assert said == (
        "shot 4 stands 7 steps too far (measured); "
        "shots 1-3, 6 may stand up to 16 steps off (counted)"
    )
    assert (shots_text([5]), shots_text([5, 7]), strays_text(())) == ("shot 5", "shots 5, 7", "")
