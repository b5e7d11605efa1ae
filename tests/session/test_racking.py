"""Rack and follow focus through the session, against the tables of the camera's own."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from fsq_tui.backend.simulated_clip import ClipEvent
from fsq_tui.errors import AtStop, LensBusy, WrongLens
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from fsq_tui.focus.modes import Activity, How, Mode
from fsq_tui.focus.settings import FocusSettings
from fsq_tui.session.requests import EndPointHere, GoToStart, Rack, SetSettings, Turn
from tests.session.racked import racked

STEPS = {1: 1, 2: 4, 3: 26}

# ---- mode ----------------------------------------------------------------------------------


def test_off_is_rack_while_follow_focus_is_on(tmp_path: Path) -> None:
    with racked(tmp_path) as show:
        assert show.shown.mode == Mode.RACK
        modes = []
        for _ in range(3):
            show.press("info")
            modes.append(show.shown.mode)
        assert modes == [Mode.EDIT, Mode.PLAY, Mode.RACK]
        show.ask(SetSettings(FocusSettings()))
        assert show.shown.mode == Mode.OFF
        show.ask(EndPointHere())
        assert "Follow Focus is off" in show.hint


def test_the_menu_leads_from_edit_to_the_rack(tmp_path: Path) -> None:
    with racked(tmp_path, follow_toggles=False) as show:
        show.press("info")
        show.ask(Turn(3))
        assert show.shown.mode == Mode.EDIT, "a knob changes no mode"
        show.ask(EndPointHere())
        assert show.shown.mode == Mode.RACK
        assert show.counter == 0


def test_a_setting_out_of_its_range_is_refused(tmp_path: Path) -> None:
    with racked(tmp_path) as show:
        show.ask(SetSettings(FocusSettings(follow=True, step_size=4)))
        assert show.hint.startswith("Step Size cannot be 4.")
        assert show.shown.settings.step_size == 2


# ---- set-up --------------------------------------------------------------------------------


@pytest.mark.parametrize("mute", [False, True])
def test_a_lens_that_is_not_known_yet_stays_where_it_is(tmp_path: Path, mute: bool) -> None:
    with racked(tmp_path, mute=mute) as show:
        stood = show.lens.true_step
        show.press("end_point")
        assert show.shown.calibration is not None
        assert abs(show.lens.true_step - stood) <= (3 if mute else 0)
        assert show.counter == 0
        assert any("the lens is back" in line for line in show.log)


@pytest.mark.parametrize("step_size", [1, 2, 3])
@pytest.mark.parametrize("reverse", [False, True])
def test_arrows_drive_one_command_of_their_size_and_the_counter_follows(
    tmp_path: Path, step_size: int, reverse: bool
) -> None:
    with racked(tmp_path, step_size=step_size) as show:
        show.set(reverse_horizontal=reverse, reverse_vertical=reverse)
        show.press("end_point")
        end = show.lens.true_step
        coarse = min(3, 2 * step_size)
        way = BACKWARD if reverse else FORWARD
        for button, command in {
            "left": (step_size, -way),
            "right": (step_size, way),
            "up": (coarse, -way),
            "down": (coarse, way),
        }.items():
            assert show.sent_by(button) == [command]
            assert show.counter == show.lens.true_step - end
            assert show.shown.rack.start_steps == 0


def test_zoom_keys_and_set_at_the_wrong_moment_teach(tmp_path: Path) -> None:
    with racked(tmp_path) as show:
        for button in ("set", "q", "play"):
            assert show.sent_by(button) == []
            assert "No end point yet" in show.hint
        show.press("end_point")
        for button, hint in {
            "zoom": "Zoom keys do not focus: LEFT and RIGHT drive the lens.",
            "set": "The end point is here: drive to the start with LEFT or RIGHT, then SET.",
        }.items():
            assert show.sent_by(button) == []
            assert show.hint == hint
        assert show.counter == 0


def test_undo_brings_a_lost_end_point_back(tmp_path: Path) -> None:
    with racked(tmp_path) as show:
        show.press("end_point", "undo")
        assert show.hint == "Nothing to undo: no end point was lost."
        show.press("left", "left", "left", "end_point")
        assert (show.counter, show.shown.can_undo) == (0, True)
        show.press("undo")
        assert show.counter == -12
        assert show.hint == "The end point before is back, +12 steps from here."
        show.press("undo")
        assert show.counter == 0, "the other one is not lost by that"


def test_the_points_outlive_a_restart(tmp_path: Path) -> None:
    with racked(tmp_path) as show:
        show.press("end_point", "left", "left", "left")
        assert show.path.exists()
        end, stood = show.lens.true_step + 12, show.lens.true_step
    with racked(tmp_path, seed=9, step_size=3) as show:
        assert show.shown.rack.is_set
        counter = show.counter
        assert counter is None, "nobody knows where the lens is"
        show.ask(GoToStart())
        assert show.lens.true_step == stood, "in steps of the lens, whatever the Step Size"
        assert show.counter == -12
        show.press("q")
        assert (show.lens.true_step, show.counter) == (end, 12)


def test_where_a_drive_has_ended_is_on_disk_soon(tmp_path: Path) -> None:
    with racked(tmp_path) as show:
        show.press("end_point")
        before = show.path.read_text()
        show.press("left")
        assert show.path.read_text() == before, "not at each repeat of a key"
        show.rest(1.0)
        show.session.tend()
        assert "start_position" in show.path.read_text()


# ---- the rack ------------------------------------------------------------------------------


@pytest.mark.parametrize("step_size", [1, 2, 3])
@pytest.mark.parametrize(("key", "sign"), [("left", -1), ("right", 1)])
def test_a_rack_is_commands_of_step_size_then_single_steps_and_reverses(
    tmp_path: Path, step_size: int, key: str, sign: int
) -> None:
    with racked(tmp_path, step_size=3, reverse_horizontal=False) as show:
        show.press("end_point", key, key, "jog_forward_1")
        show.set(step_size=step_size)
        counter = show.counter
        assert abs(counter) in range(50, 56)
        assert (counter > 0) == (sign > 0)
        end = show.lens.true_step - counter
        sent = show.sent_by("q")
        large = int(abs(counter) / show.shown.calibration.mode(step_size).steps + 1e-6)
        assert sent[:large] == [(step_size, -sign)] * large
        assert {size for size, _ in sent[large:]} <= {1}
        assert show.lens.true_step == end
        assert show.counter == -counter, "the ends have changed places"
        show.press("q")
        assert show.lens.true_step == end + counter
        assert show.counter == counter


def test_set_counts_down_and_nothing_moves_until_it_is_over(tmp_path: Path) -> None:
    with racked(tmp_path, start_delay_s=3) as show:
        show.press("end_point", "left", "left")
        began_s = show.clock.now()
        told: list[str] = []
        lines: list[str] = []

        def note() -> None:
            if show.shown.activity is Activity.WAITING and show.hint not in ("", *told[-1:]):
                told.append(show.hint)

        show.session.subscribe(note)
        show.clock.at(began_s + 1.5, lambda: lines.append(show.line))
        sent = len(show.sent)
        show.press("set")
        assert told == ["Rack Focus: 3...", "Rack Focus: 2...", "Rack Focus: 1..."]
        assert show.sent_s(sent)[0] == pytest.approx(began_s + 3.0, abs=0.05)
        assert lines[0].startswith("[rack]      -8 | ")
        assert "| (1.50" in lines[0]


def test_stop_ends_the_countdown_and_nothing_has_moved(tmp_path: Path) -> None:
    with racked(tmp_path) as show:
        show.press("end_point", "left", "left")
        show.press_in(1.2, "stop")
        assert show.sent_by("set") == []
        assert (show.shown.activity, show.counter) == (Activity.IDLE, -8)
        assert show.hint == "STOP: waiting to rack was halted."


@pytest.mark.parametrize("delay_s", [0.05, 0.3, 0.9])
def test_after_stop_in_a_rack_counter_and_lens_agree_and_it_goes_on(
    tmp_path: Path, delay_s: float
) -> None:
    with racked(tmp_path) as show:
        show.press("end_point", "down", "down")
        end = show.lens.true_step - show.counter
        show.press_in(delay_s, "stop")
        show.press("q")
        assert show.counter == show.lens.true_step - end
        assert show.counter > 0
        show.press("q")
        assert show.lens.true_step == end


def test_keys_during_a_rack_are_refused_and_not_queued(tmp_path: Path) -> None:
    with racked(tmp_path) as show:
        show.press("end_point", "down", "down")
        hints: list[str] = []
        show.session.subscribe(lambda: hints.append(show.hint))
        for delay_s, button in ((0.1, "q"), (0.2, "left"), (0.3, "end_point")):
            show.press_in(delay_s, button)
        show.clock.at(show.clock.now() + 0.4, lambda: show.session.ask(Rack()))
        counter = show.counter
        show.press("q")
        assert show.counter == -counter
        for label in ("Q", "LEFT", "END-POINT"):
            assert f"{label} refused: the lens is moving. STOP halts it." in hints
        assert "Not while the lens is moving. STOP halts it." in hints


def test_info_halts_a_rack_and_then_goes_to_edit(tmp_path: Path) -> None:
    with racked(tmp_path) as show:
        show.press("end_point", "down", "down")
        show.press_in(0.2, "info")
        show.press("q")
        assert (show.shown.mode, show.shown.activity) == (Mode.RACK, Activity.IDLE)
        show.press("info")
        assert show.shown.mode == Mode.EDIT


def test_with_step_wait_each_command_ends_and_then_the_delay_begins(tmp_path: Path) -> None:
    with racked(tmp_path, step_size=2, step_delay_ms=100) as show:
        show.press("end_point", *["left"] * 6)
        before = len(show.sent)
        expected_s, began_s = show.shown.rack.expected_s, show.clock.now()
        show.press("q")
        times_s = [at_s for at_s, size, _ in list(show.lens.commands)[before:] if size == 2]
        assert len(times_s) >= 5
        for gap_s in (after - at for at, after in pairwise(times_s)):
            assert 0.1 + 3 / 48.733 <= gap_s <= 0.1 + 5 / 48.733 + 0.01
        assert show.clock.now() - began_s == pytest.approx(expected_s, abs=0.4)


def test_a_rack_with_a_time_takes_that_time(tmp_path: Path) -> None:
    with racked(tmp_path, rack_duration_s=4.0) as show:
        show.press("end_point", "down", "down")
        assert show.shown.rack.expected_s == 4.0
        began_s, counter = show.clock.now(), show.counter
        show.press("q")
        assert show.clock.now() - began_s == pytest.approx(4.0, abs=0.1)
        assert show.counter == -counter


def test_a_rack_of_another_lens_is_refused(tmp_path: Path) -> None:
    with racked(tmp_path, "backlash") as show:
        show.press("end_point")
    with pytest.raises(WrongLens, match="Simulated 50mm backlash"):
        racked(tmp_path, "ef24").__enter__()


# ---- recording -----------------------------------------------------------------------------


def test_play_records_around_the_rack(tmp_path: Path) -> None:
    with racked(tmp_path, pre_roll_s=1.0, hold_before_s=2.0, hold_after_s=1.0) as show:
        show.press("end_point", "left", "left")
        before = len(show.sent)
        show.press("play")
        started, stopped = show.lens.clip.log
        assert (started.event, stopped.event) == (ClipEvent.STARTED, ClipEvent.STOPPED)
        sent_s = show.sent_s(before)
        assert sent_s[0] - started.when_s == pytest.approx(2.0, abs=0.15)
        assert stopped.when_s - sent_s[-1] == pytest.approx(1.0, abs=0.2)
        assert show.counter == 8


def test_a_clip_of_somebody_else_is_racked_in_at_once_and_left(tmp_path: Path) -> None:
    with racked(tmp_path) as show:
        show.press("end_point", "left", "left")
        show.lens.clip.start()
        show.clock.wait(show.clock.now() + 1.0)
        pressed_s = show.clock.now()
        show.press("play")
        assert show.counter == 8
        assert show.clock.now() - pressed_s < 2.0
        assert show.lens.clip.is_on
        show.ask(EndPointHere())
        assert show.hint == "Focus point saved here. To return to it, press PLAY."


def test_where_the_camera_cannot_record_play_says_so_and_moves_nothing(tmp_path: Path) -> None:
    with racked(tmp_path) as show:
        show.press("end_point", "left", "left")
        show.lens.clip.in_movie_mode = False
        show.press("play")
        assert show.counter == -8
        assert "movie" in show.hint


# ---- follow --------------------------------------------------------------------------------


def test_key_repeat_while_a_command_is_under_way_is_dropped(tmp_path: Path) -> None:
    with racked(tmp_path, step_size=3) as show:
        show.press("end_point")
        before = len(show.sent)
        for at in range(1, 6):
            show.press_in(0.03 * at, "left")
        show.press("left")
        assert show.sent[before:] == [(3, BACKWARD)]


def test_an_arrow_drives_on_until_the_next_key(tmp_path: Path) -> None:
    with racked(tmp_path, follow_toggles=True) as show:
        show.press("end_point")
        end = show.lens.true_step
        show.press_in(1.0, "right")
        sent = show.sent_by("left")
        assert 9 <= len(sent) <= 13
        assert set(sent) == {(2, BACKWARD)}
        assert show.counter == show.lens.true_step - end
        assert not show.shown.running


@pytest.mark.parametrize(
    ("key", "stop", "away"),
    [("left", "backward stop, step 0", "RIGHT"), ("down", "step 406", "LEFT")],
)
def test_a_stop_ends_the_drive_and_is_named(tmp_path: Path, key: str, stop: str, away: str) -> None:
    with racked(tmp_path, follow_toggles=True) as show:
        show.press("end_point")
        end = show.lens.true_step
        show.press(key)
        assert stop in show.hint
        assert f"{away} drives it away" in show.hint
        assert show.counter == show.lens.true_step - end
        assert show.lens.true_step in (0, 406)


def test_what_a_knob_turns_meanwhile_is_one_more_drive(tmp_path: Path) -> None:
    with racked(tmp_path) as show:
        show.press("end_point")
        end = show.lens.true_step
        doings: list[Activity] = []

        def note() -> None:
            if not doings or doings[-1] is not show.shown.activity:
                doings.append(show.shown.activity)

        show.session.subscribe(note)
        for at, clicks in ((0.05, 4), (0.1, -9), (0.15, 2)):
            show.clock.at(show.clock.now() + at, lambda n=clicks: show.session.ask(Turn(n)))
        before = len(show.sent)
        show.ask(Turn(6))
        assert show.sent[before:] == [(1, FORWARD)] * 6 + [(1, BACKWARD)] * 3
        assert doings.count(Activity.JOGGING) == 2
        assert show.counter == show.lens.true_step - end == 3


def test_what_a_knob_has_turned_is_void_after_stop_and_in_other_modes(tmp_path: Path) -> None:
    with racked(tmp_path, step_size=3) as show:
        show.press("end_point")
        show.clock.at(show.clock.now() + 0.05, lambda: show.session.ask(Turn(50)))
        show.press_in(0.1, "stop")
        show.press("left")
        assert show.sent_by("left") == [(3, BACKWARD)]
        show.press("info")
        show.clock.at(show.clock.now() + 0.05, lambda: show.session.ask(Turn(50)))
        show.press("jog_forward_3", "info", "info")
        assert show.sent_by("left") == [(3, BACKWARD)]


# ---- what goes wrong -----------------------------------------------------------------------


def test_a_lens_on_mf_is_told_how_to_be_driven(tmp_path: Path) -> None:
    with racked(tmp_path) as show:
        show.press("end_point", "left", "left")
        show.lens.on_manual = True
        for button in ("left", "q", "half_shutter"):
            show.press(button)
            assert show.hint.startswith("Set the switch of the lens to AF: ")
            assert show.counter == -8
        show.lens.on_manual = False
        show.press("q")
        assert show.counter == 8


def test_a_command_that_is_not_taken_is_told_with_what_has_helped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with racked(tmp_path) as show:
        show.press("end_point", "down", "down")
        end, drive, left = show.lens.true_step - show.counter, show.lens.drive, [5]

        def busy(step_size: int, direction: int) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise LensBusy("The camera is busy; the lens has not moved.", "Try again.")
            drive(step_size, direction)

        monkeypatch.setattr(show.lens, "drive", busy)
        show.press("q")
        assert show.hint.startswith("Focus not confirmed: ")
        assert "Step Size 1 and Step Delay 40 ms" in show.hint
        assert show.counter == show.lens.true_step - end != 0


def test_steps_that_stay_lost_are_told_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with racked(tmp_path) as show:
        show.press("end_point", "left", "left", "jog_forward_1")
        end, drive = show.lens.true_step - show.counter, show.lens.drive
        monkeypatch.setattr(show.lens, "drive", lambda size, way: size == 1 or drive(size, way))
        show.press("q")
        assert "Steps were lost: the lens is " in show.hint
        assert show.counter == show.lens.true_step - end != 0, "the ends have not changed over"


@pytest.mark.parametrize("mute", [False, True])
def test_a_stop_in_the_way_of_a_rack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mute: bool
) -> None:
    with racked(tmp_path, mute=mute) as show:
        show.press("end_point", "down", "down", "down")
        counter, left = show.counter, [5]
        drive = show.lens.drive

        def held(step_size: int, direction: int) -> None:
            left[0] -= 1
            if left[0] < 0 and direction == BACKWARD:
                raise AtStop("The lens is at its backward stop.", "")
            drive(step_size, direction)

        monkeypatch.setattr(show.lens, "drive", held)
        end = show.lens.true_step - counter
        show.press("q")
        if mute:
            assert "met its backward stop (LEFT) before the end point" in show.hint
            assert show.shown.position.step is not None
        else:
            assert "as at its backward stop" in show.hint
            assert "focus limiter" in show.hint
            assert show.counter == show.lens.true_step - end


def test_a_camera_that_goes_away_keeps_the_points(tmp_path: Path) -> None:
    with racked(tmp_path) as show:
        show.press("end_point", "down", "down")
        end = show.lens.true_step - show.counter
        show.plugged = False
        show.clock.at(show.clock.now() + 0.3, show.lens.unplug)
        show.press("q")
        assert show.shown.lost
        assert show.counter is None
        assert show.shown.rack.is_set
        show.plugged = True
        for _ in range(4):
            show.rest(1.0)
            show.session.tend()
        assert not show.shown.lost
        show.press("q")
        assert show.lens.true_step == end
        assert show.shown.position.how is How.MEASURED
