"""A camera that goes away and comes back: what is said, when it is looked for, what comes then."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from fsq_tui.backend.base import Capabilities, Lens
from fsq_tui.backend.model import load_model
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.clock import VirtualClock
from fsq_tui.errors import LensGone
from fsq_tui.focus.modes import Activity, How, Mode
from fsq_tui.session.headless import Signalled
from fsq_tui.session.motor import Motor
from fsq_tui.session.retry import LONGEST_RETRY_S
from fsq_tui.session.snapshot import Severity
from fsq_tui.session.watch import Watch
from fsq_tui.storage.scene import read_scene
from tests.session.stage import Stage, stage
from tests.session.test_local import two_points

PROBE_S = 2.0


class ProbedLens(SimulatedLens):
    """A simulated lens on a camera that may go away by itself."""

    @property
    def capabilities(self) -> Capabilities:
        return dataclasses.replace(super().capabilities, probe_s=PROBE_S)


class Rig:
    """A watch over a lens that can be unplugged; `tries` are when it was looked for."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.plugged = True
        self.tries: list[float] = []
        self.lens = self.new()
        self.motor = Motor(self.lens, self.clock, Signalled(self.clock))
        self.looks = 0
        self.watch = Watch(self.clock, self.motor, self.remount, self.look)

    def look(self) -> None:
        self.looks += 1

    def new(self, model: str = "ef24") -> ProbedLens:
        return ProbedLens(load_model(model), self.clock, 3)

    def remount(self) -> Lens:
        self.tries.append(self.clock.now())
        if not self.plugged:
            raise LensGone("There is no camera at usb:001,004.", "Plug it in.")
        self.lens = self.new()
        return self.lens

    def wait(self, seconds: float) -> list[bool]:
        """Let the owner do what is due within a time; what `tend` said each time."""
        end_s = self.clock.now() + seconds
        said = []
        while (due_s := self.watch.due_s()) is not None and due_s <= end_s:
            self.clock.wait(due_s)
            said.append(self.watch.tend())
        self.clock.wait(end_s)
        return said


def test_a_camera_at_rest_is_asked_now_and_then() -> None:
    rig = Rig()
    assert rig.wait(3.5 * PROBE_S) == [False] * 3
    assert rig.looks == 3, "and what else it tells is taken in"
    assert rig.watch.lost == ""
    rig.lens.unplug()
    rig.plugged = False
    assert rig.wait(PROBE_S)[0] is True
    assert rig.watch.lost


def test_it_is_looked_for_after_half_a_second_doubling_to_thirty() -> None:
    rig = Rig()
    rig.plugged = False
    rig.watch.lose(LensGone("The camera does not answer any more.", ""))
    lost_s = rig.clock.now()
    assert not any(rig.wait(200.0))
    waits = [b - a for a, b in zip([lost_s, *rig.tries], rig.tries, strict=False)]
    assert waits[:8] == pytest.approx([0.5, 1, 2, 4, 8, 16, 30, 30])
    assert max(waits) == LONGEST_RETRY_S
    assert rig.watch.lost == "There is no camera at usb:001,004."


def test_found_again_it_is_driven_and_nothing_is_known_of_it() -> None:
    rig = Rig()
    rig.plugged = False
    rig.motor.read()
    rig.watch.lose(LensGone("Gone.", ""))
    rig.wait(5.0)
    rig.plugged = True
    assert rig.wait(10.0).count(True) == 1
    assert rig.watch.lost == ""
    assert rig.motor.lens is rig.lens
    assert rig.motor.position().how is How.UNKNOWN
    assert rig.motor.limits is None


def test_another_lens_is_not_taken_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = Rig()
    monkeypatch.setattr(rig, "remount", lambda: rig.new("longthrow"))
    rig.watch = Watch(rig.clock, rig.motor, rig.remount, lambda: None)
    rig.watch.lose(LensGone("Gone.", ""))
    rig.wait(1.0)
    assert f'"{load_model("longthrow").lens_name}" is mounted' in rig.watch.lost
    assert rig.motor.lens is rig.lens


# -- in a show ---------------------------------------------------------------------------------


@pytest.fixture
def show(tmp_path: Path) -> Iterator[Stage]:
    """Two points, standing on the second, in edit mode."""
    with stage(tmp_path) as made:
        made.press("info")
        made.rest()
        two_points(made)
        yield made


def lose(show: Stage) -> None:
    """Pull the plug half a second into a move, and leave it out."""
    show.plugged = False
    show.clock.at(show.clock.now() + 0.5, show.lens.unplug)
    show.press("left")


def bring_back(show: Stage) -> None:
    show.plugged = True
    show.rest(0.5)
    show.session.tend()


def test_a_pulled_plug_is_said_and_the_scene_is_intact(show: Stage) -> None:
    points = read_scene(show.path).points
    lose(show)
    assert show.shown.mode is Mode.EDIT
    assert show.shown.activity is Activity.IDLE
    assert show.shown.position.how is How.UNKNOWN
    assert show.shown.lost
    assert show.shown.hint is not None
    assert show.shown.hint.severity is Severity.FAULT
    assert read_scene(show.path).points == points


def test_while_it_is_gone_every_move_says_so_and_edits_go_on(show: Stage) -> None:
    lose(show)
    for button in ("left", "half_shutter", "jog_forward_1"):
        show.press(button)
        assert "does not answer" in show.hint, button
    show.press("right", "up")
    assert read_scene(show.path).points[1].duration_s == 1.6


def test_a_key_pressed_in_the_command_that_fails_is_refused_too(show: Stage) -> None:
    points = read_scene(show.path).points
    show.plugged = False

    def pull_the_plug_and_press_up() -> None:
        show.lens.unplug()
        show.session.press("up")

    show.clock.at(show.clock.now() + 0.5, pull_the_plug_and_press_up)
    show.press("left")
    assert "does not answer" in show.hint
    assert read_scene(show.path).points == points


def test_before_the_next_pull_the_lens_is_homed(show: Stage) -> None:
    show.press("left", "info")
    show.rest()
    lose_in_play(show)
    bring_back(show)
    assert show.shown.lost == ""
    assert "is back" in show.hint
    assert show.shown.mode is Mode.PLAY
    assert show.power_ups == 1
    show.press("set")
    limits = [line for line in show.log if line.startswith("limits:")]
    assert len(limits) == 2, "the raw origin is another one since the camera was off"
    show.rest()
    assert show.line == "[play]   2 / 2 |     54cm  |  1.546s"
    assert show.lens.true_step == 151
    to_first, to_second = show.lens.commands[0], show.lens.commands[-1]
    assert to_first[0] < to_second[0]


def lose_in_play(show: Stage) -> None:
    show.plugged = False
    show.clock.at(show.clock.now() + 0.5, show.lens.unplug)
    show.press("set")
    assert show.shown.lost


def test_a_key_tries_at_once(show: Stage) -> None:
    lose(show)
    show.rest(0.6)
    show.session.tend()  # in vain: the next try is a second away
    show.plugged = True
    show.press("left")
    assert show.shown.lost
    show.session.tend()
    assert show.shown.lost == ""
