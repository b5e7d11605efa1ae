"""The live view on its screen: which pictures are asked for and shown, and with which aids."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.screen import Screen

from fsq_tui.focus.region import MIDDLE
from fsq_tui.screens.base import View
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
MOVES = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
NO_PICTURE = "there is no picture."


class Viewing:
    """Shows the newest picture whenever the line is free and the one before is done."""

    def __init__(
        self,
        screen: Screen[None],
        want_frames: Callable[[float], None],
        repaint: Callable[[], None],
    ) -> None:
        self.picture = LiveView()
        self.meter = SharpnessMeter()
        self._screen = screen
        self._want_frames = want_frames
        self._repaint = repaint
        self._pace = Pace(REMOTE_BYTES_S if self.picture.remote else LOCAL_BYTES_S)
        self._gauge = Gauge()
        self._region = MIDDLE
        self._wanted_per_s = 0.0
        self._is_asked = False  # whether RATE was pressed here
        self._number = 0  # of the newest picture that was looked at
        self._is_shown = False  # whether the pane is there
        self._is_working = False
        self._is_changed = False  # whether the picture must be made anew, for other aids

    # ---- pictures ------------------------------------------------------------------------

    def show(self, view: View) -> None:
        """Ask for pictures while there is a use for them, and show the newest."""
        is_on = view.snapshot.live_view and self._has_room()
        self._want(self._pace.per_s if is_on else 0.0)
        if not is_on:
            self._end()
            return
        frame = view.frame
        if frame is not None and (self._is_changed or frame.number != self._number):
            self._begin()
            is_due = self._is_changed or self._pace.is_due(view.now_s)
            if is_due and not self._is_working and self.picture.can_draw:
                self._develop(frame, view.now_s)
        self.meter.show(self._gauge)

    def _has_room(self) -> bool:
        """Whether a picture can be seen on this screen; in no colours there is none.

        Where it would take the place of the points, it waits to be asked for.
        """
        width, height = self._screen.size
        is_large = width >= LEAST_WIDTH and height >= LEAST_HEIGHT
        is_wanted = height >= ROOMY_HEIGHT or self._is_asked
        return is_large and is_wanted and not self._screen.app.no_color

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
            self.picture.clear()
            self._screen.set_class(False, "-picture")
            self._gauge = replace(self._gauge, sharpness=None, magnified=False)

    def _develop(self, frame: Frame, now_s: float) -> None:
        self._is_working, self._is_changed = True, False
        self._number = frame.number
        wish = replace(
            self.picture.wish(),
            peaking=self._gauge.peaking,
            magnified=self._gauge.magnified,
            region=self._region,
        )
        self._screen.run_worker(self._developing(frame.jpeg, wish, now_s), group="view")

    async def _developing(self, jpeg: bytes, wish: Wish, now_s: float) -> None:
        try:
            made = await asyncio.to_thread(_made, jpeg, wish, self.picture.painted)
        finally:
            self._is_working = False
        if self._is_shown:
            self._take(made, wish, now_s)
            self._repaint()  # a newer one may have come meanwhile

    def _take(self, made: Developed | Damaged, wish: Wish, now_s: float) -> None:
        from fsq_tui.pictures.decoding import Damaged

        if isinstance(made, Damaged):
            self._gauge = replace(self._gauge, damaged=self._gauge.damaged + 1)
        elif self.picture.size == (wish.columns, wish.rows):
            peak = max(self._gauge.peak, made.sharpness)
            self._gauge = replace(self._gauge, sharpness=made.sharpness, peak=peak)
            self._pace.wrote(now_s, made.size_bytes)
            self.picture.show(made)
        else:
            self._is_changed = True  # the pane has another size by now
        self.meter.show(self._gauge)

    # ---- aids ----------------------------------------------------------------------------

    def press(self, button_id: str) -> str | None:
        """A button: '' where it was the live view's, why it does nothing, None if not its own."""
        if button_id == "rate":
            self._is_asked = True
        is_move = button_id in MOVES and self._gauge.magnified and self._screen.is_active
        if button_id not in ("peaking", "magnify", "hold") and not is_move:
            return None
        if self._gauge.sharpness is None:
            return NO_PICTURE
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
