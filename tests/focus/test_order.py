"""Which point comes next, against plain lists of what an operator would expect."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsq_tui.focus.order import BACK, ONWARD, Leg, first_index, led_from, manner, next_leg
from fsq_tui.focus.sequence import FocusPoint, Order
from fsq_tui.focus.shape import Shape

Points = tuple[FocusPoint, ...]

sequences = st.lists(st.booleans(), max_size=9).map(
    lambda skips: tuple(FocusPoint(number, skip=skip) for number, skip in enumerate(skips))
)
orders = st.sampled_from(Order)


def points(text: str) -> Points:
    """A point for each character; those that are x are skipped."""
    return tuple(FocusPoint(number, skip=mark == "x") for number, mark in enumerate(text))


def way(of: Points, order: Order, index: int, travel: int = ONWARD) -> list[tuple[int, int]]:
    """The first eight legs as numbers from 1: which point, and whose time and shape."""

    def legs() -> list[Leg]:
        made: list[Leg] = []
        at, towards = index, travel
        while len(made) < 8 and (leg := next_leg(of, order, at, towards)) is not None:
            made.append(leg)
            at, towards = leg.index, leg.travel
        return made

    return [(leg.index + 1, leg.by + 1) for leg in legs()]


@pytest.mark.parametrize(
    ("text", "order", "start", "expected"),
    [
        ("ooo", Order.ONCE, 1, [(2, 2), (3, 3)]),
        ("oxo", Order.ONCE, 1, [(3, 3)]),
        ("oox", Order.ONCE, 2, []),
        ("oxo", Order.ONCE, 2, [(3, 3)]),
        ("ooo", Order.REVERSE, 3, [(2, 3), (1, 2)]),
        ("xoxo", Order.REVERSE, 4, [(2, 4)]),
        ("ooo", Order.LOOP, 1, [(2, 2), (3, 3), (1, 1)] * 2 + [(2, 2), (3, 3)]),
        ("xoo", Order.LOOP, 2, [(3, 3), (2, 2)] * 4),
        ("ooo", Order.PING_PONG, 1, [(2, 2), (3, 3), (2, 3), (1, 2)] * 2),
        ("oxo", Order.PING_PONG, 1, [(3, 3), (1, 3)] * 4),
        ("oxx", Order.LOOP, 1, []),
        ("oxx", Order.PING_PONG, 1, []),
        ("xxx", Order.LOOP, 2, []),
        ("oxx", Order.LOOP, 3, [(1, 1)]),
        ("o", Order.REVERSE, 1, []),
    ],
)
def test_the_way_through_a_sequence(
    text: str, order: Order, start: int, expected: list[tuple[int, int]]
) -> None:
    assert way(points(text), order, start - 1) == expected


def test_on_the_way_back_of_a_ping_pong_the_way_goes_on_back() -> None:
    assert way(points("oooo"), Order.PING_PONG, 2, BACK)[:3] == [(2, 3), (1, 2), (2, 2)]


@given(sequences, orders, st.data())
def test_no_leg_goes_to_a_skipped_point_or_stays(
    of: Points, order: Order, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, max(0, len(of) - 1)))
    leg = next_leg(of, order, index, data.draw(st.sampled_from([ONWARD, BACK])))
    others = [number for number, point in enumerate(of) if not point.skip and number != index]
    if leg is None:
        assert not order.is_endless or not others
        return
    assert leg.index in others
    assert leg.by in (leg.index, index)
    if order is not Order.LOOP:
        assert leg.by == max(leg.index, index), "either way the later one's"
        between = range(min(leg.index, index) + 1, max(leg.index, index))
        assert all(of[number].skip for number in between)


@given(sequences, orders)
def test_from_its_first_point_an_order_comes_to_every_point_played(
    of: Points, order: Order
) -> None:
    played = {number for number, point in enumerate(of) if not point.skip}
    if not played:
        return
    at, travel = first_index(of, order), ONWARD
    met = {at}
    for _ in islice(of, 1, None):
        leg = next_leg(of, order, at, travel)
        if leg is not None:
            at, travel = leg.index, leg.travel
            met.add(at)
    assert met == played


@given(sequences, orders)
def test_what_leads_into_a_point_is_the_leg_that_comes_to_it(of: Points, order: Order) -> None:
    for index, point in enumerate(of):
        before = led_from(of, order, index)
        if before is None:
            assert index == 0
            assert order is not Order.LOOP or all(other.skip for other in of[1:])
        elif not point.skip and order is not Order.REVERSE:
            leg = next_leg(of, order, before)
            assert leg == Leg(index, index, ONWARD)


def test_where_an_order_begins() -> None:
    of = points("xoox")
    assert [first_index(of, order) for order in Order] == [1, 1, 1, 2]
    assert first_index(points("xx"), Order.ONCE) == 0


def test_how_a_point_is_played_in_a_word_or_three() -> None:
    assert manner(FocusPoint(1)) == ""
    assert manner(FocusPoint(1, shape=Shape.EASE, dwell_s=2.0, chain=True, skip=True)) == (
        "ease 2s> skip"
    )
    assert manner(FocusPoint(1, dwell_s=1.25)) == "1.25s"
    assert manner(FocusPoint(1, chain=True)) == ">"
