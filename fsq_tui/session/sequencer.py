"""The sequencer: what each act does to the lens, the points and the board."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from fsq_tui.clock import Clock
from fsq_tui.errors import AtStop, LensFault, Stopped
from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration
from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.focus.sequence import FocusPoint
from fsq_tui.focus.shape import Shape
from fsq_tui.session.board import Board
from fsq_tui.session.editor import NO_POINT, Editor
from fsq_tui.session.keeper import Keeper
from fsq_tui.session.lookout import Lookout
from fsq_tui.session.motor import Motor
from fsq_tui.session.player import Report, foresee, perform, prepare
from fsq_tui.session.prints import Idler, Prints
from fsq_tui.session.racking import Racking
from fsq_tui.session.refinding import autofocus_and_find
from fsq_tui.session.requests import EndPointHere, FocusOnPeak, PlaceByPicture, Rack, Sweep
from fsq_tui.session.rules import Act
from fsq_tui.session.runner import Runner
from fsq_tui.session.snapshot import Severity
from fsq_tui.session.surveyor import Surveyor
from fsq_tui.session.taking import keep_take, told, told_shortly
from fsq_tui.session.teaching import ZOOM, teaching

FASTEST_S = 0.0
OF_A_POINT = frozenset(
    {
        Act.INSERT, Act.REMOVE, Act.GO_PREVIOUS, Act.GO_NEXT, Act.LONGER, Act.SHORTER,
        Act.NEXT_SHAPE, Act.TOGGLE_CHAIN, Act.TOGGLE_SKIP, Act.PULL_NEXT, Act.RUN, Act.RETURN_FIRST,
    }
)  # fmt: skip


class Sequencer:
    """Performs acts, one at a time, on the owner's thread. Raises Stopped and every LensFault."""

    def __init__(
        self,
        clock: Clock,
        motor: Motor,
        keeper: Keeper,
        board: Board,
        surveyor: Surveyor,
        taking: Callable[[bool], AbstractContextManager[None]],
        idler: Idler,
    ) -> None:
        """`taking` surrounds each pull, told whether it is a take to be kept."""
        self._clock = clock
        self._motor = motor
        self._keeper = keeper
        self._board = board
        self._surveyor = surveyor
        self._taking = taking
        self.editor = Editor(motor, keeper, board)
        self.lookout = Lookout(motor, board, surveyor)
        self.prints = Prints(motor, keeper, board, self.lookout, idler)
        self.racking = Racking(clock, motor, keeper, board, surveyor)
        self._runner = Runner(clock, motor.attention, keeper, board, self._move)
        self._acts: dict[Act, Callable[[str], None]] = {
            Act.ENTER_EDIT: lambda _: self.enter_edit(),
            Act.ENTER_PLAY: lambda _: self._enter_play(),
            Act.LEAVE: lambda _: self.leave(),
            Act.RECORD: lambda _: self._recorded(self.editor.record),
            Act.INSERT: lambda _: self._recorded(self.editor.insert),
            Act.REMOVE: lambda _: self._remove(),
            Act.GO_PREVIOUS: lambda _: self._go_by(-1),
            Act.GO_NEXT: lambda _: self._go_by(1),
            Act.GO_TO: lambda button: self.go_to(_number(button)),
            Act.LONGER: lambda _: self.editor.tick(1),
            Act.SHORTER: lambda _: self.editor.tick(-1),
            Act.AUTOFOCUS: lambda _: self._autofocus(),
            Act.JOG: self._jog,
            Act.UNDO: lambda _: self.editor.undo(),
            Act.REDO: lambda _: self.editor.redo(),
            Act.NEXT_SHAPE: lambda _: self.editor.manner.next_shape(),
            Act.TOGGLE_CHAIN: lambda _: self.editor.manner.toggle_chain(),
            Act.TOGGLE_SKIP: lambda _: self.editor.manner.toggle_skip(),
            Act.PULL_NEXT: lambda _: self._runner.pull_next(),
            Act.RUN: lambda _: self._runner.run(),
            Act.END_RUN: lambda _: self._runner.end(),
            Act.PULL_TO: lambda button: self.go_to(_number(button)),
            Act.RETURN_FIRST: lambda _: self._runner.return_first(),
            Act.TOGGLE_LIVE_VIEW: lambda _: self._toggle_live_view(),
            Act.SWEEP: lambda _: self.lookout.perform(Sweep()),
            Act.FOCUS_ON_PEAK: lambda _: self.lookout.perform(FocusOnPeak()),
            Act.PLACE_BY_PICTURE: lambda _: self.lookout.perform(PlaceByPicture()),
            Act.DRIVE: self.racking.following.drive,
            Act.END_POINT: lambda _: self.racking.perform(EndPointHere()),
            Act.UNDO_END_POINT: lambda _: self.racking.points.undo(),
            Act.RACK: lambda _: self.racking.perform(Rack()),
            Act.RACK_DELAYED: lambda _: self.racking.perform(Rack(is_delayed=True)),
            Act.RACK_RECORDED: lambda _: self.racking.perform(Rack(is_recorded=True)),
            Act.SAY_ZOOM: lambda _: self._board.tell(ZOOM),
            Act.IGNORE: lambda _: None,
        }

    def perform(self, act: Act, button: str) -> None:
        """Do what a button means now. Edits are on disk when this returns."""
        self._board.hint = None  # what was said of an earlier key is over
        if act in OF_A_POINT and not self._keeper.sequence.points:
            self._board.tell(NO_POINT)
            return
        self._acts[act](button)

    def enter_edit(self) -> None:
        """Check the limits once a run, calibrate an unknown lens, then go to the current point."""
        if self._motor.limits is None:
            self._surveyor.check_limits()
        if self._motor.calibration is None:
            self._surveyor.calibrate()
        self._board.enter(Mode.EDIT)
        if self._keeper.sequence.points:
            self._move(self._keeper.sequence.index)
        else:
            self._keeper.start_with(self.editor.live_point())

    def leave(self) -> None:
        """Sequencing off; a transition under way is halted."""
        self._board.enter(self._board.resting_mode)
        if self._board.activity is not Activity.IDLE:
            raise Stopped("Sequencing is off: the transition was halted.")

    def toggle_sequencing(self) -> None:
        """Start or stop focus sequencing; stopping halts the lens."""
        self._board.sequencing = not self._board.sequencing
        self._board.mode = self._board.resting_mode
        if self._board.activity is not Activity.IDLE:
            raise Stopped("Focus sequencing is stopped: the lens was halted.")

    def go_to(self, number: int) -> None:
        """To a point by its number: in edit as fast as possible, in play in its own time."""
        points = self._keeper.sequence.points
        if not 1 <= number <= len(points):
            self._board.tell(f"There is no point {number}: the sequence has {len(points)}.")
            return
        timed = self._board.mode is Mode.PLAY and number > 1
        self._move(number - 1, points[number - 1] if timed else None)

    def due_s(self) -> float | None:
        """When `tend` has something to do, None for never."""
        dues_s = (self.prints.due_s(), self.racking.points.due_s())
        return min((due for due in dues_s if due is not None), default=None)

    def tend(self) -> None:
        """While nothing is asked: put on disk what is not, look at the points. Raises LensGone."""
        self.racking.points.tend()
        self.prints.tend()

    def foresee(self) -> None:
        """While nothing is asked: make what the next pull will need, so that it begins at once."""
        if self._board.mode is Mode.RACK:
            self.racking.foresee()
        coming = self._runner.coming() if self._board.mode is Mode.PLAY else None
        if coming is not None and self._motor.calibration is not None:
            to, by = coming
            to_step = self._motor.calibration.step_at(to.normalized_position)
            foresee(self._motor, to_step, by.duration_s, by.shape)

    def _enter_play(self) -> None:
        self._runner.set_out()
        self._board.enter(Mode.PLAY)
        self.prints.arrived()

    def _recorded(self, edit: Callable[[], None]) -> None:
        edit()
        self.prints.recorded()

    def _remove(self) -> None:
        if len(self._keeper.sequence.points) == 1:
            self._board.tell("The last point cannot be removed. SET stores another position in it.")
            return
        self._keeper.edit(self._keeper.sequence.removed())
        self._board.highlight("index_s")
        self._move(self._keeper.sequence.index)

    def _toggle_live_view(self) -> None:
        if self._motor.lens.capabilities.live_view:
            self._board.live_view = not self._board.live_view
        else:
            self._board.tell(f"RATE: {self._motor.lens.identity.body} shows no live view.")

    def _autofocus(self) -> None:
        with teaching(), self._board.doing(Activity.AUTOFOCUS):
            autofocus_and_find(self._motor, self._board.show_progress)

    def _jog(self, button: str) -> None:
        _, towards, size = button.split("_")
        if int(size) not in self._motor.lens.step_sizes:
            self._board.tell(f"This lens has no step size {size}.")
            return
        with self._board.doing(Activity.JOGGING):
            direction = FORWARD if towards == "forward" else BACKWARD
            try:
                self._motor.take_up(direction)
                self._motor.drive(int(size), direction)
            except AtStop:
                self._board.tell(f"The lens is at its {towards} stop.")

    def _go_by(self, offset: int) -> None:
        sequence = self._keeper.sequence
        self._move((sequence.index + offset) % len(sequence.points))

    def _move(self, index: int, by: FocusPoint | None = None) -> float:
        """Go to a point; it becomes the current one when the lens has arrived. Returns when.

        The pull takes the time and the shape of `by`; None is as fast as possible. A lens that was
        lost sight of first finds its stops, and back to the current point.
        """
        if self._motor.limits is None:
            self._surveyor.check_limits()
            if index != self._keeper.sequence.index:
                self._move(self._keeper.sequence.index)
        point = self._keeper.sequence.points[index]
        to_step = self._calibration().step_at(point.normalized_position)
        target_s, shape = (FASTEST_S, Shape.LINEAR) if by is None else (by.duration_s, by.shape)
        pull = prepare(self._motor, to_step, target_s, shape)
        self._board.ends_s = (self._clock.now() + pull.expected_s) / self._clock.rate
        hint = self._board.hint
        is_take = self._board.mode is Mode.PLAY or target_s > FASTEST_S
        with self._board.doing(Activity.MOVING, index), self._taking(is_take):
            report = perform(self._motor, pull)
            arrived_s = self._clock.now()
            before = self._keeper.sequence.index
            self._keeper.stand_on(index)
        self.prints.arrived()
        self._report(before, index, report, is_quiet=self._board.hint is hint)
        return arrived_s

    def _report(self, before: int, index: int, report: Report, *, is_quiet: bool) -> None:
        """Tell and keep what became of a pull; nothing of it may cost the next one.

        `is_quiet`: nothing else was told meanwhile, such as of a key that was refused.
        """
        if report.from_step == report.to_step and report.asked_s == FASTEST_S:
            return  # it stood there already
        if is_quiet:
            self._board.tell(f"point {index + 1}: {told_shortly(report)}", Severity.NOTE)
        self._log(index, report)
        if self._board.mode is Mode.PLAY or report.asked_s > FASTEST_S:
            self._keep_take(before, index, report)

    def _keep_take(self, before: int, index: int, report: Report) -> None:
        sentence = keep_take(
            self._keeper.path,
            self._motor.lens.identity,
            self._keeper.sequence.points,
            (before, index),
            report,
            self._clock.wall(),
        )
        if sentence:
            self._board.tell(sentence, Severity.FAULT)

    def _log(self, index: int, report: Report) -> None:
        severity = Severity.WARNING if report.off_by_steps else Severity.NOTE
        self._board.say(f"point {index + 1}: {told(report)}", severity)
        if report.off_by_steps:
            self._board.tell(
                f"Point {index + 1} was missed by {report.off_by_steps:+d} steps: "
                "check that nothing holds the focus ring."
            )

    def _calibration(self) -> Calibration:
        if self._motor.calibration is None:
            raise LensFault("The lens is not calibrated.", "Press INFO to calibrate it.")
        return self._motor.calibration


def _number(button: str) -> int:
    return int(button.rpartition("_")[2])
