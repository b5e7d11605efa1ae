from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fsq_tui.focus.depth_of_field import (
    Optics,
    depth_at,
    depth_of_field,
    diffraction_um,
    named_focal_length_mm,
    optics_of,
    with_diffraction,
)
from fsq_tui.focus.settings import FocusSettings

LENS = "EF24mm f/2.8 IS USM"


@pytest.mark.parametrize(
    ("focal_length_mm", "aperture", "coc_um", "hyperfocal_cm"),
    [
        (50, 8, 30, 1046.7),  # the textbook's: 10.47 m
        (24, 2.8, 29, 711.8),
        (35, 11, 19, 589.6),
        (100, 2.8, 29, 12325.3),
    ],
)
def test_hyperfocal_distances_of_a_table(
    focal_length_mm: float, aperture: float, coc_um: float, hyperfocal_cm: float
) -> None:
    optics = Optics(focal_length_mm, aperture, coc_um)
    assert optics.hyperfocal_cm == pytest.approx(hyperfocal_cm, abs=0.05)


@pytest.mark.parametrize(
    ("optics", "distance_cm", "near_cm", "far_cm"),
    [
        # Worked out by hand; the first two agree with printed tables to the centimetre.
        (Optics(50, 8, 30), 200, 168.5, 246.1),
        (Optics(50, 8, 30), 500, 338.9, 952.7),
        (Optics(24, 2.8, 29), 54, 50.3, 58.2),
        (Optics(24, 2.8, 29), 65535, 709.4, math.inf),
    ],
)
def test_depths_of_a_table(
    optics: Optics, distance_cm: float, near_cm: float, far_cm: float
) -> None:
    depth = depth_of_field(optics, distance_cm)
    assert depth.near_cm == pytest.approx(near_cm, abs=0.1)
    assert depth.far_cm == pytest.approx(far_cm, abs=0.1)


OPTICS = st.builds(
    Optics,
    st.floats(4, 2000),
    st.floats(0.7, 64),
    st.floats(1, 100),
)


@given(OPTICS, st.floats(1, 65534))
def test_the_focus_lies_within_its_depth_and_beyond_the_hyperfocal_there_is_no_end(
    optics: Optics, distance_cm: float
) -> None:
    assume(distance_cm > 1.001 * optics.focal_length_mm / 10)
    depth = depth_of_field(optics, distance_cm)
    assert 0 < depth.near_cm < distance_cm < depth.far_cm
    assert math.isinf(depth.far_cm) == (distance_cm >= optics.hyperfocal_cm)


@given(OPTICS)
def test_focused_at_the_hyperfocal_half_of_it_is_sharp(optics: Optics) -> None:
    near_cm = depth_of_field(optics, optics.hyperfocal_cm).near_cm
    if optics.hyperfocal_cm < 65535:
        assert near_cm == pytest.approx(optics.hyperfocal_cm / 2)


@given(OPTICS, st.floats(1, 65534), st.floats(1.1, 4))
def test_a_smaller_aperture_deepens(optics: Optics, distance_cm: float, times: float) -> None:
    assume(distance_cm > 1.01 * optics.focal_length_mm / 10)
    smaller = Optics(optics.focal_length_mm, optics.aperture * times, optics.coc_um)
    before, after = depth_of_field(optics, distance_cm), depth_of_field(smaller, distance_cm)
    assert after.near_cm < before.near_cm
    assert after.far_cm >= before.far_cm


def test_within_the_focal_length_there_is_no_picture() -> None:
    with pytest.raises(ValueError, match="focal length"):
        depth_of_field(Optics(50, 8, 30), 5.0)


def test_diffraction_takes_its_part_of_the_circle_and_at_last_all_of_it() -> None:
    assert diffraction_um(8) == pytest.approx(10.736)
    shared = with_diffraction(Optics(50, 8, 30))
    assert shared is not None
    assert shared.coc_um == pytest.approx(28.013, abs=0.001)
    assert with_diffraction(Optics(50, 22, 29)) is None


@pytest.mark.parametrize(
    ("name", "focal_length_mm"),
    [
        (LENS, 24),
        ("EF 50mm f/1.8 II", 50),
        ("AF-S NIKKOR 50mm 1:1.8G", 50),
        ("XF35mmF1.4 R", 35),
        ("Simulated 50mm backlash", 50),
        ("MP-E65mm f/2.8 1-5x Macro Photo", 0),  # not told from an extender
        ("EF24-105mm f/4L IS USM", 0),
        ("16\u201335 mm", 0),
        ("24mm-70mm f/2.8", 0),
        ("EF300mm f/2.8L IS USM +1.4x", 0),
        ("TS-E24mm f/3.5L II", 24),
        ("Tessar 1:2,8 f=37,5mm", 37.5),
        ("a 9 mm and a 12 mm", 0),
        ("", 0),
    ],
)
def test_the_focal_length_in_a_name(name: str, focal_length_mm: float) -> None:
    assert named_focal_length_mm(name) == focal_length_mm


def test_what_is_typed_goes_before_the_name_and_what_is_unknown_stays_so() -> None:
    settings = FocusSettings(aperture=2.8)
    assert optics_of(settings, LENS) == Optics(24, 2.8, 29)
    assert optics_of(FocusSettings(aperture=2.8, focal_length_mm=85), LENS) == Optics(85, 2.8, 29)
    assert optics_of(FocusSettings(), LENS) is None
    assert optics_of(settings, "24-70mm") is None
    assert depth_at(FocusSettings(), LENS, 54) is None
    assert depth_at(settings, LENS, 0) is None
    assert depth_at(settings, LENS, 2) is None
    aware = depth_at(FocusSettings(aperture=16, diffraction_aware=True), LENS, 54)
    simple = depth_at(FocusSettings(aperture=16), LENS, 54)
    assert aware is not None
    assert simple is not None
    assert simple.near_cm < aware.near_cm
    assert depth_at(FocusSettings(aperture=22, diffraction_aware=True), LENS, 54) is None
