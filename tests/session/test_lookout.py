"""Focus read from the picture, by the keys of a whole session on a lens that tells nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fsq_tui.focus.modes import Activity, How, Mode
from fsq_tui.focus.region import Region
from fsq_tui.session.local import LocalSession
from fsq_tui.session.lookout import CANNOT_TELL, NO_SWEEP
from fsq_tui.session.requests import Calibrate, FocusOnPeak, Request, Sweep
from fsq_tui.session.snapshot import Snapshot
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import SceneFile
from tests.session.silent import SilentRig, calibrated, scene_of
from tests.session.stage import Stage, mounted, stage
from tests.virtual_camera import SceneKind, SceneSetup

LENS: dict[str, Any] = {"backlash_steps": 3, "seed": 4}
SUBJECT = Region(0.5, 0.0, 0.65, 1.0)  # the third of six planes is at 3/6 ... 4/6


class Show:
    """A session in edit mode, the lens on step 0."""

    def __init__(self, folder: Path) -> None:
        self.rig = SilentRig(**LENS)
        library = LensLibrary(folder / "lenses")
        library.keep(calibrated(**LENS)[1])
        self.session = LocalSession(
            mounted(self.rig.lens),
            self.rig.clock,
            SceneFile.open(folder / "scene.toml"),
            library,
        )
        self.press("info")

    @property
    def shown(self) -> Snapshot:
        return self.session.snapshot()

    @property
    def hint(self) -> str:
        return self.shown.hint.text if self.shown.hint else ""

    def press(self, *buttons: str) -> None:
        for button in buttons:
            self.session.press(button)
            self.session.serve()

    def ask(self, request: Request) -> None:
        self.session.ask(request)
        self.session.serve()


@pytest.fixture
def show(tmp_path: Path) -> Iterator[Show]:
    made = Show(tmp_path)
    try:
        yield made
    finally:
        made.session.close()


def test_a_sweep_shows_how_sharp_the_picture_is_where(show: Show) -> None:
    activities = set()
    show.session.subscribe(lambda: activities.add(show.shown.activity))
    show.ask(Sweep(SUBJECT))
    swept = show.shown.swept
    assert swept is not None
    assert swept.region == SUBJECT
    assert len(swept.steps) == len(swept.sharpness) > 50
    assert swept.peak_step == pytest.approx(show.rig.model.subject_steps()[2], abs=3)
    assert show.hint == f"Swept {len(swept.steps)} places: sharpest at step {swept.peak_step:.0f}."
    assert Activity.SWEEPING in activities
    assert show.shown.position.step == pytest.approx(0, abs=2), "where it began"


@pytest.mark.parametrize("request_", [Sweep(), FocusOnPeak(), Calibrate()], ids=str)
def test_what_the_lens_is_looked_at_by_is_shown_as_well(show: Show, request_: Request) -> None:
    numbers, busy = set(), set()

    def note() -> None:
        if (frame := show.session.frame()) is not None:
            numbers.add(frame.number)
            busy.add(show.shown.activity)

    show.session.subscribe(note)
    fetched, began_s = show.rig.wire.frames, show.rig.clock.now()
    show.session.want_frames(2.0)
    show.ask(request_)
    assert busy - {Activity.IDLE}
    took_s = show.rig.clock.now() - began_s
    assert took_s < len(numbers) < 2 * took_s + 1, "no more than were wanted"
    assert len(numbers) < show.rig.wire.frames - fetched, "and none fetched for that"
    show.session.press("rate")
    show.session.serve()
    before = show.session.frame()
    show.ask(FocusOnPeak())
    assert show.session.frame() is before, "live view is off"


def test_the_count_is_set_right_by_the_picture(show: Show) -> None:
    show.press("where")
    assert show.hint == NO_SWEEP
    show.press("sweep", *["jog_forward_3"] * 4, "info")
    assert show.shown.mode is Mode.PLAY
    show.session._motor._counted_steps += 9  # type: ignore[operator]
    wrong = show.shown.position.step
    show.press("where")
    position = show.shown.position
    assert position.how is How.INFERRED
    assert position.step == pytest.approx(show.rig.true_step, abs=2)
    assert wrong is not None
    assert show.hint.startswith(f"By the picture the lens is at step {position.step}, ±")


def test_where_the_picture_cannot_tell_the_count_stays(show: Show) -> None:
    show.press("sweep", *["jog_forward_3"] * 4)
    before = show.shown.position
    show.rig.body.scene = scene_of(SceneSetup(seed=99, width_px=480, height_px=320), "ef24")
    show.press("where")
    assert show.hint == CANNOT_TELL
    assert show.shown.position == before


def test_peak_goes_to_the_sharpest_place_of_a_region(show: Show) -> None:
    show.ask(FocusOnPeak(SUBJECT))
    sharp = show.rig.model.subject_steps()[2]
    assert show.rig.true_step == pytest.approx(sharp, abs=3)
    assert show.hint.startswith("In focus by the picture, at step 1")
    assert len(show.shown.rows) == 1, "points stay as they are"


@pytest.mark.parametrize("button", ["peak", "sweep"])
def test_a_dark_scene_is_refused_in_a_sentence(show: Show, button: str) -> None:
    dark = SceneSetup(kind=SceneKind.DARK, width_px=480, height_px=320)
    show.rig.body.scene = scene_of(dark, "ef24")
    show.press(button)
    assert "it is dark" in show.hint
    assert show.shown.activity is Activity.IDLE


@pytest.mark.parametrize("button", ["peak", "sweep"])
def test_stop_ends_it(show: Show, button: str) -> None:
    clock = show.rig.clock
    clock.at(clock.now() + 10, lambda: show.session.press("stop"))
    show.press(button)
    assert show.hint.startswith("STOP")
    assert show.shown.swept is None
    assert show.shown.position.step is not None


def test_a_calibration_anew_makes_the_sweep_void(show: Show) -> None:
    show.press("sweep")
    show.session._motor.calibration = None
    show.press("where")
    assert show.hint == NO_SWEEP


def test_no_part_of_the_picture(show: Show) -> None:
    show.ask(Sweep(Region(0.5, 0.5, 0.5, 0.6)))
    assert show.hint == "That is no part of the picture."
    show.press("info")
    show.ask(Sweep())
    assert show.hint == "That works in edit mode. INFO goes there."


def test_a_camera_without_a_picture(tmp_path: Path) -> None:
    with stage(tmp_path) as made:
        made.lens._model = replace(made.lens._model, live_view=False)
        made.press("info", "sweep")
        assert_is_refused(made)
        made.press("peak")
        assert_is_refused(made)


def assert_is_refused(made: Stage) -> None:
    assert made.shown.hint is not None
    assert "live view" in made.hint or "picture" in made.hint
    assert made.shown.activity is Activity.IDLE
