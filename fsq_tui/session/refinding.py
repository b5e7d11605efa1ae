"""Where a lens that is counted stands: to the backward stop and back again."""

from __future__ import annotations

from fsq_tui.errors import AtStop
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration
from fsq_tui.session.measuring import FINDING, Show, count_to_stop, counting
from fsq_tui.session.motor import Motor


def autofocus_and_find(motor: Motor, show: Show) -> None:
    """Autofocus; a counted lens then stands there again, and where that is is known.

    It is not where it was not known before, and not when this ends in Stopped or a LensFault
    before the stop is met: then the limits must be checked again.
    """
    limits, known = motor.limits, motor.calibration
    motor.autofocus()
    if not motor.is_counted or limits is None or known is None:
        return
    if motor.is_silent:
        from fsq_tui.session.seeking import find_by_picture  # numpy is slow to come

        find_by_picture(motor, known, limits, show)
        return
    size = 2 if 2 in motor.lens.step_sizes else 1
    counted = counting(show, 0.0, f"{FINDING}: backward")
    commands = count_to_stop(motor, size, BACKWARD, counted)
    motor.limits = limits
    show(0.5, f"{FINDING}: forward again")
    go_forward(motor, known, size, commands)


def go_forward(motor: Motor, known: Calibration, size: int, commands: int) -> None:
    """As many commands forward, and half a one: by so much on average the stop cut the last."""
    half = 0 if size == 1 else round(known.mode(size).steps / 2)
    motor.travel = motor.travel.met(half)
    try:
        for each, times in ((size, commands), (1, half)):
            for _ in range(times):
                motor.drive_blind(each, FORWARD)
    except AtStop:
        return  # autofocus had taken it there
