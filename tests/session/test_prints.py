"""The picture at a point, and what is told of a lens that has drifted from it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from fsq_tui.clock import VirtualClock
from fsq_tui.errors import LensGone, Stopped
from fsq_tui.session.inbox import Inbox
from fsq_tui.session.prints import AGAIN_S, RESTED_S, Idler
from fsq_tui.session.requests import Press
from fsq_tui.storage.prints import prints_path
from tests.session.seeing import Changed
from tests.session.silent import SMALL, scene_of
from tests.session.test_lookout import Show


class Drifting(Show):
    """Edit mode, one point that was recorded off the stop, and its picture taken."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.path = folder / "scene.toml"

    def record(self) -> None:
        self.press(*["jog_forward_3"] * 4, "set")
        self.session.tend()

    def idle(self, seconds: float = 2 * RESTED_S) -> None:
        self.rig.clock.wait(self.rig.clock.now() + seconds)
        self.session.tend()

    def play(self) -> None:
        """To play mode, and once more to the point."""
        self.press("info", "q")

    def drift(self, steps: int) -> None:
        """As by hand at the focus ring: nobody counts it."""
        self.rig.body.motor._lens._step += steps
        moves = self.rig.body.motor._moves
        moves[-1] = dataclasses.replace(moves[-1], to_step=moves[-1].to_step + steps)

    @property
    def warnings(self) -> list[str]:
        return [line.text for line in self.shown.log if "point 1" in line.text.lower()]


@pytest.fixture
def show(tmp_path: Path) -> Iterator[Drifting]:
    made = Drifting(tmp_path)
    try:
        yield made
    finally:
        made.session.close()


def told(show: Drifting) -> list[str]:
    """What was said of pictures; pulls are logged too."""
    return [text for text in show.warnings if "icture" in text or "drift" in text or "±" in text]


def test_a_lens_that_has_not_drifted_is_not_told_of(show: Drifting) -> None:
    show.record()
    assert prints_path(show.path).exists()
    show.play()
    show.idle()
    assert told(show) == []


@pytest.mark.parametrize(("steps", "way"), [(8, "near"), (-9, "far")])
def test_after_a_sweep_the_drift_is_told_in_steps(show: Drifting, steps: int, way: str) -> None:
    show.press("sweep")
    show.record()
    show.play()
    show.drift(steps)
    show.idle()
    (line,) = told(show)
    words = line.split()
    assert words[:4] == ["The", "lens", "stands", "about"]
    assert int(words[4]) == pytest.approx(abs(steps), abs=2)
    assert f"steps {way} of point 1, ±" in line
    assert line.endswith("(inferred).")
    assert show.hint == line
    show.idle(AGAIN_S + 1)
    assert len(told(show)) == 1, "the same is not said twice"


def test_without_a_sweep_it_is_only_told_that_the_picture_differs(show: Drifting) -> None:
    show.record()
    show.play()
    show.drift(8)
    show.idle()
    assert told(show)[0].startswith("The picture at point 1 is not that when it was recorded")


@pytest.mark.parametrize("px", [3, 40])
def test_another_framing_cannot_tell(show: Drifting, px: int) -> None:
    show.press("sweep")
    show.record()
    show.play()
    scene = show.rig.body.scene
    show.rig.body.scene = Changed(scene, lambda p: np.roll(p, px, axis=1))  # type: ignore[assignment]
    show.idle()
    assert told(show)[0].startswith("Cannot tell whether the lens has drifted from point 1")


def test_prints_outlive_the_program_and_follow_the_edits(show: Drifting, tmp_path: Path) -> None:
    show.record()
    first = prints_path(show.path).read_text()
    show.press("up")
    show.session.tend()
    assert prints_path(show.path).read_text() == first, "another duration, the same picture"
    show.press("jog_forward_3", "set")
    show.session.tend()
    show.press("undo", "left")
    show.play()
    show.drift(8)
    show.idle()
    assert told(show), "undo has found its picture again"


def test_a_key_ends_it_and_nothing_is_lost(show: Drifting) -> None:
    show.press(*["jog_forward_3"] * 4, "set")
    clock = show.rig.clock
    clock.at(clock.now() + 0.3, lambda: show.session.press("jog_forward_2"))
    show.session.tend()
    assert not prints_path(show.path).exists()
    before = show.rig.true_step
    show.session.serve()
    assert show.rig.true_step > before, "the key is worked off"


def test_never_with_live_view_off_nor_in_the_dark(show: Drifting) -> None:
    show.press("rate")
    show.record()
    assert not prints_path(show.path).exists()
    show.press("rate", "jog_forward_3")
    frames = show.rig.wire.frames
    show.idle()
    assert show.rig.wire.frames == frames, "nothing is looked at in edit mode"


def test_another_scene_than_the_recorded_one(tmp_path: Path) -> None:
    made = Drifting(tmp_path)
    try:
        made.record()
        made.play()
        other = dataclasses.replace(SMALL, seed=99)
        made.rig.body.scene = scene_of(other, "ef24")
        made.idle()
        assert told(made)[0].startswith("The picture at point 1 is not that")
    finally:
        made.session.close()


def test_a_camera_that_goes_away_meanwhile_is_told_of_once(show: Drifting) -> None:
    show.press(*["jog_forward_3"] * 4, "set")

    def gone() -> bytes:
        raise LensGone("The camera does not answer any more.", "Check its cable.")

    show.rig.wire.frame = gone  # type: ignore[method-assign]
    show.session.tend()
    assert "does not answer" in show.shown.lost
    assert show.session._sequencer.prints.due_s() is None


def test_what_wakes_the_owner_and_asks_nothing_keeps_no_wait_from_its_end() -> None:
    clock = VirtualClock()
    inbox = Inbox(clock)
    inbox.wake.set()  # so it is when a screen wants pictures
    Idler(clock, inbox).pause_until(1.0)
    assert clock.now() == 1.0
    inbox.put(Press("play"))
    with pytest.raises(Stopped):
        Idler(clock, inbox).pause_until(2.0)
    assert clock.now() == 1.0
