"""Finding the place of a picture again on a lens whose body tells nothing but its picture.

The picture where autofocus has left the lens is kept; from the backward stop the lens comes
forward, in large commands and then in middle ones, and stands where the picture is most like it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from fsq_tui.errors import LensFault
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration, Limits, StepMode
from fsq_tui.pictures.comparing import Still, compared, still
from fsq_tui.session.eye import BETTER_SCENE, Eye
from fsq_tui.session.measuring import FINDING, OVERDRIVE, OVERDRIVE_COMMANDS, Show, overdrive
from fsq_tui.session.motor import Motor

KEPT_FRAMES = 6
PAST = 2  # commands past the picture most like it, to be sure
BEFORE = 1.25  # large commands before it where the search in middle ones begins
TURN_COMMANDS = 3  # farther back than needed, so that backlash is taken up
TELLING = 8.0  # change that one large command away from the place must make
NEAR = 0.25  # of the change one large command away: the same place, or near it
NOISE = 4.0  # change that a picture taken elsewhere in time may have


@dataclass(frozen=True, slots=True)
class _Found:
    """By the count, at which step the picture was most like the one sought.

    `beside` is how much it differed from that one command away.
    """

    step: float
    beside: float


def find_by_picture(motor: Motor, known: Calibration, limits: Limits, show: Show) -> None:
    """Stand where the lens stands now, the position inferred; sets the limits once they are met.

    Raises UnfitScene, with the lens as it was, where the picture does not tell; LensFault where it
    is not met again; Stopped.
    """
    show(0.0, f"{FINDING}: keeping its picture")
    eye = Eye(motor)
    sought = eye.rest(frames=KEPT_FRAMES)
    top = known.mode(motor.lens.step_sizes[0])
    range_commands = known.last_step / top.steps
    show(0.1, f"{FINDING}: backward to the stop")
    away = _back_to_stop(motor, eye, top.step_size, range_commands)
    motor.limits = limits
    come_forward(motor, eye, sought, known, away * top.steps, show)


def come_forward(
    motor: Motor, eye: Eye, sought: Still, known: Calibration, least_step: float, show: Show
) -> None:
    """From the backward stop to where a picture was taken, surely not before a step.

    Raises LensFault where it is not met again, Stopped.
    """
    top = known.mode(motor.lens.step_sizes[0])
    middle = known.mode(2 if 2 in motor.lens.step_sizes else 1)
    show(0.4, f"{FINDING}: forward until the picture is like it")
    coarse = _search(motor, eye, sought, top, least_step, known.last_step)
    if coarse.beside < TELLING:
        raise LensFault("The picture hardly changes around where it was taken.", BETTER_SCENE)
    overdrive(motor, top.step_size, BACKWARD, motor.counted_steps / top.steps + PAST)
    for _ in range(int(max(0.0, coarse.step / top.steps - BEFORE))):
        motor.drive_blind(top.step_size, FORWARD)
    show(0.7, f"{FINDING}: closer")
    until = min(coarse.step + BEFORE * top.steps, known.last_step)
    fine = _search(motor, eye, sought, middle, coarse.step, until)
    _stand(motor, middle, fine.step)
    if compared(sought, eye.rest()).change > max(NEAR * coarse.beside, NOISE):
        raise LensFault(
            "The picture of where the lens stood was not met again.",
            "Hold the scene still, then focus again; the lens is near.",
        )
    motor.infer()


def _back_to_stop(motor: Motor, eye: Eye, size: int, range_commands: float) -> int:
    """Surely to the backward stop; for how many commands the picture was seen to change."""
    commands = math.ceil(range_commands * OVERDRIVE) + OVERDRIVE_COMMANDS
    seen = []
    for _ in range(commands):
        motor.drive_blind(size, BACKWARD)
        seen.append(eye.look().sharpness)
    motor.met_stop(BACKWARD)
    stop = eye.rest()
    differ = [compared(stop, still([one], eye.noise)).differ for one in seen]
    return max((i + 1 for i, one in enumerate(differ) if one), default=0)


def _search(
    motor: Motor, eye: Eye, sought: Still, mode: StepMode, least: float, most: float
) -> _Found:
    """Forward until the picture most like it was passed, which is between two steps."""
    steps = [motor.counted_steps]
    changes = [compared(sought, eye.rest()).change]
    while steps[-1] < most or len(steps) < 2:
        if steps[-1] >= least and len(changes) > changes.index(min(changes)) + PAST:
            break
        motor.drive_blind(mode.step_size, FORWARD)
        steps.append(motor.counted_steps)
        changes.append(compared(sought, eye.rest()).change)
    best = changes.index(min(changes))
    sides = changes[max(0, best - 1) : best] + changes[best + 1 : best + 2]
    return _Found(steps[best] + _vertex(changes, best) * mode.steps, max(sides))


def _vertex(changes: list[float], best: int) -> float:
    """How far beside its lowest value a parabola through it and its neighbours is lowest."""
    if not 0 < best < len(changes) - 1:
        return 0.0
    before, lowest, after = changes[best - 1 : best + 2]
    bend = before - 2 * lowest + after
    return 0.0 if bend <= 0 else (before - after) / (2 * bend)


def _stand(motor: Motor, mode: StepMode, step: float) -> None:
    """From beyond a step back to it, and there coming forward as before."""
    beyond = math.ceil(max(0.0, motor.counted_steps - step) / mode.steps)
    for _ in range(beyond + TURN_COMMANDS):
        motor.drive_blind(mode.step_size, BACKWARD)
    motor.take_up(FORWARD)
    for _ in range(int((step - motor.counted_steps) / mode.steps)):
        motor.drive_blind(mode.step_size, FORWARD)
    for _ in range(round(step - motor.counted_steps)):
        motor.drive_blind(1, FORWARD)
