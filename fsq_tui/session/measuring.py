"""What the ways of finding out about a lens share: how it is shown, driven home, and refused."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fsq_tui.errors import LensFault, NoLiveView, UnfitScene
from fsq_tui.session.motor import Motor

Show = Callable[[float, str], None]
"""Shows how far the work is (0 ... 1) and what it is doing."""

CALIBRATE_AGAIN = "Calibrate it again: Calibrate lens in the Focus menu, or fsq calibrate."
FINDING = "where autofocus went"  # the head of each line of that work
SIZE_CALLS = 8  # commands averaged for the size of a step size, as the camera does
OVERDRIVE, OVERDRIVE_COMMANDS = 1.1, 2  # how much farther than the range to surely meet a stop


def counting(show: Show, done: float, label: str) -> Callable[[], None]:
    """Show a sweep to a stop, which is as long as it is: the number of its commands."""
    commands = 0
    show(done, f"{label} to the stop")

    def each() -> None:
        nonlocal commands
        commands += 1
        show(done, f"{label} to the stop, {commands} commands")

    return each


def overdrive(motor: Motor, size: int, direction: int, commands: float) -> None:
    """Surely into a stop that is no more than so many commands away."""
    for _ in range(math.ceil(commands * OVERDRIVE) + OVERDRIVE_COMMANDS):
        motor.drive_blind(size, direction)
    motor.met_stop(direction)


@contextmanager
def or_else(remedy: str) -> Iterator[None]:
    """Name another way to calibrate as well, where the picture does not tell."""
    try:
        yield
    except (NoLiveView, UnfitScene) as fault:
        fault.remedy = f"{fault.remedy} {remedy}"
        raise


def not_moved() -> LensFault:
    """The two stops are one."""
    return LensFault(
        "The lens did not move between its stops.",
        "Set the switch of the lens to AF and check that nothing holds the focus ring.",
    )


def unmoved(step_size: int) -> LensFault:
    """Commands of this size go nowhere."""
    return LensFault(
        f"The lens did not move at step size {step_size}.",
        "Check that nothing holds the focus ring, then calibrate again.",
    )
