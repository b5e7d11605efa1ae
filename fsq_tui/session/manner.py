"""Edits of how the points are played: shape, dwell, chain and skip of one, and the order of all."""

from __future__ import annotations

from dataclasses import replace

from fsq_tui.focus.scale import shapes_of
from fsq_tui.focus.sequence import MAX_DURATION_S, FocusPoint, Order
from fsq_tui.session.board import Board
from fsq_tui.session.keeper import Keeper
from fsq_tui.session.snapshot import Severity

NO_TRANSITION = "Point 1 has no transition: nothing leads into it."


class Manner:
    """Makes these edits and says what came of them: the overlay has no place for it."""

    def __init__(self, keeper: Keeper, board: Board) -> None:
        self._keeper = keeper
        self._board = board

    def next_shape(self) -> None:
        """SHAPE: the next one that this lens can do, for the pull into the current point."""
        if not self._keeper.sequence.has_transition:
            self._board.tell(NO_TRANSITION)
            return
        shapes = shapes_of(self._keeper.calibration)
        now = self._keeper.sequence.current.shape
        at = shapes.index(now) + 1 if now in shapes else 0
        shape = shapes[at % len(shapes)]
        self._change(replace(self._keeper.sequence.current, shape=shape))
        self._say(f"the pull to it is {shape.value}")

    def toggle_chain(self) -> None:
        """CHAIN: whether the focus goes on from the current point by itself."""
        point = self._keeper.sequence.current
        self._change(replace(point, chain=not point.chain))
        self._say_dwell()

    def toggle_skip(self) -> None:
        """SKIP: whether play passes over the current point."""
        point = self._keeper.sequence.current
        self._change(replace(point, skip=not point.skip))
        self._say("play stops at it" if point.skip else "play passes over it")

    def dwell(self, dwell_s: float) -> None:
        """How long the focus rests at the current point, 0 ... 99.9 s."""
        if not 0.0 <= dwell_s <= MAX_DURATION_S:
            self._board.tell(f"A dwell takes 0 to {MAX_DURATION_S} s.")
            return
        self._change(replace(self._keeper.sequence.current, dwell_s=round(dwell_s, 3)))
        self._say_dwell()

    def order(self, order: Order) -> None:
        """How the points follow each other."""
        self._keeper.edit(replace(self._keeper.sequence, order=order))
        self._board.tell(f"Play order: {order.value}.", Severity.NOTE)

    def _change(self, point: FocusPoint) -> None:
        self._keeper.edit(self._keeper.sequence.with_current(point))

    def _say_dwell(self) -> None:
        point = self._keeper.sequence.current
        if point.chain:
            after = f"after {point.dwell_s:g} s" if point.dwell_s else "straight away"
            self._say(f"the focus goes on by itself, {after}")
        elif point.dwell_s:
            self._say(f"the focus rests {point.dwell_s:g} s where the sequence runs by itself")
        else:
            self._say("the focus stays until SET")

    def _say(self, what: str) -> None:
        number = self._keeper.sequence.index + 1
        self._board.tell(f"Point {number}: {what}.", Severity.NOTE)
