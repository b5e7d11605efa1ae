"""How a lens comes to the shots of a stack that tells no position: until the picture is right."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from fsq_tui.errors import AtStop, LensFault, NoLiveView, UnfitScene
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from fsq_tui.pictures.seen import Seen
from fsq_tui.session.eye import LAG_S, Eye
from fsq_tui.session.motor import Motor
from fsq_tui.session.sweep import (
    BACK_STEPS,
    CLOSE_STEPS,
    MOST_TRIES,
    STANDING_FRAMES,
    calibration_of,
    go_to,
)
from fsq_tui.storage.stack_manifest import StackShot

WRONG_PLAY = 0.5  # of the play that was measured, that it may be off


class ByPicture:
    """By the count until the live view is that of the sweep at the step; by the count alone else.

    The position says which: INFERRED or COUNTED. Steps are those of the sweep.
    """

    def __init__(
        self,
        motor: Motor,
        seen: Seen,
        home_step: int | None = None,
        aims: Mapping[int, float] | None = None,
    ) -> None:
        """Home is where the lens stands now, if it is not given. Raises LensFault.

        `aims` are the steps of shots by their number, which may be between two steps.
        """
        self._motor = motor
        self._seen = seen
        self._aims = {} if aims is None else aims
        self._eye: Eye | None = None
        if home_step is None:
            self._find()
            home_step = motor.step()
        self.home_step: int | None = home_step

    def go(self, shot: StackShot) -> None:
        """Raises LensFault for a shot without a step."""
        if shot.planned_step is None:
            raise LensFault(
                f"Shot {shot.number} has no step of the lens to go to.",
                "Plan the stack again with the lens calibrated.",
            )
        self._stand_at(self._aims.get(shot.number, float(shot.planned_step)))

    def back(self) -> None:
        """To the home step, as the picture tells it."""
        if self.home_step is not None:
            self._stand_at(float(self.home_step))

    def _stand_at(self, step: float) -> None:
        go_to(self._motor, step)
        for _ in range(MOST_TRIES):
            if not self._find():
                return
            off = step - self._motor.place_steps()
            if abs(off) <= CLOSE_STEPS:
                return
            if abs(off) > BACK_STEPS:
                go_to(self._motor, step)
            else:
                self._creep(step, round(off))
        self._find()

    def _creep(self, to_step: float, steps: int) -> None:
        """So many single steps: larger commands are not so even. The gear ends pushed forward.

        At the backward stop there is no room for that: then it ends there.
        """
        play_steps = calibration_of(self._motor).backlash_steps
        run_up = max(BACK_STEPS - play_steps, WRONG_PLAY * play_steps)
        run_up = min(round(run_up), int(to_step))
        back, forward = (run_up - steps, run_up) if steps < 0 else (0, steps)
        for commands, direction in ((back, BACKWARD), (forward, FORWARD)):
            with suppress(AtStop):
                if commands:
                    self._motor.take_up(direction)  # of more play than the run-up, too
                for _ in range(commands):
                    self._motor.drive(1, direction)

    def _find(self) -> bool:
        """Where the lens stands, by its picture; False where that does not tell."""
        motor = self._motor
        try:
            self._eye = self._eye or Eye(motor)
            now = self._eye.rest(LAG_S, STANDING_FRAMES)
        except (NoLiveView, UnfitScene):
            found = None
        else:
            found = self._seen.near(now, motor.place_steps())
        if found is None:
            motor.infer_no_more()
            return False
        motor.infer(found.step, found.error_steps)
        return True
