"""Rack focus: the pull from the start point to the end point, and back."""

from __future__ import annotations

from collections.abc import Callable

from fsq_tui.clock import Clock
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.focus.shape import Shape
from fsq_tui.session.board import Board
from fsq_tui.session.end_points import END_HERE, EndPoints
from fsq_tui.session.following import Following
from fsq_tui.session.keeper import Keeper
from fsq_tui.session.motor import Motor
from fsq_tui.session.player import Report, foresee, perform, prepare
from fsq_tui.session.rack_view import rack_s
from fsq_tui.session.requests import EndPointHere, GoToStart, OfRack, Rack, Turn
from fsq_tui.session.snapshot import Severity
from fsq_tui.session.stepping import rack_by_steps
from fsq_tui.session.surveyor import Surveyor
from fsq_tui.session.teaching import (
    AT_END,
    KNOB,
    NO_END,
    NO_RECORDING,
    NO_START,
    NOT_FOLLOWING,
    SAVED_HERE,
    STOPPED,
    held_up,
    met_early,
    step_lost,
    teaching,
)

Roll = Callable[[Callable[[], None]], None]
"""Records a clip around what it is given."""


class Racking:
    """On the owner's thread. Raises Stopped and every LensFault.

    `roll` is None where the camera cannot be told to record; `is_recording` tells whether it does,
    whoever has started it. `points` and `following` do their part of what the keys are for.
    """

    def __init__(
        self, clock: Clock, motor: Motor, keeper: Keeper, board: Board, surveyor: Surveyor
    ) -> None:
        self._clock = clock
        self._motor = motor
        self._board = board
        self.points = EndPoints(clock, motor, keeper, board, surveyor)
        self.following = Following(motor, board, self.points)
        self.roll: Roll | None = None
        self.is_recording: Callable[[], bool] = lambda: False

    def perform(self, request: OfRack) -> None:
        """Do what was asked of the resting lens; from now on the keys are those of the rack."""
        if self._is_possible(request):
            self._board.enter(Mode.RACK)
            self._board.hint = None  # what was said of an earlier key is over
            self._begin(request)

    def _is_possible(self, request: OfRack) -> bool:
        """Whether Follow Focus is on; if not, say what switches it on."""
        if not self._board.sequencing:
            self._board.tell(STOPPED)
        elif not self._board.settings.follow:
            self._board.tell(NOT_FOLLOWING)
        elif isinstance(request, Turn) and self._board.mode is not Mode.RACK:
            self._board.tell(KNOB)
        else:
            return True
        return False

    def _begin(self, request: OfRack) -> None:
        match request:
            case EndPointHere():
                self._end_here()
            case GoToStart():
                self._go_to_start()
            case Rack():
                self._rack(request)
            case Turn(clicks):
                self.following.turn(clicks)

    def foresee(self) -> None:
        """While nothing is asked: what the planner needs for the next rack."""
        settings, end = self._board.settings, self.points.ends.end
        if settings.rack_duration_s and end is not None and self._motor.calibration is not None:
            step = self._motor.calibration.step_at(end.normalized_position)
            foresee(self._motor, step, settings.rack_duration_s, Shape.LINEAR)

    def _end_here(self) -> None:
        with teaching():
            self.points.place()
            self.points.set_end(SAVED_HERE if self.is_recording() else END_HERE)

    def _go_to_start(self) -> None:
        start = self.points.ends.start
        if start is None:
            self._board.tell(NO_START)
            return
        with teaching():
            self.points.place()
            step = self.points.known().step_at(start.normalized_position)
            pull = prepare(self._motor, step, 0.0)
            self._show_end(pull.expected_s)
            with self._board.doing(Activity.MOVING):
                perform(self._motor, pull)

    def _rack(self, request: Rack) -> None:
        is_recorded = request.is_recorded and not self.is_recording()
        if self.points.ends.end is None:
            self._board.tell(NO_END)
            return
        if is_recorded and self.roll is None:
            self._board.tell(NO_RECORDING)
            return
        with teaching():
            self.points.place()
            self._motor.settle()
            if self.points.counter() == 0:
                self._board.tell(AT_END)
            elif is_recorded and self.roll is not None:
                self.roll(self._pull)
            else:
                if request.is_delayed:
                    self._count_down()
                self._pull()

    def _count_down(self) -> None:
        """Start Delay, in whole seconds; nothing moves."""
        begin_s, delay_s = self._clock.now(), self._board.settings.start_delay_s
        if not delay_s:
            return
        self._show_end(delay_s)
        self._board.begin(Activity.WAITING)
        try:
            for gone_s in range(delay_s):
                self._board.tell(f"Rack Focus: {delay_s - gone_s}...", Severity.NOTE)
                self._board.publish()
                self._motor.attention.pause_until(begin_s + gone_s + 1)
            self._board.hint = None
        finally:
            self._board.end()

    def _pull(self) -> None:
        """Now. What it leaves undone the counter shows, which is always where the lens is."""
        end, counter = self.points.ends.end, self.points.counter()
        if end is None or counter is None:
            return
        self.points.begin()
        known, hint, place = self.points.known(), self._board.hint, self._motor.travel.place
        to_step = known.step_at(end.normalized_position)
        direction = BACKWARD if counter > 0 else FORWARD
        with self._board.doing(Activity.MOVING):
            report = self._performed(to_step, rack_s(self._motor, counter, self._board.settings))
        self._say(report, -counter, is_quiet=self._board.hint is hint)
        has_met = self._motor.travel.place != place and to_step not in (0, known.last_step)
        if report.off_by_steps:
            off = report.off_by_steps
            raise held_up(off, direction) if has_met else step_lost(off)
        if has_met and self._motor.is_counted:
            self._board.warn(met_early(direction, self._board.settings))
        self.points.reverse()

    def _performed(self, to_step: int, expected_s: float) -> Report:
        duration_s = self._board.settings.rack_duration_s
        if duration_s:
            pull = prepare(self._motor, to_step, duration_s)
            self._show_end(pull.expected_s)
            return perform(self._motor, pull)
        self._show_end(expected_s)
        return rack_by_steps(self._motor, to_step, self.points.stepping(), expected_s)

    def _say(self, report: Report, way: int, *, is_quiet: bool) -> None:
        """On the console; and under the overlay, unless something else was told meanwhile."""
        said = f"rack {way:+d}: planned {report.planned_s:.3f}s, took {report.took_s:.3f}s"
        self._board.say(f"{said}, {report.deviation}, {report.how.value}")
        if is_quiet:
            self._board.tell(f"{said}. SET racks back.", Severity.NOTE)

    def _show_end(self, in_s: float) -> None:
        """The countdown of the overlay ends then."""
        self._board.ends_s = (self._clock.now() + in_s) / self._clock.rate
