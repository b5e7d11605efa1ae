"""The shots of a focus stack: go there, settle, release; fetch while the next one settles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from fsq_tui.backend.base import Shot
from fsq_tui.errors import DownloadFailed, FsqError, LensBusy, LensFault, LensGone, Stopped
from fsq_tui.focus.plan import fastest_s
from fsq_tui.focus.stack import Extent, StackSettings
from fsq_tui.session.motor import Motor
from fsq_tui.session.patience import RETRY_S
from fsq_tui.session.snapshot import Position
from fsq_tui.session.stack_ways import Way
from fsq_tui.storage.stack_folder import StackFolder
from fsq_tui.storage.stack_manifest import StackPicture, StackShot

BUSY_S = 30.0  # longer than a body writes to its card before it takes the next picture
RELEASE_S = 1.0  # what a picture is taken to need until one was taken
FETCH_TRIES = 3
LIVE_VIEW = "live view.jpg"  # what stands for the camera's name of a picture that it does not keep


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` shots, and about how long the rest will take, the way back included."""

    done: int
    total: int
    left_s: float


class Told(Protocol):
    """Who is told of a stack."""

    def say(self, text: str) -> None:
        """A sentence that stays."""

    def progress(self, progress: Progress) -> None:
        """How far it is."""


def stack_s(
    motor: Motor, shots: Sequence[StackShot], settings: StackSettings, home_step: int | None
) -> float:
    """About how long shots take from where the lens stands, and the way home, as far as known."""
    each_s = settings.settle_s + (RELEASE_S if settings.extent is Extent.FULL else 0.0)
    waits_s = max(each_s, settings.flash_delay_s) * len(shots)
    if motor.calibration is None:
        return waits_s
    modes = motor.pace.modes(motor.calibration.modes)
    steps = [motor.position().step, *(shot.planned_step for shot in shots), home_step]
    ways = (abs(b - a) for a, b in pairwise(steps) if a is not None and b is not None)
    return waits_s + sum(fastest_s(modes, way) for way in ways)


def require_extent(motor: Motor, extent: Extent) -> None:
    """Raises LensFault for a body that cannot do what is asked."""
    lens = motor.lens
    if extent is Extent.FULL and not lens.capabilities.captures:
        raise LensFault(
            f"fsq cannot take pictures with {lens.identity.body}.",
            "Rehearse the stack with its live view, or release the shutter by hand.",
        )
    if extent is Extent.LIVE_VIEW and not lens.capabilities.live_view:
        raise LensFault(
            f"{lens.identity.body} shows no live view to the computer.",
            "Rehearse the movement only.",
        )


class StackCapture:
    """One run over the shots of `folder` that are not taken yet. On the owner's thread.

    With MOVEMENT only it goes over all its shots and writes nothing. `heard` is called when STOP
    has ended the run, before the lens goes back; a STOP after that ends the way back, too.
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
        self._released_s = float("-inf")
        self._released: tuple[int, Position] | None = None  # the last shot, and where the lens was
        self._stopped: Stopped | None = None

    def run(self) -> None:
        """Take what is to be taken, bring the lens back, fetch what is still in the camera.

        A STOP is heard when an exposure is over. Raises Stopped, CardFull, FileRefused for a full
        disk, LensGone, LensFault; what is missing then is said, and another run goes on there.
        """
        require_extent(self._motor, self._settings.extent)
        try:
            self._work()
        finally:
            if missing := self._missing():
                self._told.say(f"Of this stack there is {missing}.")

    def _work(self) -> None:
        try:
            self._take_all()
        except LensGone:
            raise
        except FsqError:
            self._heard()
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
            self._fetch_all()

    def _take_all(self) -> None:
        shots = self._folder.untaken
        if self._settings.extent is Extent.MOVEMENT:
            shots = self._folder.shots
        elif self._settings.extent is Extent.FULL:
            self._motor.lens.shots()  # what others have taken is none of ours
        began_s, total = self._motor.clock.now(), len(self._folder.shots)
        meant_s = self._rest_s(shots)
        pace = 1.0
        for index in range(len(shots) + 1):
            rest_s = self._rest_s(shots[index:])
            if meant_s > rest_s:
                pace = (self._motor.clock.now() - began_s) / (meant_s - rest_s)
            done = total - len(shots) + index
            self._told.progress(Progress(done, total, rest_s * pace))
            if index < len(shots):
                self._take(shots[index])

    def _rest_s(self, shots: Sequence[StackShot]) -> float:
        return stack_s(self._motor, shots, self._settings, self._way.home_step)

    def _take(self, shot: StackShot) -> None:
        """One shot, from the way there to what the camera told of it."""
        self._way.go(shot)
        settled_s = self._motor.clock.now() + self._settings.settle_s
        if self._settings.extent is Extent.FULL:
            self._fetch_all()
            settled_s = max(settled_s, self._released_s + self._settings.flash_delay_s)
        self._motor.attention.pause_until(settled_s)
        if self._settings.extent is Extent.FULL:
            self._collect()
            self._release(shot)
        elif self._settings.extent is Extent.LIVE_VIEW:
            self._keep_frame(shot)

    def _release(self, shot: StackShot) -> None:
        motor = self._motor
        motor.settle()
        self._released = shot.number, motor.position()
        give_up_s = motor.clock.now() + BUSY_S
        while not self._is_released():
            if motor.clock.now() >= give_up_s:
                raise LensBusy(
                    f"{motor.lens.identity.body} was busy for {BUSY_S:.0f} s and took no picture.",
                    "Look at the camera, then go on with the stack.",
                )
        self._released_s = motor.clock.now()
        self._collect()
        if self._stopped is not None:
            raise self._stopped

    def _is_released(self) -> bool:
        """Whether it took a picture; a body that still writes the one before is busy."""
        lens, patience = self._motor.lens, self._motor.patience
        with suppress(LensBusy):
            patience.retried(lambda: lens.trigger(self._wait_through), self._motor.attention)
            return True
        return False

    def _wait_through(self, seconds: float) -> None:
        """Wait on while an exposure lasts, STOP or not: the lens must not move before."""
        until_s = self._motor.clock.now() + seconds
        try:
            self._motor.attention.pause_until(until_s)
        except Stopped as stopped:
            self._stopped = stopped
            self._motor.clock.wait(until_s)

    def _collect(self) -> None:
        """What the camera has told of since the last time: it belongs to the last shot."""
        found = self._motor.lens.shots()
        if found and self._released is not None:
            number, at = self._released
            self._folder.taken(number, at.step, at.how, [_picture(one) for one in found])

    def _keep_frame(self, shot: StackShot) -> None:
        jpeg = self._motor.frame()
        at = self._motor.position()
        self._folder.taken(shot.number, at.step, at.how, [StackPicture("", LIVE_VIEW)])
        self._folder.keep(self._folder.shots[shot.number - 1].pictures[0].name, jpeg)

    def _fetch_all(self) -> None:
        """Each picture that is only in the camera; one that does not come is left there, for now.

        Raises FileRefused, Stopped, LensGone.
        """
        for picture in self._folder.unfetched:
            if (data := self._fetched(picture)) is not None:
                self._folder.keep(picture.name, data)

    def _fetched(self, picture: StackPicture) -> bytes | None:
        motor, shot = self._motor, Shot(picture.camera)
        for _ in range(FETCH_TRIES):
            motor.attention.heed()
            with suppress(DownloadFailed):
                return motor.patience.retried(lambda: motor.lens.download(shot), motor.attention)
            motor.attention.pause_until(motor.clock.now() + RETRY_S)
        return None

    def _go_back(self) -> None:
        try:
            self._way.back()
        except LensGone:
            raise
        except FsqError as fault:
            self._told.say(f"The lens is not back where it was: {fault}")

    def _missing(self) -> str:
        return "" if self._settings.extent is Extent.MOVEMENT else self._folder.missing


def _picture(shot: Shot) -> StackPicture:
    told = shot.exposure
    return StackPicture("", shot.place, told.aperture, told.time, told.iso)
