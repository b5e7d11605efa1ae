"""What the ways of finding out about a lens share: how it is shown, driven home, and refused."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fsq_tui.errors import AtStop, LensFault, NoLiveView, UnfitScene
from fsq_tui.session.motor import Motor

Show = Callable[[float, str], None]
"""Shows how far the work is (0 ... 1) and what it is doing."""

CALIBRATE_AGAIN = "Calibrate it again: Calibrate lens in the Focus menu, or fsq calibrate."
FINDING = "where autofocus went"  # the head of each line of that work
SIZE_CALLS = 8  # commands averaged for the size of a step size, as the camera does
OVERDRIVE, OVERDRIVE_COMMANDS = 1.1, 2  # how much farther than the range to surely meet a stop
MAX_COMMANDS = 20_000  # more than any lens has steps


def counting(show: Show, done: float, label: str) -> Callable[[], None]:
    """Show a sweep to a stop, which is as long as it is: the number of its commands."""
    commands = 0
    show(done, f"{label} to the stop")

    def each() -> None:
        nonlocal commands
        commands += 1
        show(done, f"{label} to the stop, {commands} commands")

    return each


def run_to_stop(motor: Motor, step_size: int, direction: int, each: Callable[[], None]) -> int:
    """Drive until a stop; `each` is called after every command. Returns the raw position.

    A stop is where a command fails with AtStop, or where two commands in a row leave the
    reported position unchanged: some lenses never report a stop.
    """
    unmoved = 0
    before = motor.raw_position()
    while unmoved < 2:
        try:
            motor.drive(step_size, direction)
        except AtStop:
            break
        after = motor.raw_position()
        unmoved = unmoved + 1 if after == before else 0
        before = after
        each()
    return motor.raw_position()


def count_to_stop(motor: Motor, step_size: int, direction: int, each: Callable[[], None]) -> int:
    """Drive until the body reports a stop; returns how many commands were whole before it.

    Raises LensFault where none is met in MAX_COMMANDS.
    """
    for commands in range(MAX_COMMANDS):
        try:
            motor.drive_blind(step_size, direction)
        except AtStop:
            return commands
        each()
    raise LensFault(
        f"The lens met no stop in {MAX_COMMANDS} commands of size {step_size}.",
        "Check the switch of the lens, then try again.",
    )


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
