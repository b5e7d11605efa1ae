"""The guide: three pages from a new camera to the first rack, ticked by what really happened."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from textual.widget import Widget

from fsq_tui.buttons import BY_ID
from fsq_tui.focus.modes import Mode
from fsq_tui.focus.overlay import overlay_line
from fsq_tui.focus.sequence import printable
from fsq_tui.screens.base import View
from fsq_tui.screens.host import Host, check_lens
from fsq_tui.screens.modal import Box
from fsq_tui.screens.walk import ARROWS, FINE, Walk
from fsq_tui.session.requests import EndPointHere, SetSettings
from fsq_tui.session.snapshot import Snapshot
from fsq_tui.widgets.info import info_of
from fsq_tui.widgets.keys import first_key
from fsq_tui.widgets.lesson import Lesson, LessonPage, Task, Tick

PAGES = ("the lens", "the keys", "the first rack")
LENS, KEYS, RACK = range(len(PAGES))
PASSED = ("info", "rate", "half_shutter", "undo")
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
        self._told: dict[str, str] = {}
        self.bind_keys(
            {
                "set": (*self.of("set"), "enter", "space"),
                "close": self.of("menu"),
                "leave": self.of("stop"),
                "now": self.of("q"),
                **{f"drive({each!r})": (*self.of(each), each) for each in ARROWS},
                **{f"drive({each!r})": self.of(each) for each in FINE},
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
        self._shown = view.snapshot
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
        self._host.repaint()

    def _follow(self) -> None:
        settings = self._shown.settings.having("follow", value=True)
        self._host.session.ask(SetSettings(settings))

    def action_set(self) -> None:
        """SET: the next page; on the last one the end point, then racks."""
        if self._page != RACK:
            self._turn_to(self._page + 1)
        elif "end" not in self._walk.done:
            self._walk.ask_end()
            self._host.session.ask(EndPointHere())
        else:
            self._rack("set")

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


def lens_lesson(view: View, host: Host, _walk: Walk) -> Lesson:
    """Is the lens there, can it be driven, is there a picture, is it calibrated."""
    shown = view.snapshot
    return Lesson(
        "Three pages to the first rack focus, in two minutes.",
        (
            _lens_task(shown),
            _switch_task(shown),
            _picture_task(view, host),
            _calibration_task(shown),
        ),
        info=info_of(shown, view.hint, view.now_s),
    )


def _lens_task(shown: Snapshot) -> Task:
    if shown.lost:
        return Task(shown.lost, Tick.WRONG)
    simulated = ", simulated: no camera was found" if shown.stand_in else ""
    return Task(f"Lens: {printable(shown.lens_name)}{simulated}", Tick.DONE)


def _switch_task(shown: Snapshot) -> Task:
    if shown.objection is None:
        return Task("AF switch: not looked at yet")
    if shown.objection:
        return Task(shown.objection, Tick.WRONG)
    return Task("AF switch: the camera reports nothing against driving", Tick.DONE)


def _picture_task(view: View, host: Host) -> Task:
    if not view.snapshot.live_view:
        return Task(f"Live view is off: {_key(host, 'rate')} turns it on", Tick.WRONG)
    if view.frame is not None:
        return Task("Live view: pictures come", Tick.DONE)
    return Task("Live view: no picture yet. A rack works without.")


def _calibration_task(shown: Snapshot) -> Task:
    if shown.calibration is None:
        return Task("Lens not calibrated: the first key does it, once, in 1 to 2 minutes.")
    return Task(f"Calibrated: {shown.calibration.last_step + 1} steps", Tick.DONE)


def keys_lesson(view: View, host: Host, walk: Walk) -> Lesson:
    """The arrows drive the lens, and the overlay counts."""
    return Lesson(
        "The arrows drive the lens; zoom keys (+ -) do not. The overlay counts its steps from the "
        "end point.",
        (
            *_way_here(view.snapshot, host),
            _task(walk, "right", f"{_key(host, 'right')} drives forward"),
            _task(walk, "left", f"{_key(host, 'left')} drives backward"),
            _task(walk, "fine", f"{_either(host, FINE)} JOG: one step, to fine-tune"),
        ),
        "Step Size in the Focus menu is how far an arrow drives: 1 is the finest.",
        _overlay(view),
        info_of(view.snapshot, view.hint, view.now_s),
    )


def rack_lesson(view: View, host: Host, walk: Walk) -> Lesson:
    """End point, start point, rack."""
    delay_s = view.snapshot.settings.start_delay_s
    arrows = _either(host, ARROWS)
    or_auto = f"{arrows} (or {_key(host, 'half_shutter')})"
    set_key = first_key(host.keys, "set")
    after = (
        f"On the live screen {set_key} racks back and forth, {first_key(host.keys, 'q')} at once, "
        f"{first_key(host.keys, 'play')} records a clip. A new end point: "
        f"{first_key(host.keys, 'menu')} MENU, Focus End Point."
    )
    return Lesson(
        "The end point comes first: where the rack is to end.",
        (
            *_way_here(view.snapshot, host),
            _task(
                walk,
                "end",
                f"{or_auto} until the END is sharp, then {set_key} SET",
            ),
            _task(walk, "start", f"{arrows} until the START is sharp"),
            _task(walk, "rack", f"{set_key} SET racks after {delay_s} s"),
        ),
        after if "rack" in walk.done else "",
        _overlay(view),
        info_of(view.snapshot, view.hint, view.now_s),
    )


def _way_here(shown: Snapshot, host: Host) -> tuple[Task, ...]:
    """What keeps the arrows from driving, if anything does."""
    sentence = obstacle(shown, host)
    return (Task(sentence, Tick.WRONG),) if sentence else ()


def obstacle(shown: Snapshot, host: Host) -> str:
    """Why the arrows do not drive; '' where they do."""
    if shown.lost:
        return shown.lost
    if not shown.drives:
        return "Another screen drives the lens."
    if not shown.sequencing:
        return "Focus sequencing is off: the Focus menu, Sequence, turns it on."
    if shown.mode in (Mode.EDIT, Mode.PLAY):
        return f"{_key(host, 'info')}, until the overlay says [rack]."
    return ""


def _task(walk: Walk, name: str, text: str) -> Task:
    return Task(text, Tick.DONE if name in walk.done else Tick.OPEN)


def _key(host: Host, button_id: str) -> str:
    return f"{first_key(host.keys, button_id)} {BY_ID[button_id].label}".strip()


def _either(host: Host, button_ids: Iterable[str]) -> str:
    return " ".join(filter(None, map(partial(first_key, host.keys), button_ids)))


def _overlay(view: View) -> str:
    overlay = view.snapshot.overlay
    if overlay is None or not view.snapshot.sequencing:
        return ""
    return overlay_line(overlay, view.now_s)
