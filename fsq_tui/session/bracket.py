"""The exposures of a stack's shots, and the body set back to what it was, whatever happens."""

from __future__ import annotations

from contextlib import suppress

from fsq_tui.backend.base import Pause, cannot_expose
from fsq_tui.busy import asked_while_busy
from fsq_tui.errors import FileRefused
from fsq_tui.session.motor import Motor
from fsq_tui.session.patience import RETRY_S
from fsq_tui.storage.stack_folder import StackFolder
from fsq_tui.storage.stack_manifest import exposures

BUSY_S = 30.0  # longer than a body writes to its card before it takes the next order


class Bracket:
    """What the body is to be set back to stands in the folder before anything is changed.

    So it is known to the next run, too, after a plug was pulled. `pause` is waited by whatever the
    operator presses: it raises no Stopped.
    """

    def __init__(self, motor: Motor, folder: StackFolder, pause: Pause) -> None:
        self._motor = motor
        self._folder = folder
        self._pause = pause

    def prove(self) -> None:
        """Set the body to each exposure and back, before anything moves.

        Raises LensFault where it cannot, LensGone, FileRefused.
        """
        if self._folder.bracket_ev == 0:
            return
        lens = self._motor.lens
        if not lens.capabilities.brackets:
            raise cannot_expose(lens.identity.body)
        try:
            for ev in exposures(self._folder.bracket_ev):
                self.expose(ev)
        finally:
            self.give_back()

    def expose(self, ev: float) -> float:
        """Expose the next pictures so; what was really set, in EV."""
        if ev == 0:
            self.give_back()
            return 0.0
        if not self._folder.exposure:
            self._folder.remember_exposure(self._motor.lens.exposure_setting())
        return self._set(ev)

    def give_back(self) -> None:
        """As the body was, if it was changed. Raises LensFault, LensGone, FileRefused."""
        if self._folder.exposure:
            self._set(0.0)
            with suppress(FileRefused):  # of a full disk: the next run sets it once more
                self._folder.remember_exposure("")

    def _set(self, ev: float) -> float:
        """Set it; a body that still writes to its card is busy."""
        motor, setting = self._motor, self._folder.exposure
        return asked_while_busy(
            lambda: motor.lens.expose(setting, ev, self._pause),
            motor.clock,
            BUSY_S,
            lambda: self._pause(RETRY_S),
        )
