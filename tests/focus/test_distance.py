"""How distances are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsq_tui.errors import UsageFault
from fsq_tui.focus.distance import dioptres, distance_field, distance_label, parse_distance


@pytest.mark.parametrize(
    ("distance_cm", "field", "label"),
    [
        (65535, "  inf. ", "inf"),
        (0, " ----- ", "-"),
        (54, "   54cm", "54cm"),
        (99, "   99cm", "99cm"),
        (100, " 1.000m", "1m"),
        (120, " 1.200m", "1.2m"),
        (1647, "16.470m", "16.47m"),
        (9999, "99.990m", "99.99m"),
        (65534, "655.34m", "655.34m"),
    ],
)
def test_written_forms(distance_cm: int, field: str, label: str) -> None:
    assert distance_field(distance_cm) == field
    assert distance_label(distance_cm) == label


@given(st.integers(0, 65535))
def test_the_field_is_always_seven_columns(distance_cm: int) -> None:
    assert len(distance_field(distance_cm)) == 7


def test_dioptres() -> None:
    assert dioptres(50) == 2.0
    assert dioptres(65535) == 0.0
    with pytest.raises(ValueError, match="unknown"):
        dioptres(0)


@pytest.mark.parametrize(
    ("text", "distance_cm"),
    [
        ("54", 54.0),
        ("54cm", 54.0),
        ("1.2m", 120.0),
        ("1,2 M", 120.0),
        (" 1.5m ", 150.0),
        ("inf", 65535.0),
        ("Inf.", 65535.0),
        ("infinity", 65535.0),
        ("5ft", 152.4),
        ("5'", 152.4),
        ("4'11\"", 149.86),
        ("4 ft 11 in", 149.86),
        ("4'", 121.92),
        ('11"', 27.94),
        ("5.5ft", 167.64),
        ("0.4", 0.4),
    ],
)
def test_what_is_typed_is_a_distance(text: str, distance_cm: float) -> None:
    assert parse_distance(text) == pytest.approx(distance_cm)


@pytest.mark.parametrize(
    "text",
    ["", " ", "0", "0m", "-5", "nan", "2200ft", "700m", "1e3", "1.2.3m", "5'6", "m", "'", "5m 3cm",
     "\x1b[2J", "1" * 5000],
)  # fmt: skip
def test_what_is_no_distance_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(UsageFault) as caught:
        parse_distance(text)
    assert caught.value.remedy
    assert str(caught.value).isprintable()


@given(st.integers(1, 65535))
def test_what_is_shown_can_be_typed(distance_cm: int) -> None:
    assert round(parse_distance(distance_label(distance_cm))) == distance_cm
    assert parse_distance(str(distance_cm)) == distance_cm


@given(st.text(max_size=30))
def test_any_text_is_a_distance_or_a_usage_fault(text: str) -> None:
    said = ""
    try:
        assert 0.0 < parse_distance(text) <= 65535
    except UsageFault as fault:
        said = str(fault)
    assert said.isprintable()
