"""The screen of the show: status, overlay, live view, scale, points, console, keys."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.screen import Screen

from fsq_tui.focus.modes import Mode
from fsq_tui.focus.overlay import overlay_line
from fsq_tui.focus.sequence import Order
from fsq_tui.screens.base import TINY_HEIGHT, TINY_WIDTH, View
from fsq_tui.screens.modal import escaped
from fsq_tui.screens.viewing import Viewing
from fsq_tui.session.interface import Session
from fsq_tui.session.requests import Turn
from fsq_tui.widgets.banner import Banner, banner_text
from fsq_tui.widgets.console import Console
from fsq_tui.widgets.footer import Footing, KeyBar
from fsq_tui.widgets.info import Info, InfoLine, info_of
from fsq_tui.widgets.keys import Keys, next_key
from fsq_tui.widgets.notice import Notice
from fsq_tui.widgets.overlay import OverlayBand
from fsq_tui.widgets.points import PointsTable, Table
from fsq_tui.widgets.ruler import LensRuler, Scale
from fsq_tui.widgets.status import Status, StatusBar

TOO_SMALL = f"fsq needs {TINY_WIDTH} x {TINY_HEIGHT}"


class LiveScreen(Screen[None], inherit_bindings=False):
    """Everything on one screen; what matters least goes first where there is no room."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-too-narrow"),
        (TINY_WIDTH, "-narrow"),
        (60, "-normal"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-too-low"),
        (TINY_HEIGHT, "-low"),
        (10, "-small"),
        (18, "-tall"),
        (30, "-high"),
    ]

    def __init__(
        self,
        keys: Keys,
        resumed: Callable[[], None],
        session: Session,
        view_limit_bytes_s: float | None = None,
    ) -> None:
        super().__init__()
        self._session = session
        self._keys = keys
        self._resumed = resumed
        self.status = StatusBar()
        self.banner = Banner()
        self.overlay = OverlayBand()
        self.info = InfoLine()
        self.ruler = LensRuler()
        self.viewing = Viewing(self, session.want_frames, resumed, view_limit_bytes_s)
        self.points = PointsTable()
        self.console = Console()
        self.key_bar = KeyBar()
        self.notice = Notice()

    def compose(self) -> ComposeResult:
        """Top to bottom."""
        yield self.status
        yield self.banner
        yield self.overlay
        yield self.info
        yield self.viewing.meter
        yield self.viewing.picture
        yield self.ruler
        yield self.points
        yield self.console
        yield self.key_bar
        yield self.notice

    def on_mount(self) -> None:
        """The one sentence of a terminal that is too small never changes."""
        self.notice.show(TOO_SMALL)

    def on_screen_resume(self) -> None:
        """What hid this screen is gone; the session has gone on in the meantime."""
        self.viewing.resume()
        self._resumed()

    def on_screen_suspend(self) -> None:
        """Nobody looks at it."""
        self.viewing.suspend()

    def on_mouse_scroll_up(self) -> None:
        """A notch of the wheel away from the person."""
        self._turn(1)

    def on_mouse_scroll_down(self) -> None:
        """A notch towards the person."""
        self._turn(-1)

    def _turn(self, clicks: int) -> None:
        """A single step forward or backward, where keys do that as well."""
        shown = self._session.snapshot()
        if shown.sequencing and shown.mode is Mode.RACK:
            self._session.ask(Turn(clicks))
        elif shown.sequencing and shown.mode is Mode.EDIT:
            self._session.press("jog_forward_1" if clicks > 0 else "jog_backward_1")

    def show(self, view: View) -> None:
        """Give every widget its values; each repaints only what differs."""
        snapshot = view.snapshot
        self.set_class(not snapshot.sequencing, "-stopped")
        banner = banner_text(snapshot, self._keys)
        self.set_class(bool(banner), "-banner")
        self.banner.show(banner)
        self.status.show(Status.of(snapshot, f"{view.wall:%H:%M}", view.now_s))
        self.info.show(self._info(view))
        self.ruler.show(Scale.of(snapshot))
        self.points.show(Table.of(snapshot))
        order = "" if snapshot.order is Order.ONCE else f", {snapshot.order.value}"
        self._name_scene(f" {escaped(snapshot.scene)}{order} ")
        self.console.show(snapshot.log)
        overlay = snapshot.overlay if snapshot.sequencing else None
        self.overlay.show("" if overlay is None else overlay_line(overlay, view.now_s))
        self.viewing.show(view)
        has_picture = self.viewing.has_picture
        self.key_bar.show(Footing.of(snapshot, self._keys, has_picture=has_picture))

    def wait_s(self, now_s: float) -> float:
        """How long the picture may stand as it is."""
        return self.viewing.wait_s(now_s)

    def _name_scene(self, title: str) -> None:
        if self.points.border_title != title:  # setting it repaints the whole table
            self.points.border_title = title

    def _info(self, view: View) -> Info:
        info = info_of(view.snapshot, view.hint, view.now_s)
        if info.text or view.snapshot.sequencing:
            return info
        key, label, _ = next_key(view.snapshot, self._keys)
        return Info(f"Focus sequencing is off: {key} {label}".rstrip())
