from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsq_tui.errors import UsageFault
from fsq_tui.focus.calibration import StepMode
from fsq_tui.verbs import values

READERS: list[Callable[[str], object]] = [
    values.steps,
    values.normalized_position,
    values.seconds,
    values.target_duration_s,
    values.time_scale,
    values.kilobytes_s,
    values.modes,
    values.point_name,
]


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (values.steps, "0", 0),
        (values.steps, "100000", 100_000),
        (values.normalized_position, "5214", 5214),
        (values.seconds, "10.6", 10.6),
        (values.seconds, "1.3s", 1.3),
        (values.target_duration_s, "99.9", 99.9),
        (values.time_scale, "0.5", 0.5),
        (values.kilobytes_s, "1", 1.0),
        (values.kilobytes_s, "300", 300.0),
        (values.time_scale, "100", 100.0),
        (values.point_name, " door ", "door"),
        (values.point_name, "", ""),
    ],
)
def test_what_is_typed_is_read(read: Callable[[str], object], text: str, value: object) -> None:
    assert read(text) == value


def test_modes_are_read_largest_first_down_to_size_1() -> None:
    assert values.modes("26:94.321,4:48.733,1:23.496") == (
        StepMode(3, 26.0, 94.321),
        StepMode(2, 4.0, 48.733),
        StepMode(1, 1.0, 23.496),
    )
    assert [mode.step_size for mode in values.modes("4:48,1:23")] == [2, 1]
    assert [mode.step_size for mode in values.modes("1:23")] == [1]


@pytest.mark.parametrize(
    ("read", "text"),
    [
        *((values.steps, text) for text in ("", "-1", "1.5", "100001", "x", "1" * 5000, "²")),
        *((values.seconds, text) for text in ("", "-1", "nan", "inf", "1e999", "one")),
        *((values.target_duration_s, text) for text in ("99.91", "-0.1", "nan")),
        *((values.kilobytes_s, text) for text in ("0", "0.9", "-300", "1000001", "nan", "x")),
        *((values.time_scale, text) for text in ("0", "-1", "100.1", "nan", "inf", "x")),
        *((values.normalized_position, text) for text in ("-1", "1.0", "1" * 10)),
        *((values.point_name, text) for text in ("x" * 33, "a\x1b[2Jb")),
        *(
            (values.modes, text)
            for text in (
                *("", "1", "1:", ":1", "1:2:3", "1:0", "0:1", "nan:1", "1:inf", "1:23,4:48"),
                *("4:48,4:48,1:23", "40:9,26:94,4:48,1:23", "1:1e9"),
            )
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(UsageFault) as caught:
        read(text)
    assert caught.value.remedy
    assert str(caught.value).isprintable()


@given(st.sampled_from(READERS), st.text(max_size=30))
def test_any_text_is_a_value_or_a_usage_fault(read: Callable[[str], object], text: str) -> None:
    said = ""
    try:
        read(text)
    except UsageFault as fault:
        said = str(fault)
    assert said.isprintable()
