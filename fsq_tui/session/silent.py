"""The limits of a lens whose body tells neither its position nor its stops: the picture tells.

A lens is at its stop where it is told to go on and the picture does not change. So it may be where
the picture is out of focus beyond telling; therefore the way back is tried before it is believed:
turned round, the picture must change within fewer commands than it had not changed for.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from fsq_tui.errors import LensFault, NoLiveView, UnfitScene
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration, Limits
from fsq_tui.pictures.comparing import SURE, Still
from fsq_tui.pictures.judging import Scene
from fsq_tui.session.eye import BETTER_SCENE, Eye, flat_scene, unfit
from fsq_tui.session.measuring import (
    CALIBRATE_AGAIN,
    MAX_COMMANDS,
    OVERDRIVE_COMMANDS,
    Show,
    counting,
    not_moved,
    overdrive,
)
from fsq_tui.session.motor import Motor

UNCHANGED = 3  # commands in a row that do not change the picture: perhaps a stop
TURNED = 2  # commands back that must change it then
MOST_UNCHANGED = 12
SHORTER = 0.8  # a lens that stands before this share of its range is another one


def check_silent_limits(motor: Motor, show: Show) -> Limits:
    """Fast forward to the stop, fast backward to the stop; the count begins there, at step 0.

    The span is 0 for a lens that is not calibrated. Raises Stopped and every LensFault.
    """
    if motor.calibration is not None:
        return _overdriven(motor, motor.calibration, show)
    seek_stops(motor, show)
    return Limits(0, FORWARD, 0)


def seek_stops(motor: Motor, show: Show) -> None:
    """To the forward stop and to the backward one by the picture alone, which is kept of both."""
    show(0.0, "looking at the scene")
    eye = Eye(motor)
    size = motor.lens.step_sizes[0]
    forward = seek_stop(motor, eye, size, FORWARD, counting(show, 0.0, "forward"))
    backward = seek_stop(motor, eye, size, BACKWARD, counting(show, 0.5, "backward"))
    if not eye.change(forward, backward).differ:
        raise flat_scene()  # on the way between them it did change
    motor.stop_pictures = {FORWARD: forward, BACKWARD: backward}
    motor.met_stop(BACKWARD)


def seek_stop(motor: Motor, eye: Eye, size: int, direction: int, each: Callable[[], None]) -> Still:
    """Drive until the picture stops changing; the picture there.

    Surely a stop: SURE is the confidence with which the picture differs on the way back. Raises
    LensFault where the picture does not tell.
    """
    last = eye.rest()  # the picture since it last changed
    since, patience = 0, UNCHANGED
    for _ in range(MAX_COMMANDS):
        motor.drive_blind(size, direction)
        each()
        now = eye.rest()
        if not eye.change(last, now).alike:
            last, since = now, 0
            continue
        since += 1
        if since < patience:
            continue
        if _changes_back(motor, eye, size, -direction, last):
            return _back_at_stop(motor, eye, size, direction, last)
        since, patience = -TURNED, 2 * patience
        if patience > MOST_UNCHANGED:
            raise unfit(Scene.BLANK) if eye.is_blank() else not_moved()
    raise UnfitScene(
        f"The picture still changed after {MAX_COMMANDS} commands of size {size}.", BETTER_SCENE
    )


def _changes_back(motor: Motor, eye: Eye, size: int, direction: int, stop: Still) -> bool:
    for _ in range(TURNED):
        motor.drive_blind(size, direction)
    return eye.change(stop, eye.rest()).confidence >= SURE


def _back_at_stop(motor: Motor, eye: Eye, size: int, direction: int, stop: Still) -> Still:
    for _ in range(TURNED + OVERDRIVE_COMMANDS):
        motor.drive_blind(size, direction)
    now = eye.rest()
    if eye.change(stop, now).differ:
        raise unfit(Scene.MOVING)
    return now


def _overdriven(motor: Motor, known: Calibration, show: Show) -> Limits:
    """The range is known: farther than it is wide, both ways; the picture checks it if it can.

    On a set the scene need not be still, so that a picture which does not tell keeps nobody from
    going on.
    """
    size, commands = known.modes[0].step_size, known.last_step / known.modes[0].steps
    rest = commands - int(SHORTER * commands)
    eye = _open_eye(motor)
    show(0.0, "forward, surely into the stop")
    overdrive(motor, size, FORWARD, commands)
    forward = eye and _rest(eye)
    show(0.5, "backward, surely into the stop")
    for _ in range(int(SHORTER * commands)):
        motor.drive_blind(size, BACKWARD)
    before = eye and _rest(eye)
    overdrive(motor, size, BACKWARD, rest)
    if eye and forward and before:
        with suppress(UnfitScene):
            _require_range(_Check(motor, eye, size), forward, before, rest)
        motor.met_stop(BACKWARD)
    return Limits(0, FORWARD, known.positions[-1])


def _open_eye(motor: Motor) -> Eye | None:
    try:
        return Eye(motor)
    except (NoLiveView, UnfitScene):
        return None


def _rest(eye: Eye) -> Still | None:
    try:
        return eye.rest()
    except UnfitScene:
        return None


class _Check(NamedTuple):
    """Drives to see whether the picture changes by it."""

    motor: Motor
    eye: Eye
    size: int

    def changed(self, before: Still, direction: int, commands: int) -> Still | None:
        """The picture after so many commands, if it surely is another one and then stays so."""
        for _ in range(commands):
            self.motor.drive_blind(self.size, direction)
        now = self.eye.rest()
        differs = self.eye.change(before, now).differ
        return now if differs and self.eye.change(now, self.eye.rest()).alike else None


def _require_range(check: _Check, forward: Still, before: Still, rest: float) -> None:
    """Refuse a calibration by which the lens should stand at its stop, and does not; or did before.

    `before` is the picture where the lens should have had `rest` commands of its way to go.
    """
    eye = check.eye
    stop = eye.rest()
    if not eye.change(forward, stop).differ:
        if eye.change(forward, before).alike and not eye.is_blank():
            raise not_moved()
        return
    goes_on = check.changed(stop, BACKWARD, OVERDRIVE_COMMANDS)
    if goes_on and check.changed(goes_on, BACKWARD, OVERDRIVE_COMMANDS):
        raise _other_range("longer")
    if eye.change(before, stop).alike:  # there already, or out of focus here and there
        tells = check.changed(stop, FORWARD, math.ceil(rest))
        overdrive(check.motor, check.size, BACKWARD, rest)
        if tells:
            raise _other_range("shorter")


def _other_range(fault: str) -> LensFault:
    return LensFault(
        f"The way of this lens from stop to stop is {fault} than its calibration says.",
        CALIBRATE_AGAIN,
    )
