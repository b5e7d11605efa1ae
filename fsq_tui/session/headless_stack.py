"""A focus stack without a screen: the lens made ready, and the shots planned as they were asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fsq_tui.errors import FsqError, LensFault, LensGone, UsageFault
from fsq_tui.focus.depth_of_field import Optics, named_focal_length_mm
from fsq_tui.focus.distance import UNKNOWN_CM
from fsq_tui.focus.scale import require_scale
from fsq_tui.focus.stack import PlannedShot
from fsq_tui.session.headless import Signalled
from fsq_tui.session.measuring import Show
from fsq_tui.session.motor import Motor
from fsq_tui.session.player import perform, prepare
from fsq_tui.session.stack_plan import StackPlan
from fsq_tui.session.stack_planes import Aim, go_to_plane, known
from fsq_tui.session.stack_points import evenly, plainly
from fsq_tui.session.stack_ways import ByPosition, Way
from fsq_tui.session.survey import check_limits, require_fit
from fsq_tui.stacking.plain import PlainStack
from fsq_tui.stacking.proposal import proposal
from fsq_tui.storage.stack_manifest import StackShot

if TYPE_CHECKING:
    from fsq_tui.pictures.seen import Seen
    from fsq_tui.session.stack_scan import Scanned


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
    """Shots, what brings the lens to them, and sentences on how they came about.

    `seen` is what the sweep has seen that they were planned by, None without one.
    """

    shots: tuple[PlannedShot, ...]
    way: Way
    notes: tuple[str, ...] = ()
    seen: Seen | None = None


def require_possible(motor: Motor, asked: Between | Around) -> None:
    """Raise what can be said against a plan before the lens is moved: UsageFault, LensFault."""
    body, can = motor.lens.identity.body, motor.lens.capabilities
    if isinstance(asked, Between) and asked.gravity is not None and not can.live_view:
        raise LensFault(
            f"{body} shows no live view to the computer, so it cannot be seen where much is.",
            "Give --even: evenly spaced shots need none.",
        )
    if not can.drives:
        _require_areas(motor, asked)
    elif isinstance(asked, Around):
        middle = None if asked.middle is None else asked.middle.step_of(known(motor))
        if middle is not None:
            plainly(asked.plain, middle, known(motor))
        elif asked.middle is None and motor.is_counted:
            raise UsageFault(
                f"{body} does not tell where its lens is.",
                "Name what the shots lie around: --around 120, or --around 50%,50%.",
            )
    else:
        near, far = asked.near.step_of(known(motor)), asked.far.step_of(known(motor))
        if near is not None and far is not None:
            evenly(near, far, _number(motor, (near, far), asked)[0])


def _require_areas(motor: Motor, asked: Between | Around) -> None:
    """Raise LensFault for what a body cannot do that drives no lens."""
    body = motor.lens.identity.body
    if not motor.lens.capabilities.af_areas:
        raise LensFault(
            f"{body} can neither drive its lens nor be told where to focus.",
            "Use a body that can.",
        )
    if isinstance(asked, Around) or asked.gravity is None:
        raise LensFault(
            f"{body} drives no lens: it has no steps for evenly spaced shots.",
            "Leave out --even and --plain; name places in the picture, such as --near 30%,50%.",
        )
    if asked.near.place is None or asked.far.place is None:
        raise LensFault(
            f"{body} drives no lens: it knows neither steps nor distances.",
            "Name places in the picture, such as --near 30%,50% --far 70%,20%.",
        )


def made_ready(motor: Motor, show: Show) -> int | None:
    """Check the limits of a calibrated lens; the step it stood at, None where nobody knows.

    Nothing is to be checked on a body that drives no lens. Raises Stopped and every LensFault.
    """
    if not motor.lens.capabilities.drives:
        return None
    calibration = known(motor)
    raw_before = motor.settle().raw_position
    limits = check_limits(motor, show)
    require_fit(calibration, limits, motor.lens.step_sizes)
    motor.limits = limits
    return None if raw_before is None else calibration.step_at(limits.normalize(raw_before))


def plan(motor: Motor, asked: Between | Around, home_step: int | None, show: Show) -> Planned:
    """Where the shots lie, and what brings the lens there; the scene is looked at for gravity.

    Home is the first plane where it is not known where the lens was. Raises Stopped, UsageFault
    and every LensFault. Needs limits and calibration, where the lens is driven.
    """
    if isinstance(asked, Around):
        middle = home_step if asked.middle is None else _step_of(motor, asked.middle, show)
        if middle is None:
            raise LensFault("Where the lens was is not known.", "Name a plane: --around 120.")
        shots = plainly(asked.plain, middle, known(motor))
        return Planned(shots, ByPosition(motor, middle if home_step is None else home_step))
    if asked.gravity is not None:
        return _drawn(motor, asked, asked.gravity, home_step, show)
    near, far = (_step_of(motor, aim, show) for aim in (asked.near, asked.far))
    count, reason = _number(motor, (near, far), asked)
    shots = evenly(near, far, count)
    way = ByPosition(motor, near if home_step is None else home_step)
    return Planned(shots, way, (reason,) if reason else ())


def _drawn(
    motor: Motor, asked: Between, gravity: float, home_step: int | None, show: Show
) -> Planned:
    """By a scan between the planes."""
    from fsq_tui.stacking.selection import selected  # numpy is slow to come

    near, far, found = _scanned(motor, asked.near, asked.far, show)
    count, reason = asked.shots, ""
    if near is not None and far is not None:
        count, reason = _number(motor, (near, far), asked)
        evenly(near, far, count)  # as many are possible
    elif isinstance(count, ByDepth):
        raise LensFault("The lens does not tell how far the planes are.", "Give --shots.")
    selection = selected(count, found.information, gravity)
    shots = StackPlan(selection, (found.near_step, found.far_step)).shots
    if near is None:
        go_to_plane(motor, asked.near, show)  # nothing else is known to go back to
    way = found.way(motor, found.shots(selection), near if home_step is None else home_step)
    notes = (reason, *found.set_aside, found.doubt)
    return Planned(shots, way, tuple(note for note in notes if note), found.seen)


def way_again(
    motor: Motor,
    shots: Sequence[StackShot],
    planes: tuple[Aim, Aim] | None,
    folder: Path,
    home_step: int | None,
) -> Callable[[Show], Way]:
    """Check what it takes to go on with a stack, and how to find its way, once the lens is ready.

    By a new scan between planes, else by what is kept of the one before, or by its steps alone.
    Raises UsageFault where shots have no step to go to, and no planes were named to look between.
    """
    if planes is not None:
        return lambda show: _scanned(motor, *planes, show)[2].way(motor, shots, home_step)
    if any(shot.planned_step is None for shot in shots):
        raise UsageFault(
            "The shots of this stack have no steps to go to: the scene has to be looked at again.",
            "Give --near and --far, as it was begun with.",
        )
    from fsq_tui.session.stack_seen import way_on  # numpy is slow to come

    return lambda _show: way_on(motor, folder, home_step)


def _scanned(
    motor: Motor, near: Aim, far: Aim, show: Show
) -> tuple[int | None, int | None, Scanned]:
    """The steps of two planes, None where the lens has none, and the scene between them."""
    from fsq_tui.session.stack_scan import marked, scan  # numpy is slow to come

    near_step = go_to_plane(motor, near, show)
    first = marked(motor)
    far_step = go_to_plane(motor, far, show)
    return near_step, far_step, scan(motor, first, marked(motor), show)


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


def _step_of(motor: Motor, aim: Aim, show: Show) -> int:
    """The step of a plane; the lens goes there only where that has to be found out."""
    step = aim.step_of(known(motor))
    if step is None:
        step = go_to_plane(motor, aim, show)
    if step is None:
        raise LensFault("Where the lens stands is not known.", "Name a step of the lens.")
    return step


def _number(motor: Motor, steps: tuple[int, int], asked: Between) -> tuple[int, str]:
    """How many shots, and why so many, '' where that was asked for."""
    if not isinstance(asked.shots, ByDepth):
        return asked.shots, ""
    by, lens_name = asked.shots, motor.lens.identity.lens_name
    focal_length_mm = by.focal_length_mm or named_focal_length_mm(lens_name)
    if not focal_length_mm:
        raise UsageFault(
            f'The name "{lens_name}" tells no focal length.', "Give --focal-length, or --shots."
        )
    scale = require_scale(known(motor))
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
