"""Backlash of a lens that tells nothing, by its picture: sure, or none."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from fsq_tui.focus.calibration import BACKWARD, FORWARD
from fsq_tui.session.refinding import autofocus_and_find
from fsq_tui.session.seen_backlash import surely
from fsq_tui.session.survey import check_limits
from tests.session.silent import SMALL, calibrated, homed, ignore

NOISY = dataclasses.replace(SMALL, noise_levels=3.0)
NOISIER = dataclasses.replace(SMALL, noise_levels=6.0)
LOOSE: dict[str, Any] = {"model": "backlash", "lost_step_rate": 0.0}


@pytest.mark.parametrize(
    ("setup", "backlash_steps"),
    [
        ({"seed": 0}, 0.0),
        ({"seed": 1, "scene": NOISY}, 0.0),
        ({"seed": 9, "model": "longthrow"}, 0.0),
        (LOOSE | {"seed": 7, "backlash_steps": 0}, 0.0),
        (LOOSE | {"seed": 7, "backlash_steps": 1}, 1.0),
        (LOOSE | {"seed": 7}, 3.0),
        (LOOSE | {"seed": 8, "frame_lag_s": 0.25}, 3.0),
        (LOOSE | {"seed": 9, "scene": NOISY}, 3.0),
        (LOOSE | {"seed": 9, "backlash_steps": 12}, 12.0),
        ({"seed": 3, "backlash_steps": 5}, 5.0),
        (LOOSE | {"seed": 7, "scene": NOISIER}, 3.0),
        ({"seed": 7, "scene": NOISIER}, 0.0),
        ({"seed": 9, "model": "longthrow", "backlash_steps": 20}, 20.0),
    ],
    ids=str,
)
def test_it_is_seen_and_none_is_seen_where_there_is_none(
    setup: dict[str, Any], backlash_steps: float
) -> None:
    found = calibrated(**setup)[1].backlash_steps
    # A step of the long throw changes the picture a tenth as much: it is found to 0.7 steps (rms).
    within = 2.0 if setup.get("model") == "longthrow" else 0.5
    assert found == pytest.approx(backlash_steps, abs=within if backlash_steps else 0.0)


def test_what_is_sure_is_so_by_its_spread() -> None:
    assert surely([3.0, 3.1, 2.9]) == pytest.approx(3.0)
    assert surely([3.0, 5.0, 1.0]) == 0.0
    assert surely([3.0, 4.0, 2.0, 3.5, 2.5, 3.0]) == pytest.approx(3.0)
    assert surely([-0.1, 0.1, 0.0, 0.05, -0.05, 0.02]) == 0.0
    assert surely([]) == surely([3.0, 3.0]) == 0.0


@pytest.mark.parametrize("seed", range(2))
def test_after_autofocus_a_lens_with_much_of_it_is_found_again(seed: int) -> None:
    rig = homed(**LOOSE, seed=seed, backlash_steps=12)
    known = rig.motor.calibration
    assert known is not None
    rig.motor.calibration = dataclasses.replace(known, backlash_steps=12.0)
    rig.motor.limits = check_limits(rig.motor, ignore)
    for focused in rig.model.subject_steps():
        autofocus_and_find(rig.motor, ignore)
        assert rig.true_step == pytest.approx(focused, abs=4)
        assert rig.motor.position().step == pytest.approx(rig.true_step, abs=4)


def test_a_known_backlash_keeps_the_count_true() -> None:
    rig = homed(**LOOSE, seed=7)
    known = rig.motor.calibration
    assert known is not None
    rig.motor.calibration = dataclasses.replace(known, backlash_steps=3.0)
    rig.motor.met_stop(BACKWARD)
    for size, direction, times in [(3, FORWARD, 8), (1, BACKWARD, 5), (1, FORWARD, 2), (3, 1, 1)]:
        for _ in range(times):
            rig.motor.drive_blind(size, direction)
        rig.clock.wait(rig.clock.now() + 5.0)
        assert rig.motor.position().step == pytest.approx(rig.true_step, abs=2)
    rig.motor.take_up(BACKWARD)
    rig.clock.wait(rig.clock.now() + 5.0)
    before = rig.true_step
    rig.motor.drive_blind(1, BACKWARD)
    rig.clock.wait(rig.clock.now() + 5.0)
    assert rig.true_step == before - 1
