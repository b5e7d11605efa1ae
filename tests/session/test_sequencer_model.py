"""Random button orders against a small independent model of what the sequencer should hold."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from fsq_tui.backend.model import load_model
from fsq_tui.focus.modes import Activity
from fsq_tui.session.requests import GoTo, Rename, Request, Retime
from fsq_tui.storage.scene import read_scene
from tests.session.stage import Stage, stage

EDITS = ["set", "q", "trash", "up", "down", "half_shutter", "jog_forward_3", "left", "right"]
OTHERS = [
    "info", "rate", "stop", "play", "undo", "redo", "jog_backward_2", "jog_forward_1",
    "point_1", "point_2", "point_3", "point_9",
]  # fmt: skip
REQUESTS: list[Request] = [Rename("face"), Rename(""), Retime(2.5), Retime(0.0), GoTo(2), GoTo(99)]

DISTANCE = r"(  inf. |[ \d]{5}cm|[ \d]\d\.\d{3}m)"
OVERLAY = re.compile(
    r"\[    \]|      |"
    r"[\[ ](edit|play)[\] ] "
    r"( |>)( \d|\d\d)( |<)/( \d|\d\d) \|"
    rf" [ >{{]{DISTANCE}[ <}}] \|"
    r"( [ >]\d\.\d{3}s[ <]?)?"
)
RAW = load_model("ef24").raw_positions()
NORMALIZED = [RAW[0] - raw for raw in RAW]

Points = tuple[tuple[int, float, str], ...]
"""What the model knows of each point: step, target duration, name."""


@dataclass
class Model:
    """Written from the specification, with lists and tuples only."""

    mode: str = "off"
    points: Points = ()
    index: int = 0
    past: list[tuple[Points, int]] = field(default_factory=list)
    future: list[tuple[Points, int]] = field(default_factory=list)

    def edit(self, points: Points, index: int) -> None:
        if points != self.points:
            self.past.append((self.points, self.index))
            self.future.clear()
        self.points, self.index = points, index

    def replace(
        self, step: int | None = None, time_s: float | None = None, name: str | None = None
    ) -> None:
        old_step, old_time_s, old_name = self.points[self.index]
        point = (
            old_step if step is None else step,
            old_time_s if time_s is None else time_s,
            old_name if name is None else name,
        )
        self.edit((*self.points[: self.index], point, *self.points[self.index + 1 :]), self.index)

    def undo(self) -> None:
        if self.past:
            self.future.append((self.points, self.index))
            self.points, self.index = self.past.pop()

    def redo(self) -> None:
        if self.future:
            self.past.append((self.points, self.index))
            self.points, self.index = self.future.pop()


@lru_cache
def calibrated_scene() -> bytes:
    """A scene of the reference lens without points: what every example starts from."""
    with tempfile.TemporaryDirectory() as folder, stage(Path(folder)) as made:
        made.press("info")
        text = made.path.read_text()
    return text[: text.index("[[focus_points]]")].encode()


class SequencerMachine(RuleBasedStateMachine):
    """Presses buttons on a real session and does the same to the model."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        (self.folder / "scene.toml").write_bytes(calibrated_scene())
        self.show = Stage(self.folder)
        self.model = Model()
        self.press("info")

    @rule(buttons=st.lists(st.sampled_from(EDITS), min_size=1, max_size=8))
    def edit(self, buttons: list[str]) -> None:
        """Buttons as an operator building a sequence mixes them, in whatever mode it is."""
        for button in buttons:
            self.press(button)

    @rule(button=st.sampled_from(OTHERS))
    def press(self, button: str) -> None:
        standing = self.show.lens.true_step
        self.show.press(button)
        self._expect(button, standing)
        self.show.rest(1.5)

    @precondition(lambda self: self.model.mode == "off")
    @rule()
    def activate(self) -> None:
        self.press("info")

    @rule(times=st.integers(1, 6))
    def undo_and_redo(self, times: int) -> None:
        for button in ("undo", "redo"):
            for _ in range(times):
                self.press(button)
                self.the_session_agrees()
                self.the_file_is_what_is_shown()

    @rule(request=st.sampled_from(REQUESTS))
    def ask(self, request: Request) -> None:
        self.show.ask(request)
        match request:
            case Rename(name) if self.model.mode == "edit":
                self.model.replace(name=name)
            case Retime(duration_s) if self.model.mode == "edit" and self.model.index > 0:
                self.model.replace(time_s=duration_s)
            case GoTo(number) if self.model.mode != "off" and number <= len(self.model.points):
                self.model.index = number - 1

    @rule(
        button=st.sampled_from(["left", "right", "set", "q", "point_2"]),
        other=st.sampled_from(["set", "q", "trash", "left", "up", "undo", "jog_forward_3", "rate"]),
        delay_s=st.floats(0.001, 3.0),
    )
    def press_while_moving(self, button: str, other: str, delay_s: float) -> None:
        """A second key in the middle of a transition neither edits nor moves anything."""
        if self.model.mode != "play" and button in ("set", "q"):
            return
        standing = self.show.lens.true_step
        moving: list[bool] = []

        def press_other() -> None:
            moving.append(self.show.shown.busy)
            if self.show.shown.busy:
                self.show.session.press(other)

        self.show.clock.at(self.show.clock.now() + delay_s, press_other)
        self.show.press(button)
        self._expect(button, standing)
        self.show.rest(4.0)

    @rule(delay_s=st.floats(0.01, 2.0))
    def stop_on_the_way(self, delay_s: float) -> None:
        """Halted: nothing is edited, and the point left behind stays the current one."""
        if self.model.mode != "edit":
            return
        before = self.model.index
        self.show.press_in(delay_s, "stop")
        self.show.press("right")
        arrived = self.show.shown.index != before
        self.model.index = (before + 1) % len(self.model.points) if arrived else before
        self.show.rest(3.0)
        self.show.session.serve()

    @rule()
    def restart(self) -> None:
        """Points and undo history come back; the index and the mode start anew."""
        self.show.session.close()
        self.show = Stage(self.folder, seed=11)
        self.model.mode, self.model.index = "off", 0

    @invariant()
    def the_session_agrees(self) -> None:
        shown = self.show.shown
        if self.model.mode == "off" and not self.model.points:
            return
        assert shown.activity is Activity.IDLE
        assert shown.mode.name.lower() == self.model.mode
        held = tuple((row.step, row.point.duration_s, row.point.name) for row in shown.rows)
        assert held == self.model.points
        assert shown.index == self.model.index
        assert shown.can_undo == bool(self.model.past)
        assert shown.can_redo == bool(self.model.future)

    @invariant()
    def the_overlay_is_true(self) -> None:
        assert OVERLAY.fullmatch(self.show.line.ljust(6)), repr(self.show.line)
        shown = self.show.shown
        if self.model.mode != "off":
            assert shown.position.step == self.show.lens.true_step
            assert shown.overlay is not None
            on_point = self.model.points[self.model.index][0] == self.show.lens.true_step
            assert shown.overlay.off_point == (not on_point)

    @invariant()
    def the_file_is_what_is_shown(self) -> None:
        points = read_scene(self.show.path).points
        on_disk = tuple(
            (NORMALIZED.index(point.normalized_position), point.duration_s, point.name)
            for point in points
        )
        assert on_disk == self.model.points

    def teardown(self) -> None:
        if hasattr(self, "show"):
            self.show.session.close()
            shutil.rmtree(self.folder)

    def _expect(self, button: str, standing: int) -> None:
        """What the button means to the model; `standing` is where the lens was before it."""
        model = self.model
        if button == "info":
            model.mode = {"off": "edit", "edit": "play", "play": "off"}[model.mode]
            if not model.points:
                model.points = ((self.show.lens.true_step, 0.0, ""),)
        elif model.mode != "off" and button.startswith("point_"):
            number = int(button[-1])
            model.index = number - 1 if number <= len(model.points) else model.index
        elif model.mode == "edit":
            self._expect_in_edit(button, standing)
        elif model.mode == "play" and button in ("set", "q", "play"):
            last = len(model.points) - 1
            ends = {"set": min(model.index + 1, last), "q": 0, "play": last}
            model.index = ends[button]

    def _expect_in_edit(self, button: str, standing: int) -> None:
        model = self.model
        count = len(model.points)
        match button:
            case "set":
                model.replace(step=standing)
            case "q":
                at = model.index + 1
                point = (standing, self.show.shown.rows[at].point.duration_s, "")
                model.edit((*model.points[:at], point, *model.points[at:]), at)
            case "trash" if count > 1:
                points = model.points[: model.index] + model.points[model.index + 1 :]
                model.edit(points, min(model.index, count - 2))
            case "left" | "right":
                model.index = (model.index + (1 if button == "right" else -1)) % count
            case "up" | "down" if model.index > 0:
                self._tick(1 if button == "up" else -1)
            case "undo":
                model.undo()
            case "redo":
                model.redo()

    def _tick(self, direction: int) -> None:
        milliseconds = round(self.model.points[self.model.index][1] * 1000)
        tenths = milliseconds // 100 + 1 if direction > 0 else -(-milliseconds // 100) - 1
        self.model.replace(time_s=max(tenths, 0) / 10)


TestSequencer = SequencerMachine.TestCase
TestSequencer.settings = settings(
    max_examples=80,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
