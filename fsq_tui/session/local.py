"""A session in this process: one owner thread does everything that touches the lens, in order."""

from __future__ import annotations

import datetime as dt
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

from fsq_tui.backend.base import Lens
from fsq_tui.clock import Clock
from fsq_tui.errors import FsqError, LensGone, Stopped
from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.session.board import Board
from fsq_tui.session.inbox import Close, Inbox
from fsq_tui.session.keeper import Keeper
from fsq_tui.session.motor import Motor
from fsq_tui.session.requests import (
    Calibrate,
    GoTo,
    Press,
    Rename,
    Request,
    Retime,
    ToggleSequencing,
)
from fsq_tui.session.rules import Act, decide
from fsq_tui.session.sequencer import Sequencer
from fsq_tui.session.snapshot import Severity, Snapshot
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import SceneFile


class LocalSession:
    """Keeps the Session interface. `start` gives it a thread; tests call `serve` instead."""

    def __init__(self, lens: Lens, clock: Clock, file: SceneFile, library: LensLibrary) -> None:
        """Load the scene. Raises WrongLens and FileRefused; lens and file are then the caller's."""
        self._clock = clock
        self._inbox = Inbox()
        self._closing = False
        self._closed = False
        self._thread: threading.Thread | None = None
        self._motor = Motor(lens, clock, self)
        self._keeper = Keeper(file, library, lens.identity.lens_name)
        self._motor.calibration = self._keeper.calibration
        self._board = Board(clock, self._motor, self._keeper)
        self._sequencer = Sequencer(clock, self._motor, self._keeper, self._board)
        for note in self._keeper.notes:
            self._board.say(note, Severity.WARNING)
        self._board.publish()

    # -- the door, for any thread ------------------------------------------------------------

    def press(self, button: str) -> None:
        """Press a button. Never blocks."""
        self._inbox.put(Press(button))

    def ask(self, request: Request) -> None:
        """Hand in a request. Never blocks."""
        self._inbox.put(request)

    def snapshot(self) -> Snapshot:
        """The state now."""
        return self._board.snapshot

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after each new snapshot, until the returned function is called."""
        return self._board.subscribe(listener)

    def now(self) -> float:
        """The operator's seconds."""
        return self._board.now()

    def wall(self) -> dt.datetime:
        """The time of day."""
        return self._clock.wall()

    def start(self) -> None:
        """Give the session its owner thread."""
        self._thread = threading.Thread(target=self._own, name="fsq-session", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Halt the lens within one drive command, save, and let lens and file go."""
        if self._thread is not None:
            self._inbox.put(Close())
            self._thread.join()
        else:
            self._shut()

    # -- the owner's side --------------------------------------------------------------------

    def serve(self) -> None:
        """Work off everything that was asked; keys asked meanwhile are heeded as they come."""
        while not self._closing and (request := self._inbox.next()) is not None:
            self._attend(request)

    def heed(self) -> None:
        """Look at the keys that came in while the lens moves. Raises Stopped."""
        while (request := self._inbox.next()) is not None:
            self._heed_one(request)

    def pause_until(self, until_s: float) -> None:
        """Wait on the clock, heeding keys. Raises Stopped."""
        self.heed()
        while self._clock.wait(until_s, self._inbox.wake):
            self.heed()

    def moved(self) -> None:
        """Show the position, which has been read anew."""
        self._board.publish()

    def _own(self) -> None:
        try:
            while not self._closing:
                self._inbox.wake.wait()
                self.serve()
        finally:
            self._shut()

    def _shut(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._keeper.close()
        self._motor.lens.close()

    def _attend(self, request: Request | Close) -> None:
        """Do one thing that was asked of the resting lens; a fault ends in a sentence."""
        try:
            self._do(request)
        except Stopped as stopped:
            self._board.tell(str(stopped), Severity.NOTE)
        except LensGone as gone:
            self._motor.forget()
            self._board.mode = Mode.OFF
            self._board.tell(str(gone), Severity.FAULT)
        except FsqError as fault:
            self._board.tell(str(fault), Severity.FAULT)
        except Exception as bug:  # a defect of ours must not leave a lens without owner
            place = traceback.extract_tb(bug.__traceback__)[-1]
            self._board.tell(
                f"fsq has a defect: {bug!r} in {place.name}, line {place.lineno}. "
                "The lens was halted.",
                Severity.FAULT,
            )
        self._board.publish()

    def _do(self, request: Request | Close) -> None:
        match request:
            case Close():
                self._closing = True
            case Press(button):
                self._press(button)
            case ToggleSequencing():
                self._sequencer.toggle_sequencing()
            case Calibrate() if self._board.sequencing:
                self._sequencer.calibrate()
            case Rename(name) if self._board.mode is Mode.EDIT:
                self._sequencer.rename(name)
            case Retime(duration_s) if self._board.mode is Mode.EDIT:
                self._sequencer.retime(duration_s)
            case GoTo(number) if self._board.mode is not Mode.OFF:
                self._sequencer.go_to(number)
            case _:
                self._board.tell("That works in edit mode. INFO goes there.")

    def _press(self, button: str) -> None:
        decision = decide(
            self._board.mode, self._board.activity, button, sequencing=self._board.sequencing
        )
        if decision.refusal:
            self._board.tell(decision.refusal)
        elif decision.act is Act.HALT:
            self._halt()
        else:
            self._sequencer.perform(decision.act, button)

    def _halt(self) -> None:
        if self._board.activity is Activity.IDLE:
            self._board.tell("STOP: the lens was at rest.", Severity.NOTE)
            return
        raise Stopped(f"STOP: {self._board.activity.value} was halted.")

    def _heed_one(self, request: Request | Close) -> None:
        match request:
            case Close():
                self._closing = True
                raise Stopped("fsq is ending: the lens was halted.")
            case Press(button):
                self._press(button)
            case ToggleSequencing():
                self._sequencer.toggle_sequencing()
            case _:
                self._board.tell(
                    f"Not while the lens is {self._board.activity.value}. STOP halts it."
                )
        self._board.publish()


def open_session(lens: Lens, clock: Clock, scene: Path, library: Path) -> LocalSession:
    """A started session on a scene. Raises WrongLens and FileRefused, with lens and file let go."""
    try:
        file = SceneFile.open(scene)
    except FsqError:
        lens.close()
        raise
    try:
        session = LocalSession(lens, clock, file, LensLibrary(library))
    except FsqError:
        file.close()
        lens.close()
        raise
    session.start()
    return session
