"""The state of a show at one moment: frozen, complete, all that a screen ever sees."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Self

from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.modes import Activity, How, Mode
from fsq_tui.focus.overlay import OverlayView
from fsq_tui.focus.scale import marked_cm
from fsq_tui.focus.sequence import FocusPoint, Order
from fsq_tui.focus.settings import FocusSettings
from fsq_tui.focus.stack import SceneMap, StackView
from fsq_tui.focus.swept import Swept


class Severity(Enum):
    """How loud a line is."""

    NOTE = "note"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of the console: time of day, text, severity."""

    at: dt.datetime
    text: str
    severity: Severity = Severity.NOTE


@dataclass(frozen=True, slots=True)
class Hint:
    """One sentence for the operator, shown from `since_s` for HINT_S."""

    text: str
    since_s: float
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True)
class Position:
    """Where the lens is: `step` and `normalized_position` are None until the limits are checked.

    `marks` is from how many of the operator's marks the distance was worked out, 0 where the lens
    reported it.
    """

    step: int | None = None
    normalized_position: int | None = None
    distance_cm: int = 0
    how: How = How.UNKNOWN
    marks: int = 0

    def marked(self, calibration: Calibration | None) -> Self:
        """With the distance by the operator's marks, where the lens reports none."""
        if self.distance_cm or self.step is None or calibration is None:
            return self
        distance_cm = marked_cm(calibration, self.step)
        marks = len(calibration.marks) if distance_cm else 0
        return replace(self, distance_cm=distance_cm, marks=marks)


@dataclass(frozen=True, slots=True)
class Transition:
    """The move into a point from the one before it that is not skipped.

    `expected_s` is what the asked target comes to, `fastest_s` the least this lens can do;
    `reason` says why the target cannot be reached, '' where it can.
    """

    steps: int
    expected_s: float
    fastest_s: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PointRow:
    """A focus point with the step it lies on and the transition into it.

    `step` is None while the lens is not calibrated; `transition` is None then too, and for the
    first point, into which one leads in a loop alone.
    """

    point: FocusPoint
    step: int | None = None
    transition: Transition | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a limits check or a calibration is: 0 ... 1, and what it is doing."""

    fraction: float
    label: str


@dataclass(frozen=True, slots=True)
class RackView:
    """The rack as the Focus menu shows it, in steps of the lens.

    `counter_steps` is how far the lens was driven from the end point, forward positive, so that 0
    is "here"; `start_steps` how far the start point is from here; None where there is no such
    point, or the lens does not know where it is. `unsure_steps` is by how much they may be wrong;
    `is_set` says whether there is an end point;
    `expected_s` how long a rack from here takes; `countdown_s` what is left of Start Delay.
    """

    is_set: bool = False
    counter_steps: int | None = None
    start_steps: int | None = None
    unsure_steps: int = 0
    expected_s: float | None = None
    countdown_s: float | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything to be shown. `index` counts from 0; `busy` from Activity.IDLE off.

    `running` is whether the focus goes on by itself at the next point.
    `overlay` is ready for `focus.overlay.overlay_line`; None while sequencing is stopped.
    `unsaved` is the sentence of the last failed save, '' while all is on disk. `lost` is the
    sentence about a camera that is gone, '' while it is there; `stand_in` says that the lens is
    simulated though nobody asked for it. `recording` is whether the body records a clip, whoever
    began it, None where that is not known; `recording_since_s` is since when, where it is known.
    `swept` is how sharp the picture was where, None before a sweep; `scene_map` what a sweep
    between the marks of a stack has found. `silent` is whether the body tells neither where its
    lens is nor when it meets a stop, so that the stops can be marked by hand. `objection` is why
    the lens could not be driven when that was last asked (CheckLens), '' where nothing was known
    against it, None before. `drives` is whether this screen's keys are heeded, among `screens` that
    show the session; `over` is why the show has ended, '' while it goes on.
    """

    mode: Mode = Mode.OFF
    activity: Activity = Activity.IDLE
    sequencing: bool = True
    live_view: bool = True
    overlay: OverlayView | None = None
    rows: tuple[PointRow, ...] = ()
    index: int = 0
    order: Order = Order.ONCE
    running: bool = False
    destination: int | None = None
    position: Position = field(default_factory=Position)
    progress: Progress | None = None
    hint: Hint | None = None
    log: tuple[LogLine, ...] = ()
    calibration: Calibration | None = None
    scene: str = ""
    body: str = ""
    lens_name: str = ""
    link: str = ""
    battery_percent: int | None = None
    can_undo: bool = False
    can_redo: bool = False
    unsaved: str = ""
    lost: str = ""
    recording: bool | None = None
    recording_since_s: float | None = None
    swept: Swept | None = None
    settings: FocusSettings = field(default_factory=FocusSettings)
    rack: RackView = field(default_factory=RackView)
    stack: StackView = field(default_factory=StackView)
    scene_map: SceneMap | None = None
    stand_in: bool = False
    silent: bool = False
    objection: str | None = None
    drives: bool = True
    screens: int = 1
    over: str = ""

    @property
    def busy(self) -> bool:
        """Whether the lens is doing anything."""
        return self.activity is not Activity.IDLE


LOG_LINES = 500
"""How many lines the console keeps."""

HINT_S = 3.0
"""How long a hint stays on the screen, in the operator's seconds."""
