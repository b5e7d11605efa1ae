"""Focus stacking by the operator, on a virtual clock: the scene swept, the shots taken."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fsq_tui.focus.modes import Activity, How, Mode
from fsq_tui.focus.stack import Extent, StackSettings
from fsq_tui.process.wire import state_line, understood
from fsq_tui.session.inbox import Close
from fsq_tui.session.requests import (
    CaptureStack,
    DragShot,
    ScanScene,
    SetStack,
)
from fsq_tui.session.snapshot import Severity, Snapshot
from fsq_tui.session.stack_ways import ByPosition
from fsq_tui.storage.stack_folder import read_manifest
from fsq_tui.storage.stack_manifest import StackShot
from fsq_tui.storage.stack_seen import load_seen
from tests.session.studio import FAR, FAR_COMMANDS, NEAR, NEAR_COMMANDS, QUICK, Studio
from tests.session.test_lookout import Show


@pytest.fixture
def show(tmp_path: Path) -> Iterator[Studio]:
    made = Studio(tmp_path)
    yield made
    made.session.close()


@pytest.fixture
def marked(show: Studio) -> Studio:
    show.mark()
    return show


# -- the whole flow ----------------------------------------------------------------------------


def test_from_the_marks_to_the_pictures(marked: Studio, tmp_path: Path) -> None:
    start = marked.lens.true_step
    seen: list[tuple[Activity, str]] = []

    def note() -> None:
        progress = marked.shown.progress
        seen.append((marked.shown.activity, "" if progress is None else progress.label))

    marked.session.subscribe(note)
    even = marked.steps
    marked.ask(ScanScene())
    found = marked.shown.scene_map
    assert found is not None
    assert len(found.depth) == len(found.confidence) == found.rows * found.columns
    assert max(found.information) == 1.0
    assert marked.lens.true_step == start
    assert marked.steps != even
    assert any("times as much" in s.reason or "almost" in s.reason for s in marked.view().shots)
    line = state_line(marked.shown, None)
    assert line is not None
    assert understood(line, Snapshot()) == marked.shown
    marked.ask(DragShot(2, 0.3))
    marked.ask(CaptureStack())
    assert marked.hint == "Took 5 shots, in scene_stack_001."
    assert marked.view().folder == str(tmp_path / "scene_stack_001")
    marked.assert_whole()
    assert marked.lens.true_step == start
    manifest = read_manifest(tmp_path / "scene_stack_001")
    assert [shot.planned_step for shot in manifest.shots] == marked.steps
    assert manifest.shots[1].depth == 0.3
    assert manifest.home_step == start
    assert {Activity.SCANNING, Activity.STACKING} <= {activity for activity, _ in seen}
    labels = [label for activity, label in seen if activity is Activity.STACKING and label]
    assert labels[0].startswith("shot 1 of 5, ")
    assert labels[0].endswith(" s left")
    assert labels[-1] == "back to where the lens was"
    marked.ask(CaptureStack())
    assert marked.view().folder == str(tmp_path / "scene_stack_002")


def test_the_time_that_is_shown_before_is_about_right(marked: Studio) -> None:
    marked.ask(SetStack(StackSettings()))
    expected_s, began_s = marked.view().expected_s, marked.clock.now()
    marked.ask(CaptureStack())
    assert expected_s == pytest.approx(marked.clock.now() - began_s, rel=0.3)


def test_no_picture_is_fetched_beside_the_work(marked: Studio) -> None:
    marked.session.want_frames(10.0)
    for _ in range(5):
        marked.rest(0.3)
        marked.session.tend()
    before = marked.session.frame()
    assert before is not None
    marked.ask(CaptureStack())
    assert marked.session.frame() is before


def test_a_clip_that_is_recorded_refuses_a_stack(marked: Studio) -> None:
    marked.lens.start_recording()
    marked.rest()
    marked.ask(CaptureStack())
    assert "records a clip" in marked.hint
    assert marked.taken == []
    assert marked.view().folder == ""


@pytest.mark.parametrize("mode", [Mode.OFF, Mode.PLAY])
def test_any_mode_takes_a_stack(marked: Studio, mode: Mode) -> None:
    while marked.shown.mode is not mode:
        marked.press("info")
    start = marked.lens.true_step
    marked.ask(CaptureStack())
    marked.assert_whole()
    assert (marked.shown.mode, marked.lens.true_step) == (mode, start)


# -- what comes in between ---------------------------------------------------------------------


@pytest.mark.parametrize("after_s", [0.05, 2.0, 4.0, 6.0])
def test_a_stop_brings_the_lens_back_and_it_goes_on_from_there(
    marked: Studio, after_s: float
) -> None:
    start = marked.lens.true_step
    marked.doing(after_s, CaptureStack())
    assert marked.hint == "STOP: taking the stack was halted."
    assert marked.lens.true_step == start
    before = len(marked.taken)
    assert before < 5
    assert f"shot {before + 1}" in marked.view().missing
    assert marked.files == [one.data for one in marked.taken]
    marked.ask(CaptureStack(is_resumed=True))
    marked.assert_whole()
    assert marked.lens.true_step == start
    marked.ask(CaptureStack(is_resumed=True))
    assert marked.hint.startswith("There is no stack to go on with.")


def test_a_stop_on_the_way_back_is_said(marked: Studio) -> None:
    marked.doing(8.5, CaptureStack())
    marked.assert_whole()
    assert marked.hint.startswith("Took 5 shots, in scene_stack_001. The lens is not back")


@pytest.mark.parametrize("after_s", [0.2, 3.0])
def test_a_stop_in_a_scan_leaves_the_marks(marked: Studio, after_s: float) -> None:
    start = marked.lens.true_step
    marked.doing(after_s, ScanScene())
    assert marked.lens.true_step == start
    assert marked.hint == "STOP: sweeping the scene was halted."
    assert marked.shown.scene_map is None
    assert None not in (marked.view().near, marked.view().far)
    marked.ask(ScanScene())
    assert marked.shown.scene_map is not None


def test_other_keys_are_refused_meanwhile(marked: Studio) -> None:
    hints = []
    marked.session.subscribe(lambda: hints.append(marked.hint))
    for after_s, button in enumerate(("set", "info", "left"), 2):
        marked.press_in(after_s, button)
    marked.clock.at(marked.clock.now() + 6, lambda: marked.session.ask(NEAR))
    marked.ask(CaptureStack())
    marked.assert_whole()
    for label in ("SET", "INFO", "LEFT"):
        assert f"{label} refused: taking the stack. STOP ends it." in hints
    assert "Not while the lens is taking the stack. STOP halts it." in hints
    assert marked.shown.mode is Mode.EDIT


def test_a_plug_pulled_and_the_stack_goes_on_once_it_is_back(marked: Studio) -> None:
    start = marked.lens.true_step
    marked.ask(ScanScene())
    marked.clock.at(marked.clock.now() + 4.0, marked.lens.unplug)
    marked.plugged = False
    marked.ask(CaptureStack())
    assert marked.shown.lost != ""
    before = len(marked.taken)
    assert 0 < before < 5
    assert any("Of this stack there is not taken" in line for line in marked.log)
    assert "not taken" in marked.view().missing
    marked.ask(CaptureStack(is_resumed=True))
    assert len(marked.taken) == before
    marked.plugged = True
    marked.rest(60.0)
    marked.session.tend()
    assert marked.shown.lost == ""
    marked.ask(CaptureStack(is_resumed=True))
    marked.assert_whole()
    assert marked.lens.true_step == start


def test_another_show_goes_on_with_it(tmp_path: Path) -> None:
    first = Studio(tmp_path)
    first.mark()
    start = first.lens.true_step
    first.doing(4.0, CaptureStack())
    missing = first.view().missing
    assert missing
    first.session.close()
    again = Studio(tmp_path, card=first.lens)
    assert again.view().missing == missing
    assert again.view().folder == str(tmp_path / "scene_stack_001")
    again.ask(CaptureStack(is_resumed=True))
    again.assert_whole()
    assert again.lens.true_step == start, "where it was before the stack"
    again.session.close()


def test_a_card_that_is_full_is_said_and_the_rest_taken_later(marked: Studio) -> None:
    start = marked.lens.true_step
    marked.lens.card.room = 2
    marked.ask(CaptureStack())
    assert "full" in marked.hint
    assert marked.view().missing == "not taken: shot 3, 4, 5"
    assert marked.lens.true_step == start
    marked.lens.card.room = 10
    marked.ask(CaptureStack(is_resumed=True))
    marked.assert_whole()


def test_a_disk_that_is_full_is_said_and_no_picture_lost(
    marked: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, room = os.write, 60_000  # about two pictures

    def limited(descriptor: int, data: Any) -> int:
        nonlocal room
        room -= len(data)
        if room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(descriptor, data)

    start = marked.lens.true_step
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", limited)
        marked.ask(CaptureStack())
    assert "disk is full" in marked.hint
    assert 0 < len(marked.taken) < 5
    assert "only in the camera" in marked.view().missing
    assert marked.lens.true_step == start
    marked.ask(CaptureStack(is_resumed=True))
    marked.assert_whole()


def test_pictures_that_do_not_come_are_said_and_fetched_later(marked: Studio) -> None:
    marked.lens.card.failures = 10_000
    marked.ask(CaptureStack())
    assert "there is only in the camera: shot_001.jpg" in marked.hint
    assert marked.shown.hint is not None
    assert marked.shown.hint.severity is Severity.WARNING
    marked.lens.card.failures = 0
    marked.ask(CaptureStack(is_resumed=True))
    marked.assert_whole()


def test_what_else_has_such_a_name_is_left_alone(marked: Studio) -> None:
    (marked.folder / "scene_stack_001").touch()
    (marked.folder / "scene_stack_007").mkdir()
    (marked.folder / "scene_stack_008").symlink_to("/proc/nothing")
    marked.ask(CaptureStack(is_resumed=True))
    assert marked.hint.startswith("There is no stack to go on with.")
    marked.ask(CaptureStack())
    assert marked.view().folder.endswith("scene_stack_009")
    marked.assert_whole()


def test_an_end_of_the_show_halts_the_lens_and_keeps_what_was_taken(tmp_path: Path) -> None:
    made = Studio(tmp_path)
    made.mark()
    made.clock.at(made.clock.now() + 4.0, lambda: made.session._inbox.put(Close()))
    made.ask(CaptureStack())
    end_s = made.clock.now()
    made.session.close()
    assert made.clock.now() - end_s < 1.0
    again = Studio(tmp_path, card=made.lens)
    again.ask(CaptureStack(is_resumed=True))
    again.assert_whole()
    again.session.close()


# -- shots elsewhere ---------------------------------------------------------------------------


class Beside(ByPosition):
    """Six steps beside the place of shot 2."""

    def go(self, shot: StackShot) -> None:
        assert shot.planned_step is not None
        off_steps = 6 if shot.number == 2 else 0
        super().go(replace(shot, planned_step=shot.planned_step + off_steps))


def test_a_shot_that_stands_elsewhere_is_told_of_marked_and_taken_again(
    marked: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[int, str]] = []
    marked.session.subscribe(lambda: said.append((len(marked.taken), marked.hint)))
    with monkeypatch.context() as patched:
        patched.setattr("fsq_tui.session.stack_taking.ByPosition", Beside)
        marked.ask(CaptureStack())
    off = "hot 2 stands 6 steps too near (measured)"
    assert (2, f"S{off}.") in said, "before the next one is taken"
    rest = "PLAY can take shot 2 again. Took 5 shots, in scene_stack_001."
    assert marked.hint == f"Of 5 shots s{off}. {rest}"
    assert marked.shown.hint is not None
    assert marked.shown.hint.severity is Severity.WARNING
    assert any(off in line for line in marked.log)
    view = marked.view()
    assert ([found.number for found in view.strays], view.again) == ([2], (2,))
    assert view.is_as_taken
    assert view.missing == ""
    line = state_line(marked.shown, None)
    assert line is not None
    assert understood(line, Snapshot()) == marked.shown
    marked.ask(CaptureStack(is_resumed=True, again=(2,)))
    assert marked.hint == "Took 5 shots, in scene_stack_001."
    assert marked.view().strays == ()
    *four, again = marked.taken
    assert again.step == marked.steps[1]
    shot = marked.folder / "scene_stack_001" / "shot_002.jpg"
    assert shot.read_bytes() == again.data
    assert shot.with_name("shot_002.jpg.before1").read_bytes() == four[1].data


def test_a_rehearsal_tells_which_shots_would_stand_elsewhere(
    marked: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fsq_tui.session.stack_taking.ByPosition", Beside)
    marked.ask(SetStack(replace(QUICK, extent=Extent.MOVEMENT)))
    marked.ask(CaptureStack())
    off = "shot 2 stands 6 steps too near (measured)"
    assert marked.hint == f"Of 5 shots {off}. Went over 5 shots; nothing was taken."
    assert marked.view().strays == ()


# -- rehearsals --------------------------------------------------------------------------------


def test_live_view_is_rehearsed_in_a_folder_of_its_own(marked: Studio, tmp_path: Path) -> None:
    start = marked.lens.true_step
    marked.ask(SetStack(replace(QUICK, extent=Extent.LIVE_VIEW)))
    marked.ask(CaptureStack())
    assert marked.taken == []
    assert marked.view().folder == str(tmp_path / "scene_rehearsal_001")
    assert len(set(marked.files)) == 5
    assert marked.lens.true_step == start
    marked.ask(SetStack(QUICK))
    marked.ask(CaptureStack())
    assert marked.view().folder == str(tmp_path / "scene_stack_001")
    marked.assert_whole()


def test_a_rehearsal_that_was_stopped_is_no_stack_to_go_on_with(marked: Studio) -> None:
    marked.ask(SetStack(replace(QUICK, extent=Extent.LIVE_VIEW)))
    marked.doing(2.0, CaptureStack())
    marked.ask(SetStack(QUICK))
    marked.ask(CaptureStack(is_resumed=True))
    assert marked.hint.startswith("There is no stack to go on with.")
    assert marked.taken == []


def test_the_movement_is_rehearsed_and_nothing_written(marked: Studio, tmp_path: Path) -> None:
    start, steps = marked.lens.true_step, set[int]()
    marked.ask(SetStack(replace(QUICK, extent=Extent.MOVEMENT)))
    before = sorted(tmp_path.rglob("*"))
    marked.session.subscribe(lambda: steps.add(marked.lens.true_step))
    marked.ask(CaptureStack())
    assert sorted(tmp_path.rglob("*")) == before
    assert set(marked.steps) <= steps
    assert marked.taken == []
    assert marked.view().folder == ""
    assert marked.hint == "Went over 5 shots; nothing was taken."
    assert marked.lens.true_step == start
    marked.ask(CaptureStack(is_resumed=True))
    assert marked.hint.startswith("There is no stack to go on with.")


# -- a lens that tells nothing -----------------------------------------------------------------


def test_by_the_picture_each_shot_is_within_three_steps(tmp_path: Path) -> None:
    made = Show(tmp_path)
    made.press(*["jog_forward_3"] * FAR_COMMANDS)
    far = made.rig.true_step
    made.ask(FAR)
    made.press(*["jog_forward_3"] * (NEAR_COMMANDS - FAR_COMMANDS))
    near = made.rig.true_step
    made.ask(NEAR)
    made.ask(ScanScene())
    assert made.shown.scene_map is not None
    start = made.rig.true_step
    made.rig.clock.at(made.rig.clock.now() + 9.0, lambda: made.session.press("stop"))
    made.ask(ScanScene())
    assert made.hint == "STOP: sweeping the scene was halted."
    assert abs(made.rig.true_step - start) <= 3
    expected_s, began_s = made.shown.stack.expected_s, made.rig.clock.now()
    made.ask(CaptureStack())
    assert expected_s == pytest.approx(made.rig.clock.now() - began_s, rel=0.5)
    shots = read_manifest(Path(made.shown.stack.folder)).shots
    taken = made.rig.body.card.taken
    assert len(taken) == len(shots) == 8
    for one, shot in zip(taken, shots, strict=True):
        assert abs(one.step - (near + shot.depth * (far - near))) <= 3
        assert shot.how in (How.INFERRED, How.COUNTED)
    assert abs(made.rig.true_step - near) <= 3
    made.session.close()


def test_another_show_goes_on_by_what_the_sweep_has_seen(tmp_path: Path) -> None:
    first = Show(tmp_path)
    first.ask(SetStack(QUICK))
    first.press(*["jog_forward_3"] * FAR_COMMANDS)
    far = first.rig.true_step
    first.ask(FAR)
    first.press(*["jog_forward_3"] * (NEAR_COMMANDS - FAR_COMMANDS))
    near = first.rig.true_step
    first.ask(NEAR)
    first.ask(ScanScene())
    first.rig.clock.at(first.rig.clock.now() + 14.0, lambda: first.session.press("stop"))
    first.ask(CaptureStack())
    first.session.close()
    before = len(first.rig.body.card.taken)
    assert 0 < before < 5
    folder = tmp_path / "scene_stack_001"
    kept = folder / "stack.seen.json"
    assert kept.stat().st_size < 1_000_000
    again = Show(tmp_path)
    again.ask(CaptureStack(is_resumed=True))
    again.session.close()
    shots = read_manifest(folder).shots
    taken = again.rig.body.card.taken
    assert len(taken) == 5 - before
    for one, shot in zip(taken, shots[before:], strict=True):
        assert abs(one.step - (near + shot.depth * (far - near))) <= 3
        assert shot.how is How.INFERRED
    kept.write_text(kept.read_text()[:1000])
    assert load_seen(folder) is None
