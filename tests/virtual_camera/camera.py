"""The virtual camera as a test holds it: its port to connect to, faults to order, the truth.

It runs in a process of its own, because libgphoto2 keeps Python's lock while it waits for the
camera to say good-bye: a camera in a thread of the same program could never answer.
"""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Any, Self

from fsq_tui.backend.scene_setup import SceneKind
from fsq_tui.backend.simulated_clip import START_S, ClipEntry
from tests.virtual_camera.card import MUCH, Taken
from tests.virtual_camera.nursery import nursery
from tests.virtual_camera.setup import CameraSetup, Operation
from tests.virtual_camera.shared_clock import SharedClock


class VirtualCamera:
    """A camera on 127.0.0.1, from `with` to the end of it. Any thread may order anything.

    Orders take effect before they return. A fault with `after_drives` = n happens later, in place
    of the answer to the n-th drive command from now: the lens moves and nobody is told. One fault
    can wait so; ordering another replaces it.
    """

    exit_code: int | None = None
    """Of its process, once that has ended."""

    def __init__(self, setup: CameraSetup, clock: SharedClock | None = None) -> None:
        """Its time is `clock`, or else the computer's, by the rate of the setup."""
        self._setup = setup
        self._clock = clock
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._process, self._control = nursery().born()
        self._control.send((self._setup, self._clock))
        try:
            self._port: int = self._order("port")
        except EOFError as fault:
            self.__exit__(None, None, None)
            raise RuntimeError("The virtual camera did not start.") from fault
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._control.close()
        self.exit_code = nursery().ended(self._process)

    @property
    def port(self) -> str:
        """The port string for gphoto2."""
        return f"ptpip:127.0.0.1:{self._port}:{self._port}"

    @property
    def lens_truth_step(self) -> int:
        """Where the lens stands at this moment: 0 at infinity, growing nearer. No camera tells."""
        return self._order("lens_truth_step")  # type: ignore[no-any-return]

    @property
    def motor_runs(self) -> bool:
        """Whether the lens still moves."""
        return self._order("motor_runs")  # type: ignore[no-any-return]

    @property
    def live_view(self) -> bool:
        """Whether live view is on."""
        return self._order("live_view")  # type: ignore[no-any-return]

    @property
    def recording(self) -> bool:
        """Whether a movie is being recorded."""
        return self._order("recording")  # type: ignore[no-any-return]

    @property
    def clip_log(self) -> list[ClipEntry]:
        """When clips started and ended, in the seconds of the camera; oldest first."""
        return self._order("clip_log")  # type: ignore[no-any-return]

    @property
    def taken(self) -> list[Taken]:
        """What is true of the pictures taken, oldest first."""
        return self._order("taken")  # type: ignore[no-any-return]

    def set_card(self, room: int = MUCH, failures: int = 0) -> None:
        """For how many files the card has room; how many of the next downloads fail."""
        self._order("set_card", room, failures)

    def hold_pictures(self, on: bool) -> None:
        """Whether a release is taken and no picture."""
        self._order("hold_pictures", on)

    @property
    def clients(self) -> int:
        """How many connections are open; a gphoto2 client has two."""
        return self._order("clients")  # type: ignore[no-any-return]

    def operations(self, *opcodes: int, after_s: float = -1.0) -> list[Operation]:
        """What was carried out, oldest first: all, or the operations with these codes.

        `after_s` leaves out what was carried out until that moment of the camera.
        """
        found: list[Operation] = self._order("operations", opcodes, after_s)
        return found

    def drop(self, after_drives: int = 0) -> None:
        """Cut the connection; a new one is taken."""
        self._fault(after_drives, "drop")

    def hang(self, seconds: float, after_drives: int = 0) -> None:
        """Answer nothing for so many real seconds, then all that came, late."""
        self._fault(after_drives, "hang", seconds)

    def unplug(self, after_drives: int = 0) -> None:
        """Cut the connection and refuse new ones until `plug`."""
        self._fault(after_drives, "unplug")

    def unplug_in_download(self) -> None:
        """Unplug in place of the answer to the next download; replaces a fault that waits."""
        self._order("unplug_in_download")

    def plug(self) -> None:
        """Undo `unplug`."""
        self._order("plug")

    def power_cycle(self, after_drives: int = 0) -> None:
        """Cut the connection; live view is off, and the lens starts at another step."""
        self._fault(after_drives, "power_cycle")

    def busy(self, count: int) -> None:
        """Refuse the next `count` drive and autofocus commands as busy."""
        self._order("busy", count)

    def set_on_manual(self, on: bool) -> None:
        """Move the AF/MF switch."""
        self._order("set_on_manual", on)

    def set_exposure(self, in_manual: bool = True, ignores: bool = False) -> None:
        """As it is at first, with the mode dial on M or on A; whether settings have no effect."""
        self._order("set_exposure", in_manual, ignores)

    @property
    def exposure_ev(self) -> float:
        """How much brighter than right the next picture would be."""
        return self._order("exposure_ev")  # type: ignore[no-any-return]

    def set_battery(self, percent: int) -> None:
        """Charge or drain the battery."""
        self._order("set_battery", percent)

    def set_movie_mode(self, on: bool) -> None:
        """Switch the body to movies, as it is at first, or to stills."""
        self._order("set_movie_mode", on)

    def set_clip(
        self, start_s: float = START_S, never_starts: bool = False, room_s: float = float("inf")
    ) -> None:
        """How late the next clip starts, whether it does, and how long the card takes it."""
        self._order("set_clip", start_s, never_starts, room_s)

    def press_record(self, on: bool) -> None:
        """Start or stop a clip by a finger on the body."""
        self._order("press_record", on)

    def show(self, kind: SceneKind) -> None:
        """Put another scene in front of the lens."""
        self._order("show", kind)

    def _fault(self, after_drives: int, name: str, *args: object) -> None:
        if after_drives:
            self._order("after_drives", after_drives, name, args)
        else:
            self._order(name, *args)

    def _order(self, name: str, *args: object) -> Any:
        with self._lock:
            self._control.send((name, args))
            return self._control.recv()
