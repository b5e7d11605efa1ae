"""Where pulls end on a lens that tells no position: by its picture, after a sweep."""

from __future__ import annotations

from fsq_tui.errors import UnfitScene
from fsq_tui.session.eye import BETTER_SCENE, Eye
from fsq_tui.session.measuring import Show
from fsq_tui.session.motor import Motor
from fsq_tui.session.player import perform, prepare
from fsq_tui.session.sweep import sweep

FRAMES = 6


class Inferring:
    """Pulls to steps, each end inferred and the count set right by it.

    `error_steps` is by how much the worst known of the ends may be wrong.
    """

    def __init__(self, motor: Motor, show: Show) -> None:
        """Sweeps. Raises UnfitScene, Stopped and every LensFault."""
        self._motor = motor
        self._seen = sweep(motor, show)
        self._eye = Eye(motor)
        self.error_steps = 0.0

    def pull(self, step: int) -> int:
        """As fast as the lens can; how many steps off it ended.

        Raises UnfitScene where the picture does not tell, Stopped and every LensFault.
        """
        perform(self._motor, prepare(self._motor, step, 0.0))
        found = self._seen.inferred(self._eye.rest(frames=FRAMES))
        if found is None:
            raise UnfitScene(
                f"The picture does not tell where the pull to step {step} ended.", BETTER_SCENE
            )
        self._motor.infer(found.step)
        self.error_steps = max(self.error_steps, found.error_steps)
        return round(found.step - step)
