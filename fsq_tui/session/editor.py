"""Edits of the points: where they lie, their times and names; undo and redo."""

from __future__ import annotations

from dataclasses import replace

from fsq_tui.errors import LensFault
from fsq_tui.focus.modes import How, Mode
from fsq_tui.focus.plan import fastest_duration_s
from fsq_tui.focus.sequence import (
    MAX_DURATION_S,
    MAX_POINTS,
    FocusPoint,
    clean_name,
    tick_duration,
)
from fsq_tui.session.board import Board
from fsq_tui.session.keeper import Keeper
from fsq_tui.session.manner import NO_TRANSITION, Manner
from fsq_tui.session.motor import Motor
from fsq_tui.session.requests import OfEdit, Rename, Retime, SetDwell, SetOrder

NO_POINT = "There is no point yet. SET makes the first one."


class Editor:
    """Every edit is on disk when its method returns. `manner` makes those of how points are played.

    Raises Stopped and every LensFault where it has to look where the lens is.
    """

    def __init__(self, motor: Motor, keeper: Keeper, board: Board) -> None:
        self._motor = motor
        self._keeper = keeper
        self._board = board
        self.manner = Manner(keeper, board)

    def allows(self, request: OfEdit) -> bool:
        """Whether this mode does it: the play order is changed in any."""
        return isinstance(request, SetOrder) or self._board.mode is Mode.EDIT

    def perform(self, request: OfEdit) -> None:
        """An edit that was typed or chosen."""
        match request:
            case SetOrder(order):
                self.manner.order(order)
            case _ if not self._keeper.sequence.points:
                self._board.tell(NO_POINT)
            case Rename(name):
                self.rename(name)
            case Retime(duration_s):
                self.retime(duration_s)
            case SetDwell(dwell_s):
                self.manner.dwell(dwell_s)

    def record(self) -> None:
        """SET: the current point is where the lens stands; the first one where there is none."""
        point = self.live_point()
        if not self._keeper.sequence.points:
            self._keeper.start_with(point)
            return
        self._keeper.edit(
            self._keeper.sequence.recorded(point.normalized_position, point.distance_cm)
        )
        self._board.highlight("distance_s")

    def insert(self) -> None:
        """Q: a point after the current one, where the lens stands, at its fastest."""
        if len(self._keeper.sequence.points) >= MAX_POINTS:
            self._board.tell(f"A sequence holds at most {MAX_POINTS} points.")
            return
        sequence, point = self._keeper.sequence, self.live_point()
        start, end = sequence.current.normalized_position, point.normalized_position
        if self._motor.calibration is not None:
            fastest_s = fastest_duration_s(self._motor.calibration, start, end)
            point = replace(point, duration_s=fastest_s)
        self._keeper.edit(sequence.inserted(point))
        self._board.highlight("index_s")

    def tick(self, ticks: int) -> None:
        """UP and DOWN: the target duration."""
        sequence = self._keeper.sequence
        self.retime(tick_duration(sequence.current.duration_s, ticks))

    def undo(self) -> None:
        """One edit back."""
        if self._keeper.undo():
            self._board.highlight("index_s")
        else:
            self._board.tell("Nothing to undo.")

    def redo(self) -> None:
        """One undone edit forward."""
        if self._keeper.redo():
            self._board.highlight("index_s")
        else:
            self._board.tell("Nothing to redo.")

    def rename(self, name: str) -> None:
        """Name the current point."""
        self._keeper.edit(self._keeper.sequence.renamed(clean_name(name)))

    def retime(self, duration_s: float) -> None:
        """Give the current point a target duration, 0 ... 99.9 s."""
        if not self._keeper.sequence.has_transition:
            self._board.tell(NO_TRANSITION)
        elif not 0.0 <= duration_s <= MAX_DURATION_S:
            self._board.tell(f"A transition takes 0 to {MAX_DURATION_S} s.")
        else:
            self._keeper.edit(self._keeper.sequence.retimed(round(duration_s, 3)))
            self._board.highlight("duration_s")

    def live_point(self) -> FocusPoint:
        """A focus point where the settled lens stands."""
        self._motor.settle()
        position = self._motor.position()
        if position.normalized_position is None or position.how is How.UNKNOWN:
            raise LensFault(
                "The position of the lens is not known.",
                "Go to a point: the stops are found first.",
            )
        return FocusPoint(position.normalized_position, position.distance_cm)
