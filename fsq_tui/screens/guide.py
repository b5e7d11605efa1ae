"""The guide: three pages from a new camera to the first rack, ticked by what really happened."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from fsq_tui.focus.modes import Mode
from fsq_tui.screens.base import View
from fsq_tui.screens.host import Host, check_lens
from fsq_tui.screens.lessons import keys_lesson, lens_lesson, obstacle, rack_lesson
from fsq_tui.screens.modal import Box
from fsq_tui.screens.walk import ARROWS, FINE, Walk
from fsq_tui.session.requests import EndPointHere, SetSettings
from fsq_tui.widgets.lesson import LessonPage

PAGES = ("the lens", "the keys", "the first rack")
LENS, KEYS, RACK = range(len(PAGES))
PASSED = ("info", "rate", "half_shutter", "undo", "zoom")
COARSE = ("up", "down")
FRAMES_PER_S = 2.0
ROWS, COLUMNS = 13, 60


class GuideScreen(Box):
    """STOP leaves it, MENU goes a page back, SET a page on, and on the last one racks."""

    def __init__(self, host: Host) -> None:
        super().__init__(host.keys, "Guide", rows=ROWS, columns=COLUMNS)
        self._host = host
        self._page = LENS
        self._walk = Walk()
        self._lesson = LessonPage()
        self._shown = host.session.snapshot()
        self._view: View | None = None
        self._told: dict[str, str] = {}
        self.bind_keys(
            {
                "set": (*self.of("set"), "enter", "space"),
                "close": self.of("menu"),
                "leave": self.of("stop"),
                "now": self.of("q"),
                **{f"drive({each!r})": (*self.of(each), each) for each in ARROWS},
                **{f"drive({each!r})": self.of(each) for each in FINE},
                **{f"drive_coarsely({each!r})": (*self.of(each), each) for each in COARSE},
                "end": self.of("end_point"),
                **{f"pass_on({each!r})": self.of(each) for each in PASSED},
            }
        )

    def body(self) -> Iterable[Widget]:
        """The page."""
        yield self._lesson

    def on_mount(self) -> None:
        """Look at camera and lens."""
        self._turn_to(LENS)

    def dismiss(self, result: None = None) -> object:  # type: ignore[override]
        """Leave: no more pictures are wanted here."""
        self._host.session.want_frames(0)
        return super().dismiss(result)

    def show(self, view: View) -> None:
        """The ticks follow the session."""
        self._view, self._shown = view, view.snapshot
        self._walk.see(view.snapshot)
        make = (lens_lesson, keys_lesson, rack_lesson)[self._page]
        self._lesson.show(make(view, self._host, self._walk))
        told = self._purposes()
        if told != self._told:  # a border is drawn as a whole
            self._told = told
            self.tell_keys(width=min(COLUMNS, self.app.size.width - 6), **told)

    def _purposes(self) -> dict[str, str]:
        if self._page == LENS:
            return {"set": "next", "stop": "skip", "q": "check again"}
        if self._page == KEYS:
            return {"set": "next", "stop": "skip", "menu": "back"}
        if "end" not in self._walk.done:
            return {"set": "end point here", "stop": "skip", "menu": "back"}
        if "start" not in self._walk.done:
            return {"left": "", "right": "drive", "stop": "skip", "menu": "back"}
        if "rack" in self._walk.done:
            return {"set": "rack back", "stop": "done", "menu": "back"}
        return {"set": "rack", "q": "at once", "stop": "skip", "menu": "back"}

    def _turn_to(self, page: int) -> None:
        self._page = page
        self._box.border_title = f"Guide {page + 1}/{len(PAGES)}: {PAGES[page]}"
        session = self._host.session
        session.want_frames(FRAMES_PER_S if page == LENS else 0)
        if page == LENS:
            check_lens(session)
        elif not self._shown.settings.follow:
            self._follow()
        if self._view is not None:
            self.show(self._view)

    def _follow(self) -> None:
        settings = self._shown.settings.having("follow", value=True)
        self._host.session.ask(SetSettings(settings))

    def action_set(self) -> None:
        """SET: the next page; on the last one the end point, then racks."""
        if self._page != RACK:
            self._turn_to(self._page + 1)
        elif "end" not in self._walk.done:
            self.action_end()
        else:
            self._rack("set")

    def action_end(self) -> None:
        """END-POINT, and SET while there is none: the rack ends here."""
        if self._page == RACK and self._is_ready():
            self._walk.ask_end()
            self._host.session.ask(EndPointHere())

    def action_now(self) -> None:
        """Q: look at the lens again, or rack at once."""
        if self._page == LENS:
            check_lens(self._host.session)
        elif self._page == RACK and "end" in self._walk.done:
            self._rack("q")

    def _rack(self, button_id: str) -> None:
        if not self._is_ready():
            return
        if not self._shown.rack.counter_steps:
            self._host.say("The lens is at the end point: first drive it to where to start.")
            return
        if not self._shown.busy:
            self._walk.rack(self._shown)
        self._host.session.press(button_id)

    def action_drive(self, button_id: str) -> None:
        """A key that drives the lens."""
        if self._page != LENS and self._is_ready():
            self._walk.press(button_id, self._shown)
            self._host.session.press(button_id)

    def action_drive_coarsely(self, button_id: str) -> None:
        """The same, without a task."""
        if self._page != LENS and self._is_ready():
            self._host.session.press(button_id)

    def action_pass_on(self, button_id: str) -> None:
        """A key that is the session's."""
        self._host.session.press(button_id)

    def action_close(self) -> None:
        """MENU: a page back; from the first one to where the guide was opened."""
        if self._page == LENS:
            self.dismiss(None)
        else:
            self._turn_to(self._page - 1)

    def action_leave(self) -> None:
        """A STOP key that types something, which the app leaves to the box it is pressed in."""
        if self._shown.busy:
            self._host.session.press("stop")
        else:
            self.dismiss(None)

    def _is_ready(self) -> bool:
        if self._shown.mode is Mode.RACK:
            return True
        if not obstacle(self._shown, self._host):
            self._follow()  # it was refused before, while the lens was busy
        return False
