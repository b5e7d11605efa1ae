"""An exposure bracket on a virtual clock: what was exposed how, and that the body is set back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from fsq_tui.backend.simulated_exposure import NORMAL_TIME
from fsq_tui.errors import CardFull, LensBusy, LensFault, LensGone, Stopped
from fsq_tui.focus.stack import Extent, StackSettings
from fsq_tui.session.stack_time import stack_s
from fsq_tui.storage.stack_manifest import StackShot
from tests.session.test_stack_capture import START, STEPS, StackRig

EV = 2.0
TIMES = [NORMAL_TIME, "1/500", "1/30"]  # of each shot


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[StackRig]:
    made = StackRig(tmp_path / "stack")
    yield made
    made.folder.close()


def assert_whole(rig: StackRig) -> None:
    """Each shot once in each exposure, at its step, in the folder; the body as it was."""
    assert [(one.step, one.time) for one in rig.taken] == [(s, t) for s in STEPS for t in TIMES]
    told = {one.name: one for shot in rig.folder.shots for one in shot.pictures}
    for one, picture in zip(rig.taken, told.values(), strict=True):
        assert (rig.folder.path / picture.name).read_bytes() == one.data
        assert picture.time == one.time
        assert picture.compensation_ev == [0.0, -EV, EV][TIMES.index(one.time)]
    assert rig.folder.missing == ""
    assert_as_it_was(rig)


def assert_as_it_was(rig: StackRig) -> None:
    assert rig.lens.exposure.time == NORMAL_TIME
    assert rig.folder.exposure == ""
    assert rig.lens.true_step == START


def test_each_shot_is_taken_in_three_exposures(rig: StackRig) -> None:
    rig.capture(bracket_ev=EV)
    assert_whole(rig)
    assert rig.heard.said == []
    names = [one.name for one in rig.folder.shots[0].pictures]
    assert names == ["shot_001.jpg", "shot_001_darker.jpg", "shot_001_brighter.jpg"]


def test_it_settles_once_for_all_of_them(rig: StackRig) -> None:
    rig.capture(bracket_ev=EV)
    bracket_s = rig.taken[2].at_s - rig.taken[0].at_s
    assert bracket_s < StackSettings().settle_s


def test_a_flash_is_given_its_time_before_each(rig: StackRig) -> None:
    rig.capture(bracket_ev=EV, flash_delay_s=5.0)
    assert all(another.at_s - one.at_s > 5.0 for one, another in pairwise(rig.taken))
    assert_whole(rig)


def test_what_the_body_has_that_is_nearest_is_taken_and_told(rig: StackRig) -> None:
    rig.capture(bracket_ev=1.4)
    for shot in rig.folder.shots:
        assert [one.time for one in shot.pictures] == [NORMAL_TIME, "1/320", "1/50"]
        told = [one.compensation_ev for one in shot.pictures]
        assert told == pytest.approx([0.0, -4 / 3, 4 / 3])
    assert rig.folder.missing == ""


def test_progress_counts_pictures_and_its_time_comes_true(rig: StackRig) -> None:
    rig.capture(bracket_ev=EV, flash_delay_s=4.0)
    end_s = rig.clock.now()
    assert [progress.done for _, progress in rig.heard.shown] == list(range(16))
    assert {progress.total for _, progress in rig.heard.shown} == {15}
    for at_s, progress in rig.heard.shown:
        assert progress.left_s == pytest.approx(end_s - at_s, rel=0.3, abs=2.5)


def test_a_bracket_is_counted_in_what_a_stack_takes(rig: StackRig) -> None:
    shots = [StackShot(n + 1, n / 4, step) for n, step in enumerate(STEPS)]
    plain_s = stack_s(rig.motor, shots, StackSettings(), START)
    bracket_s = stack_s(rig.motor, shots, StackSettings(bracket_ev=EV), START)
    flash_s = stack_s(rig.motor, shots, StackSettings(bracket_ev=EV, flash_delay_s=5.0), START)
    assert plain_s + len(STEPS) < bracket_s < flash_s
    assert flash_s == pytest.approx(plain_s + len(STEPS) * (3 * 5.0 - 3.0))


@pytest.mark.parametrize("after_s", [4.5, 4.7, 4.9, 8.0, 12.0])
def test_a_stop_gives_the_exposure_back_and_the_next_run_goes_on(
    rig: StackRig, after_s: float
) -> None:
    rig.stop_in(after_s)
    with pytest.raises(Stopped):
        rig.capture(bracket_ev=EV)
    assert 0 < len(rig.taken) < 15
    assert_as_it_was(rig)
    rig.reopen()
    rig.capture(bracket_ev=0.0)  # it was begun with one
    assert_whole(rig)


def test_a_stop_in_the_middle_of_a_bracket_says_what_is_lacking(rig: StackRig) -> None:
    expose = rig.lens.expose

    def stopped(setting: str, ev: float, pause: Any) -> float:
        if ev < 0 and rig.taken:
            rig.attention.stop.set()
            pause(0.1)
        return expose(setting, ev, pause)

    rig.lens.expose = stopped  # type: ignore[method-assign]
    with pytest.raises(Stopped):
        rig.capture(bracket_ev=EV)
    assert [one.time for one in rig.taken] == TIMES[:1]
    assert rig.folder.missing == "not taken: shot 1 (darker, brighter), 2, 3, 4, 5"
    assert_as_it_was(rig)
    rig.lens.expose = expose  # type: ignore[method-assign]
    rig.capture(bracket_ev=EV)
    assert_whole(rig)


def test_a_full_card_gives_the_exposure_back(rig: StackRig) -> None:
    rig.lens.card.room = 4
    with pytest.raises(CardFull):
        rig.capture(bracket_ev=EV)
    assert rig.folder.missing == "not taken: shot 2 (darker, brighter), 3, 4, 5"
    assert_as_it_was(rig)
    rig.lens.card.room = 100
    rig.capture(bracket_ev=EV)
    assert_whole(rig)


@pytest.mark.parametrize("pictures", [1, 2, 3, 8])
def test_a_plug_pulled_in_a_bracket_and_the_next_run(rig: StackRig, pictures: int) -> None:
    trigger = rig.lens.trigger

    def pulled(pause: Any) -> None:
        if len(rig.taken) == pictures:
            rig.lens.unplug()
        trigger(pause)

    rig.lens.trigger = pulled  # type: ignore[method-assign]
    with pytest.raises(LensGone):
        rig.capture(bracket_ev=EV)
    left = rig.lens.exposure  # the body stays as it was set
    rig.replug()
    rig.lens.exposure = left
    assert (left.time == NORMAL_TIME) == (pictures == 3)
    rig.capture(start_step=START, bracket_ev=EV)
    assert_whole(rig)


def test_a_body_that_cannot_now_is_refused_before_anything_moves(rig: StackRig) -> None:
    rig.lens.exposure.is_locked = True
    sent = len(rig.lens.commands)
    with pytest.raises(LensFault, match="cannot change the exposure of") as refused:
        rig.capture(bracket_ev=EV)
    assert "mode dial" in refused.value.remedy
    assert len(rig.lens.commands) == sent
    assert rig.taken == []
    rig.capture(bracket_ev=0.0)
    assert [one.time for one in rig.taken] == [NORMAL_TIME] * len(STEPS)


def test_a_bracket_out_of_range_is_refused_and_the_body_is_as_it_was(rig: StackRig) -> None:
    rig.lens.exposure.time = "20"
    with pytest.raises(LensFault, match=r"no exposure \+2 EV from 20"):
        rig.capture(bracket_ev=EV)
    assert rig.lens.exposure.time == "20"
    assert rig.folder.exposure == ""
    assert rig.taken == []


def test_a_body_that_takes_no_order_any_more_says_that_it_is_not_as_it_was(rig: StackRig) -> None:
    def turned(_pause: Any) -> None:
        if rig.lens.exposure.time != NORMAL_TIME:
            rig.lens.exposure.is_locked = True
            raise LensFault("It failed.", "Look.")
        trigger(_pause)

    trigger = rig.lens.trigger
    rig.lens.trigger = turned  # type: ignore[method-assign, assignment]
    with pytest.raises(LensFault, match="It failed"):
        rig.capture(bracket_ev=EV)
    assert rig.heard.said[0].startswith("The exposure is not back where it was: ")
    assert rig.lens.true_step == START
    rig.lens.exposure.is_locked = False
    rig.lens.trigger = trigger  # type: ignore[method-assign]
    rig.reopen()
    rig.capture(bracket_ev=EV)
    assert_whole(rig)


def test_a_body_that_writes_to_its_card_is_waited_for(rig: StackRig) -> None:
    expose = rig.lens.expose

    def busy(setting: str, ev: float, pause: Any) -> float:
        if rig.taken and rig.clock.now() < rig.taken[-1].at_s + 6.0:
            raise LensBusy("busy")
        return expose(setting, ev, pause)

    rig.lens.expose = busy  # type: ignore[method-assign]
    rig.capture(bracket_ev=EV)
    assert_whole(rig)


def test_a_rehearsal_changes_no_exposure(rig: StackRig) -> None:
    rig.lens.exposure.is_locked = True
    for extent in (Extent.MOVEMENT, Extent.LIVE_VIEW):
        rig.capture(bracket_ev=EV, extent=extent)
    assert rig.folder.missing == ""
    assert len(rig.files) == len(STEPS)
