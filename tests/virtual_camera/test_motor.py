"""The motor in the camera's time."""

from __future__ import annotations

import dataclasses

from fsq_tui.backend.model import load_model
from fsq_tui.clock import VirtualClock
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from tests.virtual_camera.motor import Motor, PulseMotor

MODEL = dataclasses.replace(load_model("ef24"), lost_step_rate=0.0)


def test_a_move_takes_the_time_of_its_mode_and_shows_where_it_is() -> None:
    clock = VirtualClock()
    motor = Motor(MODEL, clock, seed=1)
    start = motor.step()
    motor.drive(2, FORWARD)
    assert motor.step() == start
    clock.wait(2.1 / 48.733)
    assert 0 < motor.step() - start < 4
    clock.wait(6 / 48.733)
    assert 3 <= motor.step() - start <= 5
    assert motor.step(ago_s=6 / 48.733) == start


def test_commands_given_while_it_runs_are_performed_one_after_the_other() -> None:
    clock = VirtualClock()
    motor = Motor(MODEL, clock, seed=1)
    start = motor.step()
    for _ in range(3):
        motor.drive(1, FORWARD)
    found = []
    while motor.running:
        clock.wait(clock.now() + 1.01 / 23.496)
        found.append(motor.step() - start)
    assert found == [1, 2, 3]


def test_turning_meets_the_stop_and_pulses_begin_anew_there() -> None:
    clock = VirtualClock()
    motor = Motor(MODEL, clock, seed=1)
    pulses = PulseMotor(motor, 10)
    assert not pulses.drive(7, BACKWARD)
    assert pulses.drive(10 * MODEL.steps, BACKWARD)
    clock.wait(100)
    assert motor.step() == 0
    assert not pulses.drive(10, FORWARD)
    clock.wait(200)
    assert motor.step() == 1


def test_a_lens_with_silent_stops_tells_nothing() -> None:
    motor = Motor(dataclasses.replace(MODEL, silent_stops=True), VirtualClock(), seed=1)
    motor.turn(MODEL.steps, BACKWARD)
    assert not motor.at_stop
