"""The shots of a stack on a virtual clock: where each was taken, when, and what a fault leaves."""

from __future__ import annotations

import dataclasses
import errno
import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from fsq_tui.backend.base import Shot
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.backend.simulated_card import DOWNLOAD_S, Taken
from fsq_tui.errors import CardFull, FileRefused, LensBusy, LensFault, LensGone, Stopped
from fsq_tui.focus.calibration import BACKWARD
from fsq_tui.focus.modes import How
from fsq_tui.focus.stack import Extent, StackSettings
from fsq_tui.focus.stray import Stray
from fsq_tui.session.motor import Motor
from fsq_tui.session.player import perform, prepare
from fsq_tui.session.stack_strays import strays_of
from fsq_tui.session.stack_ways import ByPosition
from fsq_tui.session.survey import check_limits
from fsq_tui.storage.stack_folder import StackFolder
from fsq_tui.storage.stack_manifest import StackShot
from tests.session.silent import SMALL, homed, ignore, scene_of
from tests.session.stacked import Heard, begun, capture
from tests.session.test_player import Rig

STEPS = (240, 200, 160, 120, 80)
START = 40
SETTLE_S = StackSettings().settle_s
PICTURE_BYTES = 20_000  # about
COUNTED_STEPS = 5  # the most that a shot was off in 60 stacks of 11, the calibration being exact


class StackRig(Rig):
    """A calibrated simulated lens that stands at START, a stack to be taken, and the truth."""

    def __init__(self, path: Path, model: str = "ef24", **changed: Any) -> None:
        super().__init__(model, **changed)
        perform(self.motor, prepare(self.motor, START, 0.0))
        self.share_scene(model)
        self.folder = begun(path, STEPS)
        self.heard = Heard(self.clock.now)

    def share_scene(self, model: str) -> None:
        """Smaller pictures than the lens would make: a scene of its own size is slow to make."""
        self.lens._still_scene = scene_of(SMALL, model)

    @property
    def taken(self) -> list[Taken]:
        return self.lens.card.taken

    @property
    def files(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.folder.path.glob("shot_*"))]

    def capture(self, start_step: int | None = None, **settings: Any) -> None:
        capture(self.motor, self.folder, StackSettings(**settings), start_step, self.heard)

    def stop_in(self, delay_s: float) -> None:
        self.clock.at(self.clock.now() + delay_s, self.attention.stop.set)

    def reopen(self) -> None:
        """As another run of the program finds it."""
        self.folder.close()
        self.folder = StackFolder.open(self.folder.path)
        self.heard = Heard(self.clock.now)

    def replug(self) -> None:
        """The camera, opened anew with the card that it had, its lens elsewhere and found again."""
        lens = SimulatedLens(self.lens._model, self.clock, 9)
        lens.card, lens._still_scene = self.lens.card, self.lens._still_scene
        known = self.motor.calibration
        self.lens, self.motor = lens, Motor(lens, self.clock, self.attention)
        self.motor.calibration = known
        self.motor.limits = check_limits(self.motor, ignore)
        self.reopen()


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[StackRig]:
    made = StackRig(tmp_path / "stack")
    yield made
    made.folder.close()


def assert_whole(rig: StackRig) -> None:
    """Each shot was taken once, at its step, and is in the folder."""
    assert [one.step for one in rig.taken] == list(STEPS)
    assert rig.files == [one.data for one in rig.taken]
    assert rig.folder.missing == ""
    assert rig.lens.true_step == START


def test_each_shot_is_taken_at_its_step_and_fetched_whole(rig: StackRig) -> None:
    rig.capture()
    assert_whole(rig)
    assert rig.heard.said == []
    for shot, step in zip(rig.folder.shots, STEPS, strict=True):
        assert (shot.step, shot.how) == (step, How.MEASURED)
        assert shot.pictures[0].aperture == "8"


@pytest.mark.parametrize("model", ["backlash", "longthrow"])
def test_on_uglier_lenses_too(model: str, tmp_path: Path) -> None:
    rig = StackRig(tmp_path, model)
    rig.capture()
    assert_whole(rig)
    rig.folder.close()


def test_the_lens_settles_and_files_come_meanwhile(rig: StackRig) -> None:
    rig.capture()
    driven_s = [start_s for start_s, _, _ in rig.lens.commands]
    for one in rig.taken:
        assert one.at_s - max(at_s for at_s in driven_s if at_s < one.at_s) > SETTLE_S
    for one, another in pairwise(rig.taken):
        between = [at_s for at_s in driven_s if one.at_s < at_s < another.at_s]
        moved_s = between[-1] - between[0]
        assert another.at_s - one.at_s - moved_s < SETTLE_S + 1.2 * DOWNLOAD_S, "it cost no time"


class Elsewhere(ByPosition):
    """So many steps beside the place of a shot, by its number."""

    def __init__(self, motor: Motor, off_steps: dict[int, int]) -> None:
        super().__init__(motor)
        self._off_steps = off_steps

    def go(self, shot: StackShot) -> None:
        assert shot.planned_step is not None
        step = shot.planned_step + self._off_steps.get(shot.number, 0)
        super().go(replace(shot, planned_step=step))


@pytest.mark.parametrize("extent", Extent)
def test_a_shot_far_off_its_place_is_told_of_at_once(rig: StackRig, extent: Extent) -> None:
    way = Elsewhere(rig.motor, {2: 6, 3: 3, 4: -5})
    capture(rig.motor, rig.folder, StackSettings(extent=extent), heard=rig.heard, way=way)
    near, far = Stray(2, -6, 0, How.MEASURED), Stray(4, 5, 0, How.MEASURED)
    assert rig.heard.strays == [near, far]
    is_written = extent is not Extent.MOVEMENT
    assert strays_of(rig.folder.shots) == ((near, far) if is_written else ())


@pytest.mark.parametrize("is_seen", [False, True])
def test_a_count_that_nothing_confirms_is_told_of_once(rig: StackRig, is_seen: bool) -> None:
    rig.motor.is_counted = True
    rig.motor.met_stop(BACKWARD)
    if is_seen:  # where it began: the way from there to the shots is counted
        rig.motor.infer(START, 1.0)
    capture(rig.motor, rig.folder, heard=rig.heard, way=ByPosition(rig.motor))
    (told,) = rig.heard.strays
    assert (told.number, told.off_steps, told.how) == (1, 0, How.COUNTED)
    strays = strays_of(rig.folder.shots)
    assert [found.number for found in strays] == [1, 2, 3, 4, 5]
    assert all(found.unsure_steps > 3 for found in strays)


def test_a_flash_is_given_its_time(rig: StackRig) -> None:
    rig.capture(flash_delay_s=9.0)
    for one, another in pairwise(rig.taken):
        assert another.at_s - one.at_s > 9.0


def test_progress_counts_up_and_its_time_down_to_the_truth(rig: StackRig) -> None:
    rig.capture()
    end_s = rig.clock.now()
    assert [progress.done for _, progress in rig.heard.shown] == [0, 1, 2, 3, 4, 5]
    assert {progress.total for _, progress in rig.heard.shown} == {5}
    for at_s, progress in rig.heard.shown:
        assert progress.left_s == pytest.approx(end_s - at_s, rel=0.3, abs=1.5)


@pytest.mark.parametrize("after_s", [0.5, 6.0, 9.0, 14.0])
def test_a_stop_brings_the_lens_back_and_the_next_run_goes_on(
    rig: StackRig, after_s: float
) -> None:
    rig.stop_in(after_s)
    with pytest.raises(Stopped):
        rig.capture()
    assert rig.lens.true_step == START
    before = len(rig.taken)
    assert before < len(STEPS)
    assert rig.files == [one.data for one in rig.taken], "what was taken is fetched"
    rest = ", ".join(str(number) for number in range(before + 1, 6))
    assert rig.heard.said == [f"Of this stack there is not taken: shot {rest}."]
    rig.reopen()
    rig.capture()
    assert rig.heard.shown[0][1].done == before
    assert_whole(rig)


def test_a_stop_during_an_exposure_waits_for_its_end(rig: StackRig) -> None:
    trigger = rig.lens.trigger

    def stopped(pause: Any) -> None:
        rig.stop_in(0.05)
        trigger(pause)

    rig.lens.trigger = stopped  # type: ignore[method-assign]
    with pytest.raises(Stopped):
        rig.capture()
    assert rig.files == [one.data for one in rig.taken]
    assert [shot.is_taken for shot in rig.folder.shots] == [True, False, False, False, False]
    assert rig.lens.true_step == START


def test_a_second_stop_halts_the_way_back(rig: StackRig) -> None:
    rig.stop_in(6.0)
    rig.stop_in(6.5)
    with pytest.raises(Stopped):
        rig.capture()
    assert rig.lens.true_step not in (START, *STEPS)
    assert "not back where it was" in rig.heard.said[0]


class Busy:
    """A body that still writes, until a moment."""

    def __init__(self, rig: StackRig, for_s: float) -> None:
        self.rig, self.until_s = rig, rig.clock.now() + for_s
        self.trigger = rig.lens.trigger

    def __call__(self, pause: Any) -> None:
        if self.rig.clock.now() < self.until_s:
            raise LensBusy("busy")
        self.trigger(pause)


def test_a_body_that_still_writes_is_waited_for(rig: StackRig) -> None:
    rig.lens.trigger = Busy(rig, 20.0)  # type: ignore[method-assign]
    rig.capture()
    assert_whole(rig)


def test_a_body_that_is_busy_for_ever_ends_it(rig: StackRig) -> None:
    rig.lens.trigger = Busy(rig, float("inf"))  # type: ignore[method-assign]
    with pytest.raises(LensBusy, match="30 s"):
        rig.capture()
    assert rig.taken == []
    assert rig.lens.true_step == START


def test_nothing_to_wait_for_is_no_trouble(rig: StackRig) -> None:
    rig.capture(extent=Extent.MOVEMENT, settle_s=0.0)
    rig.folder._put(dataclasses.replace(rig.folder.shots[0], planned_step=START))
    rig.capture(extent=Extent.MOVEMENT, settle_s=0.0)


def test_a_full_card_ends_it_with_nothing_lost(rig: StackRig) -> None:
    rig.lens.card.room = 3
    with pytest.raises(CardFull):
        rig.capture()
    assert rig.folder.missing == "not taken: shot 4, 5"
    assert rig.files == [one.data for one in rig.taken]
    assert rig.lens.true_step == START
    rig.lens.card.room = 10
    rig.capture()
    assert_whole(rig)


def test_a_download_that_fails_for_a_while_is_made_good(rig: StackRig) -> None:
    rig.lens.card.failures = 4
    rig.capture()
    assert_whole(rig)


def test_downloads_that_never_succeed_leave_the_pictures_on_the_card(rig: StackRig) -> None:
    rig.lens.card.failures = 10_000
    rig.capture()
    assert [one.step for one in rig.taken] == list(STEPS)
    assert "only in the camera: shot_001.jpg (there FSQ_0001.JPG)" in rig.heard.said[0]
    rig.lens.card.failures = 0
    rig.reopen()
    rig.capture()
    assert_whole(rig)


def test_a_full_disk_ends_it_and_no_picture_is_lost(
    rig: StackRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, room = os.write, 2 * PICTURE_BYTES

    def limited(descriptor: int, data: Any) -> int:
        nonlocal room
        room -= len(data)
        if room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(descriptor, data)

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", limited)
        with pytest.raises(FileRefused, match="disk is full"):
            rig.capture()
    assert rig.lens.true_step == START
    assert 1 <= len(rig.taken) < len(STEPS)
    assert "only in the camera" in rig.heard.said[0]
    rig.capture()
    assert_whole(rig)


@pytest.mark.parametrize("after_s", [4.0, 6.2, 8.0, 9.3, 12.0])
def test_a_plug_that_is_pulled_loses_no_picture(rig: StackRig, after_s: float) -> None:
    rig.clock.at(rig.clock.now() + after_s, rig.lens.unplug)
    with pytest.raises(LensGone):
        rig.capture()
    rig.replug()
    rig.capture(start_step=START)
    assert_whole(rig)


def test_live_view_in_place_of_shots(rig: StackRig) -> None:
    rig.capture(extent=Extent.LIVE_VIEW)
    assert rig.taken == []
    assert len(set(rig.files)) == len(STEPS)
    assert [shot.step for shot in rig.folder.shots] == list(STEPS)
    assert rig.folder.missing == ""
    assert rig.lens.true_step == START


def test_movement_only_writes_nothing(rig: StackRig) -> None:
    before = {path.name: path.read_bytes() for path in rig.folder.path.iterdir()}
    rig.capture(extent=Extent.MOVEMENT)
    assert {path.name: path.read_bytes() for path in rig.folder.path.iterdir()} == before
    assert rig.taken == []
    assert rig.heard.said == []
    assert [progress.done for _, progress in rig.heard.shown] == [0, 1, 2, 3, 4, 5]
    assert rig.lens.true_step == START


def test_a_body_that_cannot_is_refused_before_anything_moves(tmp_path: Path) -> None:
    rig = StackRig(tmp_path, live_view=False)
    sent = len(rig.lens.commands)
    for extent in (Extent.FULL, Extent.LIVE_VIEW):
        with pytest.raises(LensFault, match="Simulator"):
            rig.capture(extent=extent)
    assert len(rig.lens.commands) == sent
    rig.capture(extent=Extent.MOVEMENT)
    rig.folder.close()


def test_a_shot_without_a_step_is_refused_and_the_lens_comes_back(rig: StackRig) -> None:
    rig.folder._put(dataclasses.replace(rig.folder.shots[1], planned_step=None))
    with pytest.raises(LensFault, match="Shot 2 has no step"):
        rig.capture()
    assert [one.step for one in rig.taken] == [STEPS[0]]
    assert rig.lens.true_step == START


def test_both_files_of_a_shot_are_kept_though_the_second_is_told_of_late(rig: StackRig) -> None:
    shots = rig.lens.shots
    late: list[Shot] = []

    def announced() -> tuple[Shot, ...]:
        nonlocal late
        found, now = shots(), late
        late = [dataclasses.replace(one, place=one.place.replace("JPG", "CR2")) for one in found]
        return (*now, *found)

    def download(shot: Shot) -> bytes:
        return rig.lens.card.file(Shot(shot.place.replace("CR2", "JPG"))) + shot.name.encode()

    rig.lens.shots = announced  # type: ignore[method-assign]
    rig.lens.download = download  # type: ignore[method-assign]
    rig.capture()
    for shot in rig.folder.shots:
        stem = f"shot_{shot.number:03}"
        assert [one.name for one in shot.pictures] == [f"{stem}.jpg", f"{stem}.cr2"]
    assert rig.folder.missing == ""


@pytest.mark.parametrize(
    "setup",
    [{}, {"seed": 5, "backlash_steps": 3, "lost_step_rate": 0.02}, {"busy_while_moving": True}],
    ids=str,
)
def test_a_lens_that_only_counts_is_near_its_steps_and_says_how_they_are_known(
    setup: dict[str, Any], tmp_path: Path
) -> None:
    rig = homed(**setup)
    assert rig.motor.calibration is not None
    rig.motor.calibration = dataclasses.replace(
        rig.motor.calibration, backlash_steps=setup.get("backlash_steps", 0)
    )
    rig.motor.met_stop(BACKWARD)
    perform(rig.motor, prepare(rig.motor, START, 0.0))
    with begun(tmp_path / "stack", STEPS) as folder:
        capture(rig.motor, folder)
        taken = rig.body.card.taken
        for one, step, shot in zip(taken, STEPS, folder.shots, strict=True):
            assert abs(one.step - step) <= COUNTED_STEPS
            assert (shot.step, shot.how) == (step, How.COUNTED)
            assert not one.moved
            assert not one.focused
        kept = [path.read_bytes() for path in sorted(folder.path.glob("shot_*"))]
        assert kept == [one.data for one in taken]
    assert abs(rig.true_step - START) <= COUNTED_STEPS
