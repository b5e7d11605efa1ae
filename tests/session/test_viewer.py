"""Pictures are fetched for whoever wants them, and disturb neither a pull nor a key."""

from __future__ import annotations

import dataclasses
import random
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fsq_tui.backend.model import load_model
from fsq_tui.clock import RealClock
from fsq_tui.errors import LensBusy, LensGone, NoLiveView
from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.focus.plan import fastest_s
from fsq_tui.focus.sequence import FocusPoint
from fsq_tui.session.opening import open_session
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import SceneFile
from tests.session.pictured import PicturedLens, PicturedStage, pictured
from tests.session.running import CALIBRATION, point
from tests.session.stage import mounted

TWO = (point(100), point(160, 12.0))  # with waits of more than a tenth of a second
NOTHING = NoLiveView("The body shows no live view.", "Turn it on.")


@pytest.fixture
def show(tmp_path: Path) -> Iterator[PicturedStage]:
    """On the first of two points, in play mode; nobody has looked yet."""
    with pictured(tmp_path, *TWO) as made:
        yield made


def asked(show: PicturedStage, seconds: float) -> int:
    """How many pictures are asked for in an idle time."""
    before = len(show.lens.asked_s)
    show.idle(seconds)
    return len(show.lens.asked_s) - before


# -- at rest -------------------------------------------------------------------------------------


def test_without_a_wish_the_camera_is_not_asked(show: PicturedStage) -> None:
    show.idle(5.0)
    assert show.session.frame() is None
    assert not hasattr(show.lens, "asked_s")


def test_pictures_come_as_fast_as_they_are_wanted(show: PicturedStage) -> None:
    show.lens.frame_s = 0.01
    show.watch(10.0)
    assert asked(show, 10.0) == pytest.approx(100, abs=10)
    show.session.want_frames(2.0)
    assert asked(show, 10.0) == pytest.approx(20, abs=2)
    show.session.want_frames(0.0)
    assert asked(show, 10.0) == 0


def test_a_picture_tells_its_number_its_time_and_where_the_lens_stood(
    show: PicturedStage,
) -> None:
    show.watch()
    first = show.session.frame()
    show.idle(0.2)
    frame = show.session.frame()
    assert frame is not None
    assert first is not None
    assert frame.number == len(show.lens.asked_s) > first.number
    assert frame.at_s == pytest.approx(show.session.now(), abs=0.2)
    assert (frame.step, frame.jpeg) == (100, b"\xff\xd8100")


def test_a_picture_makes_no_new_snapshot(show: PicturedStage) -> None:
    show.watch()
    before = show.shown
    assert asked(show, 3.0) > 10
    assert show.shown is before
    assert len(show.activities) > 10, "but the listeners hear of it"


def test_rate_turns_it_off_at_the_camera(show: PicturedStage) -> None:
    show.watch()
    show.press("rate")
    assert asked(show, 5.0) == 0
    show.press("set")
    assert Activity.MOVING not in show.activities
    show.press("rate")
    assert asked(show, 5.0) > 20


def test_a_body_without_live_view_is_not_asked(show: PicturedStage) -> None:
    show.lens.shows = False
    show.watch()
    assert not hasattr(show.lens, "asked_s")


@pytest.mark.parametrize(
    ("mode", "share"), [(Mode.PLAY, 0.2), (Mode.EDIT, 0.5)], ids=lambda each: str(each)
)
def test_slow_pictures_leave_the_camera_to_the_keys(
    tmp_path: Path, mode: Mode, share: float
) -> None:
    """Each takes 100 ms: as many as are wanted would keep it all the time."""
    with pictured(tmp_path, *TWO) as show:
        show.lens.frame_s = 0.1
        if mode is Mode.EDIT:
            show.press("info", "info")
        assert show.shown.mode is mode
        show.watch(10.0)
        assert asked(show, 20.0) * 0.1 == pytest.approx(20.0 * share, rel=0.1)


def test_however_long_a_picture_takes_the_next_one_is_not_put_off_for_long(
    show: PicturedStage,
) -> None:
    show.watch(10.0)
    show.lens.frame_s = 0.8
    assert asked(show, 20.0) == pytest.approx(20, abs=2)


def test_right_after_a_key_no_picture_is_fetched(show: PicturedStage) -> None:
    show.lens.frame_s = 0.01
    show.watch(10.0)
    for _ in range(20):
        show.press("where")  # refused: there was no sweep
        before = len(show.lens.asked_s)
        show.idle(0.15)
        assert len(show.lens.asked_s) == before
    assert asked(show, 1.0) > 5


def test_a_request_goes_first(show: PicturedStage) -> None:
    show.watch()
    show.rest()
    before = len(show.lens.asked_s)
    show.session.press("rate")
    show.session.tend()
    assert len(show.lens.asked_s) == before


# -- while the lens moves ------------------------------------------------------------------------


def pulls() -> list[FocusPoint]:
    """From as fast as can be to very slow, near and far."""
    draw, step, made = random.Random(5), 0, [point(0)]
    for _ in range(80):
        before, step = step, draw.randrange(407)
        fastest = fastest_s(CALIBRATION.modes, abs(step - before))
        made.append(point(step, round(0.05 + fastest * draw.choice([1.0, 1.3, 2.0, 5.0, 12.0]), 3)))
    return made


def played_takes(folder: Path, per_s: float) -> tuple[list[object], PicturedStage]:
    points = [dataclasses.replace(each, chain=True) for each in pulls()]
    with pictured(folder, *points) as show:
        show.watch(per_s)
        show.press("set")
        return [dataclasses.replace(take, at=None) for take in show.takes], show  # type: ignore[arg-type]


def test_no_command_of_any_pull_is_later_with_pictures_than_without(tmp_path: Path) -> None:
    """Each picture takes 40 ms. All figures of all takes are the same, to the last digit."""
    without, _ = played_takes(tmp_path / "without", 0.0)
    takes, show = played_takes(tmp_path / "with", 10.0)
    assert takes == without
    assert all(take.late_s == 0.0 for take in show.takes)
    assert len(takes) == 80
    assert show.activities.count(Activity.MOVING) > 200


def test_pictures_come_in_the_waits_of_a_slow_pull(show: PicturedStage) -> None:
    show.watch()
    show.press("set")
    assert 50 < show.activities.count(Activity.MOVING) <= 121


def test_pictures_come_where_the_focus_dwells(tmp_path: Path) -> None:
    with pictured(tmp_path, point(100), point(130, 4.0, 3.0, ">"), point(100, 1.0)) as show:
        show.watch()
        show.press("set")
        assert 20 < show.activities.count(Activity.DWELLING) <= 31


def test_nothing_is_fetched_before_it_is_known_how_long_that_takes(show: PicturedStage) -> None:
    show.session.want_frames(10.0)
    show.press("set")
    assert not hasattr(show.lens, "asked_s")


def test_one_slow_picture_makes_the_next_ones_wait_for_room(show: PicturedStage) -> None:
    show.watch()
    show.lens.frame_s = 3.0
    show.rest(0.2)
    show.session.tend()
    show.lens.frame_s = 0.04
    show.press("set")
    assert Activity.MOVING not in show.activities
    assert asked(show, 10.0) > 40
    show.press("q", "set")
    assert Activity.MOVING in show.activities, "it is forgotten in time"


def test_a_key_in_a_wait_is_heeded_at_once(show: PicturedStage) -> None:
    show.watch()
    show.press_in(1.5, "stop")
    began_s = show.clock.now()
    show.press("set")
    assert show.clock.now() - began_s < 2.0
    assert not show.shown.busy


def test_autofocus_and_the_check_of_the_limits_have_the_camera_to_themselves(
    tmp_path: Path,
) -> None:
    with pictured(tmp_path, *TWO) as show:
        show.press("info", "info")
        assert show.shown.mode is Mode.EDIT
        show.watch()
        show.press("half_shutter")
        assert set(show.activities) == {Activity.IDLE}


def test_a_camera_that_was_busy_is_left_alone(
    show: PicturedStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    show.watch()
    drive, refusals = show.lens.drive, iter([True] * 8)

    def refused(step_size: int, direction: int) -> None:
        if next(refusals, False):
            raise LensBusy("The camera is busy.")
        drive(step_size, direction)

    monkeypatch.setattr(show.lens, "drive", refused)
    began_s = show.clock.now()
    show.press("set")
    calm_s = 8 * 0.08 + 0.5
    assert [at_s for at_s in show.lens.asked_s if began_s <= at_s < began_s + calm_s] == []
    assert show.shown.index == 1


def test_a_picture_of_a_moving_lens_has_no_step_where_that_was_not_read(
    show: PicturedStage,
) -> None:
    """The lens drives, and until it is read its last reading is of another place."""
    show.watch()
    seen: list[tuple[int | None, int]] = []

    def note() -> None:
        frame = show.session.frame()
        assert frame is not None
        if show.shown.activity is Activity.MOVING:
            seen.append((frame.step, int(frame.jpeg[2:])))

    show.session.subscribe(note)
    show.press("set")
    known = [(step, true) for step, true in seen if step is not None]
    assert len(known) > 40
    assert all(abs(step - true) <= 2 for step, true in known), "reports lag a little"


# -- what fails ----------------------------------------------------------------------------------


def test_a_picture_that_does_not_come_is_told_once_and_asked_for_less_and_less(
    show: PicturedStage,
) -> None:
    show.watch()
    show.lens.fault = NOTHING
    assert asked(show, 30.0) < 10
    told = [line for line in show.log if line.startswith("No picture of the live view")]
    assert told == [
        "No picture of the live view (1 so far). The body shows no live view. Turn it on."
    ]
    show.lens.fault = None
    show.idle(31.0)
    assert asked(show, 5.0) > 20
    show.lens.fault = NOTHING
    show.idle(60.0)
    assert sum(line.startswith("No picture") for line in show.log) == 2


def test_a_picture_that_does_not_come_ends_no_pull(show: PicturedStage) -> None:
    show.watch()
    show.clock.at(show.clock.now() + 1.0, lambda: setattr(show.lens, "fault", NOTHING))
    show.press("set")
    assert show.shown.index == 1
    assert show.takes[-1].late_s == 0.0
    assert sum(line.startswith("No picture") for line in show.log) == 1


def test_a_camera_that_has_gone_is_noticed_at_rest(show: PicturedStage) -> None:
    show.watch()
    show.plugged = False
    show.lens.fault = LensGone("The camera is gone.")
    show.idle(1.0)
    assert any(line.startswith("The camera is gone.") for line in show.log)
    assert show.shown.lost
    assert asked(show, 5.0) == 0


def test_a_camera_that_goes_in_a_pull_ends_it(show: PicturedStage) -> None:
    show.watch()
    gone = LensGone("The camera is gone.")
    show.clock.at(show.clock.now() + 1.0, lambda: setattr(show.lens, "fault", gone))
    show.press("set")
    assert (show.shown.index, show.shown.lost) == (0, "The camera is gone.")


# -- the owner's thread --------------------------------------------------------------------------


def test_a_sleeping_owner_hears_the_wish(tmp_path: Path) -> None:
    clock = RealClock(rate=100.0)
    lens = PicturedLens(load_model("ef24"), clock, 3)
    file, library = SceneFile.open(tmp_path / "scene.toml"), LensLibrary(tmp_path / "lenses")
    with closing(open_session(mounted(lens), clock, file, library)) as session:
        there = threading.Event()
        session.subscribe(lambda: there.set() if session.frame() is not None else None)
        session.want_frames(20.0)
        assert there.wait(30)
