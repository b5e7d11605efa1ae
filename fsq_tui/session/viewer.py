"""Live-view pictures, fetched by the owner wherever the lens and the keys can spare the time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Protocol

from fsq_tui.clock import Clock
from fsq_tui.errors import LensFault, LensGone
from fsq_tui.focus.modes import How, Mode
from fsq_tui.session.frames import Frame
from fsq_tui.session.listeners import Listeners
from fsq_tui.session.motor import Motor
from fsq_tui.session.recorder import Recorder
from fsq_tui.session.retry import FIRST_RETRY_S, next_retry_s

LEAST_PER_S, MOST_PER_S = 0.01, 60.0
RECORD_PER_S = 10.0  # of a take that is recorded, also where nobody looks
RECENT = 32  # pictures by which it is known how long the next one may take
ENOUGH = 3  # of them, before one is fetched between two commands
MARGIN, SPARE_S = 1.5, 0.005  # times as long as the longest of them, and a little
SHARE = {Mode.PLAY: 0.2}  # of the time of a resting lens that pictures may keep the camera,
USUAL_SHARE = 0.5  # or else this: a key that comes meanwhile waits for the picture under way
LONGEST_S = 1.0  # between two pictures of a resting lens, for that: it must not look frozen
AFTER_KEY_S = 0.2  # keys come in bursts: right after one no picture is asked for
CALM_S = 0.5  # a camera that has refused a command as busy is left alone for so long
TELL_EVERY_S = 60.0


class House(Protocol):
    """Where the pictures are shown. `listeners` hear of each."""

    listeners: Listeners
    mode: Mode

    def is_in_view(self) -> bool:
        """Whether the camera may be asked for pictures now."""

    def shows_pictures(self) -> bool:
        """Whether pictures that were fetched for another reason are looked at now."""

    def warn(self, text: str) -> None:
        """Tell the operator a sentence."""


class Viewer:
    """The newest picture and how it is come by; what fails is counted and told, and ends nothing.

    `frame` may be read and `want` called on any thread; the rest is the owner's. At rest a picture
    is fetched when it is due. While the lens moves or dwells one is fetched in a wait alone, and
    only where it will surely have come before the wait ends, by how long the recent ones took.
    """

    def __init__(
        self,
        clock: Clock,
        motor: Motor,
        house: House,
        recorder: Recorder | None = None,
    ) -> None:
        self._clock = clock
        self._motor = motor
        self._house = house
        self._recorder = recorder
        self._recording = False
        self.frame: Frame | None = None
        self._fetched = self._failed = 0
        self._per_s = 0.0
        self._asked_s = self._key_s = float("-inf")
        self._took_s: deque[float] = deque(maxlen=RECENT)
        self._retry_s = 0.0  # 0 while pictures come
        self._told_s = float("-inf")
        self._is_told = False
        motor.show_picture = self._show_judged
        if recorder is not None and not motor.lens.capabilities.live_view:
            body = motor.lens.identity.body
            house.warn(f"{body} shows no live view: no pictures of the takes are kept.")

    def want(self, per_s: float) -> None:
        """So many pictures a second, 0 for none. The owner must look anew what is due."""
        self._per_s = min(max(per_s, LEAST_PER_S), MOST_PER_S) if per_s > 0 else 0.0

    def attended(self) -> None:
        """Something that was asked for is done; the next may follow soon."""
        self._key_s = self._clock.now()

    def due_s(self) -> float | None:
        """When a picture of the resting lens is to be fetched, in the clock's seconds.

        None for never. The longer pictures take, the fewer there are.
        """
        due_s = self._wanted_at_s()
        if due_s is None:
            return None
        took_s = self._took_s[-1] if self._took_s else 0.0
        share, rate = SHARE.get(self._house.mode, USUAL_SHARE), self._clock.rate
        free_s = self._asked_s + min(took_s / share, LONGEST_S * rate)
        return max(due_s, free_s, self._key_s + AFTER_KEY_S * rate)

    def _wanted_at_s(self) -> float | None:
        """When the next picture is wanted, None for never."""
        to_learn = self._recorder is not None and len(self._took_s) < ENOUGH
        per_s = max(self._per_s, RECORD_PER_S if self._recording or to_learn else 0.0)
        if not (per_s and self._motor.lens.capabilities.live_view and self._house.is_in_view()):
            return None
        return self._asked_s + max(1 / per_s, self._retry_s) * self._clock.rate

    def tend(self) -> None:
        """Fetch a picture of the resting lens where one is due. Raises LensGone."""
        due_s = self.due_s()
        if due_s is not None and self._clock.now() >= due_s:
            self._fetch()

    def practise(self) -> None:
        """Learn how long a picture takes, before the lens moves. Raises LensGone."""
        if self._motor.lens.capabilities.live_view:
            for _ in range(ENOUGH):
                self._fetch()

    def wait(self, until_s: float, cancel: Event) -> bool:
        """As the clock's, with pictures on the way where they surely fit. Raises LensGone."""
        while (fetch_s := self._fits_at_s(until_s)) is not None:
            if self._clock.wait(fetch_s, cancel):
                return True
            self._fetch()
        return self._clock.wait(until_s, cancel)

    @contextmanager
    def take(self, is_kept: bool) -> Iterator[None]:
        """Keep the pictures of a pull, where it is one to be kept and somebody has asked for it."""
        if self._recorder is None or not is_kept:
            yield
            return
        self._recorder.begin(self._clock.wall())
        self._recording = True
        try:
            yield
        finally:
            self._recording = False
            for sentence in self._recorder.troubles():
                self._house.warn(sentence)

    def close(self) -> None:
        """Wait for what is to be written. May be called twice."""
        if self._recorder is not None:
            self._recorder.close()

    def _fits_at_s(self, until_s: float) -> float | None:
        """When a picture can be fetched that has come before `until_s`, None for none."""
        due_s = self._wanted_at_s()
        if due_s is None or len(self._took_s) < ENOUGH:
            return None
        now_s, rate = self._clock.now(), self._clock.rate
        if now_s - self._motor.patience.refused_s < CALM_S * rate:
            return None
        fetch_s = max(now_s, due_s)
        need_s = MARGIN * max(self._took_s) + SPARE_S * rate
        return fetch_s if fetch_s + need_s <= until_s else None

    def _fetch(self) -> None:
        self._asked_s = self._clock.now()
        try:
            jpeg = self._motor.lens.frame()
        except LensGone:
            raise
        except LensFault as fault:
            self._fail(fault)
            return
        finally:
            self._took_s.append(self._clock.now() - self._asked_s)
        self._publish(jpeg)

    def _show_judged(self, jpeg: bytes) -> None:
        """A picture that the lens was looked at by is shown as well, where one is due."""
        now_s = self._clock.now()
        if not (self._per_s and self._house.shows_pictures()):
            return
        if now_s >= self._asked_s + self._clock.rate / self._per_s:
            self._asked_s = now_s
            self._publish(jpeg)

    def _publish(self, jpeg: bytes) -> None:
        self._retry_s = 0.0
        self._is_told = False
        self._fetched += 1
        step, how = self._step()
        self.frame = Frame(self._fetched, self._clock.now() / self._clock.rate, step, jpeg)
        if self._recorder is not None and self._recording:
            self._recorder.keep(self.frame, how)
        self._house.listeners.call()

    def _step(self) -> tuple[int | None, How]:
        """Where the lens stands, unless it was driven since that was read."""
        if self._motor.is_counted or self._motor.read_at_s >= self._motor.drove_at_s:
            position = self._motor.position()
            return position.step, position.how
        return None, How.UNKNOWN

    def _fail(self, fault: LensFault) -> None:
        """Ask again later and later; tell once, until pictures have come again."""
        self._failed += 1
        self._retry_s = next_retry_s(self._retry_s) if self._retry_s else FIRST_RETRY_S
        now_s = self._clock.now() / self._clock.rate
        if not self._is_told and now_s - self._told_s >= TELL_EVERY_S:
            self._is_told, self._told_s = True, now_s
            self._house.warn(f"No picture of the live view ({self._failed} so far). {fault}")
