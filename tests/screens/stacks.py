"""Stacks in every state, for the stack screen to be shown without a lens."""

from __future__ import annotations

import math
from dataclasses import replace

from fsq_tui.focus.modes import Activity, How
from fsq_tui.focus.stack import Extent, Plane, PlannedShot, SceneMap, StackSettings, StackView
from fsq_tui.focus.stray import Stray
from fsq_tui.session.snapshot import Progress, Snapshot
from tests.screens.fake import second_of_two

ROWS, COLUMNS = 16, 24
SPANS = 60
NEAR, FAR = Plane(60, How.MEASURED, 54), Plane(260, How.MEASURED, 1647)
PLANES = ((0.05, 1.0), (0.42, 0.6), (0.9, 0.8))  # of the scene: how deep, how rich
EVEN = "evenly spaced"
DRAWN = "drawn 4.9% of the range farther: there the scene shows 3.1 times as much"


def _shot(number: int, count: int, **changes: object) -> PlannedShot:
    even = number / (count - 1)
    reason = {0: "at the near mark", count - 1: "at the far mark"}.get(number, EVEN)
    shot = PlannedShot(even, even, reason, round(60 + 200 * even))
    return replace(shot, **changes)  # type: ignore[arg-type]


def _scene(**changes: object) -> SceneMap:
    """Three planes from left to right, and a sky of which nothing is known above them."""
    depths, sure, colours = [], [], []
    for row in range(ROWS):
        for column in range(COLUMNS):
            plane = column * len(PLANES) // COLUMNS
            is_sky = row < 4
            depths.append(round(255 * PLANES[plane][0]))
            sure.append(0 if is_sky else 255)
            light = 90 + (row * 37 + column * 23) % 100
            colours += [120, 160, 220] if is_sky else [light, light // (1 + plane), 60 * plane]
    information = [
        sum(
            rich * math.exp(-0.5 * (((span + 0.5) / SPANS - depth) / 0.05) ** 2)
            for depth, rich in PLANES
        )
        for span in range(SPANS)
    ]
    most = max(information)
    scene = SceneMap(
        ROWS,
        COLUMNS,
        bytes(depths),
        bytes(sure),
        bytes(colours),
        tuple(round(value / most, 4) for value in information),
    )
    return replace(scene, **changes)  # type: ignore[arg-type]


SCENE = _scene()
DOUBTED = _scene(
    doubt="The far mark fits frame 31 of 40 better than the last: mark it again.",
    set_aside=("Frame 12 does not fit: something moved through it.",),
)
SHOTS = tuple(_shot(number, 8) for number in range(8))
DRAWN_SHOTS = (
    *SHOTS[:2],
    _shot(2, 8, depth=0.335, step=127, reason=DRAWN),
    _shot(3, 8, depth=0.42, step=144, reason="put there by hand", is_pinned=True),
    *SHOTS[4:],
)
STRAYS = (Stray(3, -6, 2, How.INFERRED), Stray(6, 0, 14, How.COUNTED))
FOLDER = "/home/anna/stacks/2026-01-01_0930_watch"


def stacked(stack: StackView, **changes: object) -> Snapshot:
    """A lens at rest in edit mode, and a stack."""
    return replace(second_of_two(), stack=stack, **changes)  # type: ignore[arg-type]


MARKED = StackView(NEAR, FAR, shots=SHOTS, expected_s=24.4)
SCANNED = replace(MARKED, shots=DRAWN_SHOTS)
PROGRESS = Progress(0.375, "shot 4 of 8, 15 s left")

STACKS: dict[str, Snapshot] = {
    "unmarked": stacked(StackView()),
    "near": stacked(StackView(NEAR)),
    "marked": stacked(MARKED),
    "scanning": stacked(
        MARKED, activity=Activity.SCANNING, progress=Progress(0.4, "sweeping: 16 of 40 frames")
    ),
    "scanned": stacked(SCANNED, scene_map=SCENE),
    "doubted": stacked(SCANNED, scene_map=DOUBTED),
    "capturing": stacked(SCANNED, scene_map=SCENE, activity=Activity.STACKING, progress=PROGRESS),
    "whole": stacked(replace(SCANNED, folder=FOLDER), scene_map=SCENE),
    "missing": stacked(
        replace(SCANNED, folder=FOLDER, missing="not taken: shot 6, 7, 8"), scene_map=SCENE
    ),
    "strays": stacked(
        replace(SCANNED, folder=FOLDER, strays=STRAYS, again=(3, 6), is_as_taken=True),
        scene_map=SCENE,
    ),
    "plain": stacked(
        StackView(
            settings=StackSettings(bracket_ev=1.0, extent=Extent.MOVEMENT),
            shots=tuple(_shot(number, 3, reason=EVEN) for number in range(3)),
            is_plain=True,
            expected_s=8.0,
        )
    ),
}
