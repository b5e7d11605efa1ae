"""Chains and unattended runs: where the focus goes, where it rests, and what ends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.focus.sequence import Order
from fsq_tui.session.requests import Rename, SetOrder, ToggleSequencing
from tests.session.running import FOUR, played, point, stands_on

ONE_COMMAND_S = 0.3

# ---- SET, chains, skips -------------------------------------------------------------------


def test_set_passes_over_skipped_points(tmp_path: Path) -> None:
    with played(tmp_path, point(100), point(120, marks="x"), point(140), point(160)) as show:
        show.press("set")
        assert stands_on(show, 3)
        assert show.met == [3]


def test_the_last_point_that_is_not_skipped_is_the_last(tmp_path: Path) -> None:
    with played(tmp_path, point(100), point(120), point(140, marks="x"), start=2) as show:
        show.press("set")
        assert show.hint == "Point 2 is the last one. Q returns to point 1."
        assert stands_on(show, 2)


def test_q_returns_to_the_first_that_is_not_skipped(tmp_path: Path) -> None:
    with played(tmp_path, point(100, marks="x"), point(120), point(140), start=3) as show:
        show.press("q")
        assert stands_on(show, 2)
    with played(tmp_path, *FOUR, order=Order.REVERSE, start=1) as show:
        show.press("set")
        assert show.hint == "Point 1 is the last one. Q returns to point 4."
        show.press("q")
        assert stands_on(show, 4)


def test_a_point_that_chains_goes_on_after_its_dwell(tmp_path: Path) -> None:
    points = (point(100), point(120, 1.0, 2.0, ">"), point(140, 1.0, 0.0, ">"), point(160), FOUR[0])
    with played(tmp_path, *points) as show:
        show.press("set")
        assert stands_on(show, 4), "the first that does not chain"
        assert [entry for entry in show.way if entry[0] != "idle"] == [
            ("moving", 2), ("dwelling", 2), ("moving", 3), ("moving", 4),
        ]  # fmt: skip
        began_s = [t for t, entry in zip(show.times_s, show.way, strict=True) if entry[0] != "idle"]
        assert began_s[2] - began_s[0] == pytest.approx(1.0 + 2.0, abs=0.1)
        assert began_s[3] - began_s[2] == pytest.approx(1.0, abs=0.1), "straight on"


def test_while_dwelling_the_overlay_is_that_of_the_resting_point(tmp_path: Path) -> None:
    with played(tmp_path, point(100), point(120, 1.0, 2.0, ">"), point(140)) as show:
        seen: list[tuple[str, bool, bool]] = []
        show.clock.at(
            show.clock.now() + 2.0,
            lambda: seen.append((show.line, show.shown.busy, show.shown.running)),
        )
        show.press("set")
        cm = show.shown.rows[1].point.distance_cm
        assert seen == [(f"[play]   2 / 3 |    {cm:3d}cm  |  1.000s", True, True)]


@pytest.mark.parametrize("button", ["set", "q", "point_3", "jog_forward_1"])
def test_while_dwelling_keys_are_refused_as_while_moving(tmp_path: Path, button: str) -> None:
    with played(tmp_path, *FOUR) as show:
        hints: list[str] = []
        show.on_dwelling(button)
        show.session.subscribe(lambda: hints.append(show.hint))
        show.press("play")
        assert any("refused: the lens is dwelling. STOP halts it." in hint for hint in hints)
        assert show.met[-3:] == [2, 3, 4]
        assert stands_on(show, 4)


# ---- PLAY ---------------------------------------------------------------------------------


def test_play_runs_from_the_current_point_to_the_last_and_rests_at_each(tmp_path: Path) -> None:
    with played(tmp_path, *FOUR, start=2) as show:
        show.press("play")
        assert stands_on(show, 4)
        assert [entry for entry in show.way if entry[0] != "idle"] == [
            ("moving", 2), ("dwelling", 2), ("moving", 3), ("dwelling", 3), ("moving", 4),
        ]  # fmt: skip
        begun_s = [t for t, entry in zip(show.times_s, show.way, strict=True) if entry[0] != "idle"]
        assert begun_s[4] - begun_s[2] == pytest.approx(1.5, abs=0.1)


def test_from_the_last_point_play_begins_again_as_fast_as_possible(tmp_path: Path) -> None:
    with played(tmp_path, point(100, 9.0), point(120, marks="x"), point(140), start=3) as show:
        begin_s = show.clock.now()
        show.press("play")
        assert show.met == [1, 3]
        assert stands_on(show, 3)
        assert show.clock.now() - begin_s < 4.0


def test_a_run_begins_at_its_point_though_the_lens_was_taken_elsewhere(tmp_path: Path) -> None:
    with played(tmp_path, *FOUR) as show:
        show.press("jog_forward_3", "play")
        assert show.met == [1, 2, 3, 4]
        assert stands_on(show, 4)


def test_in_reverse_play_runs_down_and_each_pull_takes_the_time_of_the_later_point(
    tmp_path: Path,
) -> None:
    points = (point(100, 9.0), point(120, 2.0), point(140, 3.0))
    with played(tmp_path, *points, order=Order.REVERSE) as show:
        show.press("play")
        assert show.met == [3, 2, 1]
        assert [line.split("s,")[0] for line in show.log[-2:]] == [
            "point 2: asked 3.000",
            "point 1: asked 2.000",
        ]
        assert stands_on(show, 1)


@pytest.mark.parametrize(
    ("order", "met"),
    [
        (Order.LOOP, [1, 2, 3, 1, 2, 3, 1, 2, 3]),
        (Order.PING_PONG, [1, 2, 3, 2, 1, 2, 3, 2, 1]),
    ],
)
def test_an_endless_run_goes_on_until_stop(tmp_path: Path, order: Order, met: list[int]) -> None:
    with played(tmp_path, *FOUR[:3], order=order) as show:
        show.press_in(100.0, "stop")
        begin_s = show.clock.now()
        show.press("play")
        assert show.clock.now() - begin_s == pytest.approx(100.0, abs=ONE_COMMAND_S)
        assert show.met[:9] == met
        assert len(show.met) == pytest.approx(100.0 / 1.5, abs=3)
        assert "halted" in show.hint


def test_a_loop_goes_round_in_the_time_of_the_first_point(tmp_path: Path) -> None:
    points = (point(100, 4.0), point(120, 1.0), point(140, 1.0))
    with played(tmp_path, *points, order=Order.LOOP, start=3) as show:
        show.press("set")
        assert stands_on(show, 1)
        assert show.log[-1].startswith("point 1: asked 4.0")
        assert show.shown.rows[0].transition is not None, "something leads into it"


def test_a_ping_pong_remembers_which_way_it_goes(tmp_path: Path) -> None:
    with played(tmp_path, *FOUR[:3], order=Order.PING_PONG) as show:
        show.press("set", "set", "set")
        assert show.met == [2, 3, 2]
        show.press("set")
        assert stands_on(show, 1)
        show.press("set", "set", "set", "q", "set")
        assert show.met[-5:] == [2, 3, 2, 1, 2]


@pytest.mark.parametrize("delay_s", [0.05, 0.5, 1.2, 1.45, 2.7, 7.33])
def test_stop_halts_a_run_within_a_command(tmp_path: Path, delay_s: float) -> None:
    """Moving or dwelling, and nothing goes on by itself afterwards."""
    with played(tmp_path, *FOUR, order=Order.LOOP) as show:
        begin_s = show.clock.now()
        show.press_in(delay_s, "stop")
        show.press("play")
        assert show.clock.now() - begin_s - delay_s <= ONE_COMMAND_S
        assert (show.shown.activity, show.shown.running) == (Activity.IDLE, False)
        assert show.shown.position.step == show.lens.true_step
        stood = show.lens.true_step
        show.rest(30.0)
        show.session.serve()
        assert show.lens.true_step == stood


def test_play_again_lets_the_transition_finish(tmp_path: Path) -> None:
    with played(tmp_path, *FOUR, order=Order.LOOP) as show:
        hints: list[str] = []
        show.session.subscribe(lambda: hints.append(show.hint))
        show.after(3, "play", 0.3)
        show.press("play")
        assert stands_on(show, 3)
        assert "The run ends when this transition is done." in hints
        assert show.hint == "The run has ended at point 3."


def test_play_again_ends_a_dwell_at_once(tmp_path: Path) -> None:
    with played(tmp_path, point(100, 1.0, 60.0), point(120)) as show:
        begin_s = show.clock.now()
        show.on_dwelling("play")
        show.press("play")
        assert stands_on(show, 1)
        assert show.clock.now() - begin_s < 1.0
        assert show.hint == "The run has ended at point 1."


def test_play_ends_a_chain_as_well_but_no_single_pull(tmp_path: Path) -> None:
    with played(tmp_path, point(100), point(120, 1.0, 1.0, ">"), point(140), point(160)) as show:
        show.press_in(0.5, "play")
        show.press("set")
        assert stands_on(show, 2)
        show.press("set")
        assert stands_on(show, 3)
        hints: list[str] = []
        show.session.subscribe(lambda: hints.append(show.hint))
        show.press_in(0.5, "play")
        show.press("set")
        assert "PLAY refused: the lens is moving. STOP halts it." in hints
        assert stands_on(show, 4)


@pytest.mark.parametrize("delay_s", [0.2, 1.2])
def test_info_and_the_menu_halt_a_run(tmp_path: Path, delay_s: float) -> None:
    with played(tmp_path, *FOUR, order=Order.LOOP) as show:
        show.press_in(delay_s, "info")
        show.press("play")
        assert (show.shown.mode, show.shown.activity) == (Mode.OFF, Activity.IDLE)
        show.press("info", "info")
        show.clock.at(show.clock.now() + delay_s, lambda: show.session.ask(ToggleSequencing()))
        show.press("play")
        assert not show.shown.sequencing
        assert not show.shown.running


def test_nothing_is_edited_during_a_run(tmp_path: Path) -> None:
    with played(tmp_path, *FOUR) as show:
        before = show.path.read_bytes()
        show.clock.at(show.clock.now() + 1.2, lambda: show.session.ask(SetOrder(Order.LOOP)))
        show.clock.at(show.clock.now() + 1.3, lambda: show.session.ask(Rename("x")))
        show.press("play")
        assert stands_on(show, 4)
        assert show.path.read_bytes() == before


def test_a_run_needs_two_points(tmp_path: Path) -> None:
    with played(tmp_path, point(100), point(120, marks="x"), order=Order.LOOP) as show:
        show.press("play")
        assert show.hint == "Nothing to run: it takes two points that are not skipped."
        assert not show.met


def test_a_loop_of_points_on_one_step_heeds_stop(tmp_path: Path) -> None:
    here = point(100, 0.0, 0.0, ">")
    with played(tmp_path, here, here, order=Order.LOOP) as show:
        for button in ("set", "play"):
            show.press_in(5.0, "stop")
            show.press(button)
            assert "halted" in show.hint
        assert len(show.met) < 600, "fifty times a second at most"


def test_a_run_is_over_where_the_camera_goes_away(tmp_path: Path) -> None:
    with played(tmp_path, *FOUR) as show:
        show.clock.at(show.clock.now() + 2.5, show.lens.unplug)
        show.press("play")
        assert show.shown.lost
        assert not show.shown.running
        assert show.met == [1, 2, 3]
