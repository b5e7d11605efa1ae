"""Whatever goes wrong as something is done ends in a sentence for the operator."""

from __future__ import annotations

from collections.abc import Callable

from fsq_tui.errors import FsqError, LensGone, Stopped, defect
from fsq_tui.session.board import Board
from fsq_tui.session.snapshot import Severity
from fsq_tui.session.watch import Watch


class Guard:
    """Does a piece of the owner's work. Raises nothing."""

    def __init__(self, board: Board, watch: Watch) -> None:
        self._board = board
        self._watch = watch

    def __call__(self, work: Callable[[], None]) -> None:
        """Do it; tell of a fault, and of a camera that is gone to who looks after it."""
        try:
            work()
        except Stopped as stopped:
            self._board.tell(str(stopped), Severity.NOTE)
        except LensGone as gone:
            self._watch.lose(gone)
            self._board.show_camera(self._watch.lost)
        except FsqError as fault:
            self._board.tell(str(fault), Severity.FAULT)
        except Exception as bug:  # a defect of ours must not leave a lens without owner
            self._board.tell(f"{defect(bug)} The lens was halted.", Severity.FAULT)
