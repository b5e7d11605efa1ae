"""What is asked besides keys, each handed to who does it, where the mode lets it be done."""

from __future__ import annotations

from fsq_tui.focus.modes import Mode
from fsq_tui.session.board import Board
from fsq_tui.session.distances import Distances
from fsq_tui.session.keeper import Keeper
from fsq_tui.session.motor import Motor
from fsq_tui.session.preferences import Preferences
from fsq_tui.session.requests import (
    GoTo,
    OfDistance,
    OfEdit,
    OfMenu,
    OfPicture,
    OfRack,
    OfStack,
    OfSurvey,
    Request,
)
from fsq_tui.session.sequencer import Sequencer
from fsq_tui.session.stacking import Stacking
from fsq_tui.session.surveyor import Surveyor


class Clerk:
    """On the owner's thread. Raises Stopped and every FsqError."""

    def __init__(
        self,
        motor: Motor,
        keeper: Keeper,
        board: Board,
        surveyor: Surveyor,
        sequencer: Sequencer,
        preferences: Preferences,
    ) -> None:
        self._motor = motor
        self._board = board
        self._surveyor = surveyor
        self._sequencer = sequencer
        self._preferences = preferences
        self._distances = Distances(motor, keeper, board, surveyor)
        points, recording = sequencer.racking.points, sequencer.recording
        self._stacking = Stacking(motor, keeper, board, points, recording, preferences)

    def perform(self, request: Request) -> None:
        """Do what was asked of the resting lens; no press of a button."""
        match request:
            case _ if isinstance(request, OfSurvey) and self._board.sequencing:
                self._surveyor.perform(request)
                self._stacking.show()  # its steps may be others now
            case _ if isinstance(request, OfRack):
                self._sequencer.racking.perform(request)
            case _ if isinstance(request, OfMenu):
                self._preferences.perform(request, self._board, self._motor.lens)
            case _ if isinstance(request, OfStack):
                self._stacking.perform(request)
            case _:
                self._perform_in_mode(request)

    def _perform_in_mode(self, request: Request) -> None:
        match request:
            case _ if isinstance(request, OfEdit) and self._sequencer.editor.allows(request):
                self._sequencer.editor.perform(request)
            case GoTo(number) if self._board.mode in (Mode.EDIT, Mode.PLAY):
                self._sequencer.go_to(number)
            case _ if isinstance(request, OfDistance) and self._distances.allows(request):
                self._distances.perform(request)
            case _ if isinstance(request, OfPicture) and self._sequencer.lookout.allows(request):
                self._sequencer.lookout.perform(request)
            case _:
                self._board.tell("That works in edit mode. INFO goes there.")
