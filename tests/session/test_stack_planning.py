"""The planes of a focus stack and its shots, as they are marked, planned and put by hand."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from fsq_tui.focus.modes import How, Mode
from fsq_tui.focus.stack import Extent, StackSettings
from fsq_tui.process.wire import line_of, understood
from fsq_tui.session.requests import (
    AddShot,
    Calibrate,
    CaptureStack,
    DragShot,
    MarkDistance,
    OfStack,
    PinShot,
    PlanPlain,
    ProposeShots,
    RemoveShot,
    ScanScene,
    SetSettings,
    SetStack,
    ToggleSequencing,
)
from fsq_tui.session.snapshot import Snapshot
from fsq_tui.session.stacking import NO_MARKS
from tests.session.silent import SMALL, scene_of
from tests.session.stage import Stage
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


def test_planes_are_marked_and_shots_lie_evenly_between_them(show: Studio) -> None:
    show.press(*["jog_forward_3"] * FAR_COMMANDS)
    far = show.lens.true_step
    show.ask(FAR)
    assert show.hint == (
        f"The far plane is here, at step {far} (measured). Now the near one: NEAR."
    )
    assert show.view().shots == ()
    assert show.view().expected_s is None
    show.press(*["jog_forward_3"] * 8)
    near = show.lens.true_step
    show.ask(NEAR)
    plane = show.view().near
    assert plane is not None
    assert (plane.step, plane.how) == (near, How.MEASURED)
    assert plane.distance_cm > 0
    assert show.steps == [round(near + (far - near) * n / 4) for n in range(5)]
    assert [shot.depth for shot in show.view().shots] == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert show.view().expected_s is not None
    assert show.hint == (
        f"The near plane is here, at step {near} (measured). "
        f"5 shots, 4 moves, about {show.view().expected_s:.0f} s."
    )
    assert show.lens.true_step == near, "the lens was not moved"


def test_a_lens_that_nothing_is_known_of_is_surveyed_and_taken_back(tmp_path: Path) -> None:
    with_stage = Stage(tmp_path)
    with_stage.lens._still_scene = scene_of(SMALL, "ef24")
    before = with_stage.lens.true_step
    with_stage.ask(FAR)
    assert with_stage.shown.stack.far is not None
    assert with_stage.shown.stack.far.step == with_stage.lens.true_step == before
    assert with_stage.shown.mode is Mode.OFF
    with_stage.session.close()


def test_marks_in_reverse_make_the_same_stack_backwards(marked: Studio) -> None:
    steps = marked.steps
    marked.ask(FAR)  # where the near one was
    marked.press(*["jog_backward_3"] * (NEAR_COMMANDS - FAR_COMMANDS))
    assert marked.view().far is not None
    marked.ask(NEAR)
    assert marked.steps[0] == marked.lens.true_step
    assert marked.steps[-1] == steps[0]
    assert len(marked.steps) == len(steps)


def test_more_shots_than_steps_are_not_planned(show: Studio) -> None:
    show.ask(NEAR)
    show.press(*["jog_forward_1"] * 3)
    show.ask(FAR)
    assert "Only 4 steps lie between the marks." in show.hint
    assert show.steps == [0, 1, 2, 3]


def test_both_marks_at_one_step_make_no_stack(show: Studio) -> None:
    show.ask(NEAR)
    show.ask(FAR)
    assert "at the same step" in show.hint
    assert show.view().shots == ()
    show.ask(CaptureStack())
    assert "No shots are planned yet." in show.hint
    assert show.taken == []


def test_shots_are_put_by_hand_and_stay_when_planned_anew(marked: Studio) -> None:
    marked.ask(DragShot(3, 0.6))
    assert [shot.depth for shot in marked.view().shots] == [0.0, 0.25, 0.6, 0.75, 1.0]
    assert marked.view().shots[2].is_pinned
    marked.ask(AddShot(0.9))
    assert marked.view().settings.shots == len(marked.view().shots) == 6
    marked.ask(RemoveShot(2))
    assert marked.view().settings.shots == len(marked.view().shots) == 5
    marked.ask(SetStack(replace(marked.view().settings, shots=9)))
    depths = [shot.depth for shot in marked.view().shots]
    assert 0.6 in depths
    assert 0.9 in depths
    assert len(depths) == 9
    assert all(first < second for first, second in pairwise(depths))
    marked.ask(PinShot(depths.index(0.6) + 1, is_pinned=False))
    marked.ask(SetStack(replace(marked.view().settings, shots=3)))
    assert [shot.depth for shot in marked.view().shots] == [0.0, 0.9, 1.0]
    marked.ask(SetStack(replace(marked.view().settings, shots=2)))
    assert "too few for two ends and 1 pins" in marked.hint
    assert marked.view().settings.shots == len(marked.view().shots) == 3


def test_plain_shots_lie_around_the_lens(marked: Studio) -> None:
    at = marked.lens.true_step
    marked.ask(PlanPlain(in_front=2, behind=1, steps_per_shot=20))
    assert marked.view().is_plain
    assert marked.steps == [at + 40, at + 20, at, at - 20]
    assert [round(shot.depth, 3) for shot in marked.view().shots] == [0.0, 0.333, 0.667, 1.0]
    marked.ask(CaptureStack())
    marked.assert_whole()
    assert marked.lens.true_step == at
    marked.ask(PlanPlain(in_front=40, behind=1, steps_per_shot=20))
    assert "beyond the stop" in marked.hint
    assert len(marked.view().shots) == 4, "what was planned stays"
    marked.ask(SetStack(replace(QUICK, shots=6)))
    assert not marked.view().is_plain
    assert len(marked.view().shots) == 6


def test_the_number_is_proposed_by_the_depth_of_field(marked: Studio) -> None:
    marked.ask(ProposeShots())
    assert "aperture or focal length is not set" in marked.hint
    marked.ask(SetSettings(replace(marked.shown.settings, aperture=2.8)))
    marked.ask(ProposeShots())
    assert "24 mm, f/2.8" in marked.hint
    wide = len(marked.view().shots)
    assert wide == marked.view().settings.shots != QUICK.shots
    marked.ask(SetSettings(replace(marked.shown.settings, aperture=11.0)))
    marked.ask(ProposeShots())
    assert len(marked.view().shots) < wide


def test_a_distance_that_nobody_knows_is_said(tmp_path: Path) -> None:
    made = Show(tmp_path)
    made.ask(FAR)
    made.press(*["jog_forward_3"] * 6)
    made.ask(NEAR)
    made.ask(SetSettings(replace(made.shown.settings, aperture=2.8)))
    made.ask(ProposeShots())
    assert "How far the near plane is, is not known." in made.hint
    for distance_cm in (40, 60, 100, 300):
        made.ask(MarkDistance(distance_cm))
        made.press(*["jog_backward_3"] * 2)
    made.ask(ProposeShots())
    assert "24 mm, f/2.8" in made.hint
    assert made.shown.stack.near is not None
    assert made.shown.stack.near.distance_cm == 40
    made.session.close()


def test_settings_are_kept_over_a_restart_but_for_the_extent(tmp_path: Path) -> None:
    first = Studio(tmp_path)
    fine = StackSettings(12, 0.5, 1.5, 4.0, 1.0, Extent.MOVEMENT)
    first.ask(SetStack(fine))
    assert first.view().settings == fine
    first.session.close()
    again = Stage(tmp_path)
    assert again.shown.stack.settings == replace(fine, extent=Extent.FULL)
    again.session.close()


def test_a_lens_that_is_calibrated_otherwise_has_no_marks(marked: Studio) -> None:
    raw = marked.lens._raw_positions
    marked.lens._raw_positions = tuple(raw[0] + 9 * (one - raw[0]) // 10 for one in raw)
    marked.ask(Calibrate())
    assert (marked.view().near, marked.view().far, marked.view().shots) == (None, None, ())


IMPOSSIBLE: list[OfStack] = [
    *(DragShot(number, 0.4) for number in (0, -1, 1, 5, 6, 10**30)),
    *(DragShot(2, depth) for depth in (math.nan, math.inf, -0.1, 1.1)),
    *(PinShot(number, is_pinned=True) for number in (0, -5, 99)),
    *(AddShot(depth) for depth in (math.nan, -math.inf, 0.0, 1.0, 0.5, 7.0)),
    *(RemoveShot(number) for number in (0, -1, 1, 5, 6)),
    *(SetStack(replace(QUICK, shots=shots)) for shots in (-1, 0, 1, 1000, 10**30)),
    *(SetStack(replace(QUICK, gravity=one)) for one in (math.nan, -0.1, 1.1)),
    *(SetStack(replace(QUICK, settle_s=one)) for one in (math.nan, math.inf, -1.0)),
    *(SetStack(replace(QUICK, flash_delay_s=one)) for one in (math.nan, 61.0)),
    *(SetStack(replace(QUICK, bracket_ev=one)) for one in (math.nan, 6.0)),
    *(PlanPlain(*one) for one in ((-1, 3, 10), (3, -1, 10), (3, 3, 0), (0, 0, 10))),
    *(PlanPlain(*one) for one in ((10**12, 0, 1), (1, 1, 10**12), (0, 10**30, 1))),
]


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    made = Studio(tmp_path_factory.mktemp("patient"))
    made.mark()
    yield made
    made.session.close()


@pytest.mark.parametrize("request_", IMPOSSIBLE, ids=str)
def test_what_cannot_be_is_refused_with_a_sentence(patient: Studio, request_: OfStack) -> None:
    before, sent = patient.view(), len(patient.lens.commands)
    told = understood(line_of(request_), Snapshot())
    assert not isinstance(told, Snapshot)
    patient.ask(told)  # type: ignore[arg-type]
    assert patient.hint.endswith(".")
    assert "defect" not in patient.hint
    assert patient.view() == before
    assert len(patient.lens.commands) == sent
    assert patient.taken == []


@pytest.mark.parametrize("request_", [ScanScene(), ProposeShots()], ids=str)
def test_without_marks_the_keys_are_named(show: Studio, request_: OfStack) -> None:
    show.ask(request_)
    assert show.hint.endswith(NO_MARKS)
    assert "NEAR" in show.hint


@pytest.mark.parametrize("request_", [AddShot(0.5), CaptureStack()], ids=str)
def test_without_shots_the_keys_are_named(show: Studio, request_: OfStack) -> None:
    show.ask(request_)
    assert show.hint.endswith(NO_MARKS)


def test_nothing_while_sequencing_is_stopped(marked: Studio) -> None:
    marked.ask(ToggleSequencing())
    marked.ask(CaptureStack())
    assert "stopped" in marked.hint
    assert marked.taken == []
