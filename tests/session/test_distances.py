"""Marks of distances, what they make of the lens, and going to a typed distance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fsq_tui.focus.calibration import DistanceMark
from fsq_tui.focus.modes import How
from fsq_tui.session.requests import Calibrate, FocusAt, MarkDistance, RemoveMark
from fsq_tui.session.snapshot import Severity
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import SceneFile, read_scene
from tests.session.stage import Stage, stage


@pytest.fixture
def mute(tmp_path: Path) -> Iterator[Stage]:
    """A lens that reports no distances, calibrated, in edit mode on its first point, step 0."""
    with stage(tmp_path, "backlash") as made:
        made.press("info")
        made.rest()
        yield made


def marks(show: Stage) -> tuple[DistanceMark, ...]:
    known = show.shown.calibration
    assert known is not None
    return known.marks


def step(show: Stage) -> int:
    assert show.shown.position.step is not None
    return show.shown.position.step


def mark_three(show: Stage) -> list[int]:
    """4 m, 1 m and 50 cm, some steps apart; standing on the last. Returns the steps."""
    steps = []
    for jogs, distance_cm in ((1, 400), (3, 100), (3, 50)):
        show.press(*["jog_forward_3"] * jogs)
        steps.append(step(show))
        show.ask(MarkDistance(distance_cm))
    return steps


def test_three_marks_give_a_mute_lens_its_distances(mute: Stage) -> None:
    assert mute.shown.position.distance_cm == 0
    steps = mark_three(mute)
    assert mute.hint == f"Step {steps[2]} is at 50cm: 3 marks make the distance scale."
    assert mute.hint in mute.log
    assert [mark.distance_cm for mark in marks(mute)] == [400, 100, 50]
    position = mute.shown.position
    assert (position.distance_cm, position.marks, position.how) == (50, 3, How.MEASURED)
    mute.press("set")
    mute.rest()
    assert mute.line == "[edit]   1 / 1 |     50cm  |"
    mute.press("jog_backward_3")
    between_cm = mute.shown.position.distance_cm
    assert 50 < between_cm < 100
    assert mute.line.startswith(f"[edit]   1 / 1 | {{   {between_cm}cm}} |")
    mute.press("q")
    assert read_scene(mute.path).points[-1].distance_cm == between_cm


def test_two_marks_are_no_scale_yet(mute: Stage) -> None:
    mute.ask(MarkDistance(400))
    assert mute.hint == "Step 0 is at 4m: 1 of the 3 marks that a distance scale takes."
    assert mute.shown.position.distance_cm == 0
    mute.ask(FocusAt(200.0))
    assert "reports no distances. Mark the distance of 3 steps" in mute.hint


@pytest.mark.parametrize(
    "request_", [MarkDistance(-1), MarkDistance(65536), FocusAt(0.0), FocusAt(float("nan"))]
)
def test_what_is_no_distance_is_refused(mute: Stage, request_: MarkDistance | FocusAt) -> None:
    mute.ask(request_)
    assert mute.hint == "A distance lies between 0 and infinity."
    assert marks(mute) == ()


def test_marks_are_on_disk_at_once_and_kept_with_the_lens(mute: Stage) -> None:
    mark_three(mute)
    known = mute.shown.calibration
    assert read_scene(mute.path).calibration == known
    assert known is not None
    assert LensLibrary(mute.path.parent / "lenses").find(known.lens_name) == known


def test_another_scene_of_the_lens_takes_its_marks_over(tmp_path: Path, mute: Stage) -> None:
    scene = read_scene(mute.path)
    mark_three(mute)
    made = marks(mute)
    mute.session.close()
    for calibration in (None, scene.calibration):
        with SceneFile.open(mute.path) as file:
            file.save(replace(scene, calibration=calibration))
        with stage(tmp_path, "backlash", seed=8) as again:
            assert marks(again) == made


def test_a_mark_that_contradicts_another_is_refused_by_name(mute: Stage) -> None:
    steps = mark_three(mute)
    before = marks(mute)
    mute.press("jog_forward_3")
    mute.ask(MarkDistance(200))
    assert mute.hint == (
        f"2m here contradicts the mark 50cm at step {steps[2]}. Remove that one first."
    )
    assert marks(mute) == before


def test_a_mark_is_removed_where_the_lens_is_or_by_its_position(mute: Stage) -> None:
    mark_three(mute)
    mute.press("jog_backward_1")
    mute.ask(MarkDistance(0))
    assert mute.hint.startswith("The mark 50cm is removed: 2 of the 3 marks")
    assert mute.shown.position.distance_cm == 0
    mute.press("jog_backward_3")
    mute.ask(MarkDistance(0))
    assert "There is no mark near step" in mute.hint
    mute.press("info")
    mute.ask(RemoveMark(marks(mute)[0].normalized_position))
    assert [mark.distance_cm for mark in marks(mute)] == [100]
    assert read_scene(mute.path).calibration == mute.shown.calibration


def test_focus_at_takes_the_lens_to_a_distance_and_says_where_that_is_from(mute: Stage) -> None:
    steps = mark_three(mute)
    before = mute.shown.rows
    mute.ask(FocusAt(100.0))
    assert step(mute) == steps[1]
    assert mute.hint == f"Focus at 1m, step {steps[1]}: worked out from 3 marks."
    assert mute.shown.hint is not None
    assert mute.shown.hint.severity is Severity.NOTE
    assert mute.shown.rows == before
    mute.ask(FocusAt(200.0))
    assert steps[0] < step(mute) < steps[1]
    mute.ask(FocusAt(10.0))
    assert mute.hint.startswith("10cm is off the distance scale of this lens, which goes from ")


def test_focus_at_goes_by_what_a_lens_reports(tmp_path: Path) -> None:
    with stage(tmp_path) as show:
        show.press("info")
        for distance_cm in (54, 150, 65535, 20):
            show.ask(FocusAt(float(distance_cm)))
            assert show.shown.position.marks == 0
            assert 100 / show.shown.position.distance_cm == pytest.approx(
                100 / distance_cm, abs=0.13
            )
        assert show.hint.endswith("worked out from what the lens reports.")


def test_focus_at_can_be_halted_and_finds_the_stops_first_where_it_must(tmp_path: Path) -> None:
    with stage(tmp_path) as show:
        show.press("info")
        show.press_in(0.5, "stop")
        show.ask(FocusAt(20.0))
        assert "STOP: jogging was halted" in show.hint
        assert 0 < show.lens.true_step < 300
        show.session._motor.forget()  # as after a camera was gone
        show.ask(FocusAt(20.0))
        assert show.shown.position.distance_cm == 20
        assert [line for line in show.log if line.startswith("limits")][1:]


def test_marks_and_focus_at_need_edit_mode_and_a_resting_lens(mute: Stage) -> None:
    mark_three(mute)
    hints: list[str] = []
    mute.session.subscribe(lambda: hints.append(mute.hint))
    mute.clock.at(mute.clock.now() + 0.1, lambda: mute.session.ask(MarkDistance(400)))
    mute.ask(FocusAt(400.0))
    assert "Not while the lens is jogging. STOP halts it." in hints
    assert len(marks(mute)) == 3
    mute.press("info")
    for request in (MarkDistance(50), FocusAt(50.0)):
        mute.ask(request)
        assert mute.hint == "That works in edit mode. INFO goes there."


def test_a_new_calibration_keeps_the_marks(mute: Stage) -> None:
    mark_three(mute)
    before = marks(mute)
    mute.ask(Calibrate())
    assert marks(mute) == before
    assert read_scene(mute.path).calibration == mute.shown.calibration
    mute.ask(FocusAt(100.0))
    assert (mute.shown.position.distance_cm, mute.shown.position.marks) == (100, 3)


def test_marks_beyond_the_end_of_a_new_calibration_are_told(mute: Stage) -> None:
    mark_three(mute)
    known = mute.shown.calibration
    assert known is not None
    last = known.marks[-1].normalized_position
    shorter = replace(known, positions=tuple(p for p in known.positions if p < last), marks=())
    lost = mute.session._keeper.keep_calibration(shorter)
    assert lost == "Marks beyond the last step were dropped: 50cm."
    kept = read_scene(mute.path).calibration
    assert kept is not None
    assert kept.marks == known.marks[:-1]
