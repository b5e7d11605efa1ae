"""A session in this process: one owner thread does everything that touches the lens, in order."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

from fsq_tui.clock import Clock
from fsq_tui.errors import Stopped
from fsq_tui.focus.modes import Activity
from fsq_tui.session.board import Board
from fsq_tui.session.clerk import Clerk
from fsq_tui.session.frames import Frame
from fsq_tui.session.guard import Guard
from fsq_tui.session.inbox import Close, Inbox
from fsq_tui.session.keeper import Keeper
from fsq_tui.session.motor import Motor
from fsq_tui.session.preferences import Preferences
from fsq_tui.session.prints import Idler
from fsq_tui.session.recorder import Recorder
from fsq_tui.session.requests import Press, Request, ToggleSequencing, Turn
from fsq_tui.session.rules import Act, decide
from fsq_tui.session.sequencer import Sequencer
from fsq_tui.session.snapshot import Severity, Snapshot
from fsq_tui.session.surveyor import Surveyor
from fsq_tui.session.viewer import Viewer
from fsq_tui.session.watch import Mounted, Watch
from fsq_tui.storage.focus_settings import FocusSettingsFile
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import SceneFile

ENDING = "fsq is ending: the lens was halted."


class LocalSession:
    """Keeps the Session interface. `start` gives it a thread; tests call `serve` instead."""

    def __init__(
        self,
        mounted: Mounted,
        clock: Clock,
        file: SceneFile,
        library: LensLibrary,
        recorder: Recorder | None = None,
        settings_file: FocusSettingsFile | None = None,
    ) -> None:
        """Load the scene. Raises WrongLens and FileRefused; all that was given stays the caller's.

        `recorder` keeps the pictures of takes, `settings_file` the settings of the Focus menu.
        """
        self._clock = clock
        self._inbox = Inbox(clock)
        self._closing = False
        self._closed = False
        self._thread: threading.Thread | None = None
        self._motor = Motor(mounted.lens, clock, self)
        identity = mounted.lens.identity
        self._keeper = Keeper(file, library, identity.lens_name, is_simulated=identity.is_simulated)
        self._motor.calibration = self._keeper.calibration
        self._preferences = Preferences(settings_file)
        found = self._preferences.settings
        self._board = Board(clock, self._motor, self._keeper, found, stand_in=mounted.stand_in)
        self._surveyor = Surveyor(self._motor, self._keeper, self._board)
        self._viewer = Viewer(clock, self._motor, self._board, recorder)
        idler = Idler(clock, self._inbox)
        self._sequencer = Sequencer(
            clock, self._motor, self._keeper, self._board, self._surveyor, self._viewer.take, idler
        )
        self._watch = Watch(clock, self._motor, mounted.remount, self._sequencer.recording.look)
        self._guarded = Guard(self._board, self._watch)
        self._clerk = Clerk(
            self._motor,
            self._keeper,
            self._board,
            self._surveyor,
            self._sequencer,
            self._preferences,
        )
        for note in (*self._keeper.notes, *self._preferences.notes, *mounted.notes):
            self._board.say(note, Severity.WARNING)
            self._board.tell(note)
        self._board.publish()

    # -- the door, for any thread ------------------------------------------------------------

    def press(self, button: str) -> None:
        """Press a button. Never blocks."""
        self.ask(Press(button))

    def ask(self, request: Request) -> None:
        """Hand in a request. Never blocks."""
        self._inbox.put(request)

    @property
    def is_asked(self) -> bool:
        """Whether something was asked that the owner has not looked at yet."""
        return self._inbox.is_filled

    def silent_s(self) -> float:
        """For how many of the operator's seconds a call to the camera has kept the owner."""
        is_at_work = self._board.snapshot.busy or self.is_asked
        return self._inbox.silent_s() if is_at_work else 0.0

    def snapshot(self) -> Snapshot:
        """The state now."""
        return self._board.snapshot

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after each new snapshot, until the returned function is called."""
        return self._board.listeners.add(listener)

    def want_frames(self, per_s: float) -> None:
        """So many pictures of the live view a second at most, 0 for none. Never blocks."""
        self._viewer.want(per_s)
        self._inbox.wake.set()  # the owner may sleep longer than that

    def frame(self) -> Frame | None:
        """The newest picture of the live view."""
        return self._viewer.frame

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

    def detach(self) -> None:
        """A session of this process cannot go on without it: close."""
        self.close()

    def take_over(self) -> None:
        """There is only one screen here, and it drives."""

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
        self._inbox.heed()
        while not self._closing and (request := self._inbox.next()) is not None:
            self._attend(request)

    def tend(self) -> None:
        """What is due while nothing is asked: whether the camera is there, and a picture of it."""
        self._guarded(self._look_after_camera)
        if not self.is_asked:
            self._guarded(self._viewer.tend)
        self._guarded(self._sequencer.tend)

    def heed(self) -> None:
        """Look at the keys that came in while the lens moves. Raises Stopped.

        Once fsq is to end, always: nobody waits for a lens that goes back.
        """
        if self._closing:
            raise Stopped(ENDING)
        self._inbox.heed()
        while (request := self._inbox.next()) is not None:
            self._heed_one(request)

    def pause_until(self, until_s: float) -> None:
        """Wait on the clock, heeding keys, with pictures where they fit. Raises Stopped."""
        self.heed()
        self._inbox.heed_until(until_s)  # to wait is not to be kept by the camera
        while self._viewer.wait(until_s, self._inbox.wake):
            self.heed()
            self._inbox.heed_until(until_s)

    def moved(self) -> None:
        """Show the position, which has been read anew."""
        self._board.publish()

    def _own(self) -> None:
        try:
            while not self._closing:
                self._wait()
                self.serve()
                if not self._closing:
                    self.tend()
                    self._guarded(self._sequencer.foresee)
        finally:
            self._shut()

    def _wait(self) -> None:
        """Until something is asked, or the camera is to be looked after, or a picture is due."""
        dues_s = (self._watch.due_s(), self._viewer.due_s(), self._sequencer.due_s())
        due_s = [due for due in dues_s if due is not None]
        if due_s:
            self._clock.wait(min(due_s), self._inbox.wake)
        else:
            self._inbox.wake.wait()

    def _shut(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._sequencer.racking.points.save()
        self._keeper.close()
        self._motor.lens.close()
        self._viewer.close()  # last: its disk may be slow

    def _attend(self, request: Request | Close) -> None:
        """Do one thing that was asked of the resting lens."""
        self._guarded(lambda: self._do(request))
        self._viewer.attended()
        self._board.publish()

    def _look_after_camera(self) -> None:
        if self._watch.tend() or self._board.lost != self._watch.lost:
            self._board.show_camera(self._watch.lost)

    def _do(self, request: Request | Close) -> None:
        match request:
            case Close():
                self._closing = True
            case Press(button):
                self._press(button)
            case ToggleSequencing():
                self._sequencer.toggle_sequencing()
            case _:
                self._clerk.perform(request)

    def _press(self, button: str) -> None:
        decision = decide(
            self._board.mode,
            self._board.activity,
            button,
            sequencing=self._board.sequencing,
            running=self._board.running,
        )
        if decision.refusal:
            self._board.tell(decision.refusal)
        elif decision.act is Act.HALT:
            self._halt()
        elif decision.act is Act.MARK:
            self._surveyor.mark(self._inbox.asked_s)  # when it was pressed, not when it was heeded
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
                raise Stopped(ENDING)
            case Press(button):
                self._press(button)
            case ToggleSequencing():
                self._sequencer.toggle_sequencing()
            case Turn(clicks) if self._sequencer.racking.following.is_driving:
                self._sequencer.racking.following.turn(clicks)
            case _:
                self._board.tell(
                    f"Not while the lens is {self._board.activity.value}. STOP halts it."
                )
        self._board.publish()
