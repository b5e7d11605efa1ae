"""How distances are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsq_tui.focus.distance import dioptres, distance_field, distance_label


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
