"""A sweep: the lens goes over its range and is looked through at every few steps.

Always forward, so that the play of its gear stays taken up.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from fsq_tui.errors import AtStop, LensFault, UnfitScene
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration, StepMode
from fsq_tui.pictures.comparing import Still, compared
from fsq_tui.pictures.edge import MOST_BLUR, edge_of
from fsq_tui.pictures.judging import Scene
from fsq_tui.pictures.seen import Seen
from fsq_tui.session.eye import LAG_S, Eye, unfit
from fsq_tui.session.measuring import Show, count_to_stop, overdrive
from fsq_tui.session.motor import Motor
from fsq_tui.session.player import perform, prepare

LEAST_PLACES, MOST_PLACES = 50, 110  # of a whole sweep, which takes about a minute
BACK_STEPS = 12  # so much farther back than the first place: more than the play of a gear
FRAMES, STANDING_FRAMES = 3, 6
CLOSE_STEPS = 0.75  # from the step aimed at: the lens goes no finer
MOST_TRIES = 3
SWEPT_SHARE = 0.005  # of the way: calibration by the picture was seen to be up to 0.0025 off
BEYOND_COMMANDS, BEYOND_SHARE = 3, 0.02  # commands, and of those of the way, past its end
MOST_OFF = 0.03  # of the way, that the commands of a sweep may be off their average


class Way(NamedTuple):
    """From step to step, a picture about every `gap_steps`; in single steps takes longer.

    A `last` beyond the range leads into the forward stop, a `first` below 0 out of the backward one
    through so much play: there steps are counted on as if the lens moved.
    """

    first: float
    last: float
    gap_steps: float
    in_singles: bool = False


class _Went(NamedTuple):
    """Where a lens was driven, and whether it goes on: no stop was met, and it still moves."""

    step: float
    is_on: bool


def sweep(motor: Motor, show: Show) -> Seen:
    """The whole range; ends where it began. Needs limits and calibration.

    A lens that is counted is first taken to its backward stop, where the count is sure; by its
    picture it finds back. Raises UnfitScene, with the lens where it was, for a scene that is dark,
    moves, or shows nothing at any place. Raises Stopped and every LensFault.
    """
    show(0.0, "looking at the scene")
    eye = Eye(motor)
    began, began_step = eye.rest(), motor.place_steps()
    show(0.0, "backward to the stop")
    meet_backward_stop(motor)
    last = float(calibration_of(motor).last_step)
    try:
        seen = look_along(motor, eye, Way(0.0, last, _gap(calibration_of(motor))), show)
        if motor.is_silent:
            seen = _brought_to_stop(motor, eye, seen)
    except UnfitScene:
        go_to(motor, began_step)
        raise
    show(1.0, "back to where it began")
    go_back(motor, eye, seen, began, began_step)
    if seen.peak() is None:
        raise unfit(Scene.BLANK)
    return seen


def look_along(
    motor: Motor, eye: Eye, way: Way, show: Show, looked: Callable[[], None] = lambda: None
) -> Seen:
    """Pictures from the first step of a way to its last one; ends there.

    `looked` is called at each place, once its picture was taken. Raises UnfitScene where the scene
    moves, Stopped and every LensFault.
    """
    known = calibration_of(motor)
    mode, commands = _commands(known, way.gap_steps)
    if way.in_singles:
        mode, commands = known.mode(1), max(1, round(way.gap_steps))
    go_to(motor, way.first)
    if way.first >= 0:
        motor.take_up(FORWARD)
    is_beyond = motor.is_counted and (way.first < 0 or way.last > known.last_step)
    steps: list[float] = []
    pictures: list[Still] = []

    def look(at: float) -> None:
        steps.append(at)
        pictures.append(eye.rest(LAG_S, FRAMES))
        looked()

    at, is_on = way.first if way.first < 0 else motor.place_steps(), True
    while is_on:
        if not steps or at > steps[-1]:
            look(at)
        show((at - way.first) / max(way.last - way.first, 1.0), f"looking, step {max(at, 0.0):.0f}")
        if at >= way.last:
            break
        at, is_on = _forward(motor, mode, commands, at, is_beyond)
    if at > steps[-1]:  # a stop has cut the last command short
        look(at)
    if len(steps) < 2:
        raise LensFault(
            "The lens did not move.", "Check that nothing holds the focus ring, then try again."
        )
    return Seen(tuple(steps), tuple(pictures), SWEPT_SHARE if motor.is_counted else 0.0)


def _brought_to_stop(motor: Motor, eye: Eye, seen: Seen) -> Seen:
    """The places of a whole sweep in steps of the calibration, by where it met the forward stop.

    The average of the size that it was driven in is off by a little, which adds up on the way. It
    is driven on until the stop is surely met; left as it is where the picture there does not tell.
    """
    known = calibration_of(motor)
    mode, commands = _commands(known, _gap(known))
    pictures = list(seen.pictures)
    for _ in range(BEYOND_COMMANDS + math.ceil(BEYOND_SHARE * len(pictures))):
        for _ in range(commands):
            motor.drive_blind(mode.step_size, FORWARD)
        pictures.append(eye.rest(LAG_S, FRAMES))
    counted = [index * commands * mode.steps for index in range(len(pictures))]
    stop = pictures[-1]
    edge = edge_of(counted, [compared(stop, one).change for one in pictures])
    scale = known.last_step / edge.place
    if edge.blur >= MOST_BLUR or abs(scale - 1.0) > MOST_OFF:
        return seen
    steps = [scale * step for step in counted if step < edge.place - CLOSE_STEPS]
    return replace(
        seen,
        steps=(*steps, float(known.last_step)),
        pictures=(*pictures[: len(steps)], stop),
    )


def go_to(motor: Motor, step: float) -> None:
    """To a step as fast as the lens can, and there from below: the gear pushes it forward."""
    known = calibration_of(motor)
    to_step = min(max(round(step), 0), known.last_step)
    before = max(0, to_step - BACK_STEPS)
    if motor.place_steps() > before:
        perform(motor, prepare(motor, before, 0.0))
    perform(motor, prepare(motor, to_step, 0.0))


def stand_at(motor: Motor, eye: Eye, seen: Seen, step: float) -> None:
    """Where the picture is that of a step: commands may go farther, or less far, than counted."""
    aim = step
    for _ in range(MOST_TRIES):
        go_to(motor, aim)
        off = seen.place(eye.rest(LAG_S, STANDING_FRAMES), step) - step
        if abs(off) <= CLOSE_STEPS:
            return
        aim -= off


def go_back(motor: Motor, eye: Eye, seen: Seen, began: Still, began_step: float) -> None:
    """To where a picture was taken; by the count, where the picture does not tell."""
    found = seen.inferred(began)
    if found is None:
        go_to(motor, began_step)
    else:
        stand_at(motor, eye, seen, found.step)


def calibration_of(motor: Motor) -> Calibration:
    """What is known of the lens. Raises LensFault where nothing is."""
    if motor.calibration is None:
        raise LensFault("The lens is not calibrated.", "Press INFO to calibrate it.")
    return motor.calibration


def _gap(known: Calibration) -> float:
    """From picture to picture of a whole sweep: a command of the middle size where that will do."""
    middle = known.modes[len(known.modes) // 2].steps
    return max(known.last_step / MOST_PLACES, min(middle, known.last_step / LEAST_PLACES))


def _commands(known: Calibration, gap_steps: float) -> tuple[StepMode, int]:
    """Commands from picture to picture: of the largest size that is not too large."""
    fitting = [mode for mode in known.modes if mode.steps <= max(gap_steps, 1.0)]
    mode = fitting[0] if fitting else known.modes[-1]
    return mode, max(1, round(gap_steps / mode.steps))


def _forward(motor: Motor, mode: StepMode, commands: int, at: float, is_beyond: bool) -> _Went:
    """Drive on from a step; where that `is_beyond` the range, steps are those of the commands."""
    before, done, is_on = motor.place_steps(), 0, True
    try:
        for _ in range(commands):
            motor.drive(mode.step_size, FORWARD)
            done += 1
    except AtStop:
        is_on = False
    if is_beyond:
        cut_short = 0.0 if is_on else (mode.steps - 1.0) / 2
        return _Went(at + done * mode.steps + cut_short, is_on)
    place = motor.place_steps()
    return _Went(place, is_on and (motor.is_counted or place > before))


def meet_backward_stop(motor: Motor) -> None:
    """So that a count begins anew; a lens that tells where it is needs none."""
    mode = calibration_of(motor).modes[0]
    if motor.is_silent:
        overdrive(motor, mode.step_size, BACKWARD, motor.counted_steps / mode.steps)
    elif motor.is_counted:
        count_to_stop(motor, mode.step_size, BACKWARD, lambda: None)
