"""Focus stacking for the operator: the planes marked, the scene swept, shots planned and taken.

What works on pictures is imported where it is needed: numpy is slow to come.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fsq_tui.errors import FsqError, LensFault, LensGone, UsageFault
from fsq_tui.focus.modes import Activity
from fsq_tui.focus.scale import marked_cm
from fsq_tui.focus.stack import Plane, PlannedShot, StackSettings, StackView
from fsq_tui.session.board import Board
from fsq_tui.session.end_points import EndPoints
from fsq_tui.session.keeper import Keeper
from fsq_tui.session.motor import Motor
from fsq_tui.session.player import perform, prepare
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
from fsq_tui.session.stack_plan import OfShots, StackPlan, around, between
from fsq_tui.session.stack_points import to_take
from fsq_tui.session.stack_proposal import proposed
from fsq_tui.session.stack_taking import UNSWEPT, Taking
from fsq_tui.session.stack_time import stack_s
from fsq_tui.session.teaching import STOPPED
from fsq_tui.stacking.proposal import in_short

if TYPE_CHECKING:
    from fsq_tui.session.stack_scan import Marked, Scanned

NO_MARKS = "Focus on the first plane and press NEAR, then on the last one and press FAR."
BY_PICTURE_S = 3.0  # what it adds to a shot, about, to go there until the picture is right
UNJUDGED = "Its picture cannot be judged: it takes shots without a scan."


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
        self._taking = Taking(motor, keeper, board, points, recording, self.show)
        self._settings = preferences.stack
        self._near: Marked | None = None
        self._far: Marked | None = None
        self._scanned: Scanned | None = None
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
            self._near = self._far = self._plan = self._scanned = None
        plan = self._plan
        shots = () if plan is None else plan.shots
        if self._scanned is None:
            self._board.scene_map = None
        self._board.stack = StackView(
            near=None if self._near is None else self._plane(self._near),
            far=None if self._far is None else self._plane(self._far),
            settings=self._settings,
            shots=shots,
            is_plain=plan is not None and plan.is_plain,
            expected_s=self._expected_s(shots) if shots else None,
            folder=self._taking.folder,
            missing=self._taking.missing,
            strays=self._taking.strays,
            again=self._taking.again,
            is_as_taken=self._taking.is_of(to_take(shots)),
        )

    def _expected_s(self, shots: tuple[PlannedShot, ...]) -> float:
        motor = self._motor
        taken_s = stack_s(motor, to_take(shots), self._settings, motor.position().step)
        is_swept = self._scanned is not None and self._plan is not None and not self._plan.is_plain
        is_told = not motor.is_counted and motor.lens.capabilities.drives
        return taken_s + (BY_PICTURE_S * len(shots) if is_swept and not is_told else 0.0)

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
            case CaptureStack():
                self._capture(request)

    # -- the planes --------------------------------------------------------------------------

    def _mark(self, is_far: bool) -> None:
        mark = self._marked()
        self._plan = self._scanned = None
        if is_far:
            self._far = mark
        else:
            self._near = mark
        step = mark.plane.step
        at = "" if step is None else f", at step {step} ({mark.plane.how.value})"
        told = f"The {'far' if is_far else 'near'} plane is here{at}."
        if mark.tiles is None:
            told += f" {UNJUDGED}"
        if self._near is None or self._far is None:
            other = "near one: NEAR" if is_far else "far one: FAR"
            self._board.tell(f"{told} Now the {other}.", Severity.NOTE)
            return
        self._replan(told)

    def _marked(self) -> Marked:
        """What the lens is focused on."""
        from fsq_tui.session.stack_scan import marked

        if self._motor.lens.capabilities.drives:
            self._points.place()
            self.show()  # of a lens that was calibrated just now nothing is marked
        with self._board.doing(Activity.LOOKING):
            return marked(self._motor)

    def _plane(self, mark: Marked) -> Plane:
        """With the distance by the operator's marks, where the lens has reported none."""
        plane, known = mark.plane, self._motor.calibration
        if plane.distance_cm or plane.step is None or known is None:
            return plane
        return replace(plane, distance_cm=marked_cm(known, plane.step))

    def _marks(self) -> tuple[Marked, Marked]:
        if self._near is None or self._far is None:
            raise UsageFault("The planes of the stack are not marked yet.", NO_MARKS)
        return self._near, self._far

    def _scan(self) -> None:
        from fsq_tui.session.stack_scan import scan

        near, far = self._marks()
        if not self._motor.lens.capabilities.live_view:
            body = self._motor.lens.identity.body
            raise LensFault(f"{body} shows no live view to the computer.", "Space shots evenly.")
        if self._motor.lens.capabilities.drives:
            self._points.place()
        began_step = self._motor.position().step
        with self._board.doing(Activity.SCANNING):
            try:
                self._scanned = scan(self._motor, near, far, self._board.show_progress)
            except LensGone:
                raise
            except FsqError:
                self._go_back(began_step)
                raise
            self._board.scene_map = self._scanned.scene_map()
        for sentence in (*self._scanned.set_aside, self._scanned.doubt):
            if sentence:
                self._board.say(sentence, Severity.WARNING)
        aside = len(self._scanned.set_aside)
        told = f"Swept the scene; {aside} frames did not fit." if aside else "Swept the scene."
        self._replan(f"{told} {self._scanned.doubt}".rstrip(), self._pins())

    def _go_back(self, step: int | None) -> None:
        """To where a sweep began that was not ended; a STOP meanwhile leaves the lens there."""
        try:
            if step is not None:
                perform(self._motor, prepare(self._motor, step, 0.0))
        except LensGone:
            raise
        except FsqError as fault:
            self._board.say(f"The lens is not back where it was: {fault}", Severity.WARNING)

    # -- the shots ---------------------------------------------------------------------------

    def _replan(self, told: str = "", pins: tuple[float, ...] = ()) -> None:
        """Between the marks, and say what comes of it."""
        near, far = self._marks()
        scanned = self._scanned
        if scanned is None:
            self._plan = between(near.plane, far.plane, self._settings, None, pins)
        else:
            ends = scanned.near_step, scanned.far_step
            self._plan = between(
                near.plane, far.plane, self._settings, scanned.information, pins, ends
            )
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
        lens_name = self._motor.lens.identity.lens_name
        found = proposed(board.settings, lens_name, self._plane(near), self._plane(far))
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
            raise LensFault(*UNSWEPT)
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

    def _capture(self, request: CaptureStack) -> None:
        if request.is_resumed or request.again:
            self._taking.resume(self._settings, self._scanned, request.again)
            return
        plan = self._plan
        if plan is None:
            raise UsageFault("No shots are planned yet.", NO_MARKS)
        scanned = None if plan.is_plain else self._scanned
        self._taking.take(self._settings, to_take(plan.shots), scanned)
