"""How a point is played, edited by keys: on disk at once, undone like any edit, told in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fsq_tui.focus.scale import shapes_of
from fsq_tui.focus.sequence import Order
from fsq_tui.focus.shape import Shape
from fsq_tui.session.requests import Retime, SetDwell, SetOrder
from fsq_tui.storage.scene import read_scene
from tests.session.running import CALIBRATION, FOUR, Show, played
from tests.session.stage import stage


@pytest.fixture
def show(tmp_path: Path) -> Iterator[Show]:
    """In edit mode on point 2 of four."""
    with played(tmp_path, *FOUR) as made:
        made.press("info", "info", "right")
        yield made


def test_shape_goes_round_all_that_the_lens_can_do(show: Show) -> None:
    met = []
    for _ in Shape:
        show.press("shape")
        met.append(read_scene(show.path).points[1].shape)
    assert met == [*list(Shape)[1:], Shape.LINEAR]
    assert show.hint == "Point 2: the pull to it is linear."


def test_dioptres_need_a_distance_scale() -> None:
    assert Shape.DIOPTRES in shapes_of(CALIBRATION)
    blind = replace(CALIBRATION, distances_cm=(0,) * len(CALIBRATION.distances_cm))
    for calibration in (None, blind, replace(CALIBRATION, distances_cm=())):
        assert shapes_of(calibration) == (
            Shape.LINEAR, Shape.EASE_IN, Shape.EASE_OUT, Shape.EASE,
        )  # fmt: skip


def test_nothing_leads_into_point_1_but_in_a_loop(show: Show) -> None:
    show.press("left", "shape")
    assert show.hint == "Point 1 has no transition: nothing leads into it."
    show.ask(SetOrder(Order.LOOP))
    show.press("shape")
    show.ask(Retime(3.0))
    first = read_scene(show.path).points[0]
    assert (first.shape, first.duration_s) == (Shape.EASE_IN, 3.0)


def test_chain_dwell_and_skip_are_on_disk_at_once_and_told(show: Show) -> None:
    show.press("chain")
    assert show.hint == "Point 2: the focus goes on by itself, after 0.5 s."
    show.ask(SetDwell(0.0))
    assert show.hint == "Point 2: the focus goes on by itself, straight away."
    show.press("chain")
    assert show.hint == "Point 2: the focus stays until SET."
    show.ask(SetDwell(1.23456))
    assert show.hint == "Point 2: the focus rests 1.235 s where the sequence runs by itself."
    show.press("skip")
    assert show.hint == "Point 2: play passes over it."
    second = read_scene(show.path).points[1]
    assert (second.chain, second.dwell_s, second.skip) == (False, 1.235, True)
    show.press("skip")
    assert show.hint == "Point 2: play stops at it."


@pytest.mark.parametrize("dwell_s", [-0.1, 100.0, float("nan")])
def test_a_dwell_that_cannot_be_is_refused(show: Show, dwell_s: float) -> None:
    show.ask(SetDwell(dwell_s))
    assert show.hint == "A dwell takes 0 to 99.9 s."
    assert read_scene(show.path).points == FOUR


def test_the_transition_shown_is_the_one_that_play_makes(show: Show) -> None:
    assert [row.transition and row.transition.steps for row in show.shown.rows] == [
        None,
        20,
        20,
        20,
    ]
    show.press("skip")
    assert [row.transition and row.transition.steps for row in show.shown.rows] == [
        None,
        20,
        40,
        20,
    ]
    show.ask(SetOrder(Order.LOOP))
    assert [row.transition and row.transition.steps for row in show.shown.rows] == [60, 20, 40, 20]


def test_every_one_of_these_edits_is_undone_also_after_a_restart(show: Show) -> None:
    show.press("shape", "chain", "skip")
    show.ask(SetDwell(2.0))
    show.ask(SetOrder(Order.PING_PONG))
    show.press("trash")
    show.session.close()
    with stage(show.path.parent) as again:
        assert again.shown.order is Order.PING_PONG
        again.press("info", "undo")
        assert again.shown.order is Order.PING_PONG, "another edit's undo leaves the order alone"
        again.press("undo")
        assert (again.shown.order, read_scene(again.path).order) == (Order.ONCE, Order.ONCE)
        assert again.shown.rows[1].point.skip
        again.press(*["undo"] * 4)
        assert read_scene(again.path).points == FOUR
        again.press(*["redo"] * 5)
        assert again.shown.order is Order.PING_PONG


def test_in_play_the_points_are_as_they_are_but_the_order_can_change(show: Show) -> None:
    show.press("info")
    for button in ("shape", "chain", "skip"):
        show.press(button)
        assert "does nothing in play mode" in show.hint
    show.ask(SetDwell(1.0))
    assert show.hint == "That works in edit mode. INFO goes there."
    show.ask(SetOrder(Order.REVERSE))
    assert show.hint == "Play order: reverse."
    show.press("set")
    assert show.shown.index == 0
    assert read_scene(show.path).points == FOUR
