"""The scan of a scene between two marks: which frame is where, how deep each part of it lies.

The frames are put in order by what they show alone. A lens that is driven has gone from one to the
next in one direction, so its commands must agree with that order; where they do not, that is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fsq_tui.errors import LensFault, UnfitScene
from fsq_tui.focus.modes import How
from fsq_tui.focus.stack import SceneMap
from fsq_tui.pictures.decoding import Damaged, coloured
from fsq_tui.pictures.scaling import resized
from fsq_tui.pictures.seen import Seen
from fsq_tui.session.eye import LAG_S, Eye
from fsq_tui.session.measuring import Show
from fsq_tui.session.motor import Motor
from fsq_tui.session.stack_by_picture import ByPicture
from fsq_tui.session.stack_looks import (
    FARTHER,
    LEAST_PLACES,
    MARK_FRAMES,
    Look,
    Marked,
    looked_along,
    looked_over,
    marked,
    most_alike,
)
from fsq_tui.session.stack_points import step_between
from fsq_tui.session.stack_ways import ByArea, ByPosition, Place, Way
from fsq_tui.stacking.agreement import doubt_of, with_numbers
from fsq_tui.stacking.beyond import beyond
from fsq_tui.stacking.depth import DepthMap, Map, depth_map
from fsq_tui.stacking.fitting import SetAside
from fsq_tui.stacking.levels import by_depth, evenly
from fsq_tui.stacking.scene_order import SceneOrder, rebuilt
from fsq_tui.stacking.selection import Information, Selection
from fsq_tui.stacking.tiles import FrameTiles
from fsq_tui.storage.stack_manifest import StackShot

__all__ = ["Marked", "Scanned", "marked", "scan"]

SPANS = 60  # of depth, that information is told of
LEAST_AGREEMENT = 0.9  # Kendall's tau of the two orders: less is no chance
AT_DEPTH = 0.03  # of the range: so far from a depth a tile is less than half as good for it
HIGHEST = 255

Ends = tuple[FrameTiles, FrameTiles]
"""The frames of the near and the far mark."""


@dataclass(frozen=True, slots=True, eq=False)
class Scanned:
    """What a scan has found.

    `order` is that of the frames by what they show: 0 is the near mark's, the last number the far
    mark's, between them `looks`. `doubt` is '' where nothing speaks against it. `set_aside` are
    sentences, `elsewhere` the looks of an area body that lie beyond the marks. The steps are those
    of the marks in the count of the sweep; None, as `seen`, for a body that drives no lens.
    """

    order: SceneOrder
    map: DepthMap
    how: How
    doubt: str
    set_aside: tuple[str, ...]
    looks: tuple[Look, ...]
    near_step: float | None = None
    far_step: float | None = None
    seen: Seen | None = None
    elsewhere: tuple[Look, ...] = ()

    @property
    def information(self) -> Information:
        """How much comes into focus in SPANS equal spans of depth, 1.0 in the richest."""
        found = self.map.information_at(SPANS)
        scaled: Information = found / max(float(found.max()), 1e-9)
        return scaled

    def scene_map(self) -> SceneMap:
        """For the screen."""
        rows, columns = self.map.depth.shape
        return SceneMap(
            rows,
            columns,
            _levels(self.map.depth),
            _levels(self.map.confidence),
            self._picture(rows, columns),
            tuple(float(one) for one in self.information),
            self.how,
            self.set_aside,
            self.doubt,
        )

    def shots(self, selection: Selection) -> tuple[StackShot, ...]:
        """The shots of a selection, each with its step where the lens has such."""
        return tuple(
            StackShot(number, shot.depth, self.step_at(shot.depth))
            for number, shot in enumerate(selection.shots, 1)
        )

    def step_at(self, depth: float) -> int | None:
        """The step of the lens at a depth; None where it has none to go by."""
        return step_between((self.near_step, self.far_step), depth)

    def way(self, motor: Motor, shots: Sequence[StackShot], home_step: int | None = None) -> Way:
        """What brings the lens to shots, and back home: where it stands now, if it is not given.

        Raises Stopped and LensFault.
        """
        if self.seen is None:
            eye = Eye(motor)
            home = most_alike((*self.looks, *self.elsewhere), eye.rest(LAG_S, MARK_FRAMES)).place
            return ByArea(motor, {one.number: self.place_at(one.depth) for one in shots}, home)
        if motor.is_counted:
            return ByPicture(motor, self.seen, home_step, self._aims(shots))
        return ByPosition(motor, home_step)

    def _aims(self, shots: Sequence[StackShot]) -> dict[int, float]:
        """Where each shot really lies, by its number: planned steps are whole."""
        if self.near_step is None or self.far_step is None:
            return {}
        way_steps = self.far_step - self.near_step
        exact = {one.number: self.near_step + one.depth * way_steps for one in shots}
        return {
            one.number: exact[one.number]
            for one in shots
            if one.planned_step == round(exact[one.number])  # else it is of another sweep
        }

    def place_at(self, depth: float) -> Place:
        """The middle of the tile that shows most of what lies at a depth, with those around it."""
        off = (self.map.depth - depth) / AT_DEPTH
        worth = self.map.information * self.map.confidence / (1.0 + off**2)
        rows, columns = worth.shape
        wide = np.pad(worth, 1)
        around = sum(wide[r : r + rows, c : c + columns] for r in range(3) for c in range(3))
        row, column = divmod(int(np.argmax(around)), columns)
        return (column + 0.5) / columns, (row + 0.5) / rows

    def _picture(self, rows: int, columns: int) -> bytes:
        """The colours of the frame in the middle, in so many tiles."""
        picture = coloured(self.looks[len(self.looks) // 2].jpeg, columns, rows)
        if isinstance(picture, Damaged):  # was decoded before, so it hardly is
            return bytes(3 * rows * columns)
        return resized(picture, columns, rows).tobytes()


def scan(motor: Motor, near: Marked, far: Marked, show: Show) -> Scanned:
    """Look at the scene between two marks; the lens is where it began afterwards.

    A lens that is driven needs limits and calibration. Raises UnfitScene for marks or a scene that
    tell nothing, Stopped and every LensFault.
    """
    can = motor.lens.capabilities
    ends = _tiles("near", near), _tiles("far", far)
    if can.drives:
        return _swept(motor, near, far, ends, show)
    if can.af_areas:
        return _focused(ends, looked_over(motor, show))
    raise LensFault(
        f"{motor.lens.identity.body} can neither drive its lens nor be told where to focus.",
        "Scan with a body that can; the pictures of a folder are mapped by fsq stack depth.",
    )


def _swept(motor: Motor, near: Marked, far: Marked, ends: Ends, show: Show) -> Scanned:
    """On a lens that is driven."""
    planned = [_step("near", near), _step("far", far)]
    low, high = sorted(planned)
    if high - low < LEAST_PLACES - 1:
        raise UnfitScene(
            f"The near and the far plane are {high - low:.0f} steps of the lens apart: "
            "too near for a scan.",
            FARTHER + " Or take so few shots without one.",
        )
    everything, seen = looked_along(motor, low, high, show)
    unmet = ""
    if motor.is_counted:  # where the marks are in the count of this sweep
        found = [_found(seen, one, at) for one, at in zip((near, far), planned, strict=True)]
        unmet = _unmet(found)
        planned = [at if one is None else one for one, at in zip(found, planned, strict=True)]
    near_step, far_step = planned
    way = far_step - near_step
    if abs(way) < LEAST_PLACES - 1 or (way > 0) != (_step("far", far) > _step("near", near)):
        raise UnfitScene("The near and the far plane look the same.", FARTHER)
    looks = everything if way > 0 else everything[::-1]
    depths = [((one.step or 0.0) - near_step) / way for one in looks]
    kept = [(at, one) for at, one in zip(depths, looks, strict=True) if 0.0 < at < 1.0]
    if len(kept) < LEAST_PLACES - 2:
        raise UnfitScene(
            f"The sweep between the marks has {len(kept)} places, too few to tell of the scene.",
            FARTHER,
        )
    looks = tuple(one for _, one in kept)
    frames = [ends[0], *(one.tiles for one in looks), ends[1]]
    order = rebuilt(frames, 0, len(frames) - 1)
    by_step, at_depths = by_depth(order, [0.0, *(at for at, _ in kept), 1.0])
    return Scanned(
        order,
        depth_map(frames, by_step, at_depths),
        motor.lens.capabilities.position,
        " ".join(said for said in (_doubt(with_numbers(order)), unmet) if said),
        _sentences(order.set_aside, looks),
        looks,
        near_step,
        far_step,
        seen,
    )


def _focused(ends: Ends, looks: tuple[Look, ...]) -> Scanned:
    """By areas: what they were focused on is in order by the pictures alone."""
    everything = [ends[0], *(one.tiles for one in looks), ends[1]]
    outside = beyond(everything, 0, len(everything) - 1)
    within = tuple(one for number, one in enumerate(looks, 1) if number not in outside)
    elsewhere = tuple(looks[number - 1] for number in sorted(outside))
    frames = [ends[0], *(one.tiles for one in within), ends[1]]
    order = rebuilt(frames, 0, len(frames) - 1)
    apart, depths = evenly(order)
    found = depth_map(frames, apart, depths)
    aside = [SetAside(number, outside[number]) for number in sorted(outside)]
    said = (*_sentences(order.set_aside, within), *_sentences(aside, looks))
    doubt = doubt_of(frames, order)
    return Scanned(order, found, How.INFERRED, doubt, said, within, elsewhere=elsewhere)


def _tiles(name: str, mark: Marked) -> FrameTiles:
    if mark.tiles is None:
        raise UnfitScene(
            f"The {name} plane was marked without a picture that can be judged.",
            "Mark it again with live view on and the scene lit and still.",
        )
    return mark.tiles


def _step(name: str, mark: Marked) -> float:
    if mark.plane.step is None:
        raise LensFault(
            f"The step of the {name} plane is not known.", "Check the limits, then mark it again."
        )
    return float(mark.plane.step)


def _found(seen: Seen, mark: Marked, planned: float) -> float | None:
    """The step of a mark by its picture; None where that does not tell."""
    found = None if mark.still is None else seen.near(mark.still, planned)
    return found and found.step


def _unmet(found: Sequence[float | None]) -> str:
    names = [name for name, one in zip(("near", "far"), found, strict=True) if one is None]
    if not names:
        return ""
    return (
        f"The picture of the {' and the '.join(names)} plane was not met again in the sweep: "
        "where that lies is only counted. Mark it again if its shot is not what you marked."
    )


def _doubt(tau: float) -> str:
    if tau >= LEAST_AGREEMENT:
        return ""
    return (
        f"The order of the frames by what they show agrees only to {tau:.2f} with that of the "
        "drive commands: the scene tells little, or the lens was held. Depths are by the commands."
    )


def _sentences(aside: Sequence[SetAside], looks: Sequence[Look]) -> tuple[str, ...]:
    said = (f"The frame {looks[one.frame - 1].where}: {one.reason}." for one in aside)
    return tuple(dict.fromkeys(said))  # of one focus there are several


def _levels(share: Map) -> bytes:
    return np.round(np.clip(share, 0.0, 1.0) * HIGHEST).astype(np.uint8).tobytes()
