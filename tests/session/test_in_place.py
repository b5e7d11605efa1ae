"""A lens that is found out about stays where it was, as far as its body tells where that is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fsq_tui.backend.scene import Scene as Pictures
from fsq_tui.backend.scene_setup import SceneKind
from fsq_tui.focus.settings import FocusSettings
from fsq_tui.session.local import LocalSession
from fsq_tui.session.requests import SetSettings
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import Scene, SceneFile
from tests.session.racked import Mute, MuteLens, racked
from tests.session.silent import SMALL, SilentRig, known
from tests.session.stage import mounted

FOUND = "The stops were found first; the lens is back"


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("model", ["ef24", "backlash"])
def test_a_position_that_is_measured_is_met_again(tmp_path: Path, model: str, seed: int) -> None:
    with racked(tmp_path, model, seed=seed) as show:
        stood = show.lens.true_step
        show.press("end_point")
        assert show.lens.true_step == stood
        assert any(line.startswith(f"{FOUND} where it was, at step ") for line in show.log)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("model", ["ef24", "backlash"])
def test_a_lens_that_is_counted_comes_near(tmp_path: Path, model: str, seed: int) -> None:
    with racked(tmp_path, model, mute=True, seed=seed) as show:
        stood = show.lens.true_step
        show.press("end_point")
        assert show.lens.true_step == pytest.approx(stood, abs=6)
        assert any(line.startswith(f"{FOUND} about where it was") for line in show.log)


def test_the_first_drive_goes_on_from_there(tmp_path: Path) -> None:
    with racked(tmp_path) as show:
        stood = show.lens.true_step
        show.press("right")
        assert 3 <= show.lens.true_step - stood <= 5
        assert show.counter is None, "there is no end point yet"


class Repulsed(MuteLens):
    """Its unit is doubled once its range is known, as a Nikon's may be."""

    unit = 1

    @property
    def drive_unit(self) -> int:
        return self.unit

    def suit_range(self, _commands: int) -> None:
        self.unit = 2

    def drive(self, step_size: int, direction: int) -> None:
        for _ in range(self.unit):
            super().drive(step_size, direction)


class RepulsedShow(Mute):
    lens_type = Repulsed


def test_another_unit_leads_back_as_well(tmp_path: Path) -> None:
    show = RepulsedShow(tmp_path)
    try:
        show.set()
        stood = show.lens.true_step
        show.press("end_point")
        assert show.lens.true_step == pytest.approx(stood, abs=10)
    finally:
        show.session.close()


@pytest.mark.parametrize("delay_s", [0.5, 3.0, 20.0])
def test_stop_on_the_way_sets_no_end_point(tmp_path: Path, delay_s: float) -> None:
    with racked(tmp_path) as show:
        show.press_in(delay_s, "stop")
        show.press("end_point")
        assert not show.shown.rack.is_set
        assert "halted" in show.hint


@contextmanager
def canon(folder: Path, **changed: Any) -> Iterator[tuple[SilentRig, LocalSession]]:
    """A session on a lens that is calibrated, of a body that tells nothing but its picture."""
    rig = SilentRig(**changed)
    file = SceneFile.open(folder / "scene.toml")
    file.save(Scene(rig.model.lens_name, known(rig)))
    session = LocalSession(mounted(rig.lens), rig.clock, file, LensLibrary(folder / "lenses"))
    session.ask(SetSettings(FocusSettings(follow=True)))
    session.serve()
    try:
        yield rig, session
    finally:
        session.close()


def press(session: LocalSession, *buttons: str) -> None:
    for button in buttons:
        session.press(button)
        session.serve()


def test_a_lens_whose_body_tells_nothing_goes_where_its_picture_is_the_same(tmp_path: Path) -> None:
    with canon(tmp_path) as (rig, session):
        stood = rig.true_step
        press(session, "end_point")
        assert rig.true_step == pytest.approx(stood, abs=4)
        assert session.snapshot().rack.counter_steps == 0
        end = rig.true_step
        press(session, "left", "left", "down", "q", "q")
        rack = session.snapshot().rack
        assert rack.counter_steps is not None
        off = rig.true_step - end - rack.counter_steps
        assert abs(off) <= rack.unsure_steps


def test_where_the_picture_does_not_tell_that_is_said_and_no_end_point_is_set(
    tmp_path: Path,
) -> None:
    with canon(tmp_path) as (rig, session):
        dark = replace(SMALL, kind=SceneKind.DARK)
        rig.body.scene = Pictures(dark, rig.model.subject_steps(), rig.model.steps)
        press(session, "end_point")
        shown = session.snapshot()
        assert not shown.rack.is_set
        assert shown.hint is not None
        assert "the picture did not tell where it was" in shown.hint.text
        assert shown.position.step == rig.true_step == 0
        press(session, "right", "end_point", "right")
        assert session.snapshot().rack.counter_steps == 4
