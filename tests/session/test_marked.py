"""A silent lens calibrated by hand in the dark: an operator presses SET, a reaction too late."""

from __future__ import annotations

import dataclasses
import math
import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fsq_tui.backend.gphoto2.canon import PACE_S
from fsq_tui.backend.model import MotorMode
from fsq_tui.focus.calibration import FORWARD
from fsq_tui.focus.modes import Activity, How, Mode
from fsq_tui.focus.overlay import overlay_line
from fsq_tui.session.local import LocalSession
from fsq_tui.session.marked import GIVE_UP_S, LARGE_WAY, UNSURE_STEPS
from fsq_tui.session.requests import Calibrate, CalibrateByHand, GoTo
from fsq_tui.session.snapshot import Snapshot
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import SceneFile
from tests.session.silent import SMALL, SilentRig
from tests.session.stage import mounted, stage
from tests.virtual_camera import SceneKind

DARK = dataclasses.replace(SMALL, kind=SceneKind.DARK)
SWEEPS = 6


class Operator:
    """Watches the lens of a session, and presses SET when it has come to the stop asked for.

    `sweep` counts the stops asked for, from 0.
    """

    def __init__(self, folder: Path, **setup: Any) -> None:
        self.rig = SilentRig(**{"scene": DARK, **setup})
        self.clock = self.rig.clock
        self.session = LocalSession(
            mounted(self.rig.lens),
            self.clock,
            SceneFile.open(folder / "scene.toml"),
            LensLibrary(folder / "lenses"),
        )
        self.sweep = -1
        self.late_s: dict[int, float] = {}  # after the stop, by sweep, where it is no reaction
        self.early_s: dict[int, float] = {}  # after the sweep began, by sweep
        self.instead: dict[int, str] = {}  # another button than SET, by sweep
        self._pressed = False
        self.lines: set[str] = set()
        self._asked = ""
        self._random = random.Random(setup.get("seed", 1))
        self._real = self.rig.body.motor.drive
        self.rig.body.motor.drive = self._drive  # type: ignore[method-assign]
        self.session.subscribe(self._look)

    @property
    def shown(self) -> Snapshot:
        return self.session.snapshot()

    @property
    def hint(self) -> str:
        return self.shown.hint.text if self.shown.hint else ""

    @property
    def log(self) -> list[str]:
        return [line.text for line in self.shown.log]

    def ask(self, request: Any = None) -> None:
        self.session.ask(request or CalibrateByHand())
        self.session.serve()

    def press(self, *buttons: str) -> None:
        for button in buttons:
            self.session.press(button)
            self.session.serve()

    def _look(self) -> None:
        """What the screen asks for."""
        progress = self.shown.progress
        asked = progress.label.partition(":")[0] if progress else ""
        if asked.startswith("SET") and asked != self._asked:
            self.sweep += 1
            self._pressed = False
            if self.sweep in self.early_s:
                self._press(self.clock.now() + self.early_s[self.sweep])
        self._asked = asked
        if self.shown.activity is Activity.MARKING and self.shown.overlay:
            self.lines.add(overlay_line(self.shown.overlay, self.session.now()))

    def _drive(self, step_size: int, direction: int) -> None:
        self._real(step_size, direction)
        stop = self.rig.model.steps - 1 if direction == FORWARD else 0
        if not self._asked.startswith("SET") or self._pressed or self.rig.true_step != stop:
            return
        late_s = self.late_s.get(self.sweep, self._random.uniform(0.1, 0.4))
        self._press(max(self.clock.now(), self.rig.body.motor._moves[-1].end_s) + late_s)

    def _press(self, when_s: float) -> None:
        self._pressed = True
        button = self.instead.get(self.sweep, "set")
        self.clock.at(when_s, lambda: self.session.press(button))


def driven_steps_s(true: MotorMode, setup: dict[str, Any]) -> float:
    """At the speed of the motor where the body keeps time with it, else at the usual pace."""
    if setup.get("busy_while_moving"):
        return true.steps / (true.steps / true.speed + 0.012)
    return true.steps / PACE_S[true.step_size]


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    made = Operator(tmp_path)
    yield made
    made.session.close()


@pytest.mark.parametrize(
    "setup",
    [
        *({"seed": seed} for seed in range(6)),
        *({"seed": seed, "busy_while_moving": True} for seed in range(6)),
        {"model": "longthrow"},
        {"steps": 150},
        {"steps": 90, "busy_while_moving": True},
    ],
    ids=str,
)
def test_steps_sizes_and_speeds_are_found_by_hand(setup: dict[str, Any], tmp_path: Path) -> None:
    operator = Operator(tmp_path, **setup)
    model = operator.rig.model
    operator.ask()
    found = operator.shown.calibration
    assert found is not None, operator.hint
    assert operator.sweep == SWEEPS - 1
    assert len(found.positions) == pytest.approx(model.steps, abs=2)
    assert [mode.step_size for mode in found.modes] == [3, 2, 1]
    for mode, true in zip(found.modes[:-1], model.modes, strict=False):
        calls = max(1, int(LARGE_WAY * model.steps / true.steps) - 1)
        unsure = (2 * UNSURE_STEPS + true.spread * math.sqrt(calls)) / calls
        assert mode.steps == pytest.approx(true.steps, abs=unsure)
        assert mode.speed_steps_s == pytest.approx(driven_steps_s(true, setup), rel=0.08)
    assert found.modes[-1].speed_steps_s == 10.0
    assert operator.rig.true_step == 0
    position = operator.shown.position
    assert (position.step, position.how) == (0, How.COUNTED)
    assert any("marked by hand" in line and "±2 steps" in line for line in operator.log)
    assert operator.log[-1].endswith(", counted")
    operator.session.close()


@pytest.mark.parametrize("button", ["stop", "info"])
@pytest.mark.parametrize("sweep", range(SWEEPS))
def test_stop_and_info_end_it_in_every_way_and_change_nothing(
    operator: Operator, sweep: int, button: str
) -> None:
    operator.instead[sweep] = button
    operator.ask()
    assert operator.hint == "STOP: marking the stops was halted."
    shown = operator.shown
    assert (shown.mode, shown.activity, shown.calibration) == (Mode.OFF, Activity.IDLE, None)
    assert shown.position.how is How.UNKNOWN
    assert operator.sweep == sweep
    moves = operator.rig.body.motor._moves
    assert moves[-1].end_s <= operator.clock.now() + 0.3  # one command, and none is queued
    operator.press("info")
    assert "calibrate by hand" in operator.hint


def test_a_lens_calibrated_by_hand_is_used_in_the_dark(operator: Operator) -> None:
    operator.press("info")
    assert "it is dark" in operator.hint
    assert operator.hint.endswith("Or calibrate by hand: Focus menu.")
    operator.ask()
    operator.press("info", "jog_forward_3", "jog_forward_3", "q")
    assert operator.shown.mode is Mode.EDIT
    assert [row.step for row in operator.shown.rows] == [0, 52]
    operator.ask(GoTo(1))
    assert operator.rig.true_step == pytest.approx(0, abs=3)
    known = operator.shown.calibration
    operator.instead[operator.sweep + 3] = "stop"
    operator.ask()
    assert operator.shown.calibration is known
    assert operator.shown.position.how is How.COUNTED
    operator.press("left")
    assert operator.rig.true_step == pytest.approx(52, abs=4)
    assert "marked by hand" not in operator.log[-1]


def test_only_set_marks_and_no_key_is_queued(operator: Operator) -> None:
    hints: list[str] = []
    begun_s = operator.clock.now()
    refused = ("q", "left", "up", "jog_forward_1", "half_shutter", "point_1", "undo")
    for late, button in enumerate((*refused, "rate")):
        when_s = begun_s + 8.0 + 0.2 * late
        operator.clock.at(when_s, partial(operator.session.press, button))
        operator.clock.at(when_s + 0.15, lambda: hints.append(operator.hint))
    operator.clock.at(begun_s + 12.0, lambda: operator.session.ask(Calibrate()))
    operator.clock.at(begun_s + 12.2, lambda: hints.append(operator.hint))
    operator.ask()
    for hint in hints[: len(refused)]:
        assert hint.endswith("refused: marking the stops. STOP ends it.")
    assert hints[-1].startswith("Not while the lens is marking the stops.")
    assert not operator.shown.live_view
    assert operator.shown.calibration is not None
    assert operator.shown.rows == ()


def test_the_screen_says_what_set_does_now(operator: Operator) -> None:
    labels: list[str] = []
    operator.session.subscribe(
        lambda: labels.append(operator.shown.progress.label) if operator.shown.progress else None
    )
    operator.ask()
    said = [label.partition(":")[0] for label in labels]
    changed = [now for before, now in zip(["", *said], said, strict=False) if now != before]
    assert changed[:4] == [
        "SET at forward stop",
        "surely into forward stop",
        "SET at backward stop",
        "surely into backward stop",
    ]
    assert sum(label.startswith("SET") for label in changed) == SWEEPS
    assert operator.lines == {
        f"[{spinner}] marking the stops..."
        for spinner in (" .oO", ".oOo", "oOo.", "Oo. ", "o. .", ". .o")
    }
    assert operator.shown.progress is None


def test_set_again_while_the_lens_is_driven_into_its_stop_is_refused(operator: Operator) -> None:
    hints: list[str] = []
    real = operator.session.press

    def twice(button: str) -> None:
        real(button)
        operator.clock.at(operator.clock.now() + 0.2, lambda: real(button))
        operator.clock.at(operator.clock.now() + 0.5, lambda: hints.append(operator.hint))

    operator.session.press = twice  # type: ignore[method-assign]
    operator.ask()
    assert len(hints) == SWEEPS
    assert set(hints) == {"SET refused: nothing is to be marked until the lens has turned."}
    assert operator.shown.calibration is not None


@pytest.mark.parametrize(
    ("early_s", "late_s"),
    [
        *(({sweep: early_s}, {}) for sweep in range(SWEEPS) for early_s in (0.05, 2.0)),
        ({2: 37.0}, {}),
        *(({}, {sweep: 3.5}) for sweep in range(1, SWEEPS)),
    ],
    ids=str,
)
def test_marks_that_are_seconds_off_do_not_agree(
    tmp_path: Path, early_s: dict[int, float], late_s: dict[int, float]
) -> None:
    operator = Operator(tmp_path, seed=2)  # far from the forward stop
    operator.early_s, operator.late_s = early_s, late_s
    operator.ask()
    assert operator.hint.startswith("The marks do not agree"), operator.log
    assert operator.hint.endswith("press SET as soon as the lens stands at its stop.")
    assert operator.shown.calibration is None
    assert operator.shown.activity is Activity.IDLE
    operator.session.close()


def test_nobody_presses_set(operator: Operator) -> None:
    operator.late_s[2] = 2 * GIVE_UP_S
    operator.ask()
    assert operator.hint == "SET was not pressed. Calibrate by hand again."
    assert operator.clock.now() < GIVE_UP_S + 60


def test_a_lens_whose_stops_are_told_is_not_marked(tmp_path: Path) -> None:
    with stage(tmp_path) as show:
        assert not show.shown.silent
        show.ask(CalibrateByHand())
        assert show.hint == "The stops of this lens are told. Use: Calibrate lens."
        assert show.shown.calibration is None
