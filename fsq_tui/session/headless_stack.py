"""A focus stack without a screen: the lens made ready, and the shots planned as they were asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fsq_tui.errors import FsqError, LensFault, LensGone, UsageFault, WrongLens
from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.depth_of_field import Optics, named_focal_length_mm
from fsq_tui.focus.distance import UNKNOWN_CM
from fsq_tui.focus.scale import require_scale
from fsq_tui.focus.stack import PlannedShot
from fsq_tui.session.headless import Signalled
from fsq_tui.session.measuring import Show
from fsq_tui.session.motor import Motor
from fsq_tui.session.player import perform, prepare
from fsq_tui.session.stack_planes import Aim, focus_on
from fsq_tui.session.stack_points import evenly, plainly
from fsq_tui.session.stack_ways import ByPosition, Way
from fsq_tui.session.survey import check_limits, require_fit
from fsq_tui.stacking.plain import PlainStack
from fsq_tui.stacking.proposal import proposal
from fsq_tui.storage.stack_manifest import Manifest


@dataclass(frozen=True, slots=True)
class ByDepth:
    """As many shots as the depth of field asks for; `focal_length_mm` None for that of the name."""

    aperture: float
    focal_length_mm: float | None
    coc_um: float
    overlap: float


@dataclass(frozen=True, slots=True)
class Between:
    """Shots between two planes: so many, or as many as the depth of field asks for.

    They are drawn by `gravity` to where the scene shows much, None for evenly spaced ones without
    a look at it.
    """

    near: Aim
    far: Aim
    shots: int | ByDepth
    gravity: float | None


@dataclass(frozen=True, slots=True)
class Around:
    """Shots by steps alone, around a plane, None for where the lens is."""

    plain: PlainStack
    middle: Aim | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """Shots, what brings the lens to them, and sentences on how they came about."""

    shots: tuple[PlannedShot, ...]
    way: Way
    notes: tuple[str, ...] = ()


def require_possible(motor: Motor, asked: Between | Around) -> None:
    """Raise what can be said against a plan before the lens is moved: UsageFault, LensFault."""
    known = motor.calibration
    if known is None:
        raise LensFault(
            f"{motor.lens.identity.body} drives no lens: it has no steps to go by.",
            "Rehearse nothing, or use a body that does.",
        )
    if isinstance(asked, Around):
        if asked.middle is not None and (step := asked.middle.step_of(known)) is not None:
            plainly(asked.plain, step, known)
        elif asked.middle is None and motor.is_counted:
            raise UsageFault(
                f"{motor.lens.identity.body} does not tell where its lens is.",
                "Name what the shots lie around: --around 120, or --around 50%,50%.",
            )
        return
    near, far = asked.near.step_of(known), asked.far.step_of(known)
    if near is not None and far is not None:
        evenly(near, far, _number(motor, known, (near, far), asked)[0])


def made_ready(motor: Motor, show: Show) -> int | None:
    """Check the limits of a calibrated lens; the step it stood at, None where nobody knows.

    Raises Stopped and every LensFault.
    """
    known = _calibration_of(motor)
    raw_before = motor.settle().raw_position
    limits = check_limits(motor, show)
    require_fit(known, limits, motor.lens.step_sizes)
    motor.limits = limits
    return None if raw_before is None else known.step_at(limits.normalize(raw_before))


def plan(motor: Motor, asked: Between | Around, home_step: int | None, show: Show) -> Planned:
    """Focus on the planes where they are places, and say where the shots lie.

    Home is the first plane where it is not known where the lens was. Raises Stopped, UsageFault
    and every LensFault. Needs limits and calibration.
    """
    known = _calibration_of(motor)
    if isinstance(asked, Around):
        middle = home_step if asked.middle is None else focus_on(motor, asked.middle, show)
        if middle is None:
            raise LensFault("Where the lens was is not known.", "Name a plane: --around 120.")
        shots = plainly(asked.plain, middle, known)
        return Planned(shots, ByPosition(motor, middle if home_step is None else home_step))
    near, far = (_step_at(motor, aim, show) for aim in (asked.near, asked.far))
    count, reason = _number(motor, known, (near, far), asked)
    shots = evenly(near, far, count)
    way = ByPosition(motor, near if home_step is None else home_step)
    return Planned(shots, way, (reason,) if reason else ())


def require_same_lens(manifest: Manifest, motor: Motor) -> None:
    """Raise WrongLens for a stack that was begun on another lens, or another body."""
    identity = motor.lens.identity
    for was, now in ((manifest.lens_name, identity.lens_name), (manifest.body, identity.body)):
        if was != now:
            raise WrongLens(
                f'This stack was begun with "{was}", but "{now}" is connected.',
                "Go on with what it was begun with, or begin another stack.",
            )


@contextmanager
def back_again(
    motor: Motor, attention: Signalled, home_step: int | None, say: Callable[[str], None]
) -> Iterator[None]:
    """While inside, whatever ends the work brings the lens back to where it was."""
    try:
        yield
    except LensGone:
        raise
    except FsqError:
        if home_step is not None:
            attention.stop.clear()  # a second signal ends the way back, too
            try:
                perform(motor, prepare(motor, home_step, 0.0))
            except FsqError as fault:
                say(f"The lens is not back where it was: {fault}")
        raise


def _step_at(motor: Motor, aim: Aim, show: Show) -> int:
    """The step of a plane; the lens goes there only where that has to be found out."""
    step = aim.step_of(_calibration_of(motor))
    if step is None:
        step = focus_on(motor, aim, show)
    if step is None:
        raise LensFault("Where the lens stands is not known.")
    return step


def _number(
    motor: Motor, known: Calibration, steps: tuple[int, int], asked: Between
) -> tuple[int, str]:
    """How many shots, and why so many, '' where that was asked for."""
    if not isinstance(asked.shots, ByDepth):
        return asked.shots, ""
    by, lens_name = asked.shots, motor.lens.identity.lens_name
    focal_length_mm = by.focal_length_mm or named_focal_length_mm(lens_name)
    if not focal_length_mm:
        raise UsageFault(
            f'The name "{lens_name}" tells no focal length.', "Give --focal-length, or --shots."
        )
    scale = require_scale(known)
    ends_cm = [
        float(scale.distance_cm_at(step)) if aim.distance_cm is None else aim.distance_cm
        for aim, step in zip((asked.near, asked.far), steps, strict=True)
    ]
    if UNKNOWN_CM in ends_cm:
        raise LensFault(
            "The lens does not tell how far the planes are.",
            "Give --shots, or the planes as distances.",
        )
    near_cm, far_cm = sorted(ends_cm)
    optics = Optics(focal_length_mm, by.aperture, by.coc_um)
    proposed = proposal(optics, near_cm, far_cm, by.overlap)
    return proposed.shots, proposed.reason


def _calibration_of(motor: Motor) -> Calibration:
    if motor.calibration is None:
        raise LensFault("The lens is not calibrated.", "Run: fsq calibrate")
    return motor.calibration
