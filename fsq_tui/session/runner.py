"""Going through the sequence: a pull to the next point with what chains to it, and a whole run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from fsq_tui.clock import Clock
from fsq_tui.errors import Stopped
from fsq_tui.focus.modes import Activity
from fsq_tui.focus.order import ONWARD, Leg, first_index, next_leg
from fsq_tui.focus.sequence import FocusPoint
from fsq_tui.session.attention import Attention
from fsq_tui.session.board import Board
from fsq_tui.session.keeper import Keeper
from fsq_tui.session.snapshot import Severity

LEAST_LEG_S = 0.02  # from point to point, so that a loop of points on one step does not spin

Move = Callable[[int, FocusPoint | None], float]
"""Goes to a point (index from 0) in the time and the shape of another, None for as fast as
possible. Returns when the lens has arrived, in the clock's seconds."""


class _DwellEnded(Stopped):
    """PLAY again, where the focus dwelt."""


class Runner:
    """Pulls in the play order of the scene. Raises Stopped and every LensFault."""

    def __init__(
        self, clock: Clock, attention: Attention, keeper: Keeper, board: Board, move: Move
    ) -> None:
        self._clock = clock
        self._attention = attention
        self._keeper = keeper
        self._board = board
        self._move = move
        self._travel = ONWARD
        self._left_s = 0.0
        self._is_ending = False

    def set_out(self) -> None:
        """Forget which way a ping-pong was going."""
        self._travel = ONWARD

    def pull_next(self) -> None:
        """SET: to the next point, and on by itself from each that chains."""
        leg = self._next_leg()
        if leg is None:
            last, first = self._index + 1, self._first_index() + 1
            self._board.tell(f"Point {last} is the last one. Q returns to point {first}.")
            return
        with self._unattended(self._keeper.sequence.points[leg.index].chain):
            self._go_on(self._go(leg), lambda point: point.chain)

    def run(self, pulls: AbstractContextManager[None] | None = None) -> None:
        """PLAY: through the whole order from the current point on, or anew where that is its last.

        The focus dwells at every point that another one follows. `pulls` surrounds all pulls but
        the way to where they begin. Raises Stopped.
        """
        anew = self._next_leg() is None
        if anew:
            self._travel = ONWARD
        start = self._first_index() if anew else self._index
        if self._next_leg(start) is None:
            self._board.tell("Nothing to run: it takes two points that are not skipped.")
            return
        with self._unattended():
            arrived_s = self._move(start, None)
            with nullcontext() if pulls is None or self._is_ending else pulls:
                self._go_on(arrived_s, lambda _: True)

    def end(self) -> None:
        """PLAY again: the run ends when the transition under way is done.

        Where the focus dwells it ends at once.
        """
        self._is_ending = True
        if self._board.activity is Activity.DWELLING:
            raise _DwellEnded("The run has ended.")
        self._board.tell("The run ends when this transition is done.", Severity.NOTE)

    def coming(self) -> tuple[FocusPoint, FocusPoint] | None:
        """Where SET would pull to now, and the point whose time and shape that takes."""
        if not self._keeper.sequence.points:
            return None
        leg = self._next_leg()
        points = self._keeper.sequence.points
        return None if leg is None else (points[leg.index], points[leg.by])

    def return_first(self) -> None:
        """Q: to the point that the order begins with, as fast as possible."""
        self._travel = ONWARD
        self._move(self._first_index(), None)

    def _go_on(self, arrived_s: float, goes_on: Callable[[FocusPoint], bool]) -> None:
        """Dwell and pull, dwell and pull, until the order ends or a point says that it does."""
        while not self._is_ending and goes_on(self._keeper.sequence.current):
            leg = self._next_leg()
            if leg is None:
                return
            dwell_s = self._keeper.sequence.current.dwell_s
            try:
                self._dwell_until(max(arrived_s + dwell_s, self._left_s + LEAST_LEG_S))
            except _DwellEnded:
                break
            arrived_s = self._go(leg)
        if self._is_ending:
            self._board.tell(f"The run has ended at point {self._index + 1}.", Severity.NOTE)

    def _go(self, leg: Leg) -> float:
        self._left_s = self._clock.now()
        arrived_s = self._move(leg.index, self._keeper.sequence.points[leg.by])
        self._travel = leg.travel
        return arrived_s

    def _dwell_until(self, until_s: float) -> None:
        """Rest, without a word to the camera: the next pull begins on time.

        Keys are heeded under an activity alone: at rest one would begin something of its own.
        """
        if until_s <= self._clock.now():
            return
        self._board.begin(Activity.DWELLING)
        try:
            self._attention.pause_until(until_s)
        finally:
            self._board.end()

    @contextmanager
    def _unattended(self, is_so: bool = True) -> Iterator[None]:
        """Show that the focus goes on by itself, for as long as it does."""
        self._is_ending = False
        self._left_s = self._clock.now()
        self._board.running = is_so
        try:
            yield
        finally:
            self._board.running = False

    @property
    def _index(self) -> int:
        return self._keeper.sequence.index

    def _first_index(self) -> int:
        return first_index(self._keeper.sequence.points, self._keeper.sequence.order)

    def _next_leg(self, index: int | None = None) -> Leg | None:
        sequence = self._keeper.sequence
        at = sequence.index if index is None else index
        return next_leg(sequence.points, sequence.order, at, self._travel)
