"""Finding out about the lens for the operator: shown on the board, told on the console, kept."""

from __future__ import annotations

from fsq_tui.errors import LensFault
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration, Limits
from fsq_tui.focus.modes import Activity
from fsq_tui.session.board import Board
from fsq_tui.session.keeper import Keeper
from fsq_tui.session.marked import REACTION_S, UNSURE_S, Mark, calibrate_by_hand
from fsq_tui.session.measuring import or_else
from fsq_tui.session.motor import Motor
from fsq_tui.session.requests import Calibrate, OfSurvey
from fsq_tui.session.snapshot import Severity
from fsq_tui.session.survey import calibrate, check_limits, require_fit

BY_HAND = "Or calibrate by hand: Focus menu."


class Surveyor:
    """Limits and calibration, on the owner's thread. Raises Stopped and every LensFault."""

    def __init__(self, motor: Motor, keeper: Keeper, board: Board) -> None:
        self._motor = motor
        self._keeper = keeper
        self._board = board
        self._mark = Mark()

    def perform(self, request: OfSurvey) -> None:
        """Do what was asked."""
        if isinstance(request, Calibrate):
            self.calibrate_anew()
        else:
            self.calibrate_by_hand()

    def check_limits(self) -> None:
        """Find the stops; a calibration that is known must fit them."""
        limits = self._limits()
        if self._motor.calibration is not None:
            require_fit(self._motor.calibration, limits, self._motor.lens.step_sizes)
        self._motor.limits = limits

    def calibrate(self) -> None:
        """Calibrate a lens whose limits are known."""
        with self._board.doing(Activity.CALIBRATING), or_else(BY_HAND):
            calibration = calibrate(self._motor, self._board.show_progress)
        self._keep(calibration)

    def calibrate_anew(self) -> None:
        """Check the limits and calibrate, though the lens is known."""
        self._motor.limits = self._limits()
        self.calibrate()

    def calibrate_by_hand(self) -> None:
        """Limits and calibration by what the operator marks, on a lens whose stops nobody tells."""
        if not self._motor.is_silent:
            raise LensFault("The stops of this lens are told.", "Use: Calibrate lens.")
        with self._board.doing(Activity.MARKING):
            marked = calibrate_by_hand(self._motor, self._board.show_progress, self._mark)
        self._board.say(
            f"marked by hand: {marked.exactness}; "
            f"SET is taken to come {REACTION_S} ±{UNSURE_S} s after the stop"
        )
        self._motor.limits = Limits(0, FORWARD, marked.calibration.positions[-1])
        self._keep(marked.calibration)

    def mark(self, at_s: float) -> None:
        """SET was pressed at this time, the lens being at its stop."""
        self._board.hint = None  # what was said of an earlier key is over
        if not self._mark.put(at_s):
            self._board.tell("SET refused: nothing is to be marked until the lens has turned.")

    def _limits(self) -> Limits:
        with self._board.doing(Activity.CHECKING), or_else(BY_HAND):
            limits = check_limits(self._motor, self._board.show_progress)
        self._board.say(f"limits: {self._told(limits)}")
        return limits

    def _told(self, limits: Limits) -> str:
        """What was found, and how it is known."""
        how = self._motor.lens.capabilities.position.value
        if not self._motor.is_counted:
            turned = "inverted, " if limits.sign == BACKWARD else ""
            return f"raw {limits.origin_raw} at step 0, {turned}{limits.span} wide, {how}"
        if limits.commands is not None:
            size = self._motor.lens.step_sizes[0]
            return f"both stops met, {limits.commands} commands of size {size} between them, {how}"
        if self._motor.calibration is not None:
            last = self._motor.calibration.last_step
            return f"driven surely into both stops, {last} steps apart by the calibration, {how}"
        return "both stops seen in the picture"

    def _keep(self, calibration: Calibration) -> None:
        lost = self._keeper.keep_calibration(calibration)
        self._motor.calibration = self._keeper.calibration
        self._motor.met_stop(BACKWARD)  # every calibration ends there: so the gear is known to be
        if lost:
            self._board.say(lost, Severity.WARNING)
        sizes = ", ".join(f"{mode.steps:g} at {mode.speed_steps_s}/s" for mode in calibration.modes)
        if calibration.backlash_steps:
            sizes += f", backlash {calibration.backlash_steps:g}"
        how = self._motor.lens.capabilities.position.value
        self._board.say(f"calibrated {len(calibration.positions)} steps: {sizes}, {how}")
