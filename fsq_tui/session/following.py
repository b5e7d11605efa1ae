"""Follow focus: what drives the lens by hand, with keys or a knob."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fsq_tui.errors import AtStop
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.focus.rack import arrow
from fsq_tui.session.board import Board
from fsq_tui.session.end_points import EndPoints
from fsq_tui.session.motor import Motor
from fsq_tui.session.stepping import Stepper
from fsq_tui.session.teaching import at_stop, teaching

UNTIL_A_KEY = None


class Following:
    """On the owner's thread. Raises Stopped and every LensFault."""

    def __init__(self, motor: Motor, board: Board, points: EndPoints) -> None:
        self._motor = motor
        self._board = board
        self._points = points
        self._turned = 0  # by a knob, and not driven yet: single steps

    def drive(self, button: str) -> None:
        """LEFT, RIGHT, UP, DOWN or a jog key: one command, or on and on until the next key."""
        settings = self._board.settings
        if button.startswith("jog_"):
            _, towards, digit = button.split("_")
            wanted, direction = int(digit), FORWARD if towards == "forward" else BACKWARD
            commands: int | None = 1
        else:
            wanted, direction = arrow(button, settings)
            commands = UNTIL_A_KEY if settings.follow_toggles else 1
        size = next(each for each in self._motor.lens.step_sizes if each <= wanted)
        with self._ready():
            self._drive(size, direction, commands)
            self._drive_turned()

    def turn(self, clicks: int) -> None:
        """A knob was turned by so many single steps; while the lens is driven they add up."""
        self._turned += clicks
        if not self.is_driving:
            with self._ready():
                self._drive_turned()

    @property
    def is_driving(self) -> bool:
        """Whether the lens is driven by hand right now."""
        return self._board.activity is Activity.JOGGING and self._board.mode is Mode.RACK

    @contextmanager
    def _ready(self) -> Iterator[None]:
        """Where the lens is is known; what a knob has turned is void once this has failed."""
        try:
            with teaching():
                self._points.place()
                yield
        finally:
            self._turned = 0

    def _drive_turned(self) -> None:
        while turned := self._turned:
            self._turned = 0
            self._drive(1, FORWARD if turned > 0 else BACKWARD, abs(turned))

    def _drive(self, size: int, direction: int, commands: int | None) -> None:
        """So many commands; UNTIL_A_KEY on and on, until that raises Stopped.

        A stop of the lens ends it. Whatever does, the start point is where the lens is then.
        """
        self._board.running = commands is UNTIL_A_KEY
        try:
            with self._board.doing(Activity.JOGGING):
                self._send(size, direction, commands)
        except AtStop:
            last_step, settings = self._points.known().last_step, self._board.settings
            is_told = not self._motor.is_silent
            self._board.tell(at_stop(direction, last_step, settings, is_told=is_told))
        finally:
            self._board.running = False
            self._points.start_here()

    def _send(self, size: int, direction: int, commands: int | None) -> None:
        with Stepper(self._motor, self._points.stepping()) as stepper:
            stepper.take_up(direction)
            sent = 0
            while sent != commands:
                stepper.drive(size, direction)
                sent += 1
                self._require_way(direction)
            stepper.finish()

    def _require_way(self, direction: int) -> None:
        """Raise AtStop where the body does not, and the lens is known to be at a stop."""
        if self._motor.lens.capabilities.reports_stops:
            return
        stop = self._points.known().last_step if direction == FORWARD else 0
        if self._motor.position().step == stop:
            raise AtStop("The lens is at a stop.")
