"""Edits of the sequence, and undo of every one of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsq_tui.focus.sequence import (
    FocusPoint,
    History,
    Sequence,
    clean_name,
    named,
    round_duration,
    tick_duration,
)

A, B, C = FocusPoint(0, 65535), FocusPoint(1450, 54, 1.3), FocusPoint(3000, 30, 2.0, "door")


def test_a_point_is_inserted_after_the_current_one() -> None:
    assert Sequence((A, C), 0).inserted(B) == Sequence((A, B, C), 1)
    assert Sequence().inserted(A) == Sequence((A,), 0)


def test_the_point_that_takes_the_place_becomes_current() -> None:
    assert Sequence((A, B, C), 1).removed() == Sequence((A, C), 1)
    assert Sequence((A, B, C), 2).removed() == Sequence((A, B), 1)
    assert Sequence((A,), 0).removed() == Sequence()


def test_recording_keeps_duration_and_name() -> None:
    assert Sequence((A, C), 1).recorded(7, 99).current == FocusPoint(7, 99, 2.0, "door")


def test_retimed_and_renamed() -> None:
    sequence = Sequence((A, B), 1).retimed(4.5).renamed("face")
    assert sequence.points == (A, FocusPoint(1450, 54, 4.5, "face"))


@pytest.mark.parametrize(
    ("duration_s", "up_s", "down_s"),
    [
        (1.243, 1.3, 1.2),
        (1.3, 1.4, 1.2),
        (0.0, 0.1, 0.0),
        (0.05, 0.1, 0.0),
        (99.9, 99.9, 99.8),
        (0.3, 0.4, 0.2),
        (2.9, 3.0, 2.8),
    ],
)
def test_up_and_down_go_to_the_next_tenth(duration_s: float, up_s: float, down_s: float) -> None:
    assert tick_duration(duration_s, 1) == up_s
    assert tick_duration(duration_s, -1) == down_s


@given(st.integers(0, 998))
def test_a_hundred_ticks_do_not_drift(tenths: int) -> None:
    assert tick_duration(tick_duration(tenths / 10, 1), -1) == tenths / 10


@given(st.floats(0, 99))
def test_a_rounded_duration_is_never_shorter(duration_s: float) -> None:
    assert duration_s - 1e-9 <= round_duration(duration_s) < duration_s + 0.0011


edits = st.lists(st.sampled_from(["insert", "remove", "retime", "record"]), max_size=12)


def _edit(sequence: Sequence, edit: str, number: int) -> Sequence:
    if edit == "insert" or not sequence.points:
        return sequence.inserted(FocusPoint(number))
    if edit == "remove":
        return sequence.removed()
    return sequence.retimed(number / 10) if edit == "retime" else sequence.recorded(number, 50)


@given(edits)
def test_every_edit_can_be_undone_and_made_again(made: list[str]) -> None:
    history = History(Sequence((A,)))
    states = [history.present]
    for number, edit in enumerate(made):
        history = history.edited(_edit(history.present, edit, number))
        states.append(history.present)
    for state in reversed(states[:-1]):
        history = history.undone()
        assert history.present == state
    for state in states[1:]:
        history = history.redone()
        assert history.present == state


def test_an_edit_after_undo_drops_what_was_undone() -> None:
    history = History(Sequence((A,))).edited(Sequence((A, B), 1)).undone()
    assert history.edited(Sequence((A, C), 1)).future == ()


def test_moving_is_not_an_edit() -> None:
    history = History(Sequence((A, B))).moved_to(1)
    assert history.present.index == 1
    assert not history.past


def test_history_keeps_a_bounded_number_of_edits() -> None:
    history = History(Sequence((A,)))
    for number in range(History.DEPTH + 50):
        history = history.edited(history.present.retimed(number / 10 + 1))
    assert len(history.past) == History.DEPTH


def test_names() -> None:
    assert clean_name("  face\x1b[2J\n of her ") == "face[2J of her"
    assert len(clean_name("x" * 99)) == 32
    assert named((A, C, B), "DOOR") == [1]
