"""A virtual camera at its port, in one thread: connections, faults to order, the log."""

from __future__ import annotations

import select
import socket
import time
from collections import deque
from collections.abc import Callable
from itertools import takewhile
from multiprocessing.connection import Connection as Control

from fsq_tui.backend.scene_setup import SceneKind
from fsq_tui.backend.simulated_clip import ClipEntry
from fsq_tui.clock import RealClock
from tests.virtual_camera.body import Body
from tests.virtual_camera.canon import CanonBody
from tests.virtual_camera.card import GET_OBJECT, Taken
from tests.virtual_camera.exposure import Exposure
from tests.virtual_camera.fuji import FujiBody
from tests.virtual_camera.link import Connection, Greeting
from tests.virtual_camera.nikon import NikonBody
from tests.virtual_camera.olympus import OlympusBody
from tests.virtual_camera.panasonic import PanasonicBody
from tests.virtual_camera.setup import CameraSetup, Maker, Operation
from tests.virtual_camera.shared_clock import SharedClock
from tests.virtual_camera.sony import SonyBody
from tests.virtual_camera.wire import Request, answer_packets

HOST = "127.0.0.1"
BODIES: dict[Maker, type[Body]] = {
    Maker.CANON: CanonBody,
    Maker.NIKON: NikonBody,
    Maker.SONY: SonyBody,
    Maker.FUJI: FujiBody,
    Maker.OLYMPUS: OlympusBody,
    Maker.PANASONIC: PanasonicBody,
}
KEPT_OPERATIONS = 200_000


class ServedCamera:
    """Serves until its control connection ends; without one, for ever.

    The methods without an underscore, `run` apart, are the orders that VirtualCamera passes on. The
    last client to come is served: another one is dropped.
    """

    def __init__(
        self,
        setup: CameraSetup,
        control: Control | None = None,
        shared: SharedClock | None = None,
    ) -> None:
        self._control = control
        self._shared = shared
        self._clock = shared or RealClock(setup.rate)
        self._body = BODIES[setup.maker](setup, self._clock)
        self._log: deque[Operation] = deque(maxlen=KEPT_OPERATIONS)
        self._door = _bound(setup.port)
        self._door.listen()
        self._port: int = self._door.getsockname()[1]
        self._plugged = True
        self._connections: list[Connection] = []
        self._hung_until_s = 0.0
        self._held: list[tuple[Connection, bytes]] = []
        self._due: tuple[int, int, Callable[[], None]] | None = None  # opcode, count, what to do
        self._ended = False

    def run(self) -> None:
        """The whole life of the camera."""
        try:
            while not self._ended:
                ready, _, _ = select.select(self._sources(), [], [], self._hang_left_s())
                for source in ready:
                    self._serve(source)
                self._send_held()
        finally:
            self._close_connections()
            self._door.close()

    # Orders.

    def port(self) -> int:
        """Where clients come; one port for commands and events."""
        return self._port

    def drop(self) -> None:
        """Cut the connections."""
        self._close_connections()

    def hang(self, seconds: float) -> None:
        """Answer nothing for so many seconds of the client; then everything that came."""
        self._hung_until_s = time.monotonic() + seconds

    def unplug(self) -> None:
        """Cut the connections and refuse new ones until `plug`."""
        self._close_connections()
        if self._plugged:
            self._plugged = False
            self._door.close()
            self._door = _bound(self._port)  # not listening, yet nobody else gets the port

    def plug(self) -> None:
        """Undo `unplug`."""
        self._door.listen()
        self._plugged = True

    def power_cycle(self) -> None:
        """Cut the connections; the body starts anew, with the lens elsewhere."""
        self._close_connections()
        self._body.power_cycle()

    def after_drives(self, count: int, name: str, args: tuple[object, ...]) -> None:
        """Order `name` in place of the answer to the drive command that is the `count`-th."""
        self._due = (self._body.drive_opcode, count, lambda: getattr(self, name)(*args))

    def unplug_in_download(self) -> None:
        """Pull the cable in place of the next file."""
        self._due = (GET_OBJECT, 1, self.unplug)

    def busy(self, count: int) -> None:
        """Refuse the next `count` drive and autofocus commands."""
        self._body.busy_count = count

    def set_on_manual(self, on: bool) -> None:
        """The AF/MF switch."""
        self._body.on_manual = on
        self._body.switched()

    def set_exposure(self, in_manual: bool, ignores: bool) -> None:
        """A new one, with the mode dial on M or on A."""
        self._body.exposure = Exposure(in_manual, ignores=ignores)
        self._body.switched()

    def exposure_ev(self) -> float:
        """How much brighter than right the next picture would be."""
        return self._body.exposure.ev

    def set_battery(self, percent: int) -> None:
        """What the body tells of its battery."""
        self._body.battery_percent = percent
        self._body.switched()

    def show(self, kind: SceneKind) -> None:
        """Put another scene in front of the lens."""
        self._body.scene.kind = kind

    def lens_truth_step(self) -> int:
        """Where the lens stands at this moment."""
        return self._body.motor.step()

    def motor_runs(self) -> bool:
        """Whether the lens still moves."""
        return self._body.motor.running

    def live_view(self) -> bool:
        """Whether live view is on."""
        return self._body.live_view

    def recording(self) -> bool:
        """Whether a movie is being recorded."""
        return self._body.clip.is_on

    def clip_log(self) -> list[ClipEntry]:
        """What became of clips, oldest first."""
        return self._body.clip.log

    def set_movie_mode(self, on: bool) -> None:
        """The switch of the body between movies and stills."""
        self._body.clip.in_movie_mode = on
        self._body.switched()

    def set_clip(self, start_s: float, never_starts: bool, room_s: float) -> None:
        """What becomes of the next clip."""
        clip = self._body.clip
        clip.start_s, clip.never_starts, clip.room_s = start_s, never_starts, room_s

    def press_record(self, on: bool) -> None:
        """A finger on the body."""
        if on:
            self._body.clip.start()
        else:
            self._body.clip.stop()

    def taken(self) -> list[Taken]:
        """What is true of the pictures taken, oldest first."""
        return self._body.card.taken

    def set_card(self, room: int, failures: int) -> None:
        """For how many files it has room; how many of the next downloads fail."""
        self._body.card.room, self._body.card.failures = room, failures
        self._body.switched()

    def hold_pictures(self, on: bool) -> None:
        """Whether a release is taken and no picture."""
        self._body.shutter.holds = on

    def clients(self) -> int:
        """How many connections there are; a client has two."""
        return len(self._connections)

    def operations(self, opcodes: tuple[int, ...], after_s: float) -> list[Operation]:
        """What was carried out since a moment, oldest first; without codes every operation."""
        newest = takewhile(lambda done: done.when_s > after_s, reversed(self._log))
        return [done for done in newest if not opcodes or done.opcode in opcodes][::-1]

    def end(self) -> None:
        """Close everything."""
        self._ended = True

    # Serving.

    def _sources(self) -> list[socket.socket | Connection | Control]:
        control = [] if self._control is None else [self._control]
        if self._hang_left_s() is not None:
            return [*control]
        door = [self._door] if self._plugged else []
        # Orders last: what a client did before one was given is known by then.
        return [*self._connections, *door, *control]

    def _hang_left_s(self) -> float | None:
        left_s = self._hung_until_s - time.monotonic()
        return left_s if left_s > 0 else None

    def _serve(self, source: socket.socket | Connection | Control) -> None:
        if isinstance(source, Connection):
            # An order or a newer client served before it may have closed it.
            if source in self._connections:
                self._read(source)
        elif isinstance(source, Control):
            self._obey(source)
        elif self._plugged:
            self._connections.append(Connection(self._door.accept()[0]))

    def _obey(self, control: Control) -> None:
        try:
            name, args = control.recv()
        except EOFError:
            self.end()
            return
        self._pass_time()
        control.send(getattr(self, name)(*args))

    def _read(self, connection: Connection) -> None:
        try:
            for item in connection.read():
                if isinstance(item, Greeting):
                    self._greeted(connection, item)
                else:
                    self._carry_out(connection, item)
        except (OSError, ValueError):
            self._close(connection)

    def _greeted(self, connection: Connection, greeting: Greeting) -> None:
        if greeting.command:
            for other in [c for c in self._connections if c is not connection]:
                self._close(other)

    def _carry_out(self, connection: Connection, request: Request) -> None:
        when_s = self._clock.now()
        answer = self._body.answer(request)
        self._pass_time()
        self._log.append(
            Operation(when_s, request.opcode, request.params, request.data, answer.code)
        )
        self._count(request.opcode)
        self._reply(connection, answer_packets(request.transaction, answer))

    def _pass_time(self) -> None:
        if self._shared is not None:
            self._shared.answered()

    def _count(self, opcode: int) -> None:
        if self._due is None or self._due[0] != opcode:
            return
        _, left, order = self._due
        self._due = (opcode, left - 1, order) if left > 1 else None
        if left == 1:
            order()

    def _reply(self, connection: Connection, data: bytes) -> None:
        if self._hang_left_s() is not None:
            self._held.append((connection, data))
        elif connection in self._connections:
            connection.send(data)

    def _send_held(self) -> None:
        if self._hang_left_s() is not None:
            return
        held, self._held = self._held, []
        for connection, data in held:
            try:
                self._reply(connection, data)
            except OSError:
                self._close(connection)

    def _close(self, connection: Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
        connection.close()

    def _close_connections(self) -> None:
        for connection in [*self._connections]:
            self._close(connection)


def _bound(port: int) -> socket.socket:
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind((HOST, port))
    return door
