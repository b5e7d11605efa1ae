"""The scene of a stack as it is looked at: at its marks, along a sweep, or from area to area."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fsq_tui.errors import (
    LensBusy,
    LensFault,
    LensGone,
    LensOnAuto,
    LensOnManual,
    NoLiveView,
    UnfitScene,
)
from fsq_tui.focus.stack import Plane
from fsq_tui.pictures.comparing import Still, compared
from fsq_tui.pictures.seen import Seen
from fsq_tui.pictures.stops import between_stops
from fsq_tui.session.eye import LAG_S, Eye
from fsq_tui.session.measuring import Show
from fsq_tui.session.motor import Motor
from fsq_tui.session.stack_ways import Place, focus_on
from fsq_tui.session.sweep import (
    BACK_STEPS,
    Way,
    calibration_of,
    go_back,
    go_to,
    look_along,
    meet_backward_stop,
)
from fsq_tui.stacking.tiles import FrameTiles, tiles_of

MARK_FRAMES = 6
PLACES, LEAST_PLACES = 60, 8  # between the marks, both included
PLAYS = 2.0  # of the gear, as measured, that a way begins before a mark: large ones are not sure
MOST_SINGLES = 8  # from place to place: so many single steps take less time than the look there
ROWS, COLUMNS, SHARE = 5, 7, 0.8  # of a grid of areas, and of the picture that it covers
LOOKS_EACH = 4  # at each focus found, so that noise can be told from what comes into focus
FARTHER = "Mark planes that are farther apart."


@dataclass(frozen=True, slots=True, eq=False)
class Marked:
    """A marked plane; what its frame holds and how it looks, None where there is no picture."""

    plane: Plane
    tiles: FrameTiles | None = None
    still: Still | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A frame of the lens at rest, and its JPEG: at a `step`; without one, focused on a `place`."""

    tiles: FrameTiles
    still: Still
    jpeg: bytes
    step: float | None = None
    place: Place = (0.5, 0.5)

    @property
    def where(self) -> str:
        """Named for the operator."""
        if self.step is not None:
            return f"at step {self.step:.0f}"
        return f"focused at {self.place[0]:.0%} across and {self.place[1]:.0%} down"


def marked(motor: Motor) -> Marked:
    """The plane that the lens is focused on now; without tiles where no picture can be judged.

    Raises Stopped and LensFault.
    """
    motor.settle()
    at = motor.position()
    plane = Plane(at.step, at.how, at.distance_cm)
    try:
        eye = Eye(motor)
        still = eye.rest(LAG_S, MARK_FRAMES)
        return Marked(plane, tiles_of(eye.luma()), still)
    except (NoLiveView, UnfitScene):
        return Marked(plane)


def looked_along(
    motor: Motor, low_step: float, high_step: float, show: Show
) -> tuple[tuple[Look, ...], Seen]:
    """In equal commands from step to step, and a little beyond where they are only counted.

    The lens ends where it began. Raises UnfitScene, with the lens there, too.
    """
    known = calibration_of(motor)
    beyond = max(BACK_STEPS, PLAYS * known.backlash_steps) if motor.is_counted else 0.0
    gap_steps = (high_step - low_step) / (PLACES - 1)
    is_from_stop = motor.is_counted and low_step <= beyond
    way = Way(
        -known.backlash_steps if is_from_stop else low_step - beyond,
        high_step + beyond,
        gap_steps,
        in_singles=motor.is_counted and gap_steps < MOST_SINGLES,
    )
    show(0.0, "looking at the scene")
    eye = Eye(motor)
    began, began_step = eye.rest(), motor.place_steps()
    looks: list[tuple[FrameTiles, bytes]] = []
    try:
        if is_from_stop:
            meet_backward_stop(motor)
        seen = look_along(motor, eye, way, show, lambda: looks.append(_looked(eye)))
        if is_from_stop or (motor.is_counted and way.last > known.last_step):
            is_told = not motor.is_silent and motor.place_steps() == known.last_step
            seen, left = between_stops(seen, known.last_step, is_from_stop, is_told)
            looks = looks[left]
    except UnfitScene:
        go_to(motor, began_step)
        raise
    show(1.0, "back to where it began")
    go_back(motor, eye, seen, began, began_step)
    return tuple(
        Look(tiles, still, jpeg, step)
        for (tiles, jpeg), still, step in zip(looks, seen.pictures, seen.steps, strict=True)
    ), seen


def looked_over(motor: Motor, show: Show) -> tuple[Look, ...]:
    """LOOKS_EACH at each focus that autofocus finds on a grid of areas; it ends as it began.

    Frames that do not differ are of one focus. Raises UnfitScene.
    """
    show(0.0, "looking at the scene")
    eye = Eye(motor)
    began = eye.rest()
    looks: list[Look] = []
    places = grid()
    for number, place in enumerate(places):
        show(number / len(places), f"focusing on area {number + 1} of {len(places)}")
        if not _focused(lambda place=place: focus_on(motor, place)):  # type: ignore[misc]
            continue
        still = eye.rest(LAG_S, MARK_FRAMES)
        if all(compared(one.still, still).differ for one in looks):
            for _ in range(LOOKS_EACH):
                still = eye.rest(frames=MARK_FRAMES)
                tiles, jpeg = _looked(eye)
                looks.append(Look(tiles, still, jpeg, place=place))
    if not looks:
        raise UnfitScene(
            "Autofocus found nothing in any part of the picture.",
            "Frame something with texture, and light it.",
        )
    show(1.0, "back to where it began")
    focus_on(motor, most_alike(looks, began).place)
    return tuple(looks)


def grid() -> list[Place]:
    """The areas that are focused on, row by row."""
    rows = [(1 - SHARE) / 2 + SHARE * row / (ROWS - 1) for row in range(ROWS)]
    columns = [(1 - SHARE) / 2 + SHARE * column / (COLUMNS - 1) for column in range(COLUMNS)]
    return [(across, down) for down in rows for across in columns]


def most_alike(looks: Sequence[Look], still: Still) -> Look:
    """The look that differs least from a picture."""
    return min(looks, key=lambda one: compared(one.still, still).change)


def _looked(eye: Eye) -> tuple[FrameTiles, bytes]:
    return tiles_of(eye.luma()), eye.jpeg


def _focused(focus: Callable[[], None]) -> bool:
    """Whether there was anything to focus on."""
    try:
        focus()
    except (LensGone, LensBusy, LensOnManual, LensOnAuto, NoLiveView):
        raise
    except LensFault:
        return False
    return True
