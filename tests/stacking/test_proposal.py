from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fsq_tui.errors import UsageFault
from fsq_tui.focus.depth_of_field import Optics, depth_of_field
from fsq_tui.focus.distance import INFINITY_CM
from fsq_tui.stacking.proposal import Proposal, in_short, proposal, with_shots

PORTRAIT = Optics(50.0, 8.0, 29.0)
MACRO = Optics(100.0, 8.0, 29.0)


def gaps(optics: Optics, proposed: Proposal) -> list[float]:
    """Of neighbours, where the nearer one's depth of field ends less where the next one begins."""
    depths = [depth_of_field(optics, cm) for cm in proposed.distances_cm]
    return [after.near_cm - before.far_cm for before, after in itertools.pairwise(depths)]


@pytest.mark.parametrize(
    ("optics", "near_cm", "far_cm"),
    [
        (PORTRAIT, 54.0, 200.0),
        (PORTRAIT, 54.0, float(INFINITY_CM)),
        (MACRO, 20.0, 22.0),  # 1:1 and less
        (MACRO, 20.0, float(INFINITY_CM)),
    ],
)
def test_without_overlap_the_depths_of_field_touch(
    optics: Optics, near_cm: float, far_cm: float
) -> None:
    """Held against depth_of_field, which is another way of writing it."""
    proposed = proposal(optics, near_cm, far_cm, overlap=0.0)
    assert (proposed.distances_cm[0], proposed.distances_cm[-1]) == (near_cm, far_cm)
    assert max(gaps(optics, proposed)) <= 1e-6
    fewer = with_shots(optics, near_cm, far_cm, proposed.shots - 1)
    assert min(gaps(optics, fewer)) > 0
    assert fewer.overlap < 0 <= proposed.overlap


@given(
    focal_length_mm=st.floats(8, 600),
    aperture=st.floats(1.2, 32),
    coc_um=st.floats(3, 50),
    magnification=st.floats(0.01, 2.0),
    reach=st.floats(1.01, 5.0),
    overlap=st.floats(0.0, 0.8),
)
def test_any_stack_covers_all_of_it_with_as_few_shots_as_can_be(
    focal_length_mm: float,
    aperture: float,
    coc_um: float,
    magnification: float,
    reach: float,
    overlap: float,
) -> None:
    optics = Optics(focal_length_mm, aperture, coc_um)
    near_cm = focal_length_mm / 10 * (1 + 1 / magnification)
    far_cm = near_cm * reach
    assume(far_cm < INFINITY_CM)
    proposed = proposal(optics, near_cm, far_cm, overlap)
    assume(proposed.shots <= 500)
    assert list(proposed.distances_cm) == sorted(set(proposed.distances_cm))
    assert proposed.overlap >= overlap - 1e-6
    assert all(gap <= 1e-6 * far_cm for gap in gaps(optics, proposed) if math.isfinite(gap))
    if proposed.shots > 2:
        assert with_shots(optics, near_cm, far_cm, proposed.shots - 1).overlap < overlap


def test_the_number_is_that_of_a_reckoning_by_hand() -> None:
    """H = 43.203 m; ln(0.95 / 0.9) = 0.05407 and ln(1 / 0.9) = 0.10536 by ln(H / (H - 0.2 m))."""
    assert proposal(MACRO, 100.0, 200.0, 0.0).shots == 1 + 12  # 11.65 by 0.004640
    assert proposal(MACRO, 100.0, 200.0, 0.5).shots == 1 + 24
    assert proposal(MACRO, 100.0, INFINITY_CM, 0.0).shots == 1 + 23
    assert proposal(MACRO, 4000.0, INFINITY_CM).shots == 2


def test_a_span_of_whole_spacings_takes_no_shot_more() -> None:
    typed = with_shots(PORTRAIT, 54.0, 80.0, 6)
    assert proposal(PORTRAIT, 54.0, 80.0, typed.overlap).shots == 6


def test_it_says_why_and_how_long() -> None:
    proposed = proposal(PORTRAIT, 54.0, 200.0)
    assert proposed.reason == (
        "54cm to 2m is 7.7 times what one shot at 50 mm, f/8 covers, at a circle of confusion of "
        "29 um; at least 25% overlap asked, neighbours overlap by 30%."
    )
    assert proposed.told() == "12 shots, 11 moves, about 33 s"
    assert proposed.expected_s(settle_s=5.0) == pytest.approx(12 * 5.3 + 11 * 0.5)
    typed = with_shots(PORTRAIT, 54.0, 200.0, 5).reason
    assert (
        "the number is yours, between neighbours 94% of what one shot covers is left out." in typed
    )
    assert in_short(2, 140.0) == "2 shots, 1 move, about 2 min"


def test_an_aperture_that_diffraction_spoils_is_told() -> None:
    assert "Diffraction alone blurs by 30 um" in proposal(Optics(50, 22, 29), 54, 200).reason
    assert "Diffraction" not in proposal(Optics(50, 16, 29), 54, 200).reason


@pytest.mark.parametrize(
    ("optics", "near_cm", "far_cm", "sentence"),
    [
        (PORTRAIT, 5.0, 100.0, "Nothing within the focal length, 50 mm"),
        (PORTRAIT, 54.0, 54.0, "not nearer than the far one"),
        (PORTRAIT, 200.0, 54.0, "not nearer than the far one"),
        (PORTRAIT, 65535.0, 65536.0, "not nearer than the far one"),
        (Optics(1.0, 64.0, 100.0), 54.0, 200.0, "everything is sharp at once"),
    ],
)
def test_ends_that_are_no_stack_are_refused(
    optics: Optics, near_cm: float, far_cm: float, sentence: str
) -> None:
    with pytest.raises(UsageFault, match=sentence):
        proposal(optics, near_cm, far_cm)
    with pytest.raises(UsageFault, match=sentence):
        with_shots(optics, near_cm, far_cm, 5)


def test_a_stack_has_two_shots_and_an_overlap_below_one() -> None:
    with pytest.raises(UsageFault, match="two shots or more"):
        with_shots(PORTRAIT, 54.0, 200.0, 1)
    with pytest.raises(ValueError, match="from 0 to below 1"):
        proposal(PORTRAIT, 54.0, 200.0, 1.0)
