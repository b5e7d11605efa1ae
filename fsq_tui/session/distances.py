"""Distances typed by the operator: marks of where the lens is, and going to where it should be."""

from __future__ import annotations

from fsq_tui.errors import LensFault
from fsq_tui.focus.calibration import Calibration, DistanceMark
from fsq_tui.focus.distance import INFINITY_CM, distance_label, whole_cm
from fsq_tui.focus.marks import mark_near, with_mark, without_mark
from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.focus.scale import MIN_MARKS, require_scale
from fsq_tui.session.board import Board
from fsq_tui.session.keeper import Keeper
from fsq_tui.session.motor import Motor
from fsq_tui.session.player import perform, prepare
from fsq_tui.session.requests import FocusAt, MarkDistance, OfDistance, RemoveMark
from fsq_tui.session.snapshot import Severity
from fsq_tui.session.surveyor import Surveyor


class Distances:
    """On the owner's thread. Raises Stopped and every LensFault."""

    def __init__(self, motor: Motor, keeper: Keeper, board: Board, surveyor: Surveyor) -> None:
        self._motor = motor
        self._keeper = keeper
        self._board = board
        self._surveyor = surveyor

    def allows(self, request: OfDistance) -> bool:
        """Whether this mode does it: what needs the lens takes edit mode."""
        return isinstance(request, RemoveMark) or self._board.mode is Mode.EDIT

    def perform(self, request: OfDistance) -> None:
        """Do what was asked. Marks are on disk when this returns."""
        self._board.hint = None  # what was said of an earlier key is over
        match request:
            case MarkDistance(0):
                self._unmark_here()
            case MarkDistance(distance_cm) if 0 < distance_cm <= INFINITY_CM:
                self._mark(distance_cm)
            case RemoveMark(normalized_position):
                self._keep(without_mark(self._calibration(), normalized_position))
            case FocusAt(distance_cm) if 0 < distance_cm <= INFINITY_CM:
                self._focus_at(distance_cm)
            case _:
                self._board.tell("A distance lies between 0 and infinity.")

    def _mark(self, distance_cm: int) -> None:
        """The lens is at this distance where it stands now."""
        calibration, step = self._calibration(), self._motor.step()
        mark = DistanceMark(calibration.positions[step], distance_cm)
        self._keep(with_mark(calibration, mark))
        self._tell(f"Step {step} is at {distance_label(distance_cm)}")

    def _unmark_here(self) -> None:
        calibration, step = self._calibration(), self._motor.step()
        mark = mark_near(calibration, step)
        if mark is None:
            self._board.tell(f"There is no mark near step {step}.")
            return
        self._keep(without_mark(calibration, mark.normalized_position))
        self._tell(f"The mark {distance_label(mark.distance_cm)} is removed")

    def _focus_at(self, distance_cm: float) -> None:
        """To the step of a distance, as fast as the lens can; no point changes."""
        if self._motor.limits is None:
            self._surveyor.check_limits()
        scale = require_scale(self._calibration())
        pull = prepare(self._motor, scale.step_at(distance_cm), 0.0)
        with self._board.doing(Activity.JOGGING):
            report = perform(self._motor, pull)
        told = f"Focus at {distance_label(whole_cm(distance_cm))}, step {report.to_step}"
        if report.off_by_steps:
            self._board.tell(f"{told}, was missed by {report.off_by_steps:+d} steps.")
        else:
            source = f"{scale.marks} marks" if scale.marks else "what the lens reports"
            self._board.tell(f"{told}: worked out from {source}.", Severity.NOTE)

    def _keep(self, calibration: Calibration) -> None:
        self._keeper.keep_marks(calibration)
        self._motor.calibration = calibration

    def _tell(self, done: str) -> None:
        """And what that makes of the distance scale."""
        count = len(self._calibration().marks)
        scale = f"{count} marks make the distance scale."
        if count < MIN_MARKS:
            scale = f"{count} of the {MIN_MARKS} marks that a distance scale takes."
        self._board.tell(f"{done}: {scale}", Severity.NOTE)
        self._board.say(f"{done}: {scale}")

    def _calibration(self) -> Calibration:
        if self._motor.calibration is None:
            raise LensFault("The lens is not calibrated.", "Press INFO to calibrate it.")
        return self._motor.calibration
