"""Typed distances: the mark where the lens stands, where to focus, and the list of the marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.widget import Widget

from fsq_tui.focus.calibration import Calibration, DistanceMark
from fsq_tui.focus.distance import UNKNOWN_CM, distance_label, parse_distance, whole_cm
from fsq_tui.focus.marks import mark_near, with_mark
from fsq_tui.focus.scale import MIN_MARKS, require_scale
from fsq_tui.screens.base import View
from fsq_tui.screens.dialogs import Dialog
from fsq_tui.screens.modal import ListBox
from fsq_tui.session.requests import FocusAt, MarkDistance, RemoveMark, Request
from fsq_tui.session.snapshot import Snapshot
from fsq_tui.widgets.keys import Keys, first_key
from fsq_tui.widgets.pager import Pager, Pages
from fsq_tui.widgets.paint import Line

MAX_LENGTH = 16
NOTE_ROWS = 3
WIDTH = 40

Ask = Callable[[Request], None]
Shown = Callable[[], Snapshot]


def mark_dialog(keys: Keys, shown: Shown, ask: Ask) -> Dialog:
    """For the distance that the lens is at; an empty one takes the mark near it away."""

    def accept(text: str) -> None:
        distance_cm = whole_cm(parse_distance(text)) if text.strip() else UNKNOWN_CM
        calibration, step = shown().calibration, shown().position.step
        if distance_cm and calibration is not None and step is not None:
            with_mark(calibration, DistanceMark(calibration.positions[step], distance_cm))
        ask(MarkDistance(distance_cm))

    title = "This step is at (cm, m, ft, inf)"
    return Dialog(keys, title, _mark_here(shown()), accept, MAX_LENGTH, NOTE_ROWS)


def focus_dialog(keys: Keys, shown: Shown, ask: Ask) -> Dialog:
    """For a distance to take the lens to."""

    def accept(text: str) -> None:
        distance_cm = parse_distance(text)
        calibration = shown().calibration
        if calibration is not None:
            require_scale(calibration).step_at(distance_cm)
        ask(FocusAt(distance_cm))

    live_cm = shown().position.distance_cm
    value = distance_label(live_cm) if live_cm else ""
    return Dialog(keys, "Focus at (cm, m, ft, inf)", value, accept, MAX_LENGTH, NOTE_ROWS)


def marks_value(view: View) -> str:
    """The menu's: how many there are."""
    calibration = view.snapshot.calibration
    return str(len(calibration.marks)) if calibration else "0"


class MarksScreen(ListBox):
    """The marks by rising position; TRASH removes the selected one."""

    def __init__(self, keys: Keys, ask: Ask) -> None:
        super().__init__(keys, "Distance marks", rows=8, columns=WIDTH)
        self._ask = ask
        self._calibration: Calibration | None = None
        self._selected = 0
        self._told = Pager()
        self._told.styles.height = 1
        self._pager = Pager()
        actions = self.scroll_actions()
        actions["remove"] = self.of("trash")
        actions["close"] = self.of("menu", "stop")
        self.bind_keys(actions)
        self.tell_keys(trash="remove", menu="close")

    def body(self) -> Iterable[Widget]:
        """What the marks are good for stays, the marks scroll."""
        yield self._told
        yield self._pager

    def show(self, view: View) -> None:
        """The list follows the session."""
        self._calibration = view.snapshot.calibration
        self._again()

    def action_move(self, lines: int) -> None:
        """Select another mark."""
        self._selected = max(0, self._selected + lines)
        self._again()

    def action_remove(self) -> None:
        """TRASH: remove the selected mark."""
        if self._marks:
            self._ask(RemoveMark(self._marks[self._selected].normalized_position))

    @property
    def _marks(self) -> tuple[DistanceMark, ...]:
        return self._calibration.marks if self._calibration is not None else ()

    def _again(self) -> None:
        self._selected = min(self._selected, max(0, len(self._marks) - 1))
        self._told.show(Pages(([(_told(len(self._marks)), "muted")],)))
        if not self._marks:
            key = first_key(self.keys, "mark")
            self._pager.show(Pages(([(f"{key} MARK makes one, in edit mode.", "plain")],)))
            return
        lines = tuple(_line(mark, self._calibration) for mark in self._marks)
        self._pager.show(Pages(lines, selected=self._selected))


def _told(count: int) -> str:
    if count < MIN_MARKS:
        return f"{count} of the {MIN_MARKS} that a distance scale takes"
    return "The distance scale goes by these."


def _line(mark: DistanceMark, calibration: Calibration | None) -> Line:
    step = "-" if calibration is None else str(calibration.step_at(mark.normalized_position))
    return [(f" {distance_label(mark.distance_cm):>8}   step {step}", "plain")]


def _mark_here(snapshot: Snapshot) -> str:
    """What the mark near the lens says; '' where there is none."""
    step, calibration = snapshot.position.step, snapshot.calibration
    mark = None if step is None or calibration is None else mark_near(calibration, step)
    return "" if mark is None else distance_label(mark.distance_cm)
