"""What every virtual body does: the common operations, its motor, its live view, its switches."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping

from fsq_tui.backend.scene import Scene
from fsq_tui.backend.simulated_clip import SimulatedClip
from fsq_tui.clock import Clock
from fsq_tui.errors import LensBusy
from tests.virtual_camera.card import Card
from tests.virtual_camera.exposure import Exposure
from tests.virtual_camera.motor import Motor
from tests.virtual_camera.setup import CameraSetup
from tests.virtual_camera.shutter import Shutter
from tests.virtual_camera.wire import BUSY, NOT_SUPPORTED, Answer, DeviceInfo, Request

OPEN_SESSION, CLOSE_SESSION, GET_DEVICE_INFO = 0x1002, 0x1003, 0x1001
LIVE_VIEW_START_S = 0.3  # from switching live view on to its first frame
SERIAL = "0123456789"
USUAL_BATTERY_PERCENT = 80  # of a lens model that names none

Handler = Callable[[Request], Answer]


class Body(ABC):
    """A camera without its wire: operations in, answers out."""

    drive_opcode: int
    focus_opcodes: frozenset[int]  # drive and autofocus: what a busy camera refuses
    drives_on_manual = False  # where the AF/MF switch must stand

    def __init__(self, setup: CameraSetup, clock: Clock) -> None:
        model = setup.model
        self._setup = setup
        self._clock = clock
        self._power_ups = 0
        self._live_view_since_s: float | None = None
        self.scene = Scene(setup.scene, model.subject_steps(), model.steps)
        self.motor = Motor(model, clock, setup.seed)
        self.on_manual = self.drives_on_manual
        percent = model.battery_percent
        self.battery_percent = USUAL_BATTERY_PERCENT if percent is None else percent
        self.clip = SimulatedClip(clock)
        self.card = Card("100FSQ__")
        self.shutter = Shutter(self, self.card, clock)
        self.exposure = Exposure()
        self.busy_count = 0
        self._handlers: Mapping[int, Handler] = {
            OPEN_SESSION: _done,
            CLOSE_SESSION: self._close_session,
            GET_DEVICE_INFO: lambda _: Answer(data=self.device_info().encoded()),
            **self.card.handlers(),
            **self.own_handlers(),
        }

    @abstractmethod
    def own_handlers(self) -> Mapping[int, Handler]:
        """The operations of this maker."""

    @abstractmethod
    def device_info(self) -> DeviceInfo:
        """Who the body says it is."""

    @abstractmethod
    def switched(self) -> None:
        """The AF/MF switch, the mode dial or the battery changed."""

    @property
    def operations(self) -> tuple[int, ...]:
        """Every operation the body carries out."""
        return tuple(sorted(self._handlers))

    @property
    def live_view(self) -> bool:
        """Whether live view is on, be it still starting."""
        return self._live_view_since_s is not None

    @live_view.setter
    def live_view(self, on: bool) -> None:
        if on and self._live_view_since_s is None:
            self._live_view_since_s = self._clock.now()
        elif not on:
            self._live_view_since_s = None

    @property
    def live_view_starting(self) -> bool:
        """Whether live view is on without a frame as yet."""
        since_s = self._live_view_since_s
        return since_s is not None and self._clock.now() < since_s + LIVE_VIEW_START_S

    @property
    def sees_subjects(self) -> bool:
        """Whether autofocus finds anything."""
        return self.scene.kind.has_subjects

    def answer(self, request: Request) -> Answer:
        """Carry out one operation."""
        handler = self._handlers.get(request.opcode)
        if handler is None:
            return Answer(NOT_SUPPORTED)
        if self.busy_count and request.opcode in self.focus_opcodes:
            self.busy_count -= 1
            return Answer(BUSY)
        return handler(request)

    def end_session(self) -> None:
        """The client said good-bye. A connection that is lost leaves the body as it is."""
        self.live_view = False

    def power_cycle(self) -> None:
        """Off and on: the lens starts elsewhere, nothing runs any more."""
        self._power_ups += 1
        self.motor = Motor(self._setup.model, self._clock, self._setup.seed + self._power_ups)
        self.live_view = False
        self.clip.stop()

    def frame(self) -> bytes:
        """The live-view JPEG of now."""
        step = self.motor.step(self._setup.frame_lag_s)
        return self.scene.frame(step, self._clock.now(), self.exposure.ev)

    def add_clip(self) -> tuple[int, str, int]:
        """Handle, name and size of the file of a clip that has ended."""
        name, data = f"MVI_{len(self.clip.log):04}.MP4", b"movie"
        return self.card.add(name, data), name, len(data)

    def move(self, action: Callable[[], None]) -> Answer:
        """The answer to a command that starts the motor."""
        try:
            action()
        except LensBusy:
            return Answer(BUSY)
        return Answer()

    def _close_session(self, _request: Request) -> Answer:
        self.end_session()
        return Answer()


def _done(_request: Request) -> Answer:
    return Answer()
