"""Finding the place of a picture again on a lens whose body tells nothing but its picture.

The picture where autofocus has left the lens is kept; from the backward stop the lens comes
forward, in large commands and then in middle ones, and stands where the picture is most like it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from fsq_tui.errors import LensFault
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration, Limits
from fsq_tui.pictures.comparing import Still, compared, still
from fsq_tui.session.eye import Eye
from fsq_tui.session.motor import Motor
from fsq_tui.session.silent import OVERDRIVE, OVERDRIVE_COMMANDS, overdrive

KEPT_FRAMES = 6
PAST = 2  # commands past the picture most like it, to be sure
BEFORE = 1.25  # large commands before it where the search in middle ones begins
TURN_COMMANDS = 3  # farther back than needed, so that backlash is taken up
NEAR = 0.25  # of the change one large command away: the same place, or near it
NOISE = 4.0  # change that a picture taken elsewhere in time may have


@dataclass(frozen=True, slots=True)
class _Found:
    """After how many commands of a search the picture was most like the one sought.

    `last` is how many commands there were; `beside` how much it differed one of them away.
    """

    best: float
    last: int
    beside: float


def find_by_picture(motor: Motor, known: Calibration, limits: Limits) -> None:
    """Stand where the lens stands now, the position inferred; sets the limits once they are met.

    Raises UnfitScene, with the lens as it was, where the picture does not tell; LensFault where it
    is not met again; Stopped.
    """
    eye = Eye(motor)
    sought = eye.rest(frames=KEPT_FRAMES)
    top = motor.lens.step_sizes[0]
    size = 2 if 2 in motor.lens.step_sizes else 1
    range_commands = known.last_step / known.mode(top).steps
    away = _back_to_stop(motor, eye, top, range_commands)
    motor.limits = limits
    coarse = _search(motor, eye, sought, top, (away + PAST, range_commands + PAST))
    overdrive(motor, top, BACKWARD, coarse.last)
    skipped = int(max(0.0, coarse.best - BEFORE))
    for _ in range(skipped):
        motor.drive_blind(top, FORWARD)
    ratio = known.mode(top).steps / known.mode(size).steps
    ahead = (coarse.best - skipped) * ratio
    fine = _search(motor, eye, sought, size, (ahead, ahead + BEFORE * ratio))
    _stand(motor, known, size, fine)
    if compared(sought, eye.rest()).change > max(NEAR * coarse.beside, NOISE):
        raise LensFault(
            "The picture that autofocus had found was not met again.",
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
    motor: Motor, eye: Eye, sought: Still, size: int, commands: tuple[float, float]
) -> _Found:
    """Forward by no fewer and no more commands, until the picture most like it was passed."""
    changes = [compared(sought, eye.rest()).change]
    while len(changes) <= commands[1]:
        best = changes.index(min(changes))
        if len(changes) > max(commands[0], best + PAST):
            break
        motor.drive_blind(size, FORWARD)
        changes.append(compared(sought, eye.rest()).change)
    best = changes.index(min(changes))
    sides = changes[max(0, best - 1) : best] + changes[best + 1 : best + 2]
    return _Found(best + _vertex(changes, best), len(changes) - 1, max(sides))


def _vertex(changes: list[float], best: int) -> float:
    """How far beside its lowest value a parabola through it and its neighbours is lowest."""
    if not 0 < best < len(changes) - 1:
        return 0.0
    before, lowest, after = changes[best - 1 : best + 2]
    bend = before - 2 * lowest + after
    return 0.0 if bend <= 0 else (before - after) / (2 * bend)


def _stand(motor: Motor, known: Calibration, size: int, found: _Found) -> None:
    """From the end of a search back to the best place, and there coming forward as it did."""
    steps = known.mode(size).steps
    goal = motor.counted_steps - (found.last - found.best) * steps
    for _ in range(math.ceil(found.last - found.best) + TURN_COMMANDS):
        motor.drive_blind(size, BACKWARD)
    for _ in range(int((goal - motor.counted_steps) / steps)):
        motor.drive_blind(size, FORWARD)
    for _ in range(round(goal - motor.counted_steps)):
        motor.drive_blind(1, FORWARD)
