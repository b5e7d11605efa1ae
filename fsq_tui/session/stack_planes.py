"""A plane of a stack as it is named without a screen, and how the lens comes to focus on it."""

from __future__ import annotations

from dataclasses import dataclass

from fsq_tui.errors import LensFault, UsageFault
from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.region import MIDDLE, Region
from fsq_tui.focus.scale import require_scale
from fsq_tui.session.measuring import Show
from fsq_tui.session.motor import Motor
from fsq_tui.session.player import perform, prepare
from fsq_tui.session.stack_ways import Place


@dataclass(frozen=True, slots=True)
class Aim:
    """What names a plane, one of the three: a step, a distance in cm, or a place in the picture."""

    step: int | None = None
    distance_cm: float | None = None
    place: Place | None = None

    def step_of(self, calibration: Calibration) -> int | None:
        """The step that is named, None for a place.

        Raises UsageFault beyond the stop, LensFault for a distance that the lens has no step for.
        """
        if self.distance_cm is not None:
            return require_scale(calibration).step_at(self.distance_cm)
        if self.step is not None and self.step > calibration.last_step:
            raise UsageFault(
                f"There is no step {self.step}.", f"The last one is {calibration.last_step}."
            )
        return self.step


def focus_on(motor: Motor, aim: Aim, show: Show) -> int | None:
    """Bring the focus to a plane; the step it is at, None on a body that drives no lens.

    Raises Stopped, UsageFault, UnfitScene where a place is nowhere sharp, and every LensFault.
    """
    if not motor.lens.capabilities.drives:
        _focus_at(motor, aim)
        return None
    if motor.calibration is None:
        raise LensFault("The lens is not calibrated.", "Run: fsq calibrate")
    step = aim.step_of(motor.calibration)
    if step is None and aim.place is not None:
        from fsq_tui.session.contrast import focus_on_peak  # numpy is slow to come

        focus_on_peak(motor, around(aim.place), show)
        return motor.step()
    if step is not None:
        perform(motor, prepare(motor, step, 0.0))
    return step


def around(place: Place) -> Region:
    """A part of the picture as large as what is usually focused on, around a place."""
    left = min(max(place[0] - MIDDLE.width / 2, 0.0), 1.0 - MIDDLE.width)
    top = min(max(place[1] - MIDDLE.height / 2, 0.0), 1.0 - MIDDLE.height)
    return Region(left, top, left + MIDDLE.width, top + MIDDLE.height)


def _focus_at(motor: Motor, aim: Aim) -> None:
    lens = motor.lens
    if aim.place is None:
        raise LensFault(
            f"{lens.identity.body} drives no lens: it knows neither steps nor distances.",
            "Name a place in the picture, such as 30%,50%.",
        )
    across, down = aim.place

    def pause(seconds: float) -> None:
        motor.attention.pause_until(motor.clock.now() + seconds)

    motor.attention.heed()
    motor.forget()  # where the camera takes the lens nobody knows
    motor.patience.retried(lambda: lens.focus_at(across, down, pause), motor.attention)
