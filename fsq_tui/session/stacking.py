"""Focus stacking for the operator: the planes marked, the scene swept, shots planned and taken.

What works on pictures is imported where it is needed: numpy is slow to come.
"""

from __future__ import annotations

from fsq_tui.errors import LensFault, UsageFault
from fsq_tui.focus.stack import Plane, StackSettings, StackView
from fsq_tui.session.board import Board
from fsq_tui.session.end_points import EndPoints
from fsq_tui.session.keeper import Keeper
from fsq_tui.session.motor import Motor
from fsq_tui.session.preferences import Preferences
from fsq_tui.session.recording import Recording
from fsq_tui.session.requests import (
    AddShot,
    CaptureStack,
    DragShot,
    MarkPlane,
    OfStack,
    PinShot,
    PlanPlain,
    ProposeShots,
    RemoveShot,
    ScanScene,
    SetStack,
)
from fsq_tui.session.snapshot import Severity
from fsq_tui.session.stack_capture import stack_s
from fsq_tui.session.stack_plan import OfShots, StackPlan, around, between
from fsq_tui.session.stack_points import to_take
from fsq_tui.session.stack_proposal import proposed
from fsq_tui.session.stack_taking import Taking
from fsq_tui.session.teaching import STOPPED
from fsq_tui.stacking.proposal import in_short

NO_MARKS = "Focus on the first plane and press NEAR, then on the last one and press FAR."
FIXED = "The body drives no lens: the shots of its stack lie where a sweep of the scene finds them."


class Stacking:
    """On the owner's thread. Raises Stopped, UsageFault, FileRefused and every LensFault."""

    def __init__(
        self,
        motor: Motor,
        keeper: Keeper,
        board: Board,
        points: EndPoints,
        recording: Recording,
        preferences: Preferences,
    ) -> None:
        self._motor = motor
        self._board = board
        self._points = points
        self._preferences = preferences
        self._taking = Taking(motor, keeper, board, points, recording)
        self._settings = preferences.stack
        self._near: Plane | None = None
        self._far: Plane | None = None
        self._plan: StackPlan | None = None
        self._positions: tuple[int, ...] = ()  # of the calibration that the steps are of
        self.show()

    def perform(self, request: OfStack) -> None:
        """Do what was asked of the resting lens, in any mode."""
        if not self._board.sequencing:
            self._board.tell(STOPPED)
            return
        self._board.hint = None  # what was said of an earlier key is over
        try:
            self._begin(request)
        finally:
            self.show()

    def show(self) -> None:
        """The stack on the board, as it is now; what was planned on another calibration is void."""
        known = self._motor.calibration
        positions = () if known is None else known.positions
        if positions != self._positions:
            self._positions = positions
            self._near = self._far = self._plan = None
        plan, at = self._plan, self._motor.position().step
        shots = () if plan is None else plan.shots
        self._board.stack = StackView(
            near=self._near,
            far=self._far,
            settings=self._settings,
            shots=shots,
            is_plain=plan is not None and plan.is_plain,
            expected_s=stack_s(self._motor, to_take(shots), self._settings, at) if shots else None,
            folder=self._taking.folder,
            missing=self._taking.missing,
        )

    def _begin(self, request: OfStack) -> None:
        match request:
            case MarkPlane(is_far):
                self._mark(is_far)
            case ScanScene():
                self._scan()
            case SetStack(settings):
                self._set(settings)
            case ProposeShots():
                self._propose()
            case PlanPlain():
                self._plan_plain(request)
            case DragShot() | PinShot() | AddShot() | RemoveShot():
                self._edit(request)
            case CaptureStack(is_resumed):
                self._capture(is_resumed)

    # -- the planes --------------------------------------------------------------------------

    def _mark(self, is_far: bool) -> None:
        plane = self._plane()
        if is_far:
            self._far = plane
        else:
            self._near = plane
        self._plan = None
        name = "far" if is_far else "near"
        at = "" if plane.step is None else f", at step {plane.step} ({plane.how.value})"
        told = f"The {name} plane is here{at}."
        if self._near is None or self._far is None:
            other = "near one: NEAR" if is_far else "far one: FAR"
            self._board.tell(f"{told} Focus on the {other} marks it.", Severity.NOTE)
            return
        self._replan(told)

    def _plane(self) -> Plane:
        """What the lens is focused on."""
        if not self._motor.lens.capabilities.drives:
            self._motor.settle()
            return Plane(distance_cm=self._motor.position().distance_cm)
        self._points.place()
        self.show()  # a lens calibrated just now has no planes of before
        step = self._motor.step()
        at = self._motor.position()
        return Plane(step, at.how, at.distance_cm)

    def _marks(self) -> tuple[Plane, Plane]:
        if self._near is None or self._far is None:
            raise UsageFault("The planes of the stack are not marked yet.", NO_MARKS)
        return self._near, self._far

    def _scan(self) -> None:
        raise LensFault("The scene cannot be swept.")

    # -- the shots ---------------------------------------------------------------------------

    def _replan(self, told: str = "", pins: tuple[float, ...] = ()) -> None:
        """Between the marks, and say what comes of it."""
        near, far = self._marks()
        self._plan = between(near, far, self._settings, None, pins)
        if (count := len(self._plan.shots)) < self._settings.shots:
            told += f" Only {count} steps lie between the marks."
        self._tell(told)

    def _tell(self, told: str = "") -> None:
        self.show()
        view = self._board.stack
        said = in_short(len(view.shots), view.expected_s or 0.0)
        self._board.tell(f"{told} {said[:1].upper()}{said[1:]}.".lstrip(), Severity.NOTE)

    def _set(self, settings: StackSettings) -> None:
        settings.require()
        before = self._settings
        self._settings = settings
        is_other = (before.shots, before.gravity) != (settings.shots, settings.gravity)
        try:
            if is_other and self._near is not None and self._far is not None:
                self._replan(pins=self._pins())
        except UsageFault:
            self._settings = before
            raise
        self._preferences.keep_stack(settings)

    def _propose(self) -> None:
        near, far = self._marks()
        board = self._board
        found = proposed(board.settings, self._motor.lens.identity.lens_name, near, far)
        settings = self._settings.having("shots", found.shots)
        before, self._settings = self._settings, settings
        try:
            self._replan(found.reason, self._pins())
        except UsageFault:
            self._settings = before
            raise
        board.say(found.reason)
        self._preferences.keep_stack(settings)

    def _pins(self) -> tuple[float, ...]:
        return () if self._plan is None or self._plan.is_plain else self._plan.selection.pins

    def _plan_plain(self, request: PlanPlain) -> None:
        if not self._motor.lens.capabilities.drives:
            raise LensFault(FIXED, "Mark the planes and sweep the scene.")
        self._points.place()
        self._plan = around(request, self._motor.step(), self._points.known())
        self._tell()

    def _edit(self, request: OfShots) -> None:
        if self._plan is None:
            raise UsageFault("No shots are planned yet.", NO_MARKS)
        self._plan = self._plan.edited(request)
        if not self._plan.is_plain:
            self._settings = self._settings.having("shots", len(self._plan.shots))
        self._tell()

    # -- the pictures ------------------------------------------------------------------------

    def _capture(self, is_resumed: bool) -> None:
        if is_resumed:
            self._taking.resume(self._settings)
            return
        if self._plan is None:
            raise UsageFault("No shots are planned yet.", NO_MARKS)
        self._taking.take(self._settings, to_take(self._plan.shots))
