"""What many pictures along a move tell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsq_tui.pictures.edge import edge_of
from fsq_tui.pictures.sharpness import COLUMNS, ROWS, SCALES, Sharpness
from fsq_tui.pictures.track import Track, fitted

LAST = 200
NOISE = 0.02
VARIANCES = np.full(SCALES, NOISE**2)


def picture(place: float, seed: int | None = None) -> Sharpness:
    """Tiles that are sharp at places of their own, and then less and less."""
    sharp_at = np.linspace(-20, LAST + 20, ROWS * COLUMNS).reshape(ROWS, COLUMNS)
    scales = [8 - s - 2 * np.log1p(np.abs(place - sharp_at) / (20 + 10 * s)) for s in range(SCALES)]
    noise = (
        0.0 if seed is None else np.random.default_rng(seed).normal(0, NOISE, (3, ROWS, COLUMNS))
    )
    exact: Sharpness = (np.stack(scales) + noise).astype(np.float32)
    return exact


def track(apart: int = 4) -> Track:
    places = [float(place) for place in range(0, LAST + 1, apart)]
    return Track(places, [picture(place, round(place)) for place in places], VARIANCES)


@given(st.floats(5, LAST - 5), st.integers(1000, 1100))
@settings(max_examples=30)
def test_a_picture_is_found_where_it_was_taken(place: float, seed: int) -> None:
    found = TRACK.place(picture(place, seed))
    assert found == pytest.approx(place, abs=2)
    assert TRACK.place(picture(place, seed), near=place + 3, within=5) == found


@given(st.floats(10, LAST - 10), st.integers(1000, 1100))
@settings(max_examples=30)
def test_a_picture_is_found_between_steps(place: float, seed: int) -> None:
    found = TRACK.between(picture(place, seed), near=place, within=5)
    assert found == pytest.approx(place, abs=1.0)


def test_a_picture_at_the_end_of_the_track_is_found_there() -> None:
    for end in (0, LAST):
        assert TRACK.between(picture(end), near=end, within=5) == pytest.approx(end, abs=1.0)


def test_a_scene_at_one_distance_has_two_places_for_a_picture() -> None:
    assert TRACK.twins() == 0.0
    places = [float(place) for place in range(0, LAST + 1, 4)]
    folded = [picture(abs(place - 80), round(place)) for place in places]
    assert Track(places, folded, VARIANCES).twins() > 0.5


def test_a_picture_is_looked_for_where_it_can_be() -> None:
    assert TRACK.place(picture(100), near=20, within=5) == 25
    assert TRACK.place(picture(100), near=-50, within=5) == 0


@given(
    st.floats(-30, -3),
    st.floats(LAST - 10, LAST + 5),
    st.lists(st.integers(0, 9), min_size=5, max_size=9, unique=True).map(sorted),
)
@settings(max_examples=30)
def test_steps_of_a_command_and_where_a_move_began(
    slope: float, start: float, counts: list[int]
) -> None:
    on = [count for count in counts if 0 <= start + slope * count <= LAST]
    if len(on) < 4:
        return
    pictures = [picture(start + slope * count, 7 * count) for count in on]
    line = fitted(TRACK.misfits(pictures), on, (-40.0, -0.5), (LAST - 15.0, LAST + 10.0))
    assert line.slope == pytest.approx(slope, abs=0.5)
    assert line.start + line.slope * on[0] == pytest.approx(start + slope * on[0], abs=1.5)
    assert line.misfit < 5


def test_pictures_of_something_else_do_not_fit() -> None:
    strange = [picture(place, place)[:, ::-1] for place in range(0, LAST, 25)]
    line = fitted(TRACK.misfits(strange), range(8), (0.5, 30.0), (0.0, 50.0))
    assert line.misfit > 20


@given(st.floats(120, 190), st.floats(0.2, 3.0), st.integers(0, 1000))
@settings(max_examples=40)
def test_a_stop_is_located_by_how_its_picture_is_neared(edge: float, gap: float, seed: int) -> None:
    places = [float(place) for place in range(LAST + 10)]
    way = np.maximum(edge - np.array(places), 0.0) * gap
    noise = np.random.default_rng(seed).normal(0, 0.15, len(places)) * np.sqrt(1 + 2 * way**2)
    found = edge_of(places, list(1 + way**2 + noise))
    assert found.place == pytest.approx(edge, abs=0.5 + 1.0 / gap)
    assert found.blur == pytest.approx(1 / gap, rel=0.6)


TRACK = track()
