"""Sessions without a screen: what `fsq calibrate` and `fsq play` do with a lens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from fsq_tui.backend.base import Identity, Lens
from fsq_tui.clock import Clock
from fsq_tui.errors import LensFault, Stopped, UsageFault
from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.modes import How, Mode
from fsq_tui.focus.order import ONWARD, Leg, first_index, next_leg
from fsq_tui.focus.sequence import FocusPoint, Order, Sequence
from fsq_tui.session.keeper import require_lens
from fsq_tui.session.listeners import Listeners
from fsq_tui.session.measuring import Show, or_else
from fsq_tui.session.motor import Motor
from fsq_tui.session.player import Report, perform, prepare
from fsq_tui.session.runner import LEAST_LEG_S
from fsq_tui.session.survey import calibrate, check_limits, require_fit
from fsq_tui.session.viewer import Viewer
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import Scene

BY_HAND = "Or run fsq and calibrate by hand: Focus menu."


class Signalled:
    """The attention of a verb: nobody presses a key, but a signal sets `stop`."""

    def __init__(self, clock: Clock) -> None:
        self.stop = threading.Event()
        self.viewer: Viewer | None = None
        self._clock = clock

    def heed(self) -> None:
        """Raise Stopped when a signal came."""
        if self.stop.is_set():
            raise Stopped("A signal ended the work: the lens was halted.")

    def pause_until(self, until_s: float) -> None:
        """Wait on the clock, with pictures for the viewer where they fit, or raise Stopped."""
        wait = self._clock.wait if self.viewer is None else self.viewer.wait
        wait(until_s, self.stop)
        self.heed()

    def moved(self) -> None:
        """Nobody is watching."""


class Unwatched:
    """Keeps the viewer's House where nobody looks: pictures are recorded alone."""

    mode = Mode.PLAY

    def __init__(self, warn: Callable[[str], None]) -> None:
        self.listeners = Listeners()
        self._warn = warn

    def is_in_view(self) -> bool:
        """Always."""
        return True

    def shows_pictures(self) -> bool:
        """Never."""
        return False

    def warn(self, text: str) -> None:
        """Tell the operator a sentence."""
        self._warn(text)


@dataclass(frozen=True, slots=True)
class Survey:
    """A finished calibration: how its positions are known, and what it took."""

    calibration: Calibration
    how: How
    seconds: float


@dataclass(frozen=True, slots=True)
class Played:
    """One transition that was performed: point numbers from 1, and what became of it."""

    from_point: int
    to_point: int
    report: Report


def survey(lens: Lens, clock: Clock, attention: Signalled, show: Show) -> Survey:
    """Check the limits and calibrate. Raises Stopped and every LensFault."""
    motor = Motor(lens, clock, attention)
    begin_s = clock.now()
    with or_else(BY_HAND):
        motor.limits = check_limits(motor, show)
        motor.calibration = calibrate(motor, show)
    return Survey(motor.calibration, motor.how(), clock.now() - begin_s)


def playable(path: Path, scene: Scene, identity: Identity, library: LensLibrary) -> Calibration:
    """The calibration to play a scene with on the mounted lens.

    Raises WrongLens for another lens's points, LensFault for a lens that was never calibrated.
    """
    lens_name = identity.lens_name
    require_lens(path, scene, lens_name, identity.is_simulated)
    calibration = scene.calibration or library.find(lens_name)
    if calibration is None:
        raise LensFault(f'The lens "{lens_name}" is not calibrated.', "Run: fsq calibrate")
    return calibration


def point_range(scene: Scene, first: int, last: int | None) -> range:
    """The points (numbers from 1) to play. Raises UsageFault where there are no such points."""
    count = len(scene.points)
    until = count if last is None else last
    if not 1 <= first < until <= count:
        raise UsageFault(
            f"There is nothing to play from point {first} to point {until}: "
            f"the scene has {count} points.",
            "Give --from and --to two of its points, the earlier one first.",
        )
    return range(first, until + 1)


def sequence_of(scene: Scene, numbers: range, order: Order | None) -> Sequence:
    """What of a scene to play: the points but for `numbers` (from 1) are passed over.

    `order` is None for that of the scene. Raises UsageFault where fewer than two points are left.
    """
    points = tuple(
        point if number in numbers else replace(point, skip=True)
        for number, point in enumerate(scene.points, 1)
    )
    if sum(not point.skip for point in points) < 2:
        raise UsageFault(
            f"There is nothing to play from point {numbers[0]} to point {numbers[-1]}: "
            "it takes two points that are not skipped.",
            "See fsq points FILE; --no-skip takes a skip away.",
        )
    order = scene.order if order is None else order
    return Sequence(points, first_index(points, order), order)


def play(
    lens: Lens,
    clock: Clock,
    attention: Signalled,
    calibration: Calibration,
    sequence: Sequence,
    times: int | None,
    viewing: Callable[[Motor], Viewer] | None = None,
) -> Iterator[Played]:
    """Check the limits, go to the current point as fast as possible, then pull in the play order.

    The focus dwells at every point that another one follows. An order without end goes `times`
    round to where it began, None for on and on. `viewing` makes what records the pictures of the
    transitions. Yields each transition when it is done. Raises Stopped and every LensFault.
    """
    motor = Motor(lens, clock, attention)
    motor.calibration = calibration
    limits = check_limits(motor, lambda _fraction, _label: None)
    require_fit(calibration, limits, lens.step_sizes)
    motor.limits = limits
    if viewing is not None:
        attention.viewer = viewing(motor)
        attention.viewer.practise()

    points = sequence.points

    def pull(index: int, by: FocusPoint | None) -> Report:
        step = calibration.step_at(points[index].normalized_position)
        if by is None:
            return perform(motor, prepare(motor, step, 0.0))
        taking = nullcontext() if attention.viewer is None else attention.viewer.take(is_kept=True)
        with taking:
            return perform(motor, prepare(motor, step, by.duration_s, by.shape))

    left_s = clock.now()
    pull(sequence.index, None)
    at, arrived_s = sequence.index, clock.now()
    for leg in _legs(sequence, times):
        attention.pause_until(max(arrived_s + points[at].dwell_s, left_s + LEAST_LEG_S))
        left_s = clock.now()
        report = pull(leg.index, points[leg.by])
        arrived_s = clock.now()
        yield Played(at + 1, leg.index + 1, report)
        at = leg.index


def _legs(sequence: Sequence, times: int | None) -> Iterator[Leg]:
    at, travel, rounds = sequence.index, ONWARD, 0
    while rounds != times and (leg := next_leg(sequence.points, sequence.order, at, travel)):
        yield leg
        at, travel = leg.index, leg.travel
        rounds += at == sequence.index
