"""The play of a gear, held against that of the simulated lens."""

from __future__ import annotations

import dataclasses

from hypothesis import given, settings
from hypothesis import strategies as st

from fsq_tui.backend.model import load_model
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.clock import VirtualClock
from fsq_tui.errors import AtStop
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from fsq_tui.focus.play import Play


@settings(max_examples=300)
@given(
    backlash_steps=st.integers(0, 30),
    seed=st.integers(0, 2**32 - 1),
    moves=st.lists(st.tuples(st.sampled_from([1, 2, 3]), st.sampled_from([FORWARD, BACKWARD]))),
)
def test_it_is_known_of_the_simulated_lens_as_far_as_its_commands_tell(
    backlash_steps: int, seed: int, moves: list[tuple[int, int]]
) -> None:
    figures = load_model("backlash")
    exact = tuple(dataclasses.replace(mode, spread=0) for mode in figures.modes)
    model = dataclasses.replace(
        figures, modes=exact, backlash_steps=backlash_steps, lost_step_rate=0.0
    )
    lens = SimulatedLens(model, VirtualClock(), seed)
    play = Play(float(backlash_steps))
    for size, direction in moves:
        asked = next(mode.steps for mode in exact if mode.step_size == size)
        was_known, before = play.least == play.most, lens.true_step
        swallowed = play.left(direction)
        try:
            lens.drive(size, direction)
        except AtStop:
            play.meet(direction)
            assert play.left(direction) == 0.0
        else:
            moved = play.turn(asked, direction)
            assert moved == asked - min(asked, swallowed)
            assert abs(lens.true_step - before) <= moved
            if was_known:
                assert abs(lens.true_step - before) == moved
        assert play.least <= lens._play <= play.most


def test_nothing_is_told_of_a_gear_that_may_stand_anywhere() -> None:
    play = Play(3.0)
    assert (play.left(FORWARD), play.left(BACKWARD)) == (0.0, 0.0)
    assert play.turn(1.0, FORWARD) == 1.0
    assert (play.left(FORWARD), play.left(BACKWARD)) == (0.0, 1.0)
    play.turn(2.0, FORWARD)
    assert (play.left(FORWARD), play.left(BACKWARD)) == (0.0, 3.0)
    play.lose()
    assert play.left(BACKWARD) == 0.0


def test_play_that_is_partly_taken_up_is_as_little_as_is_left() -> None:
    play = Play(3.0)
    play.meet(BACKWARD)
    assert play.turn(2.0, FORWARD) == 0.0
    assert (play.left(FORWARD), play.left(BACKWARD)) == (1.0, 2.0)
    assert play.turn(4.0, FORWARD) == 3.0
    assert play.turn(4.0, BACKWARD) == 1.0


def test_a_gear_without_play_moves_its_lens_by_every_step() -> None:
    play = Play()
    assert play.turn(5.0, FORWARD) == 5.0
    assert play.turn(1.0, BACKWARD) == 1.0
    assert play.left(FORWARD) == 0.0
