"""TAKE on the simulated lens: what is recorded when, and how the clip ends."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from fsq_tui.backend.simulated_clip import ClipEvent
from fsq_tui.focus.holds import Holds
from fsq_tui.focus.modes import Activity
from fsq_tui.focus.sequence import Order
from fsq_tui.session.inbox import Close
from fsq_tui.storage.takes import load_takes
from tests.session.running import FOUR, Show, played, point, stands_on
from tests.session.stage import holding

HOLDS = Holds(pre_roll_s=3.0, before_s=2.0, after_s=1.0)
PRE_ROLL, STARTING, BEFORE, PULL, DWELL, SECOND, AFTER = 1.0, 3.1, 4.3, 5.8, 7.1, 7.9, 9.4
"""Moments of the take of THREE with HOLDS, in seconds after TAKE."""
THREE = tuple(point(step, 1.5, 0.5) for step in (100, 120, 140))
ONE_COMMAND_S = 0.3


def events(show: Show) -> list[str]:
    return [entry.event.value for entry in show.lens.clip.log]


def take(show: Show) -> float:
    """TAKE with HOLDS; when it was pressed."""
    show.ask(holding(HOLDS))
    pressed_s = show.clock.now()
    show.press("take")
    return pressed_s


def is_at_rest(show: Show) -> bool:
    """Nothing runs, and the screen says so."""
    shown = show.shown
    assert not shown.recording
    return (shown.activity, shown.running, show.lens.clip.is_on) == (Activity.IDLE, False, False)


# ---- the whole of it ----------------------------------------------------------------------


def test_a_take_is_the_run_with_a_rest_on_each_side_of_it(tmp_path: Path) -> None:
    with played(tmp_path, *THREE) as show:
        pressed_s = take(show)
        started, stopped = show.lens.clip.log
        assert started.when_s - pressed_s == pytest.approx(3.0 + show.lens.clip.start_s, abs=0.01)
        drives_s = [when_s for when_s, *_ in show.lens.commands if when_s > pressed_s]
        assert drives_s[0] - started.when_s == pytest.approx(2.0, abs=0.15)
        assert stopped.when_s - drives_s[-1] == pytest.approx(1.0, abs=0.2)
        assert (started.event, stopped.event) == (ClipEvent.STARTED, ClipEvent.STOPPED)
        assert [entry for entry in show.way if entry[0] != "idle"] == [
            ("moving", 1), ("holding", 1), ("moving", 2), ("dwelling", 2), ("moving", 3),
            ("holding", 3),
        ]  # fmt: skip
        assert stands_on(show, 3)
        assert is_at_rest(show)


def test_it_counts_down_and_says_what_it_is_at(tmp_path: Path) -> None:
    with played(tmp_path, *THREE) as show:
        hints: list[str] = []
        show.session.subscribe(lambda: hints.append(show.hint))
        take(show)
        told = list(
            dict.fromkeys(hint for hint in hints if hint.startswith(("Take:", "Recording:")))
        )
        assert told == [
            "Take: recording in 3 s",
            "Take: recording in 2 s",
            "Take: recording in 1 s",
            "Take: the clip is being started",
            "Recording: pull in 2 s",
            "Recording: pull in 1 s",
            "Recording: cut in 1 s",
        ]
        assert show.hint == show.log[-1] == "Recorded a clip of 6.5 s."


def test_while_it_records_the_screen_knows_since_when(tmp_path: Path) -> None:
    with played(tmp_path, *THREE) as show:
        seen: list[tuple[bool | None, float | None]] = []
        show.clock.at(
            show.clock.now() + PULL,
            lambda: seen.append((show.shown.recording, show.shown.recording_since_s)),
        )
        take(show)
        ((recording, since_s),) = seen
        assert recording
        assert since_s == pytest.approx(show.lens.clip.log[0].when_s, abs=0.1)


def test_without_holds_it_is_as_long_as_its_run(tmp_path: Path) -> None:
    with played(tmp_path, *THREE) as show:
        show.ask(holding(Holds(0.0, 0.0, 0.0)))
        show.lens.clip.start_s = 0.0
        show.press("take")
        started, stopped = show.lens.clip.log
        assert stopped.when_s - started.when_s == pytest.approx(0.5 + 1.5 + 0.5 + 1.5, abs=0.1)


def test_from_the_last_point_the_way_back_is_not_in_the_clip(tmp_path: Path) -> None:
    with played(tmp_path, *THREE, start=3) as show:
        take(show)
        assert show.met == [1, 2, 3]
        started = show.lens.clip.log[0].when_s
        drives_s = [when_s for when_s, *_ in show.lens.commands]
        assert not [when_s for when_s in drives_s if started <= when_s < started + 1.9]


def test_a_clip_that_starts_late_is_waited_for(tmp_path: Path) -> None:
    with played(tmp_path, *THREE) as show:
        show.lens.clip.start_s = 1.0
        pressed_s = take(show)
        started = show.lens.clip.log[0].when_s
        assert started - pressed_s == pytest.approx(4.0, abs=0.01)
        first_s = min(when_s for when_s, *_ in show.lens.commands if when_s > pressed_s)
        assert first_s - started == pytest.approx(2.0, abs=0.15)


def test_the_takes_file_says_where_in_the_clip_a_pull_began(tmp_path: Path) -> None:
    with played(tmp_path, *THREE) as show:
        show.press("set", "q")
        take(show)
        takes, notes = load_takes(show.path)
        assert not notes
        assert [kept.clip_s for kept in takes[:2]] == [None, None]
        first_s, second_s = (kept.clip_s for kept in takes[-2:])
        assert first_s == pytest.approx(2.0, abs=0.1)
        assert second_s == pytest.approx(2.0 + 1.5 + 0.5, abs=0.1)


# ---- how it ends --------------------------------------------------------------------------


@pytest.mark.parametrize("delay_s", [PRE_ROLL, STARTING, BEFORE, PULL, DWELL, SECOND, AFTER])
def test_stop_halts_the_lens_and_cuts_in_every_phase(tmp_path: Path, delay_s: float) -> None:
    with played(tmp_path, *THREE) as show:
        show.press_in(delay_s, "stop")
        pressed_s = take(show)
        assert show.clock.now() - pressed_s - delay_s <= ONE_COMMAND_S
        assert "STOP" in show.hint
        assert events(show) == ([] if delay_s <= STARTING else ["started", "stopped"])
        assert is_at_rest(show)
        stood = show.lens.true_step
        show.rest(60.0)
        show.session.serve()
        assert show.lens.true_step == stood
        assert events(show) == ([] if delay_s <= STARTING else ["started", "stopped"])


@pytest.mark.parametrize("button", ["info", "stop"])
def test_leaving_play_cuts_too(tmp_path: Path, button: str) -> None:
    with played(tmp_path, *THREE) as show:
        show.press_in(PULL, button)
        take(show)
        assert events(show) == ["started", "stopped"]
        assert not show.shown.recording


@pytest.mark.parametrize("delay_s", [BEFORE, PULL, AFTER])
def test_the_end_of_the_program_cuts(tmp_path: Path, delay_s: float) -> None:
    with played(tmp_path, *THREE) as show:
        show.clock.at(show.clock.now() + delay_s, lambda: show.session._inbox.put(Close()))
        take(show)
        assert events(show) == ["started", "stopped"]


@pytest.mark.parametrize("again", ["take", "play"])
def test_take_again_ends_after_the_pull_and_still_holds(tmp_path: Path, again: str) -> None:
    with played(tmp_path, *FOUR, order=Order.LOOP) as show:
        show.after(3, again, 0.3)
        take(show)
        assert stands_on(show, 3)
        last_s = show.lens.commands[-1][0]
        assert show.lens.clip.log[-1].when_s - last_s == pytest.approx(1.0, abs=0.2)
        assert is_at_rest(show)


def test_take_again_in_a_dwell_still_holds(tmp_path: Path) -> None:
    with played(tmp_path, point(100), point(120, 1.0, 60.0), point(140)) as show:
        show.on_dwelling("take")
        take(show)
        assert stands_on(show, 2)
        last_s = show.lens.commands[-1][0]
        assert show.lens.clip.log[-1].when_s - last_s == pytest.approx(1.1, abs=0.2)


@pytest.mark.parametrize(("delay_s", "left"), [(PRE_ROLL, []), (BEFORE, ["started", "stopped"])])
def test_take_again_in_a_hold_ends_all_at_once(
    tmp_path: Path, delay_s: float, left: list[str]
) -> None:
    with played(tmp_path, *THREE) as show:
        show.press_in(delay_s, "take")
        pressed_s = take(show)
        assert show.clock.now() - pressed_s == pytest.approx(delay_s, abs=0.01)
        assert show.hint == "The take was ended in a hold."
        assert events(show) == left
        assert show.met == [1]
        assert is_at_rest(show)


def test_take_again_on_the_way_to_the_start_records_nothing(tmp_path: Path) -> None:
    with played(tmp_path, point(10), point(380, 1.0), start=2) as show:
        show.press_in(0.5, "take")
        take(show)
        assert stands_on(show, 1)
        assert events(show) == []


@pytest.mark.parametrize("button", ["set", "q", "point_3", "jog_forward_1"])
def test_other_keys_are_refused_in_a_hold(tmp_path: Path, button: str) -> None:
    with played(tmp_path, *THREE) as show:
        hints: list[str] = []
        show.session.subscribe(lambda: hints.append(show.hint))
        show.press_in(BEFORE, button)
        take(show)
        assert any("refused: the lens is holding. STOP halts it." in hint for hint in hints)
        assert stands_on(show, 3)
        assert events(show) == ["started", "stopped"]


# ---- what goes wrong ----------------------------------------------------------------------


def test_out_of_movie_mode_it_is_told_what_to_do(tmp_path: Path) -> None:
    with played(tmp_path, *THREE) as show:
        show.lens.clip.in_movie_mode = False
        take(show)
        assert "Switch the body to movie mode" in show.hint
        assert show.met == [1]
        assert events(show) == []
        assert is_at_rest(show)


def test_a_clip_that_does_not_start_is_no_take(tmp_path: Path) -> None:
    with played(tmp_path, *THREE) as show:
        show.lens.clip.never_starts = True
        take(show)
        assert "has not begun within 5 s" in show.hint
        assert show.met == [1], "not a step was pulled"
        assert is_at_rest(show)


def test_a_clip_that_starts_after_all_is_cut(tmp_path: Path) -> None:
    with played(tmp_path, *THREE) as show:
        show.lens.clip.start_s = 5.05  # as it is given up, and before that is done
        take(show)
        show.rest(30.0)
        assert not show.lens.clip.is_on


def test_a_card_that_fills_up_is_told_and_the_pulls_go_on(tmp_path: Path) -> None:
    with played(tmp_path, *THREE) as show:
        show.lens.clip.room_s = 3.0
        take(show)
        assert "ended by itself before the take did" in show.hint
        assert events(show) == ["started", "card full"]
        assert stands_on(show, 3)


def test_a_clip_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    with played(tmp_path, *THREE) as show:
        show.lens.clip.start()
        show.rest()
        take(show)
        assert events(show) == ["started"]
        assert show.lens.clip.is_on
        assert show.shown.recording
        assert "A clip runs already: fsq leaves it to who began it." in show.log
        assert [kept.clip_s for kept in load_takes(show.path)[0]] == [None, None]


def test_stop_leaves_a_clip_of_somebody_else_alone(tmp_path: Path) -> None:
    with played(tmp_path, *THREE) as show:
        show.lens.clip.start()
        show.rest()
        show.press_in(PULL, "stop")
        take(show)
        assert events(show) == ["started"]


@pytest.mark.parametrize("delay_s", [PRE_ROLL, BEFORE, PULL, AFTER])
def test_unplugged_the_person_is_sent_to_the_camera(tmp_path: Path, delay_s: float) -> None:
    with played(tmp_path, *THREE) as show:
        show.plugged = False
        show.clock.at(show.clock.now() + delay_s, show.lens.unplug)
        take(show)
        assert show.shown.lost
        assert show.shown.recording is None
        assert not show.shown.busy
        told = "The camera went while it recorded. Stop the clip on the camera." in show.log
        assert told == (delay_s != PRE_ROLL)


def test_a_busy_body_is_asked_again_for_start_and_cut(tmp_path: Path) -> None:
    with played(tmp_path, *THREE) as show:
        show.lens._model = dataclasses.replace(show.model, busy_rate=0.3)
        take(show)
        assert events(show) == ["started", "stopped"]
        assert is_at_rest(show)


def test_take_needs_two_points_and_play_mode(tmp_path: Path) -> None:
    with played(tmp_path, point(100), point(120, marks="x")) as show:
        show.press("take")
        assert "Nothing to run" in show.hint
        show.press("info", "take")
        assert "TAKE does nothing while sequencing is off" in show.hint
        assert events(show) == []


def test_play_records_nothing(tmp_path: Path) -> None:
    with played(tmp_path, *THREE) as show:
        show.press("play")
        assert stands_on(show, 3)
        assert events(show) == []
