"""Focus read from the picture for the operator: sweeps, the sharpest place, where the lens is.

What works on pictures is imported where it is needed: numpy is slow to come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fsq_tui.errors import LensFault
from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.focus.region import Region
from fsq_tui.focus.swept import Swept
from fsq_tui.session.board import Board
from fsq_tui.session.motor import Motor
from fsq_tui.session.requests import FocusOnPeak, OfPicture, PlaceByPicture, Sweep
from fsq_tui.session.snapshot import Severity
from fsq_tui.session.surveyor import Surveyor

if TYPE_CHECKING:
    from fsq_tui.pictures.seen import Seen

NO_SWEEP = "The picture tells where the lens is after a sweep of this framing: press SWEEP."
CANNOT_TELL = (
    "The picture cannot tell where the lens is: framing or light have changed since the sweep, "
    "or there is too little to see."
)


class Lookout:
    """On the owner's thread. Raises Stopped and every LensFault."""

    def __init__(self, motor: Motor, board: Board, surveyor: Surveyor) -> None:
        self._motor = motor
        self._board = board
        self._surveyor = surveyor
        self._seen: Seen | None = None
        self._positions: tuple[int, ...] = ()  # of the calibration that its steps are of

    @property
    def seen(self) -> Seen | None:
        """The newest sweep; None before one, or where the lens is calibrated otherwise since."""
        return self._seen if self._positions == self._present_positions() else None

    def allows(self, request: OfPicture) -> bool:
        """Whether this mode does it: what drives the lens takes edit mode."""
        modes = (Mode.EDIT, Mode.PLAY) if isinstance(request, PlaceByPicture) else (Mode.EDIT,)
        return self._board.mode in modes

    def perform(self, request: OfPicture) -> None:
        """Do what was asked."""
        self._board.hint = None  # what was said of an earlier key is over
        match request:
            case Sweep(region) if region.is_possible:
                self._sweep(region)
            case FocusOnPeak(region) if region.is_possible:
                self._focus_on_peak(region)
            case PlaceByPicture():
                self._place()
            case _:
                self._board.tell("That is no part of the picture.")

    def _sweep(self, region: Region) -> None:
        from fsq_tui.session.sweep import sweep

        self._require_limits()
        with self._board.doing(Activity.SWEEPING):
            seen = sweep(self._motor, self._board.show_progress)
        self._seen, self._positions = seen, self._present_positions()
        curve = tuple(round(float(value), 4) for value in seen.curve(region))
        self._board.swept = swept = Swept(region, seen.steps, curve, seen.peak(region))
        told = f"Swept {len(seen.steps)} places"
        if swept.peak_step is not None:
            told += f": sharpest at step {swept.peak_step:.0f}"
        self._board.tell(f"{told}.", Severity.NOTE)
        self._board.say(f"{told}.")

    def _focus_on_peak(self, region: Region) -> None:
        from fsq_tui.session.contrast import focus_on_peak

        self._require_limits()
        with self._board.doing(Activity.AUTOFOCUS):
            peak = focus_on_peak(self._motor, region, self._board.show_progress)
        self._board.tell(f"In focus by the picture, at step {peak:.0f}.", Severity.NOTE)

    def _place(self) -> None:
        """Where the picture says that the lens is; a count goes on from there."""
        from fsq_tui.session.eye import Eye

        seen, before = self.seen, self._motor.position().step
        if seen is None:
            self._board.tell(NO_SWEEP)
            return
        if before is None:
            raise LensFault("Where the lens stands is not known.", "INFO checks its limits.")
        with self._board.doing(Activity.LOOKING):
            found = seen.inferred(Eye(self._motor).rest())
            if found is not None and self._motor.is_counted:
                self._motor.infer(found.step, found.error_steps)
        if found is None:
            self._board.tell(CANNOT_TELL)
            return
        how = self._motor.lens.capabilities.position.value
        self._board.tell(
            f"By the picture the lens is at step {found.step:.0f}, "
            f"±{found.error_steps:.0f} (inferred); {how} it was {before}.",
            Severity.NOTE,
        )

    def _require_limits(self) -> None:
        if self._motor.limits is None:
            self._surveyor.check_limits()

    def _present_positions(self) -> tuple[int, ...]:
        known = self._motor.calibration
        return () if known is None else known.positions
