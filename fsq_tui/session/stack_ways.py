"""How the lens comes to the shots of a stack, and back: by its steps, or by where it focuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from fsq_tui.errors import LensFault
from fsq_tui.session.motor import Motor
from fsq_tui.session.player import perform, prepare
from fsq_tui.storage.stack_manifest import StackShot

Place = tuple[float, float]
"""Of a picture, in shares of its width and height from the upper left."""


class Way(Protocol):
    """What brings the lens there. Both raise Stopped and every LensFault."""

    home_step: int | None
    """The step that `back` leads to; None where the lens has no steps to go by."""

    def go(self, shot: StackShot) -> None:
        """To a shot."""

    def back(self) -> None:
        """To where the lens was before the stack."""


class ByPosition:
    """By the steps that are planned, on a lens whose steps are known, measured or counted."""

    def __init__(self, motor: Motor, home_step: int | None = None) -> None:
        """Home is where the lens stands now, if it is not given. Raises LensFault."""
        self._motor = motor
        self.home_step: int | None = motor.step() if home_step is None else home_step

    def go(self, shot: StackShot) -> None:
        """Raises LensFault for a shot without a step."""
        if shot.planned_step is None:
            raise LensFault(
                f"Shot {shot.number} has no step of the lens to go to.",
                "Plan the stack again with the lens calibrated.",
            )
        perform(self._motor, prepare(self._motor, shot.planned_step, 0.0))

    def back(self) -> None:
        """To the home step."""
        if self.home_step is not None:
            perform(self._motor, prepare(self._motor, self.home_step, 0.0))


class ByArea:
    """By autofocus, on a body that drives no lens: each shot on a place that is sharp at its depth.

    `places` are by the number of the shot. Back is `home`, as near as a place can tell it.
    """

    home_step: int | None = None

    def __init__(self, motor: Motor, places: Mapping[int, Place], home: Place) -> None:
        self._motor = motor
        self._places = places
        self._home = home

    def go(self, shot: StackShot) -> None:
        """Raises LensFault for a shot without a place, and where nothing is found to focus on."""
        if shot.number not in self._places:
            raise LensFault(
                f"Shot {shot.number} has no place in the picture to focus on.",
                "Sweep the scene again; take out points where nothing is in focus.",
            )
        focus_on(self._motor, self._places[shot.number])

    def back(self) -> None:
        """On the place of home."""
        focus_on(self._motor, self._home)


def focus_on(motor: Motor, place: Place) -> None:
    """Let the camera focus there. Raises Stopped, LensFault where nothing is found to focus on."""

    def pause(seconds: float) -> None:
        motor.attention.pause_until(motor.clock.now() + seconds)

    motor.attention.heed()
    motor.forget()  # where the camera takes the lens nobody knows
    motor.patience.retried(lambda: motor.lens.focus_at(*place, pause), motor.attention)
