"""An operator and a fate, both at random, on a session with the real libgphoto2.

After every act the camera's own log, the scene file and the truth about the lens are held against
what the act may do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from unittest.mock import patch

from fsq_tui.backend.base import Lens
from fsq_tui.backend.gphoto2.body import CameraLens
from fsq_tui.backend.gphoto2.vendors import open_camera
from fsq_tui.clock import RealClock
from fsq_tui.focus.modes import Activity, How, Mode
from fsq_tui.session.local import LocalSession
from fsq_tui.session.snapshot import Snapshot
from fsq_tui.session.watch import Mounted
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import Scene, SceneFile, read_scene
from tests.session.soak_rules import (
    Drive,
    Points,
    SoakedBody,
    edited,
    legs_of,
    require_directed,
    ways,
)
from tests.virtual_camera import VirtualCamera
from tests.virtual_camera.helpers import settled_step

SESSION_RATE = 200.0
MOST_TRIES = 40  # to bring a camera back
UNPLUGGED_TRIES = 2  # how often a camera that is unplugged is looked for in vain
SOME_DRIVES = 4  # into a move: where in it a fault or a key comes
BUSY_FOR_GOOD = 100_000
SWITCH_MEMORY_S = 2.1  # of the operator: for how long libgphoto2 tells the switch from memory
SHORT_HANGS_S = (0.01, 0.03, 0.1)
LONG_HANG_S = 3.0  # longer than libgphoto2 waits for an answer on the network

JOGS = {
    "jog_forward_1": 1, "jog_backward_1": 1, "jog_forward_2": 2, "jog_backward_2": 2,
    "jog_forward_3": 7, "jog_backward_3": 6,
}  # fmt: skip
ACTS = {
    Mode.OFF: {"info": 90, "set": 2, "left": 2, "up": 2, "jog_forward_3": 2},
    Mode.EDIT: {
        "left": 30, "right": 30, "set": 8, "q": 6, "info": 4, "up": 2, "down": 2, "trash": 4, **JOGS
    },
    Mode.PLAY: {"set": 55, "q": 20, "info": 8, "left": 2, "up": 2, **JOGS},
}  # fmt: skip
MEANWHILE = ("stop", "stop", "set", "q", "left", "info", "rate", "up", "jog_forward_3")
FAULTS = {
    "none": 600, "drop": 60, "hang": 60, "unplug": 50, "power_cycle": 60, "busy": 40,
    "busy_for_good": 25, "manual": 1,
}  # fmt: skip


class HurriedClock(RealClock):
    """The computer's clock; nobody waits for what is due only later."""

    def pass_to(self, when_s: float) -> None:
        self._start_s -= max(0.0, when_s - self.now()) / self.rate


@dataclass(slots=True)
class Act:
    """What happens at once: a button, a fault, and a key pressed in the middle of the move."""

    button: str
    fault: str = "none"
    after_drives: int = 0
    meanwhile: str = ""
    meanwhile_after: int = 0

    @property
    def is_undisturbed(self) -> bool:
        return self.fault in ("none", "hang", "busy") and not self.meanwhile


class Soak:
    """A session on a virtual camera, and what has become of it. Ends with `close`."""

    def __init__(self, body: SoakedBody, camera: VirtualCamera, folder: Path, seed: int) -> None:
        self.counts: Counter[str] = Counter()
        self._body = body
        self._camera = camera
        self._random = Random(seed)
        self._seed = seed
        self._clock = HurriedClock(SESSION_RATE)
        self._path = folder / "scene.toml"
        self._on_drive: list[tuple[int, Callable[[], object]]] = []
        self._drives_sent = 0
        self._seen_s = -1.0
        with SceneFile.open(self._path) as file:
            file.save(Scene(body.setup.model.lens_name, body.calibration, ()))
        self.session = LocalSession(
            Mounted(self._open(), self._open),
            self._clock,
            SceneFile.open(self._path),
            LensLibrary(folder / "lenses"),
        )
        self.points: Points = ()

    @property
    def shown(self) -> Snapshot:
        return self.session.snapshot()

    def act(self) -> None:
        """One act at random, and everything that must hold after it."""
        self.perform(self._chosen())

    def perform(self, act: Act) -> None:
        """One act, and everything that must hold after it."""
        self.counts["acts"] += 1
        try:
            self._perform(act)
        except BaseException as failure:
            failure.add_note(f"seed {self._seed}, act {self.counts['acts']}: {act}")
            raise

    def close(self) -> None:
        self.session.close()

    # -- the operator and the fate -----------------------------------------------------------

    def _chosen(self) -> Act:
        act = Act(self._one_of(ACTS[self.shown.mode]), self._one_of(FAULTS))
        if self._random.random() < 0.7:
            act.after_drives = self._random.randint(1, SOME_DRIVES)
        if self._random.random() < 0.2:
            act.meanwhile = self._random.choice(MEANWHILE)
            act.meanwhile_after = self._random.randint(1, SOME_DRIVES)
            if self._random.random() < 0.5:
                act.meanwhile_after = act.after_drives or 1
        return act

    def _one_of(self, weights: dict[str, int]) -> str:
        return self._random.choices([*weights], [*weights.values()])[0]

    def _perform(self, act: Act) -> None:
        before, standing = self.shown, settled_step(self._camera)
        way = ways(before, self.points, act.button)
        legs = legs_of(self._body, before, act.button, way)
        self._arrange(act)
        self._press(act.button)
        self._on_drive.clear()
        told = self.shown.hint not in (None, before.hint)
        self._bring_back(act)
        drives = self._drives()
        require_directed(legs, drives, self._body.promise_steps)
        self._require_points(act, before, standing, told)
        self._require_position()
        self._require_arrived(act, way)
        self._require_alive()
        self.counts[act.fault] += 1
        self.counts["pulls"] += bool(drives) and not act.button.startswith("jog_")
        self.counts["homed"] += len(legs) > 1 and len(drives) > 1

    def _arrange(self, act: Act) -> None:
        """Order what is to happen now, or in the middle of the move."""
        self._drives_sent = 0
        if act.meanwhile:
            self._on_drive.append((act.meanwhile_after, lambda: self.session.press(act.meanwhile)))
        camera, after = self._camera, act.after_drives
        match act.fault:
            case "drop":
                camera.drop(after)
            case "hang":
                camera.hang(self._random.choice(SHORT_HANGS_S), after)
            case "hang_before":
                self._on_drive.append((after or 1, self._hang_before_the_command))
            case "unplug":
                camera.unplug(after)
            case "power_cycle":
                camera.power_cycle(after)
            case "busy":
                self._on_drive.append((after or 1, lambda: camera.busy(1)))
            case "busy_for_good":
                self._on_drive.append((after or 1, lambda: camera.busy(BUSY_FOR_GOOD)))
            case "manual":
                self._on_drive.append((after or 1, lambda: camera.set_on_manual(True)))

    def _hang_before_the_command(self) -> None:
        """The camera takes the command, and carries it out when nobody waits for it any more."""
        lens = self.session._motor.lens
        assert isinstance(lens, CameraLens)
        lens._switch_seen_s = float("inf")  # or it would hang as the switch is looked at
        self._camera.hang(LONG_HANG_S)

    def _press(self, button: str) -> None:
        self.session.press(button)
        self.session.serve()

    def _heard(self) -> None:
        """A drive command is about to be sent."""
        self._drives_sent += 1
        for count, action in self._on_drive:
            if count == self._drives_sent:
                action()

    def _bring_back(self, act: Act) -> None:
        """Undo the fault, and let the session find that the camera is there, or find it again."""
        self._camera.hang(0.0, after_drives=10**9)  # in place of a fault that has not come yet
        self._camera.busy(0)
        if act.fault == "manual" and self._drives_sent >= (act.after_drives or 1):
            self._camera.set_on_manual(False)
            self._clock.wait(self._clock.now() + SWITCH_MEMORY_S * SESSION_RATE)
        was_lost = False
        for tries in range(MOST_TRIES):
            was_lost = was_lost or bool(self.shown.lost)
            due_s = self.session._watch.due_s()
            assert due_s is not None
            self._clock.pass_to(due_s)
            self.session.tend()
            if not self.shown.lost:
                self.counts["brought back"] += was_lost
                return
            if tries == UNPLUGGED_TRIES:
                self._camera.plug()
        raise AssertionError(f"The camera never came back: {self.shown.lost}")

    def _open(self) -> Lens:
        lens = open_camera(self._camera.port, self._clock)
        lens.call_lens(self._body.setup.model.lens_name)
        return lens

    # -- what must hold ----------------------------------------------------------------------

    def _drives(self) -> list[Drive]:
        """What the camera has carried out since the last time."""
        done = self._camera.operations(self._body.opcode, after_s=self._seen_s)
        self._seen_s = done[-1].when_s if done else self._seen_s
        return [drive for each in done if (drive := self._body.drive(each)) is not None]

    def _require_points(self, act: Act, before: Snapshot, standing: int, told: bool) -> None:
        """The edit is on disk or has failed in a sentence; no other point has changed."""
        expected = edited(before, self.points, act.button, standing, self.shown)
        saved = read_scene(self._path).points
        assert saved == tuple(row.point for row in self.shown.rows)
        if saved != expected:
            assert told, f"{act.button} was not done, and nobody says so"
            assert saved == self.points, f"{self.points} became {saved}"
            assert act.button in ("set", "q", "info"), "this edit needs no camera"
            if before.position.how is not How.UNKNOWN and act.is_undisturbed:
                raise AssertionError(f"{act.button} failed though nothing was wrong")
        self.points = saved

    def _require_position(self) -> None:
        """Where the session says that it knows where the lens is, it is there."""
        position, truth = self.shown.position, settled_step(self._camera)
        assert position.how in (How.COUNTED, How.UNKNOWN)
        if position.step is not None:
            off = abs(position.step - truth)
            assert off <= self._body.promise_steps, f"counted {position.step}, but it is at {truth}"

    def _require_alive(self) -> None:
        """The session rests, and answers a key."""
        shown = self.shown
        assert shown.activity is Activity.IDLE
        assert not shown.unsaved
        assert not [line.text for line in shown.log if "defect" in line.text]
        self._press("rate")
        expected = shown.live_view if shown.mode is Mode.OFF else not shown.live_view
        assert self.shown.live_view == expected

    def _require_arrived(self, act: Act, way: list[int]) -> None:
        """Nothing was wrong, so the lens is at the point, and the point is the current one."""
        if way and act.is_undisturbed:
            current = self.points[self.shown.index].normalized_position
            assert current == way[-1], f"it went to {current} instead of {way[-1]}"
            off = abs(settled_step(self._camera) - current)
            assert off <= self._body.promise_steps, f"it is {off} steps off the point"


@contextmanager
def soak(body: SoakedBody, folder: Path, seed: int) -> Iterator[Soak]:
    """A soak on a camera of its own; both end with it."""
    with VirtualCamera(body.setup) as camera:
        made = Soak(body, camera, folder, seed)
        drive = CameraLens.drive

        def heard(lens: CameraLens, step_size: int, direction: int) -> None:
            made._heard()
            drive(lens, step_size, direction)

        with patch.object(CameraLens, "drive", heard):
            try:
                yield made
            finally:
                made.close()
