"""Every kind of lens there is, ready to be held against the contract. A new backend joins KINDS."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from fsq_tui.backend import open_lens
from fsq_tui.backend.base import Lens, Reading
from fsq_tui.backend.model import load_model, model_names
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.clock import Clock, VirtualClock
from fsq_tui.focus.modes import How
from tests.virtual_camera import CameraSetup, FocalPosition, Maker, SceneSetup, VirtualCamera
from tests.virtual_camera.shared_clock import SharedClock, shared_clock

MOST_READS = 50
RATE = 10.0
RATES = {Maker.CANON: 3.0, Maker.NIKON: 50.0}
"""The driver of a Nikon waits for it; an autofocus that is to be stopped must last for a while."""
RESTS = 100_000
ON_MANUAL = frozenset({Maker.SONY, Maker.FUJI, Maker.OLYMPUS})


class Truth(NamedTuple):
    """A picture on the card, and where the lens stood for it: 0 at infinity, growing nearer."""

    name: str
    step: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Rig:
    """A lens on its clock, a hand on its cable and its AF/MF switch, an eye on the lens.

    `to_wrong_mode` turns the switch to where the lens cannot be driven, `to_right_mode` back.
    `place` is where the lens stands at rest: as it reports, or else as seen from beside it.
    `is_clip_on` is whether the body records, `to_movie_mode` its switch, `press_record` a finger.
    `exposure_ev` is how much brighter than right the next picture would be, `to_mode_a` turns the
    mode dial to where its time is not the operator's. `taken` are the pictures on the card,
    `set_card` for how many more it has room and how many downloads will fail. `hold_pictures` lets
    a camera take the release and no picture.
    """

    lens: Lens
    clock: Clock
    unplug: Callable[[], None]
    unplug_in_drive: Callable[[], None]
    to_wrong_mode: Callable[[], None]
    to_right_mode: Callable[[], None]
    place: Callable[[], int]
    is_clip_on: Callable[[], bool]
    to_movie_mode: Callable[[bool], None]
    press_record: Callable[[bool], None]
    taken: Callable[[], list[Truth]]
    set_card: Callable[[int, int], None]
    hold_pictures: Callable[[bool], None]
    exposure_ev: Callable[[], float]
    to_mode_a: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of lens, and what can be asked of it: see test_the_kind_is_what_it_is_said_to_be.

    `focuses_by_pause`: autofocus waits by its pause; the driver of a Nikon keeps the caller.
    `drives_on_manual`: the switch must stand on MF, and there is no autofocus then.
    """

    name: str
    make: Callable[[Cameras], AbstractContextManager[Rig]]
    measured: bool = True
    reports_stops: bool = True
    focuses_by_pause: bool = True
    drives_on_manual: bool = False
    live_view: bool = True
    records: bool = True
    captures: bool = True
    af_areas: bool = True

    def __str__(self) -> str:
        return self.name


class Cameras:
    """Virtual cameras, each started once: that takes longer than most tests."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._started: dict[CameraSetup, tuple[VirtualCamera, SharedClock]] = {}

    def get(self, setup: CameraSetup) -> tuple[VirtualCamera, SharedClock]:
        """With its cable in, and its switch where it drives its lens."""
        if setup not in self._started:
            rate = RATES.get(setup.maker, RATE)
            clock = self._stack.enter_context(shared_clock(rate))
            camera = self._stack.enter_context(VirtualCamera(setup, clock))
            self._started[setup] = camera, clock
        camera, clock = self._started[setup]
        camera.plug()
        camera.set_on_manual(setup.maker in ON_MANUAL)
        camera.set_movie_mode(True)
        camera.press_record(False)
        camera.set_card()
        camera.set_exposure()
        return camera, clock


@contextmanager
def _simulated(_cameras: Cameras, model: str, seed: int, **changed: Any) -> Iterator[Rig]:
    clock = VirtualClock()
    if changed:
        lens: Lens = SimulatedLens(dataclasses.replace(load_model(model), **changed), clock, seed)
    else:
        lens = open_lens("simulated", clock, model, seed)
    assert isinstance(lens, SimulatedLens)
    simulated = lens

    def switch(on_manual: bool) -> None:
        simulated.on_manual = on_manual

    def to_movie_mode(on: bool) -> None:
        simulated.clip.in_movie_mode = on

    def set_card(room: int, failures: int) -> None:
        simulated.card.room, simulated.card.failures = room, failures

    yield Rig(
        lens,
        clock,
        simulated.unplug,
        lambda: clock.at(clock.now() + 0.001, simulated.unplug),
        lambda: switch(True),
        lambda: switch(False),
        lambda: raw(settled(simulated)),
        lambda: simulated.clip.is_on,
        to_movie_mode,
        lambda on: simulated.clip.start() if on else simulated.clip.stop(),
        lambda: [Truth(taken.name, taken.step, taken.data) for taken in simulated.card.taken],
        set_card,
        lambda _: None,
        lambda: simulated.exposure.ev,
        lambda: setattr(simulated.exposure, "is_locked", True),
    )


@contextmanager
def _camera(cameras: Cameras, setup: CameraSetup) -> Iterator[Rig]:
    camera, clock = cameras.get(setup)
    lens = open_lens("gphoto2", clock, camera.port)

    def place() -> int:
        if lens.capabilities.position is How.MEASURED:
            return raw(settled(lens))
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
            lambda: camera.set_on_manual(setup.maker not in ON_MANUAL),
            lambda: camera.set_on_manual(setup.maker in ON_MANUAL),
            place,
            lambda: camera.recording,
            camera.set_movie_mode,
            camera.press_record,
            lambda: [Truth(taken.name, taken.step, taken.data) for taken in camera.taken],
            camera.set_card,
            camera.hold_pictures,
            lambda: camera.exposure_ev,
            lambda: camera.set_exposure(in_manual=False),
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


def _kind(
    name: str,
    maker: Maker,
    setup: Mapping[str, Any] = MappingProxyType({}),
    *,
    measured: bool = False,
    reports_stops: bool = True,
    focuses_by_pause: bool = True,
    drives_on_manual: bool = False,
    live_view: bool = True,
    records: bool = True,
    captures: bool = False,
    af_areas: bool = False,
) -> Kind:
    """A camera of libgphoto2."""
    scene = SceneSetup(noise_levels=0)
    made = CameraSetup(maker, load_model("ef24"), scene=scene, **setup)
    return Kind(
        f"gphoto2-{name}",
        partial(_camera, setup=made),
        measured,
        reports_stops,
        focuses_by_pause,
        drives_on_manual,
        live_view,
        records,
        captures,
        af_areas,
    )


KINDS = [
    *(
        Kind(f"simulated-{model}-{seed}", partial(_simulated, model=model, seed=seed))
        for model in model_names()
        for seed in (1, 2)
    ),
    Kind(
        "simulated-silent",
        partial(_simulated, model="ef24", seed=1, silent_stops=True),
        reports_stops=False,
    ),
    Kind(
        "simulated-blind",
        partial(_simulated, model="ef24", seed=1, live_view=False),
        live_view=False,
        captures=False,
        af_areas=False,
    ),
    _kind("canon", Maker.CANON, reports_stops=False, captures=True),
    _kind(
        "canon-refusing",
        Maker.CANON,
        {"busy_while_moving": True},
        reports_stops=False,
        captures=True,
    ),
    _kind("nikon", Maker.NIKON, focuses_by_pause=False, captures=True, af_areas=True),
    _kind("sony", Maker.SONY, drives_on_manual=True),
    _kind(
        "sony-silent",
        Maker.SONY,
        {"focal_position": FocalPosition.ABSENT, "busy_while_moving": True},
        reports_stops=False,
        drives_on_manual=True,
    ),
    _kind("fuji", Maker.FUJI, measured=True, drives_on_manual=True, live_view=False, records=False),
    _kind("olympus", Maker.OLYMPUS, reports_stops=False, drives_on_manual=True, records=False),
    _kind(
        "olympus-refusing",
        Maker.OLYMPUS,
        {"busy_while_moving": True},
        reports_stops=False,
        drives_on_manual=True,
        records=False,
    ),
]
