"""The live view on its screen: which pictures are asked for and shown, and with which aids."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.screen import Screen

from fsq_tui.focus.region import MIDDLE
from fsq_tui.screens.base import View
from fsq_tui.screens.freshness import INFINITELY_S, Freshness
from fsq_tui.session.frames import Frame
from fsq_tui.session.requests import FocusOnPeak, Sweep
from fsq_tui.widgets.live_view import LiveView
from fsq_tui.widgets.meter import Gauge, SharpnessMeter
from fsq_tui.widgets.pace import LOCAL_BYTES_S, REMOTE_BYTES_S, Pace

if TYPE_CHECKING:  # numpy is loaded with the first picture, not before
    from fsq_tui.pictures.decoding import Colours, Damaged
    from fsq_tui.widgets.developing import Developed, Wish

LEAST_WIDTH, LEAST_HEIGHT = 60, 18  # of a screen that has room for a picture
ROOMY_HEIGHT = 30  # from here on the points stay beside it; on less it comes by RATE
REDRAW_S = 0.1  # until it is tried again to show what could not be shown
MOVES = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
AIDS = ("peaking", "magnify", "hold")


class Viewing:
    """Shows the newest picture whenever the line is free and the one before is done."""

    def __init__(
        self,
        screen: Screen[None],
        want_frames: Callable[[float], None],
        repaint: Callable[[], None],
        limit_bytes_s: float | None = None,
        roomy_height: int = ROOMY_HEIGHT,
    ) -> None:
        """`limit_bytes_s` is the most that pictures write, by where the terminal is if None.

        On a screen of `roomy_height` the picture comes by itself, on a lower one by RATE.
        """
        self.picture = LiveView()
        self.meter = SharpnessMeter()
        self._screen = screen
        self._want_frames = want_frames
        self._repaint = repaint
        self._roomy_height = roomy_height
        usual_bytes_s = REMOTE_BYTES_S if self.picture.remote else LOCAL_BYTES_S
        self._pace = Pace(limit_bytes_s or usual_bytes_s)
        self._freshness = Freshness()
        self._gauge = Gauge()
        self._region = MIDDLE
        self._wanted_per_s = 0.0
        self._is_asked = False  # whether RATE was pressed here
        self._is_on = False  # whether the session's live view is
        self._number = 0  # of the newest picture that was looked at
        self._good: Frame | None = None  # the newest one that was whole
        self._is_shown = False  # whether the pane is there
        self._is_working = False
        self._is_changed = False  # whether the picture must be made anew, for other aids
        self._is_dim = False  # whether it is shown as an old one

    # ---- pictures ------------------------------------------------------------------------

    def show(self, view: View, *, is_used: bool = True) -> None:
        """Ask for pictures while there is a use for them, and show the newest."""
        self._is_on = view.snapshot.live_view and is_used
        is_on = self._is_on and self._has_room() and self._is_wanted()
        if is_on and not self._wanted_per_s:
            self._freshness.ask(view.now_s)
        self._want(self._pace.per_s if is_on else 0.0)
        if not is_on or view.frame is None:
            self._end()
        if is_on:
            self._look(view)
        self._screen.set_class(is_on and self._gauge.silent_s is not None, "-awaited")
        self.meter.show(self._gauge)

    @property
    def has_picture(self) -> bool:
        """Whether one is shown, be it an old one."""
        return self._gauge.sharpness is not None

    def wait_s(self, now_s: float) -> float:
        """How long nothing need be shown anew, if nothing comes."""
        if not self._wanted_per_s:
            return INFINITELY_S
        is_held_up = self._is_changed and not self._is_working
        line_s = max(REDRAW_S, self._pace.wait_s(now_s)) if is_held_up else INFINITELY_S
        return min(line_s, self._freshness.wait_s(now_s))

    def _look(self, view: View) -> None:
        """Show the newest picture, or the last one anew, where the line is free for it."""
        now_s, frame, freshness = view.now_s, view.frame, self._freshness
        freshness.look(now_s, self._pace.late_s, is_busy=view.snapshot.busy)
        is_overdue = freshness.is_overdue(now_s)
        silent_s = freshness.silent_s(now_s)
        self._gauge = replace(self._gauge, silent_s=silent_s, is_overdue=is_overdue)
        if self._good is not None and freshness.is_old(now_s) != self._is_dim:
            self._is_changed = True
        is_new = (
            frame is not None and frame.number != self._number and frame.at_s >= freshness.asked_s
        )
        if is_new:
            self._begin()
        elif not self._is_changed or not self._is_shown:
            return
        to_show = frame if is_new else self._good
        is_free = not self._is_working and not self._pace.wait_s(now_s)
        if to_show is not None and is_free and self.picture.can_draw:
            self._develop(to_show, now_s, is_dim=not is_new and freshness.is_old(now_s))

    def _has_room(self) -> bool:
        """Whether a picture can be seen on this screen; in no colours there is none."""
        width, height = self._screen.size
        is_large = width >= LEAST_WIDTH and height >= LEAST_HEIGHT
        return is_large and not self._screen.app.no_color

    def _is_wanted(self) -> bool:
        """Where it would take the place of the points, a picture waits to be asked for."""
        return self._is_asked or self._screen.size.height >= self._roomy_height

    def suspend(self) -> None:
        """Another screen covers this one: no picture is asked for."""
        self._want(0.0)
        self.picture.uncover()

    def resume(self) -> None:
        """The screen is seen again; what lay over its text was written over."""
        self.picture.redraw()

    def _want(self, per_s: float) -> None:
        if per_s != self._wanted_per_s:
            self._wanted_per_s = per_s
            self._want_frames(per_s)

    def _begin(self) -> None:
        if not self._is_shown:
            self._is_shown = True
            self._screen.set_class(True, "-picture")
            self._screen.call_after_refresh(self._repaint)  # the pane has a size then

    def _end(self) -> None:
        if self._is_shown:
            self._is_shown = self._is_changed = False
            self._good = None
            self.picture.clear()
            self._screen.set_class(False, "-picture")
            self._gauge = replace(self._gauge, sharpness=None, magnified=False)

    def _develop(self, frame: Frame, now_s: float, *, is_dim: bool) -> None:
        self._is_working = True
        if frame is not self._good:
            self._number = frame.number
        wish = replace(
            self.picture.wish(),
            peaking=self._gauge.peaking,
            magnified=self._gauge.magnified,
            region=self._region,
            is_dim=is_dim,
        )
        was_changed, self._is_changed = self._is_changed, False
        self._screen.run_worker(self._developing(frame, wish, now_s, was_changed), group="view")

    async def _developing(self, frame: Frame, wish: Wish, now_s: float, was_changed: bool) -> None:
        try:
            made = await asyncio.to_thread(_made, frame.jpeg, wish, self.picture.painted)
        finally:
            self._is_working = False
        if self._is_shown:
            self._take(frame, made, wish, now_s, was_changed)
            self._repaint()  # a newer one may have come meanwhile

    def _take(
        self, frame: Frame, made: Developed | Damaged, wish: Wish, now_s: float, was_changed: bool
    ) -> None:
        from fsq_tui.pictures.decoding import Damaged

        if isinstance(made, Damaged):
            self._gauge = replace(self._gauge, damaged=self._gauge.damaged + 1)
            self._is_changed |= was_changed  # the last whole one is shown anew instead
        elif self.picture.size == (wish.columns, wish.rows):
            self._good, self._is_dim = frame, wish.is_dim
            self._freshness.came(frame.at_s)
            peak = max(self._gauge.peak, made.sharpness)
            self._gauge = replace(self._gauge, sharpness=made.sharpness, peak=peak)
            self._pace.wrote(now_s, made.size_bytes)
            self.picture.show(made)
        else:
            self._good = frame
            self._is_changed = True  # the pane has another size by now
        self.meter.show(self._gauge)

    # ---- aids ----------------------------------------------------------------------------

    def press(self, button_id: str) -> str | None:
        """A button: '' where it was the live view's, why it does nothing, None if not its own."""
        if button_id == "rate":
            return self._ask()
        is_move = button_id in MOVES and self._gauge.magnified and self._screen.is_active
        if button_id not in AIDS and not is_move:
            return None
        if self._gauge.sharpness is None:
            return self._no_picture()
        if button_id == "peaking":
            self._gauge = replace(self._gauge, peaking=not self._gauge.peaking)
        elif button_id == "magnify":
            self._gauge = replace(self._gauge, magnified=not self._gauge.magnified)
        elif button_id == "hold":
            self._gauge = replace(self._gauge, peak=0.0)
        else:
            self._region = self._region.moved(*MOVES[button_id])
            self._gauge = replace(self._gauge, peak=0.0)  # of another part it would tell nothing
        self._change()
        return ""

    def _ask(self) -> str | None:
        """RATE, where the picture waits for it, asks for it; else it is the session's."""
        if self._is_asked or self._is_wanted() or not (self._is_on and self._has_room()):
            return None
        self._is_asked = True
        self._repaint()
        return ""

    def _no_picture(self) -> str:
        if not self._has_room():
            return (
                f"a picture needs {LEAST_WIDTH} x {LEAST_HEIGHT} and colours. Enlarge the screen."
            )
        if self._is_on and self._is_wanted():
            return "no picture has come yet. Check that the camera is on and shows its live view."
        return "there is no picture. RATE shows it."

    def request(self, button_id: str) -> Sweep | FocusOnPeak | None:
        """What a button asks for the region that is framed here; None for another or no picture."""
        if button_id not in ("sweep", "peak") or self._gauge.sharpness is None:
            return None
        return Sweep(self._region) if button_id == "sweep" else FocusOnPeak(self._region)

    def leave(self) -> bool:
        """Show the whole picture again; False where that is what is shown."""
        if not self._gauge.magnified:
            return False
        self._gauge = replace(self._gauge, magnified=False)
        self._change()
        return True

    def _change(self) -> None:
        self._is_changed = True
        self._repaint()


def _made(jpeg: bytes, wish: Wish, before: Colours | None) -> Developed | Damaged:
    """Loaded here, off the screen's thread, with the first picture."""
    from fsq_tui.widgets.developing import developed

    return developed(jpeg, wish, before)
