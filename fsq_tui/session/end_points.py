"""End and start point of the rack: set, brought back, kept; and where the lens is."""

from __future__ import annotations

from fsq_tui.clock import Clock
from fsq_tui.errors import LensFault
from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.rack import Ends, Mark, Stepping, steps_from
from fsq_tui.session.board import Board
from fsq_tui.session.in_place import survey_in_place
from fsq_tui.session.keeper import Keeper
from fsq_tui.session.motor import Motor
from fsq_tui.session.rack_view import mark_here
from fsq_tui.session.snapshot import Severity
from fsq_tui.session.surveyor import Surveyor

SAVE_AFTER_S = 1.0  # at rest, until where a drive has ended is put on disk
UNDO_DEPTH = 50
SAME_STEPS = 1  # nearer by the count, a lens is taken to stand where its rack has ended
END_HERE = "The end point is here. Drive to the start point with LEFT or RIGHT."


class EndPoints:
    """On the owner's thread. Raises Stopped and every LensFault where it looks at the lens."""

    def __init__(
        self, clock: Clock, motor: Motor, keeper: Keeper, board: Board, surveyor: Surveyor
    ) -> None:
        self._clock = clock
        self._motor = motor
        self._keeper = keeper
        self._board = board
        self._surveyor = surveyor
        self._lost: list[Mark] = []  # end points, the one lost last at the end
        self._unsaved_s: float | None = None

    @property
    def ends(self) -> Ends:
        """As they are now."""
        return self._keeper.rack

    def set_end(self, told: str = END_HERE) -> None:
        """The end point is where the lens is; it is on disk when this returns."""
        mark = self.here()
        lost = self.ends.end
        if lost is not None and lost != mark:
            self._lost = [*self._lost, lost][-UNDO_DEPTH:]
            self._board.can_undo_end = True
        self.keep(self.ends.ending(mark))
        self.save()
        self._board.tell(told, Severity.NOTE)

    def undo(self) -> None:
        """Bring back the end point that was there before; pressed on and on, all there were."""
        given_up = self.ends.end
        if not self._lost or given_up is None:
            self._board.tell("Nothing to undo: no end point was lost.")
            return
        self.keep(self.ends.ending(self._lost.pop()))
        self._lost.insert(0, given_up)
        self.save()
        counter = self.counter()
        where = "" if counter is None else f", {-counter:+d} steps from here"
        self._board.tell(f"The end point before is back{where}.", Severity.NOTE)

    def start_here(self) -> None:
        """The start point is where the lens is, if that is known."""
        mark = mark_here(self._motor, self._motor.position())
        if mark is not None:
            self.keep(self.ends.starting(mark))
            self._board.publish()

    def begin(self) -> None:
        """A rack begins here; by the count, where the one before has ended, if that is the same."""
        here, start = self.here(), self.ends.start
        apart = steps_from(self.known(), start, self._motor.position().step)
        is_same = self._motor.is_counted and apart is not None and abs(apart) <= SAME_STEPS
        self.keep(self.ends.starting(start if start is not None and is_same else here))

    def reverse(self) -> None:
        """A rack is complete: the next one goes back."""
        self.keep(self.ends.reversed())

    def counter(self) -> int | None:
        """How far the lens is from the end point; None where one of the two is not known."""
        known, step = self._motor.calibration, self._motor.position().step
        return None if known is None else steps_from(known, self.ends.end, step)

    # -- the lens ----------------------------------------------------------------------------

    def place(self) -> None:
        """Know where the lens is, without taking it away from there."""
        if self._motor.limits is None or self._motor.position().step is None:
            self._board.warn(survey_in_place(self._motor, self._board, self._surveyor))

    def here(self) -> Mark:
        """Where the settled lens stands."""
        self._motor.settle()
        mark = mark_here(self._motor, self._motor.position())
        if mark is None:
            raise LensFault("Where the lens stands is not known.", "Drive it with LEFT or RIGHT.")
        return mark

    def known(self) -> Calibration:
        """The lens as it is calibrated."""
        if self._motor.calibration is None:
            raise LensFault("The lens is not calibrated.", "Press INFO to calibrate it.")
        return self._motor.calibration

    def stepping(self) -> Stepping:
        """How its commands are to follow each other."""
        return Stepping.of(self.known(), self._board.settings)

    # -- what is kept ------------------------------------------------------------------------

    def keep(self, ends: Ends) -> None:
        """Others from now on; `save` is due soon."""
        if ends != self._keeper.rack:
            self._unsaved_s = self._clock.now() + SAVE_AFTER_S * self._clock.rate
        self._keeper.rack = ends

    def due_s(self) -> float | None:
        """When `tend` has something to do, in the clock's seconds; None for never."""
        return self._unsaved_s

    def tend(self) -> None:
        """Save where that is due."""
        if self._unsaved_s is not None and self._clock.now() >= self._unsaved_s:
            self.save()

    def save(self) -> None:
        """Put them on disk, where they are not."""
        if self._unsaved_s is not None:
            self._unsaved_s = None
            self._keeper.save()
