"""Every kind of lens there is, ready to be held against the contract. A new backend joins KINDS."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

from fsq_tui.backend import open_lens
from fsq_tui.backend.base import Lens, Reading
from fsq_tui.backend.model import load_model, model_names
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.clock import Clock, RealClock, VirtualClock
from tests.virtual_camera import CameraSetup, Maker, SceneSetup, VirtualCamera

MOST_READS = 50
RATE = 50.0
RESTS = 100_000


@dataclass(frozen=True, slots=True)
class Rig:
    """A lens on its clock, a hand on its cable and its AF/MF switch, an eye on the lens.

    `place` is where the lens stands at rest: as it reports, or else as seen from beside it.
    """

    lens: Lens
    clock: Clock
    unplug: Callable[[], None]
    unplug_in_drive: Callable[[], None]
    to_manual: Callable[[], None]
    place: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of lens, and what can be asked of it: see test_the_kind_is_what_it_is_said_to_be.

    `focuses_by_pause`: autofocus waits by its pause; the driver of a Nikon keeps the caller.
    """

    name: str
    make: Callable[[Cameras], AbstractContextManager[Rig]]
    measured: bool = True
    reports_stops: bool = True
    focuses_by_pause: bool = True

    def __str__(self) -> str:
        return self.name


class Cameras:
    """Virtual cameras, each started once: that takes longer than most tests."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._started: dict[tuple[Maker, bool], VirtualCamera] = {}

    def get(self, maker: Maker, busy_while_moving: bool) -> VirtualCamera:
        """With its cable in, and its switch on AF."""
        key = (maker, busy_while_moving)
        if key not in self._started:
            setup = CameraSetup(
                maker,
                load_model("ef24"),
                RATE,
                scene=SceneSetup(noise_levels=0),
                busy_while_moving=busy_while_moving,
            )
            self._started[key] = self._stack.enter_context(VirtualCamera(setup))
        camera = self._started[key]
        camera.plug()
        camera.set_on_manual(False)
        return camera


@contextmanager
def _simulated(_cameras: Cameras, model: str, seed: int, silent: bool = False) -> Iterator[Rig]:
    clock = VirtualClock()
    if silent:
        lens: Lens = SimulatedLens(
            dataclasses.replace(load_model(model), silent_stops=True), clock, seed
        )
    else:
        lens = open_lens("simulated", clock, model, seed)
    assert isinstance(lens, SimulatedLens)
    simulated = lens

    def to_manual() -> None:
        simulated.on_manual = True

    yield Rig(
        lens,
        clock,
        simulated.unplug,
        lambda: clock.at(clock.now() + 0.001, simulated.unplug),
        to_manual,
        lambda: raw(settled(simulated)),
    )


@contextmanager
def _camera(cameras: Cameras, maker: Maker, busy_while_moving: bool = False) -> Iterator[Rig]:
    camera = cameras.get(maker, busy_while_moving)
    clock = RealClock(RATE)
    lens = open_lens("gphoto2", clock, camera.port)

    def place() -> int:
        for _ in range(RESTS):
            if not camera.motor_runs:
                return camera.lens_truth_step
        raise AssertionError("the motor never stops")

    try:
        yield Rig(
            lens,
            clock,
            camera.unplug,
            lambda: camera.unplug(after_drives=1),
            lambda: camera.set_on_manual(True),
            place,
        )
    finally:
        lens.close()


def settled(lens: Lens) -> Reading:
    """What a lens reports three times in a row."""
    last = [lens.read(), lens.read(), lens.read()]
    for _ in range(MOST_READS):
        if last[0] == last[1] == last[2]:
            return last[0]
        last = [*last[1:], lens.read()]
    raise AssertionError("the reported position never settles")


def raw(reading: Reading) -> int:
    """The raw position, which must be there."""
    assert reading.raw_position is not None
    return reading.raw_position


KINDS = [
    *(
        Kind(f"simulated-{model}-{seed}", partial(_simulated, model=model, seed=seed))
        for model in model_names()
        for seed in (1, 2)
    ),
    Kind(
        "simulated-silent",
        partial(_simulated, model="ef24", seed=1, silent=True),
        reports_stops=False,
    ),
    Kind(
        "gphoto2-canon",
        partial(_camera, maker=Maker.CANON),
        measured=False,
        reports_stops=False,
    ),
    Kind(
        "gphoto2-canon-refusing",
        partial(_camera, maker=Maker.CANON, busy_while_moving=True),
        measured=False,
        reports_stops=False,
    ),
    Kind(
        "gphoto2-nikon",
        partial(_camera, maker=Maker.NIKON),
        measured=False,
        focuses_by_pause=False,
    ),
]
