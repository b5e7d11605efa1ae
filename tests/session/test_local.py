"""A whole show on the virtual clock: the seed's story, and every rule an operator relies on."""

from __future__ import annotations

import dataclasses
import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fsq_tui.backend.base import Identity
from fsq_tui.backend.model import load_model
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.clock import RealClock, VirtualClock
from fsq_tui.errors import FileRefused, WrongLens
from fsq_tui.focus.modes import Activity, How, Mode
from fsq_tui.session.local import LocalSession
from fsq_tui.session.opening import open_session
from fsq_tui.session.requests import Calibrate, GoTo, Rename, Retime, ToggleSequencing
from fsq_tui.session.snapshot import Severity
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import SceneFile, read_scene
from tests.session.stage import Stage, mounted, stage

ONE_COMMAND_S = 0.3


@pytest.fixture
def show(tmp_path: Path) -> Iterator[Stage]:
    """A show with a calibrated lens in edit mode, standing on its first point."""
    with stage(tmp_path) as made:
        made.press("info")
        made.rest()
        yield made


def two_points(show: Stage) -> None:
    """Points at 16.470m and 54cm, standing on the second."""
    show.press("half_shutter", "set", "half_shutter", "q")
    show.rest()


def test_the_story_of_the_seed(tmp_path: Path) -> None:
    with stage(tmp_path) as show:
        assert show.line == "[    ]"
        show.press("info")
        assert show.line == "[edit]   1 / 1 |    inf.   |"
        show.rest()
        show.press("half_shutter")
        assert show.line == "[edit]   1 / 1 | {16.470m} |"
        show.press("set")
        assert show.line == "[edit]   1 / 1 | >16.470m< |"
        show.rest()
        show.press("half_shutter", "q")
        assert show.line == "[edit] > 2</ 2 |     54cm  |  1.546s"
        show.rest()
        show.press("up")
        assert show.line == "[edit]   2 / 2 |     54cm  | >1.600s<"
        show.rest()
        show.press("left")
        assert show.line == "[edit]   1 / 2 |  16.470m  |"
        show.press("info")
        show.rest()
        assert show.line == "[play]   1 / 2 |  16.470m  |"
        show.press("set")
        assert show.line == "[play]   2 / 2 |     54cm  |  1.600s"
        show.press("set")
        assert show.line == "[play]   2 / 2 |     54cm  |  1.600s"
        assert "last" in show.hint
        show.press("q")
        assert show.line == "[play]   1 / 2 |  16.470m  |"
        show.press("info")
        show.rest()
        assert show.line == "[    ]"
    with stage(tmp_path, seed=8) as again:
        begin_s = again.clock.now()
        again.press("info")
        again.rest()
        assert again.line == "[edit]   1 / 2 |  16.470m  |"
        assert again.clock.now() - begin_s < 15, "a known lens is not calibrated again"


def test_a_transition_is_shown_with_countdown_and_live_distance(show: Stage) -> None:
    two_points(show)
    show.press("left", "info")
    show.ask(Retime(5.0))  # refused: play only replays
    show.press("info", "info", "right")
    show.ask(Retime(5.0))
    show.press("left", "info")
    seen: list[str] = []
    for tenth in range(1, 50):
        show.clock.at(show.clock.now() + tenth / 10, lambda: seen.append(show.line))
    show.press("set")
    assert all("( 2) |" in line for line in seen)
    countdowns = [float(line[-7:-2]) for line in seen]
    assert countdowns == sorted(countdowns, reverse=True)
    assert countdowns[9] == pytest.approx(4.0, abs=0.01)
    assert countdowns[39] == pytest.approx(1.0, abs=0.01)
    assert len({line[17:26] for line in seen}) > 10, "the distance is live"


@pytest.mark.parametrize(("model", "points"), [("ef24", 4), ("backlash", 4), ("longthrow", 4)])
def test_every_model_can_be_calibrated_edited_and_played(
    tmp_path: Path, model: str, points: int
) -> None:
    with stage(tmp_path, model) as show:
        show.press("info")
        for _ in range(points - 1):
            show.press("half_shutter", "q")
        show.press("info", "q")
        for _ in range(points - 1):
            show.press("set")
        assert show.shown.index == points - 1
        steps = [row.step for row in show.shown.rows]
        assert show.lens.true_step == steps[-1]
        assert show.shown.position.how is How.MEASURED
        played = [line for line in show.log if line.startswith("point")]
        assert len(played) == points
        assert all(line.endswith("corrected to +0, measured") for line in played)


@pytest.mark.timeout(300)  # 25 s of work, for a machine that has much else to do
def test_ten_thousand_transitions(tmp_path: Path) -> None:
    """A long day: no drift, no miss, every report true."""
    with stage(tmp_path) as show:
        show.press("info", *["half_shutter", "q"] * 3, "info", "q")
        rows = show.shown.rows
        done = 0
        while done < 10_000:
            for number in (1, 2, 3):
                show.press("set")
                assert show.shown.index == number
                assert show.lens.true_step == rows[number].step
            show.press("q")
            done += 4
            assert show.lens.true_step == rows[0].step
        assert show.clock.now() > 3600


# -- keys while the lens moves -------------------------------------------------------------------


@pytest.mark.parametrize("button", ["set", "left", "right", "up", "q", "trash", "jog_forward_3"])
def test_keys_in_a_transition_are_refused_with_a_hint_and_never_queued(
    show: Stage, button: str
) -> None:
    two_points(show)
    before = show.shown.rows
    show.press_in(0.5, button)
    show.press("left")
    assert "refused" in show.hint
    assert (show.shown.rows, show.shown.index) == (before, 0)
    assert show.lens.true_step == before[0].step


def test_stop_halts_within_one_command_and_the_overlay_stays_true(show: Stage) -> None:
    two_points(show)
    pressed_s = show.clock.now() + 0.7
    show.press_in(0.7, "stop")
    show.press("left")
    assert show.clock.now() - pressed_s < ONE_COMMAND_S + 0.05
    assert show.shown.activity is Activity.IDLE
    assert show.shown.index == 1, "not arrived: still on the point it left"
    assert show.line.startswith("[edit]   2 / 2 | {")
    assert show.shown.position.step == show.lens.true_step
    show.press("left")
    assert show.shown.index == 0


def test_info_in_edit_lets_the_transition_finish_in_play(show: Stage) -> None:
    two_points(show)
    show.press_in(0.5, "info")
    show.press("left")
    assert show.shown.mode is Mode.PLAY
    assert show.shown.index == 0
    assert show.lens.true_step == show.shown.rows[0].step


def test_info_in_play_halts_and_deactivates(show: Stage) -> None:
    two_points(show)
    show.press("left", "info")
    show.press_in(0.5, "info")
    show.press("set")
    assert show.shown.mode is Mode.OFF
    assert "halted" in show.hint
    assert show.lens.true_step != show.shown.rows[1].step


def test_rate_works_in_a_transition(show: Stage) -> None:
    two_points(show)
    show.press_in(0.5, "rate")
    show.press("left")
    assert not show.shown.live_view
    assert show.shown.index == 0
    show.press("rate")
    assert show.shown.live_view


def test_stop_at_rest_says_so(show: Stage) -> None:
    show.press("stop")
    assert show.hint == "STOP: the lens was at rest."


def test_stop_in_autofocus(show: Stage) -> None:
    show.press_in(0.2, "stop")
    show.press("half_shutter")
    assert show.shown.activity is Activity.IDLE
    assert show.shown.position.step == show.lens.true_step


def test_autofocus_shows_the_live_distance_off_the_point(show: Stage) -> None:
    show.press("half_shutter", "set")
    seen: list[tuple[bool, int]] = []

    def look() -> None:
        overlay = show.shown.overlay
        assert overlay is not None
        seen.append((overlay.off_point, overlay.live_cm))

    for tenth in range(1, 5):
        show.clock.at(show.clock.now() + tenth / 10, look)
    show.press("half_shutter")
    assert all(off_point for off_point, _ in seen[2:]), "after the reports that still lag"
    assert len({live_cm for _, live_cm in seen}) >= 3


def test_an_accepted_key_takes_the_last_hint_away(show: Stage) -> None:
    show.press("trash")
    assert show.hint
    show.press("half_shutter")
    assert not show.hint


def test_going_where_the_lens_stands_is_not_logged(show: Stage) -> None:
    before = show.log
    show.press("point_1")
    assert show.log == before


def test_key_repeat_of_jog_does_not_pile_up(show: Stage) -> None:
    for repeat in range(1, 6):
        show.press_in(0.03 * repeat, "jog_forward_3")
    show.press("jog_forward_3")
    assert len(show.lens.commands) > 0
    assert 25 <= show.lens.true_step <= 27
    assert show.hint == ""


# -- checking and calibrating --------------------------------------------------------------------


@pytest.mark.parametrize("button", ["stop", "info"])
@pytest.mark.parametrize("delay_s", [1.0, 8.0, 30.0])
def test_a_survey_can_be_stopped(tmp_path: Path, button: str, delay_s: float) -> None:
    with stage(tmp_path) as show:
        show.press_in(delay_s, button)
        show.press("info")
        assert show.shown.mode is Mode.OFF
        assert "halted" in show.hint
        assert show.shown.calibration is None
        assert show.shown.progress is None
        show.press("info")
        assert show.line.startswith("[edit]")


def test_progress_is_shown_while_surveying(tmp_path: Path) -> None:
    with stage(tmp_path) as show:
        seen: list[tuple[Activity, float]] = []

        def look() -> None:
            progress = show.shown.progress
            seen.append((show.shown.activity, -1.0 if progress is None else progress.fraction))

        for second in range(1, 45):
            show.clock.at(float(second), look)
        show.press("info")
        calibrating = [fraction for activity, fraction in seen if activity is Activity.CALIBRATING]
        assert seen[0][0] is Activity.CHECKING
        assert len(calibrating) > 30
        assert calibrating == sorted(calibrating)


def test_a_stopped_calibration_leaves_the_previous_one(show: Stage) -> None:
    before = show.shown.calibration
    show.press_in(20.0, "stop")
    show.ask(Calibrate())
    assert show.shown.calibration == before
    assert read_scene(show.path).calibration == before
    show.press("info")
    assert show.shown.mode is Mode.PLAY


def test_calibrating_again_keeps_the_points(show: Stage) -> None:
    two_points(show)
    points = [row.point for row in show.shown.rows]
    show.ask(Calibrate())
    assert [row.point for row in show.shown.rows] == points
    assert show.line.startswith("[edit]   2 / 2 | {"), "calibration leaves the lens at step 0"


def test_another_scene_finds_the_lens_in_the_library(tmp_path: Path) -> None:
    with stage(tmp_path) as show:
        show.press("info")
    (tmp_path / "scene.toml").rename(tmp_path / "other.toml")
    with stage(tmp_path, seed=5) as show:
        show.press("info")
        assert show.clock.now() < 15
        assert read_scene(show.path).calibration is not None, "one file is complete for its lens"


# -- editing -------------------------------------------------------------------------------------


def test_trash_goes_to_the_point_that_takes_the_place(show: Stage) -> None:
    two_points(show)
    show.press("trash")
    assert len(show.shown.rows) == 1
    assert show.lens.true_step == show.shown.rows[0].step
    show.press("trash")
    assert len(show.shown.rows) == 1
    assert "cannot be removed" in show.hint


def test_undo_and_redo_of_every_edit_survive_a_restart(tmp_path: Path) -> None:
    with stage(tmp_path) as show:
        show.press("info")
        states = [show.shown.rows]
        for button in ("half_shutter", "set", "half_shutter", "q", "up", "down", "up", "trash"):
            show.press(button)
            if show.shown.rows != states[-1]:
                states.append(show.shown.rows)
        show.ask(Rename("face"))
        states.append(show.shown.rows)
        assert len(states) == 8
    with stage(tmp_path, seed=9) as show:
        show.press("info")
        where = show.lens.true_step
        for state in reversed(states[:-1]):
            assert show.shown.can_undo
            show.press("undo")
            assert show.shown.rows == state
            assert [row.point for row in state] == list(read_scene(show.path).points)
        show.press("undo")
        assert show.hint == "Nothing to undo."
        for state in states[1:]:
            show.press("redo")
            assert show.shown.rows == state
        show.press("redo")
        assert show.hint == "Nothing to redo."
        assert show.lens.true_step == where, "undo never moves the lens"


def test_typed_durations_names_and_jumps(show: Stage) -> None:
    two_points(show)
    show.ask(Retime(2.345))
    show.ask(Rename("\x1b[31mface\n"))
    assert show.shown.rows[1].point.duration_s == 2.345
    assert show.shown.rows[1].point.name == "[31mface"
    show.ask(GoTo(1))
    assert show.shown.index == 0
    show.press("point_2")
    assert show.shown.index == 1
    show.press("point_7")
    assert show.hint == "There is no point 7: the sequence has 2."
    show.ask(Retime(100.0))
    assert "0 to 99.9" in show.hint


def test_the_first_point_has_no_duration(show: Stage) -> None:
    show.press("up")
    assert "Point 1 has no transition" in show.hint


def test_why_a_target_cannot_be_reached(show: Stage) -> None:
    two_points(show)
    show.ask(Retime(0.5))
    transition = show.shown.rows[1].transition
    assert transition is not None
    assert transition.expected_s == transition.fastest_s > 1.5
    assert "at least" in transition.reason
    assert "94 steps/s" in transition.reason
    show.ask(Retime(3.0))
    transition = show.shown.rows[1].transition
    assert transition is not None
    assert (transition.expected_s, transition.reason) == (3.0, "")


def test_jog_moves_by_one_command_each_way(show: Stage) -> None:
    show.press("jog_forward_2", "jog_forward_1", "jog_backward_1")
    assert 3 <= show.lens.true_step <= 5
    assert show.line.startswith("[edit]   1 / 1 | {"), "off the point, though at the same distance"
    show.press("jog_backward_3")
    assert show.hint == "The lens is at its backward stop."


def test_off_the_point_is_decided_in_steps_not_in_centimetres(show: Stage) -> None:
    show.press("jog_forward_1")
    overlay = show.shown.overlay
    assert overlay is not None
    assert overlay.off_point
    assert overlay.stored_cm == overlay.live_cm == 65535
    show.press("jog_backward_1")
    assert show.shown.overlay is not None
    assert not show.shown.overlay.off_point


def test_play_pulls_to_a_numbered_point_in_its_own_time(show: Stage) -> None:
    two_points(show)
    show.ask(Retime(4.0))
    show.press("left", "info")
    begin_s = show.clock.now()
    show.press("point_2")
    assert show.clock.now() - begin_s == pytest.approx(4.0, abs=ONE_COMMAND_S)


def test_requests_outside_edit_mode_are_refused(tmp_path: Path) -> None:
    with stage(tmp_path) as show:
        for request in (Rename("x"), Retime(1.0), GoTo(1)):
            show.ask(request)
            assert "edit mode" in show.hint


def test_sequencing_can_be_stopped_and_started(show: Stage) -> None:
    two_points(show)
    show.clock.at(show.clock.now() + 0.5, lambda: show.session.ask(ToggleSequencing()))
    show.press("left")
    assert "halted" in show.hint
    assert show.shown.overlay is None
    show.press("info")
    assert "MENU" in show.hint
    show.ask(ToggleSequencing())
    assert show.line == "[    ]"


# -- trouble -------------------------------------------------------------------------------------


def test_the_points_of_another_lens_are_refused_by_name(tmp_path: Path) -> None:
    with stage(tmp_path) as show:
        show.press("info")
    before = (tmp_path / "scene.toml").read_bytes()
    with pytest.raises(WrongLens, match=r"EF24mm f/2\.8 IS USM.*is mounted"):
        Stage(tmp_path, "longthrow")
    assert (tmp_path / "scene.toml").read_bytes() == before


def test_a_full_disk_costs_no_edit(show: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    two_points(show)
    before = show.path.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        show.press("up")
        assert show.shown.unsaved
        assert show.path.read_bytes() == before
    assert show.shown.rows[1].point.duration_s == 1.6, "the edit is kept in memory"
    show.press("up")
    assert show.shown.unsaved == ""
    assert read_scene(show.path).points[1].duration_s == 1.7


def test_a_lens_on_manual_focus_is_said(show: Stage) -> None:
    two_points(show)
    show.lens.on_manual = True
    show.press("left")
    assert show.shown.index == 1
    assert show.shown.hint is not None
    assert show.shown.hint.severity is Severity.FAULT
    show.lens.on_manual = False
    show.press("left")
    assert show.shown.index == 0


def test_a_lens_of_another_range_is_not_played_with_a_kept_calibration(tmp_path: Path) -> None:
    with stage(tmp_path) as show:
        show.press("info")
    text = (tmp_path / "scene.toml").read_text()
    assert "5214" in text
    (tmp_path / "scene.toml").write_text(text.replace("5214", "9000"))
    with stage(tmp_path, seed=5) as show:
        show.press("info")
        assert show.shown.mode is Mode.OFF
        assert "Calibrate" in show.hint
        show.ask(Calibrate())
        show.press("info")
        assert show.line.startswith("[edit]")
        assert show.log[0].endswith("at step 0, inverted, 5214 wide, measured")


def test_points_beyond_a_lens_that_has_become_shorter_stay_at_its_stop(tmp_path: Path) -> None:
    with stage(tmp_path) as show:
        show.press("info", *["jog_forward_3"] * 17, "set")
    text = (tmp_path / "scene.toml").read_text()
    assert text.count("5214") == 2
    (tmp_path / "scene.toml").write_text(text.replace("5214", "5224"))
    with stage(tmp_path, seed=5) as show:
        show.press("info")
        assert read_scene(show.path).points[0].normalized_position == 5224
        show.ask(Calibrate())
        assert show.shown.unsaved == ""
        assert read_scene(show.path).points[0].normalized_position == 5214


def test_a_defect_of_ours_does_not_leave_the_lens_without_an_owner(
    show: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> int | None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(show.lens, "autofocus", lambda _pause: broken())
    show.press("half_shutter")
    assert "defect" in show.hint
    monkeypatch.undo()
    show.press("half_shutter")
    assert show.lens.true_step > 0


# -- the owner's thread --------------------------------------------------------------------------


class RealLens(SimulatedLens):
    """Passes for one on a camera."""

    @property
    def identity(self) -> Identity:
        return dataclasses.replace(super().identity, link="usb")


def real_session(folder: Path) -> LocalSession:
    clock = VirtualClock()
    lens = mounted(RealLens(load_model("ef24"), clock, 3))
    file = SceneFile.open(folder / "scene.toml")
    return open_session(lens, clock, file, LensLibrary(folder / "real lenses"))


def test_points_of_a_simulated_lens_are_not_played_on_a_real_one_of_its_name(
    tmp_path: Path,
) -> None:
    with stage(tmp_path) as show:
        show.press("info")
    before = read_scene(tmp_path / "scene.toml")
    assert before.calibration is not None
    assert before.calibration.simulated
    with pytest.raises(WrongLens, match="focus points of a simulated lens"):
        real_session(tmp_path)
    assert read_scene(tmp_path / "scene.toml") == before


def test_a_calibration_of_a_simulated_lens_is_not_taken_for_a_real_ones(tmp_path: Path) -> None:
    with stage(tmp_path) as show:
        show.press("info")
    scene = read_scene(tmp_path / "scene.toml")
    with SceneFile.open(tmp_path / "scene.toml") as file:
        file.save(dataclasses.replace(scene, points=()))
    (tmp_path / "scene.toml.undo.json").unlink(missing_ok=True)
    session = real_session(tmp_path)
    try:
        assert session.snapshot().calibration is None
    finally:
        session.close()


def test_two_programs_on_one_scene(tmp_path: Path) -> None:
    with stage(tmp_path) as show, pytest.raises(FileRefused, match="scene"):
        SceneFile.open(show.path)


def test_the_owner_thread_serves_and_closes(tmp_path: Path) -> None:
    clock = RealClock(rate=1000.0)
    lens = SimulatedLens(load_model("ef24"), clock, 3)
    session = open_session(
        mounted(lens),
        clock,
        SceneFile.open(tmp_path / "scene.toml"),
        LensLibrary(tmp_path / "lenses"),
    )
    arrived = _wait_for(session, Mode.EDIT)
    session.press("info")
    assert arrived
    session.close()
    session.close()
    assert read_scene(tmp_path / "scene.toml").calibration is not None
    with SceneFile.open(tmp_path / "scene.toml"):
        pass


def _wait_for(session: LocalSession, mode: Mode) -> bool:
    there = threading.Event()

    def look() -> None:
        if session.snapshot().mode is mode:
            there.set()

    unsubscribe = session.subscribe(look)
    session.press("info")
    found = there.wait(30)
    unsubscribe()
    return found


def test_closing_in_a_transition_halts_the_lens(tmp_path: Path) -> None:
    clock = RealClock()
    lens = SimulatedLens(load_model("ef24"), clock, 3)
    session = open_session(
        mounted(lens),
        clock,
        SceneFile.open(tmp_path / "scene.toml"),
        LensLibrary(tmp_path / "lenses"),
    )
    session.press("info")
    session.close()
    assert session.snapshot().activity is Activity.IDLE
