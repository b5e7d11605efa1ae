"""Sessions without a screen: what `fsq calibrate` and `fsq play` do with a lens."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fsq_tui.backend.base import Identity, Lens
from fsq_tui.clock import Clock
from fsq_tui.errors import LensFault, Stopped, UsageFault
from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.modes import How
from fsq_tui.focus.sequence import FocusPoint
from fsq_tui.session.keeper import require_lens
from fsq_tui.session.measuring import Show, or_else
from fsq_tui.session.motor import Motor
from fsq_tui.session.player import Report, perform, prepare
from fsq_tui.session.survey import calibrate, check_limits, require_fit
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import Scene

BY_HAND = "Or run fsq and calibrate by hand: Focus menu."


class Signalled:
    """The attention of a verb: nobody presses a key, but a signal sets `stop`."""

    def __init__(self, clock: Clock) -> None:
        self.stop = threading.Event()
        self._clock = clock

    def heed(self) -> None:
        """Raise Stopped when a signal came."""
        if self.stop.is_set():
            raise Stopped("A signal ended the work: the lens was halted.")

    def pause_until(self, until_s: float) -> None:
        """Wait on the clock, or raise Stopped."""
        self._clock.wait(until_s, self.stop)
        self.heed()

    def moved(self) -> None:
        """Nobody is watching."""


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


def play(
    lens: Lens,
    clock: Clock,
    attention: Signalled,
    calibration: Calibration,
    points: tuple[FocusPoint, ...],
    numbers: range,
) -> Iterator[Played]:
    """Check the limits, go to the first point as fast as possible, then pull from point to point.

    Yields each transition when it is done. Raises Stopped and every LensFault.
    """
    motor = Motor(lens, clock, attention)
    motor.calibration = calibration
    limits = check_limits(motor, lambda _fraction, _label: None)
    require_fit(calibration, limits, lens.step_sizes)
    motor.limits = limits

    def pull(number: int, target_s: float) -> Report:
        step = calibration.step_at(points[number - 1].normalized_position)
        return perform(motor, prepare(motor, step, target_s))

    pull(numbers[0], 0.0)
    for number in numbers[1:]:
        yield Played(number - 1, number, pull(number, points[number - 1].duration_s))
