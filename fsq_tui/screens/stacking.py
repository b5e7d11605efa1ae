"""Focus stacking: mark two planes, scan what lies between, choose the shots, take them."""

from __future__ import annotations

from collections.abc import Iterable

from textual.events import Resize
from textual.widget import Widget

from fsq_tui.buttons import BY_ID
from fsq_tui.screens.ahead import Ahead
from fsq_tui.screens.base import View
from fsq_tui.screens.host import Host, check_lens
from fsq_tui.screens.modal import Box
from fsq_tui.screens.stack_keys import ABOUT_KEYS, FOCUSING, is_unfinished, key_row, reason, steps
from fsq_tui.screens.stack_menu import capture_menu, stack_menu
from fsq_tui.screens.viewing import Viewing
from fsq_tui.session.requests import (
    AddShot,
    CaptureStack,
    DragShot,
    MarkPlane,
    PinShot,
    RemoveShot,
    Request,
    ScanScene,
)
from fsq_tui.widgets.info import InfoLine, info_of
from fsq_tui.widgets.stack import Stack, StackFoot, StackHead, doubts_of, head_rows, stack_text
from fsq_tui.widgets.stack_chart import StackChart
from fsq_tui.widgets.stack_keys import StackKeys
from fsq_tui.widgets.stack_maps import Maps, SceneMaps

MAPS_WIDTH, MAPS_HEIGHT = 72, 22  # of a screen that has room for them
DRAG = 0.01  # of the range, for a key
SAME = 1e-6  # of the range: it is the same depth


def stack_value(view: View) -> str:
    """How the Focus menu's entry reads."""
    stack = view.snapshot.stack
    if stack.shots:
        return stack_text(stack)
    if stack.near or stack.far:
        return "far not marked" if stack.near else "near not marked"
    return "not marked"


def stack_brief(view: View) -> str:
    """The same where there is less room."""
    shots = view.snapshot.stack.shots
    return f"{len(shots)} shots" if shots else stack_value(view)


class StackScreen(Box):
    """Follows the session; the keys that focus work here as on the live screen.

    Until the scene is swept the picture of the live view is where its maps are then.
    """

    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-tall")]  # noqa: RUF012

    def __init__(self, host: Host) -> None:
        super().__init__(host.keys, "Focus Stacking")
        self._host = host
        self._line = InfoLine()
        self._head = StackHead()
        self._viewing = Viewing(
            self, host.session.want_frames, host.repaint, host.view_limit_bytes_s, MAPS_HEIGHT
        )
        self._maps = SceneMaps()
        self._chart = StackChart()
        self._foot = StackFoot()
        self._key_row = StackKeys()
        self._view: View | None = None
        self._is_seen = False  # before that, the screen under it still asks for pictures
        self._selected = 1
        self._added: float | None = None  # the depth of a shot that was asked for just now
        self._ahead: Ahead[tuple[int, float]] = Ahead()
        self.bind_keys(
            {
                "do('stop')": self.of("stop"),
                **{f"do('{each}')": self.of(each) for each in _DOES},
                "select(-1)": (*self.of("left"), "left"),
                "select(1)": (*self.of("right"), "right"),
                "drag(-1)": (*self.of("up"), "up"),
                "drag(1)": (*self.of("down"), "down"),
                **{f"press('{each}')": self.of(each) for each in (*FOCUSING, "info")},
                "drag(-10)": ("pageup",),
                "drag(10)": ("pagedown",),
            }
        )

    def about_keys(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        """They have a line of their own here."""
        return ABOUT_KEYS

    def body(self) -> Iterable[Widget]:
        """From what is going on down to the keys."""
        yield self._line
        yield self._head
        yield self._viewing.meter
        yield self._viewing.picture
        yield self._maps
        yield self._chart
        yield self._foot
        yield self._key_row

    def on_mount(self) -> None:
        """Whether the lens can be driven is asked at once."""
        check_lens(self._host.session)

    def on_resize(self, event: Resize) -> None:
        """What is left out on a small screen, the maps first."""
        width, height = event.size
        self._head.styles.height = head_rows(width - 4) if height >= 10 else 1
        self._key_row.styles.height = 2 if height >= 18 else 1
        self._lay_out()

    def on_screen_resume(self) -> None:
        """What lay over the screen is gone; the session has gone on in the meantime."""
        self._is_seen = True
        self._viewing.resume()
        self._host.repaint()

    def on_screen_suspend(self) -> None:
        """Nobody looks at it."""
        self._is_seen = False
        self._viewing.suspend()

    def dismiss(self, result: None = None) -> object:  # type: ignore[override]
        """Leave: no more pictures are wanted here, before others are elsewhere."""
        self.on_screen_suspend()
        return super().dismiss(result)

    def wait_s(self, now_s: float) -> float:
        """How long the picture may stand as it is."""
        return self._viewing.wait_s(now_s)

    def show(self, view: View) -> None:
        """The stack as it is now."""
        self._view = view
        shown = view.snapshot
        self._follow(view)
        stack = Stack(
            shown.stack, shown.scene_map, shown.position, self._selected, steps(view, self.keys)
        )
        self._line.show(info_of(shown, view.hint, view.now_s))
        for part in (self._head, self._chart, self._foot):
            part.show(stack)
        self._key_row.show(key_row(view, self.keys, self._selected))
        self._maps.show(Maps.of(stack))
        self._viewing.show(view, is_used=self._is_seen and shown.scene_map is None)
        self._lay_out()

    def _follow(self, view: View) -> None:
        """The chosen shot: the one that was added, once it is there."""
        shots = view.snapshot.stack.shots
        if self._added is not None:
            for number, shot in enumerate(shots, 1):
                if abs(shot.depth - self._added) < SAME:
                    self._selected, self._added = number, None
                    break
        self._selected = min(max(1, self._selected), max(1, len(shots)))

    def _lay_out(self) -> None:
        """The maps stand there where they can be seen: with room, in colours, after a scan."""
        if self._view is None or not self.is_attached:
            return
        width, height = self.app.size
        scene = self._view.snapshot.scene_map
        has_room = width >= MAPS_WIDTH and height >= MAPS_HEIGHT and not self.app.no_color
        self.set_class(has_room and scene is not None, "-mapped")
        most = 6 if height >= 30 else 4 if height >= 18 else 2 if height >= 12 else 1
        doubts = len(doubts_of(scene)) + bool(self._view.snapshot.stack.strays)
        self._foot.styles.height = min(most, 2 + doubts)

    # ---- keys ----------------------------------------------------------------------------

    def action_select(self, offset: int) -> None:
        """LEFT and RIGHT: another shot, wrapping round."""
        if self._refused("left" if offset < 0 else "right") or self._view is None:
            return
        count = len(self._view.snapshot.stack.shots)
        self._selected = (self._selected - 1 + offset) % count + 1
        self._added = None
        self.show(self._view)

    def action_drag(self, hundredths: int) -> None:
        """UP and DOWN: the shot nearer or farther; repeated keys add up."""
        view = self._view
        if self._refused("up" if hundredths < 0 else "down") or view is None:
            return
        shot = view.snapshot.stack.shots[self._selected - 1]
        shown = (self._selected, shot.depth)
        _, depth = self._ahead.latest(shown, is_busy=view.snapshot.busy)
        there = round(min(max(depth + DRAG * hundredths, 0.0), 1.0), 6)
        self._ahead.ask((self._selected, there))
        self._host.session.ask(DragShot(self._selected, there))

    def action_press(self, button_id: str) -> None:
        """A button of the session that focuses the lens, or lets it be focused."""
        if not self._refused(button_id):
            self._host.press_button(button_id)

    def action_do(self, button_id: str) -> None:
        """Any other button of this screen."""
        if self._view is None or self._refused(button_id):
            return
        if button_id == "stop" and self._view.snapshot.busy:
            self._host.press_button("stop")
        elif button_id == "stop":
            self.dismiss(None)
        elif button_id == "menu":
            self._host.push(stack_menu(self._host))
        elif button_id == "play" and is_unfinished(self._view.snapshot.stack):
            self._host.push(capture_menu(self._host))
        else:
            self._host.session.ask(self._request(button_id, self._view))

    def _request(self, button_id: str, view: View) -> Request:
        shots, number = view.snapshot.stack.shots, self._selected
        if button_id == "q":
            self._added = _gap(tuple(shot.depth for shot in shots), number)
            return AddShot(self._added)
        if button_id == "set":
            return PinShot(number, not shots[number - 1].is_pinned)
        others: dict[str, Request] = {
            "near": MarkPlane(is_far=False),
            "far": MarkPlane(is_far=True),
            "sweep": ScanScene(),
            "play": CaptureStack(),
            "trash": RemoveShot(number),
        }
        return others[button_id]

    def _refused(self, button_id: str) -> bool:
        """Whether it does nothing now; then it is said why."""
        why = reason(button_id, self._view, self._selected) if self._view else ""
        if why:
            self._host.say(f"{BY_ID[button_id].label}: {why}")
        return bool(why)


_DOES = ("near", "far", "sweep", "play", "set", "q", "trash", "menu")


def _gap(depths: tuple[float, ...], number: int) -> float:
    """The middle of the gap after a shot; of the one before, after the last."""
    after = min(number, len(depths) - 1)
    return round((depths[after - 1] + depths[after]) / 2, 6)
