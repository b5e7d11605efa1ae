"""What is going on, gathered in one place by the owner and shown to everyone as snapshots."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from fsq_tui.clock import Clock
from fsq_tui.errors import LensFault, Stopped
from fsq_tui.focus.modes import IN_VIEW, SURVEYING, Activity, Mode
from fsq_tui.focus.overlay import Highlights, OverlayView
from fsq_tui.focus.settings import FocusSettings
from fsq_tui.focus.stack import SceneMap, StackView
from fsq_tui.focus.swept import Swept
from fsq_tui.session.keeper import Keeper
from fsq_tui.session.listeners import Listeners
from fsq_tui.session.motor import Motor
from fsq_tui.session.rack_view import rack_view
from fsq_tui.session.rows import rows
from fsq_tui.session.snapshot import (
    LOG_LINES,
    Hint,
    LogLine,
    PointRow,
    Position,
    Progress,
    Severity,
    Snapshot,
)

LOST_REMEDY = "fsq looks for it: check cable, power and battery."
BACK = "The camera is back. Before its next pull the lens goes to its stops."
EMPTY_PERCENT = 5  # a Canon that says no more than Low counts as that


class Board:
    """The owner writes its plain attributes and calls `publish`; anyone may read `snapshot`."""

    def __init__(
        self, clock: Clock, motor: Motor, keeper: Keeper, settings: FocusSettings, *, stand_in: bool
    ) -> None:
        self._clock = clock
        self._motor = motor
        self._keeper = keeper
        self.settings = settings
        self.mode = self.resting_mode
        self.activity = Activity.IDLE
        self.sequencing = True
        self.live_view = True
        self.running = False
        self.destination: int | None = None
        self.ends_s = 0.0
        self.progress: Progress | None = None
        self.hint: Hint | None = None
        self.lost = ""
        self.recording: bool | None = None
        self._recording_since_s: float | None = None
        self.swept: Swept | None = None
        self.stack = StackView()
        self.scene_map: SceneMap | None = None
        self.objection: str | None = None
        self._stand_in = stand_in
        self.highlights = Highlights()
        self._since_s = 0.0
        self._was_off_point = False
        self._log: deque[LogLine] = deque(maxlen=LOG_LINES)
        self._lines: tuple[LogLine, ...] = ()
        self._rows: tuple[PointRow, ...] = ()
        self._rows_of: tuple[object, object, object] = (None, None, None)
        self.can_undo_end = False
        self._battery_percent = motor.battery_percent()
        self._is_low = False
        self.listeners = Listeners()
        self.snapshot = Snapshot()

    def now(self) -> float:
        """The operator's seconds."""
        return self._clock.now() / self._clock.rate

    def use(self, settings: FocusSettings) -> None:
        """Other settings. Follow Focus on or off is another mode, unless one edits or plays."""
        self.settings = settings
        if self.mode in (Mode.OFF, Mode.RACK):
            self.enter(self.resting_mode)

    def enter(self, mode: Mode) -> None:
        """Another mode, marked on the overlay."""
        if self.mode is not mode:
            self.mode = mode
            self.highlight("mode_s")

    @property
    def resting_mode(self) -> Mode:
        """The mode in which nothing is edited or played."""
        return Mode.RACK if self.settings.follow else Mode.OFF

    def is_in_view(self) -> bool:
        """Whether the camera may be asked for pictures to look at."""
        return self.shows_pictures() and self.activity in IN_VIEW

    def shows_pictures(self) -> bool:
        """Whether pictures that were fetched for another reason are looked at."""
        return self.live_view and not self.lost

    def begin(self, activity: Activity, destination: int | None = None) -> None:
        """The lens starts to do something."""
        self.activity = activity
        self.destination = destination
        self._since_s = self.now()
        self.publish()

    def end(self) -> None:
        """The lens is at rest again."""
        self.activity = Activity.IDLE
        self.destination = None
        self.progress = None
        self.publish()

    @contextmanager
    def doing(self, activity: Activity, destination: int | None = None) -> Iterator[None]:
        """Show an activity for as long as it lasts, and the truth about the position after it."""
        self.begin(activity, destination)
        try:
            yield
            self._motor.attention.heed()  # keys pressed in its last command belong to it
        except LensFault:
            with suppress(Stopped):  # and so they do where that one has failed
                self._motor.attention.heed()
            raise
        finally:
            with suppress(LensFault):
                self._motor.settle()
            self._look_at_battery()
            self.end()

    def _look_at_battery(self) -> None:
        """Tell once that it is nearly empty, and again after it was changed."""
        self._battery_percent = percent = self._motor.battery_percent()
        was_low, self._is_low = self._is_low, percent is not None and percent <= EMPTY_PERCENT
        if self._is_low and not was_low:
            self.tell(
                f"The battery of the camera is at {percent}%. Change it before the next take.",
                Severity.FAULT,
            )

    def show_progress(self, fraction: float, label: str) -> None:
        """How far a check or a calibration is."""
        self.progress = Progress(min(max(fraction, 0.0), 1.0), label)
        self.publish()

    def highlight(self, field: str) -> None:
        """Blink one part of the overlay: `mode_s`, `index_s`, `distance_s` or `duration_s`."""
        self.highlights = replace(self.highlights, **{field: self.now()})

    def say(self, text: str, severity: Severity = Severity.NOTE) -> None:
        """A line on the console."""
        self._log.append(LogLine(self._clock.wall(), text, severity))
        self._lines = tuple(self._log)

    def tell(self, text: str, severity: Severity = Severity.WARNING) -> None:
        """A sentence under the overlay; a fault goes to the console too, where it stays."""
        self.hint = Hint(text, self.now(), severity)
        if severity is Severity.FAULT:
            self.say(text, severity)

    def warn(self, text: str) -> None:
        """A sentence that was not asked for: under the overlay, and on the console."""
        self.tell(text)
        self.say(text, Severity.WARNING)
        self.publish()

    def note(self, text: str) -> None:
        """A sentence under the overlay, at once."""
        self.tell(text, Severity.NOTE)
        self.publish()

    def show_recording(self, is_on: bool | None) -> None:
        """Whether the body records a clip. Since when is known where it did not before."""
        if is_on is self.recording:
            return
        began = is_on and self.recording is False
        self._recording_since_s = self.now() if began else None
        self.recording = is_on
        self.publish()

    def show_camera(self, lost: str) -> None:
        """The camera went, is still gone, or (`lost` is '') is back."""
        self.lost = lost
        if lost:
            self.show_recording(None)
            self.tell(f"{lost} {LOST_REMEDY}", Severity.FAULT)
        else:
            self.tell(BACK)
            self.say(BACK)
        self.publish()

    def publish(self) -> None:
        """Replace the snapshot and tell the listeners. Owner's thread only."""
        identity = self._motor.lens.identity
        history = self._keeper.history
        position = self._motor.position()
        shown = Snapshot(
            mode=self.mode,
            activity=self.activity,
            sequencing=self.sequencing,
            live_view=self.live_view and self._motor.lens.capabilities.live_view,
            rows=self._current_rows(),
            index=history.present.index,
            order=history.present.order,
            running=self.running,
            destination=self.destination,
            position=position,
            progress=self.progress,
            hint=self.hint,
            log=self._lines,
            calibration=self._motor.calibration,
            scene=self._keeper.scene_name,
            body=identity.body,
            lens_name=identity.lens_name,
            link=identity.link,
            battery_percent=self._battery_percent,
            can_undo=self.can_undo_end if self.mode is Mode.RACK else bool(history.past),
            can_redo=bool(history.future),
            unsaved=self._keeper.unsaved,
            lost=self.lost,
            recording=self.recording,
            recording_since_s=self._recording_since_s,
            swept=self.swept,
            stack=self.stack,
            scene_map=self.scene_map,
            settings=self.settings,
            rack=rack_view(
                self._motor, position, self._keeper.rack, self.settings, self._countdown_s()
            ),
            objection=self.objection,
            stand_in=self._stand_in,
            silent=self._motor.is_silent,
        )
        self.snapshot = replace(shown, overlay=self._overlay(shown))  # in one go: others read it
        self.listeners.call()

    def _countdown_s(self) -> float | None:
        """What is left of Start Delay."""
        if self.activity is not Activity.WAITING:
            return None
        return max(0.0, self.ends_s * self._clock.rate - self._clock.now())

    def _current_rows(self) -> tuple[PointRow, ...]:
        """The points with their transitions, worked out anew only when one of them changed."""
        sequence, calibration = self._keeper.sequence, self._keeper.calibration
        key = (sequence.points, sequence.order, calibration)
        if any(now is not before for now, before in zip(key, self._rows_of, strict=True)):
            self._rows_of = key
            self._rows = rows(sequence, calibration)
        return self._rows

    def _overlay(self, shown: Snapshot) -> OverlayView | None:
        if not self.sequencing:
            return None
        view = OverlayView(
            mode=self.mode,
            activity=self.activity,
            live_cm=shown.position.distance_cm,
            destination=(self.destination or 0) + 1,
            since_s=self._since_s,
            ends_s=self.ends_s,
            rate=self._clock.rate,
            highlights=self.highlights,
        )
        if self.mode is Mode.RACK:
            rack = shown.rack
            return replace(view, counter_steps=rack.counter_steps, expected_s=rack.expected_s)
        if not shown.rows:
            return view
        row = shown.rows[shown.index]
        return replace(
            view,
            number=shown.index + 1,
            count=len(shown.rows),
            stored_cm=row.point.distance_cm,
            off_point=self._off_point(row, shown.position),
            target_s=row.point.duration_s if row.transition else None,
            expected_s=row.transition.expected_s if row.transition else None,
            since_s=self._since_s,
        )

    def _off_point(self, row: PointRow, position: Position) -> bool:
        """Whether the lens was taken to another step than the point's; compared in steps."""
        known = position.step is not None and row.step is not None
        free = self.activity not in (*SURVEYING, Activity.MOVING)
        off = free and known and position.step != row.step
        if off and not self._was_off_point:
            self._since_s = self.now()
        self._was_off_point = off
        return off
