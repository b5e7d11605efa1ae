"""The picture at each point, taken when it is recorded and compared between takes.

All of it is done while nothing is asked and the lens rests, and left at once for a key.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fsq_tui.clock import Clock
from fsq_tui.errors import FileRefused, LensFault, LensGone, NoLiveView, Stopped
from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.session.board import Board
from fsq_tui.session.inbox import Inbox
from fsq_tui.session.keeper import Keeper
from fsq_tui.session.lookout import Lookout
from fsq_tui.session.motor import Motor
from fsq_tui.session.snapshot import Severity
from fsq_tui.storage.prints import Lens, Print, load_prints, save_prints

if TYPE_CHECKING:
    from fsq_tui.pictures.comparing import Still

RESTED_S = 0.5  # after an arrival
AGAIN_S = 20.0  # from one comparison to the next
FRAMES = 6
LEAST_STEPS = 2  # nearer a point, the lens stands on it


class Idler:
    """The attention of what is done meanwhile: whatever is asked ends it, and is not looked at."""

    def __init__(self, clock: Clock, inbox: Inbox) -> None:
        self._clock = clock
        self._inbox = inbox

    def heed(self) -> None:
        """Raise Stopped when something was asked."""
        if not self._inbox.is_calm():
            raise Stopped("Something else is asked.")

    def pause_until(self, until_s: float) -> None:
        """Wait on the clock. Raises Stopped."""
        self.heed()
        while self._clock.wait(until_s, self._inbox.wake):
            self.heed()

    def moved(self) -> None:
        """It rests."""


class Prints:
    """On the owner's thread. `tend` when `due_s` has come raises LensGone and nothing else."""

    def __init__(
        self, motor: Motor, keeper: Keeper, board: Board, lookout: Lookout, idler: Idler
    ) -> None:
        self._motor = motor
        self._keeper = keeper
        self._board = board
        self._lookout = lookout
        self._idler = idler
        self._lens: Lens | None = None  # whose prints these are
        self._prints: dict[int, Print] = {}
        self._wanted: int | None = None  # the position whose picture is to be taken
        self._check_s: float | None = None
        self._said = ""

    def recorded(self) -> None:
        """A point was recorded where the lens stands: its picture is wanted."""
        if self._keeper.sequence.points:
            self._wanted = self._keeper.sequence.current.normalized_position

    def arrived(self) -> None:
        """The lens has come to a point, or play begins at one."""
        self._said = ""
        self._check_s = self._motor.clock.now() + RESTED_S

    def due_s(self) -> float | None:
        """When `tend` has something to do, None for never."""
        if self._wanted is not None:
            return self._motor.clock.now()
        return self._check_s

    def tend(self) -> None:
        """Take the picture that is wanted, or compare that of the point the lens stands on."""
        due_s = self.due_s()
        if due_s is None or due_s > self._motor.clock.now():
            return
        wanted, check_s = self._wanted, self._check_s
        self._wanted = self._check_s = None  # whatever comes of it, it is not tried on and on
        board = self._board
        if board.activity is not Activity.IDLE or not (board.live_view and board.sequencing):
            return
        try:
            with self._idle():
                self._look(wanted)
        except Stopped:
            self._wanted, self._check_s = wanted, check_s
        except LensGone:
            raise
        except FileRefused as refused:
            board.say(str(refused), Severity.WARNING)
        except NoLiveView:
            pass
        except LensFault as fault:
            if wanted is None:
                self._say(f"Cannot tell whether the lens has drifted: {fault.message}")
                self._again()
        board.publish()

    def _look(self, wanted: int | None) -> None:
        position, known = self._motor.position(), self._motor.calibration
        if wanted is not None:
            if position.normalized_position == wanted:
                self._keep(wanted)
        elif self._board.mode is Mode.PLAY and position.step is not None and known is not None:
            point = self._keeper.sequence.current.normalized_position
            kept = self._known().get(point)
            if kept is not None and abs(position.step - known.step_at(point)) < LEAST_STEPS:
                self._compare(kept)
                self._again()

    def _again(self) -> None:
        self._check_s = self._motor.clock.now() + AGAIN_S

    def _keep(self, position: int) -> None:
        now = self._seen()
        history = self._keeper.history
        sequences = (*history.past, history.present, *history.future)
        used = {point.normalized_position for one in sequences for point in one.points}
        prints = {at: kept for at, kept in self._known().items() if at in used}
        prints[position] = print_of(now)
        self._prints = prints
        if self._lens is not None:
            save_prints(self._keeper.path, prints, self._lens)

    def _compare(self, kept: Print) -> None:
        from fsq_tui.pictures.comparing import compared

        before, now = still_of(kept), self._seen()
        if before is None or not compared(before, now).differ:
            self._said = ""
            return
        number = self._keeper.sequence.index + 1
        seen = self._lookout.seen
        if seen is None:
            self._say(
                f"The picture at point {number} is not that when it was recorded: the lens has "
                "drifted, or framing or light have changed. SWEEP tells which."
            )
            return
        there, here = seen.inferred(before), seen.inferred(now)
        if there is None or here is None:
            self._say(
                f"Cannot tell whether the lens has drifted from point {number}: "
                "framing or light have changed."
            )
            return
        off = here.step - there.step
        error = max(there.error_steps, here.error_steps)
        if round(abs(off)) >= LEAST_STEPS:
            way = "near" if off > 0 else "far"
            self._say(
                f"The lens stands about {abs(off):.0f} steps {way} of point {number}, "
                f"±{error:.0f} (inferred)."
            )

    def _seen(self) -> Still:
        from fsq_tui.session.eye import Eye

        return Eye(self._motor).rest(0.0, FRAMES)

    def _known(self) -> dict[int, Print]:
        """The prints of this lens; read when they are first needed."""
        known = self._motor.calibration
        lens = None if known is None else Lens(known.lens_name, len(known.positions))
        if lens is not None and lens != self._lens:
            self._prints, note = load_prints(self._keeper.path, lens)
            self._lens = lens
            if note:
                self._board.say(note, Severity.WARNING)
        return self._prints

    def _say(self, sentence: str) -> None:
        """Once an arrival, for as long as it is the same."""
        if sentence != self._said:
            self._said = sentence
            self._board.tell(sentence)
            self._board.say(sentence, Severity.WARNING)

    @contextmanager
    def _idle(self) -> Iterator[None]:
        before, self._motor.attention = self._motor.attention, self._idler
        try:
            yield
        finally:
            self._motor.attention = before


def print_of(now: Still) -> Print:
    """What of a picture is kept."""
    sharpness = tuple(float(value) for value in now.sharpness.ravel())
    return Print(sharpness, tuple(float(value) for value in now.variances), now.count)


def still_of(kept: Print) -> Still | None:
    """None where it is cut into other tiles than pictures are now."""
    import numpy as np

    from fsq_tui.pictures.comparing import Still
    from fsq_tui.pictures.sharpness import COLUMNS, ROWS, SCALES

    if (len(kept.sharpness), len(kept.variances)) != (SCALES * ROWS * COLUMNS, SCALES):
        return None
    sharpness = np.array(kept.sharpness, np.float32).reshape(SCALES, ROWS, COLUMNS)
    return Still(sharpness, np.array(kept.variances), kept.count)
