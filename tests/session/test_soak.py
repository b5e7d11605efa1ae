"""Pulls with faults at random: none goes the wrong way, no point and no show is lost.

A release is held to a thousand a maker: FSQ_SOAK_PULLS=1000 asks for them.
"""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from fsq_tui.backend.model import load_model
from fsq_tui.focus.calibration import BACKWARD, FORWARD, StepMode
from fsq_tui.focus.modes import How
from tests.session.soak import Act, soak
from tests.session.soak_rules import Drive, SoakedBody
from tests.virtual_camera import CameraSetup, Maker, Operation, SceneKind, SceneSetup
from tests.virtual_camera.canon import DRIVE_LENS, FAR_BIT
from tests.virtual_camera.nikon import MF_DRIVE, NEARER
from tests.virtual_camera.wire import OK

PULLS = int(os.environ.get("FSQ_SOAK_PULLS", "250"))
MODEL = load_model("ef24")
EXACT = dataclasses.replace(
    MODEL, modes=tuple(dataclasses.replace(mode, spread=0) for mode in MODEL.modes)
)
STEPS = {mode.step_size: mode.steps for mode in EXACT.modes}
SMALL = SceneSetup(noise_levels=0, width_px=64, height_px=48)
PULSES = 10  # of a step; the virtual Nikon refuses fewer, so they are the smallest command as well
QUICK, RUNNING = 5000.0, 100.0
"""Rates of a camera whose motor is done before anybody asks, and of one that can be asked."""


def nikon(rate: float) -> SoakedBody:
    def drive(done: Operation) -> Drive | None:
        towards, pulses = done.params[:2]
        if done.code != OK or pulses < PULSES:
            return None
        return Drive(FORWARD if towards == NEARER else BACKWARD, pulses / PULSES)

    modes = (StepMode(3, 40.0, 94.321), StepMode(2, 6.0, 48.733), StepMode(1, 1.0, 23.496))
    setup = CameraSetup(
        Maker.NIKON, MODEL, rate, scene=SMALL, pulses_per_step=PULSES, minimum_pulses=PULSES
    )
    return SoakedBody(setup, MODEL.steps, modes, MF_DRIVE, drive)


def canon(kind: SceneKind) -> SoakedBody:
    """By a scene that can be judged the picture is asked as well when the lens is homed."""

    def drive(done: Operation) -> Drive | None:
        if done.code != OK:
            return None
        direction = BACKWARD if done.params[0] & FAR_BIT else FORWARD
        return Drive(direction, STEPS[done.params[0] & ~FAR_BIT])

    scene = SceneSetup(kind, noise_levels=0, width_px=240, height_px=160)
    setup = CameraSetup(Maker.CANON, EXACT, QUICK, scene=scene)
    modes = tuple(StepMode(mode.step_size, mode.steps, mode.speed) for mode in EXACT.modes)
    return SoakedBody(setup, EXACT.steps, modes, DRIVE_LENS, drive)


SHARES = [
    pytest.param(canon(SceneKind.DARK), 0.6, 5, id="canon-in-the-dark-5"),
    pytest.param(canon(SceneKind.TEXTURED), 0.4, 6, id="canon-6"),
    *(pytest.param(nikon(QUICK), 0.32, seed, id=f"nikon-{seed}") for seed in (1, 2, 3)),
    pytest.param(nikon(RUNNING), 0.04, 4, id="nikon-running-4"),
]


@pytest.mark.timeout(60 + 0.2 * PULLS)
@pytest.mark.parametrize(("body", "share", "seed"), SHARES)
def test_no_pull_goes_wrong(
    body: SoakedBody, share: float, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))  # libgphoto2 keeps its settings there
    with soak(body, tmp_path, seed) as soaked:
        while soaked.counts["pulls"] < share * PULLS:
            soaked.act()
        assert min(soaked.counts[name] for name in ("brought back", "homed", "busy")) > 0


def test_a_command_that_is_carried_out_late_voids_the_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with soak(nikon(QUICK), tmp_path, 1) as soaked:
        for button in ("info", "jog_forward_3", "q", "left"):
            soaked.perform(Act(button))
        soaked.perform(Act("right", "hang_before"))
        assert soaked.counts["brought back"] == 1
        assert soaked.shown.position.how is How.UNKNOWN
        soaked.perform(Act("right"))
        assert soaked.counts["homed"] == 2
