"""The shots of a focus stack: go there, settle, release; fetch while the next one settles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from fsq_tui.backend.base import Shot
from fsq_tui.errors import FsqError, LensBusy, LensGone, Stopped
from fsq_tui.focus.stack import Extent, StackSettings
from fsq_tui.focus.stray import Stray
from fsq_tui.session.bracket import BUSY_S, Bracket
from fsq_tui.session.motor import Motor
from fsq_tui.session.stack_fetching import fetch_all
from fsq_tui.session.stack_needs import require_able
from fsq_tui.session.stack_strays import placed, stray_of
from fsq_tui.session.stack_time import further_s, stack_s
from fsq_tui.session.stack_ways import Way
from fsq_tui.storage.stack_folder import StackFolder
from fsq_tui.storage.stack_manifest import StackPicture, StackShot, exposures

LIVE_VIEW = "live view.jpg"  # what stands for the camera's name of a picture that it does not keep


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` pictures, and about how long the rest will take, the way back included.

    `word` is what they are called: a shot has one, or in a bracket three.
    """

    done: int
    total: int
    left_s: float
    word: str = "shot"


class Told(Protocol):
    """Who is told of a stack."""

    def say(self, text: str) -> None:
        """A sentence that stays."""

    def progress(self, progress: Progress) -> None:
        """How far it is."""

    def stray(self, found: Stray) -> None:
        """A shot that is done does not stand where it was planned.

        Of shots in a row that are only in doubt the first one is told of.
        """


class StackCapture:
    """One run over the shots of `folder` that are not taken yet. On the owner's thread.

    A stack that was begun with a bracket goes on with that one. With MOVEMENT only it goes over all
    its shots and writes nothing. `heard` is called when STOP has ended the run, before the lens
    goes back; a STOP after that ends the way back, too.
    """

    def __init__(
        self,
        motor: Motor,
        folder: StackFolder,
        settings: StackSettings,
        told: Told,
        way: Way,
        heard: Callable[[], None] = lambda: None,
    ) -> None:
        self._motor = motor
        self._folder = folder
        self._settings = settings
        self._told = told
        self._way = way
        self._heard = heard
        self._began_s, self._meant_s = motor.clock.now(), 0.0
        self._released_s = float("-inf")
        self._released: tuple[StackShot, float] | None = None  # where the lens was, EV
        self._is_in_doubt = False  # whether the shot before was
        self._stopped: Stopped | None = None
        self._bracket = Bracket(motor, folder, self._wait_through)

    def run(self) -> None:
        """Take what is to be taken, bring the lens back, fetch what is still in the camera.

        A STOP is heard when an exposure is over. Raises Stopped, CardFull, FileRefused for a full
        disk, LensGone, LensFault; what is missing then is said, and another run goes on there.
        """
        require_able(self._motor.lens, self._settings)
        self._begin_bracket()
        try:
            self._work()
        finally:
            if missing := self._missing():
                self._told.say(f"Of this stack there is {missing}.")

    def _begin_bracket(self) -> None:
        """Raises LensFault where the body cannot be set so; it is as it was then."""
        bracket_ev = 0.0
        if self._settings.extent is Extent.FULL:
            self._folder.begin_bracket(self._settings.bracket_ev)
            bracket_ev = self._folder.bracket_ev
            self._bracket.prove()
            if self._stopped is not None:
                self._heard()
                raise self._stopped
        self._settings = replace(self._settings, bracket_ev=bracket_ev)

    def _work(self) -> None:
        try:
            self._take_all()
        except LensGone:
            raise
        except FsqError:
            self._heard()
            self._give_back()
            self._go_back()
            with suppress(FsqError):
                self._finish()
            raise
        self._go_back()
        self._finish()

    def _finish(self) -> None:
        """What the camera told of last, and what is still only in it."""
        if self._settings.extent is Extent.FULL:
            self._collect()
            fetch_all(self._motor, self._folder)

    def _take_all(self) -> None:
        shots = self._folder.untaken
        if self._settings.extent is Extent.MOVEMENT:
            shots = self._folder.shots
        elif self._settings.extent is Extent.FULL:
            self._motor.lens.shots()  # what others have taken is none of ours
        self._began_s, self._meant_s = self._motor.clock.now(), self._rest_s(shots)
        for index, shot in enumerate(shots):
            self._tell(shots[index:])
            self._take(shot, shots[index + 1 :])
        self._tell(())

    def _tell(self, rest: Sequence[StackShot], begun: StackShot | None = None) -> None:
        """How far it is, with the rest of the shots and of one that is `begun`."""
        left = sum(self._left(shot) for shot in rest)
        rest_s = self._rest_s(rest)
        if begun is not None:
            left += self._left(begun)
            rest_s += self._left(begun) * further_s(self._settings)
        gone_s = self._meant_s - rest_s
        pace = (self._motor.clock.now() - self._began_s) / gone_s if gone_s > 0 else 1.0
        total = len(self._folder.shots) * len(exposures(self._settings.bracket_ev))
        word = "picture" if self._settings.bracket_ev else "shot"
        self._told.progress(Progress(total - left, total, rest_s * pace, word))

    def _left(self, shot: StackShot) -> int:
        """How many pictures of a shot are to be taken."""
        is_full = self._settings.extent is Extent.FULL
        return len(shot.lacking(self._settings.bracket_ev)) if is_full else 1

    def _rest_s(self, shots: Sequence[StackShot]) -> float:
        return stack_s(self._motor, shots, self._settings, self._way.home_step)

    def _take(self, shot: StackShot, later: Sequence[StackShot]) -> None:
        """One shot, from the way there to what the camera told of it."""
        self._way.go(shot)
        settled_s = self._motor.clock.now() + self._settings.settle_s
        if self._settings.extent is Extent.FULL:
            fetch_all(self._motor, self._folder)
            settled_s = max(settled_s, self._released_s + self._settings.flash_delay_s)
        self._motor.attention.pause_until(settled_s)
        if self._settings.extent is Extent.FULL:
            self._expose(shot, later)
        elif self._settings.extent is Extent.LIVE_VIEW:
            self._keep_frame(shot)
        self._tell_stray(shot)

    def _tell_stray(self, shot: StackShot) -> None:
        found = stray_of(placed(self._motor, shot), self._folder.shots)
        was_in_doubt, self._is_in_doubt = self._is_in_doubt, found is not None and found.is_doubt
        if found is not None and not (was_in_doubt and self._is_in_doubt):
            self._told.stray(found)

    def _expose(self, shot: StackShot, later: Sequence[StackShot]) -> None:
        """Every exposure of it that is lacking, and the body set back before the lens moves."""
        for count, ev in enumerate(shot.lacking(self._settings.bracket_ev)):
            if count:
                self._tell(later, self._folder.shots[shot.number - 1])
            self._collect()
            found_ev = self._bracket.expose(ev)
            self._hear_stop()
            if count:
                self._pause_for_flash()
            self._release(shot, found_ev)
        self._bracket.give_back()
        self._hear_stop()

    def _pause_for_flash(self) -> None:
        self._motor.attention.pause_until(self._released_s + self._settings.flash_delay_s)

    def _release(self, shot: StackShot, ev: float) -> None:
        motor = self._motor
        motor.settle()
        self._released = placed(motor, shot), ev
        try:  # a body that still writes the picture before is busy
            motor.patience.retried(
                lambda: motor.lens.trigger(self._wait_through), motor.attention, BUSY_S
            )
        except LensBusy as busy:
            raise LensBusy(
                f"{motor.lens.identity.body} was busy for {BUSY_S:.0f} s and took no picture.",
                "Look at the camera, then go on with the stack.",
            ) from busy
        self._released_s = motor.clock.now()
        self._collect()
        self._hear_stop()

    def _hear_stop(self) -> None:
        """Raise the STOP that came while the body must not be disturbed."""
        if self._stopped is not None:
            raise self._stopped

    def _wait_through(self, seconds: float) -> None:
        """Wait on while an exposure lasts, STOP or not: the lens must not move before."""
        until_s = self._motor.clock.now() + seconds
        try:
            self._motor.attention.pause_until(until_s)
        except Stopped as stopped:
            self._stopped = stopped
            self._motor.clock.wait(until_s)

    def _collect(self) -> None:
        """What the camera has told of since the last time: it belongs to the last exposure."""
        found = self._motor.lens.shots()
        if not found or self._released is None:
            return
        at, ev = self._released
        pictures = [_picture(one, ev) for one in found]
        known = self._folder.shots[at.number - 1].pictures
        if same := [one for one in known if one.compensation_ev == ev]:
            # Told of late: what the body is set to by now is not how it was taken.
            first = same[0]
            pictures = [
                replace(one, aperture=first.aperture, time=first.time, iso=first.iso)
                for one in pictures
            ]
        self._folder.taken(at.number, at.step, at.how, pictures, at.unsure_steps)

    def _keep_frame(self, shot: StackShot) -> None:
        jpeg = self._motor.frame()
        at = placed(self._motor, shot)
        live = [StackPicture("", LIVE_VIEW)]
        self._folder.taken(shot.number, at.step, at.how, live, at.unsure_steps)
        self._folder.keep(self._folder.shots[shot.number - 1].pictures[0].name, jpeg)

    def _go_back(self) -> None:
        try:
            self._hear_stop()
            self._way.back()
        except LensGone:
            raise
        except FsqError as fault:
            self._told.say(f"The lens is not back where it was: {fault}")

    def _give_back(self) -> None:
        """Set the body back after a fault or a STOP; another STOP is for the way back."""
        self._stopped = None
        try:
            self._bracket.give_back()
        except LensGone:
            raise
        except FsqError as fault:
            self._told.say(f"The exposure is not back where it was: {fault}")

    def _missing(self) -> str:
        return "" if self._settings.extent is Extent.MOVEMENT else self._folder.missing


def _picture(shot: Shot, ev: float) -> StackPicture:
    told = shot.exposure
    return StackPicture("", shot.place, told.aperture, told.time, told.iso, compensation_ev=ev)
