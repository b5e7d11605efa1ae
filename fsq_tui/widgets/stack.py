"""A focus stack in words: its two marks, its shots, and why the chosen one is where it is."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from fsq_tui.focus.distance import distance_label
from fsq_tui.focus.modes import How
from fsq_tui.focus.stack import Extent, Plane, PlannedShot, SceneMap, StackView
from fsq_tui.session.snapshot import Position
from fsq_tui.stacking.proposal import in_short
from fsq_tui.widgets.paint import Line, Painted, cut, line_width, painted_as

GAP = "   "


@dataclass(frozen=True, slots=True)
class Stack:
    """What is shown of a stack: `selected` is the number of the chosen shot, from 1.

    `steps` are what there is to do, in order, each with whether it is done.
    """

    view: StackView = field(default_factory=StackView)
    scene: SceneMap | None = None
    position: Position = field(default_factory=Position)
    selected: int = 1
    steps: tuple[tuple[str, bool], ...] = ()

    @property
    def shot(self) -> PlannedShot | None:
        """The chosen one; None before there are any."""
        return self.view.shots[self.selected - 1] if self.view.shots else None


class StackHead(Painted[Stack]):
    """The marks and the lens, in one line where they fit; how many shots, and the newest stack."""

    COMPONENT_CLASSES = painted_as("accent", "good", "muted", "strong", "warning")

    def paint(self, values: Stack, width: int, height: int) -> list[Line]:
        """The summary last, whatever else there is no room for."""
        lines: list[Line] = []
        for part in _marks(values):
            if lines and line_width([*lines[-1], *part]) + len(GAP) <= width:
                lines[-1] += [(GAP, "plain"), *part]
            else:
                lines.append(part)
        return [*lines[: height - 1], _summary(values.view, width)]


def head_rows(width: int) -> int:
    """The lines that it takes at most in such a width."""
    return 2 if width >= WIDE else 3


WIDE = 100


def _marks(values: Stack) -> list[Line]:
    view, position = values.view, values.position
    lens = Plane(position.step, position.how, position.distance_cm)
    marks = [("near", view.near), ("far", view.far)]
    lines: list[Line] = [
        [(f"{name:<5}", "accent"), (plane_text(plane), "plain" if plane else "muted")]
        for name, plane in marks
    ]
    return [*lines, [("lens ", "muted"), (plane_text(lens), "muted")]]


def plane_text(plane: Plane | None) -> str:
    """`step 104 (counted), 54cm`; `not marked`; by the picture alone where there is no step."""
    if plane is None:
        return "not marked"
    at = f", {distance_label(plane.distance_cm)}" if plane.distance_cm else ""
    if plane.step is None or plane.how is How.UNKNOWN:
        return f"step not known{at}"
    return f"step {plane.step} ({plane.how.value}){at}"


def _summary(view: StackView, width: int) -> Line:
    """`8 shots, 7 moves, about 24 s`, what is special about them, and the newest stack."""
    line: Line = [(cut(stack_text(view), width), "strong" if view.shots else "muted")]
    if view.folder:
        room = width - len(line[0][0]) - len(GAP)
        name = PurePath(view.folder).name
        told = (
            (f"{name}: {view.missing}", "warning") if view.missing else (f"{name}: whole", "good")
        )
        if room > len(name):
            line += [(GAP, "plain"), (cut(told[0], room), told[1])]
    return line


def stack_text(view: StackView) -> str:
    """The plan in a line, as it is told before the start."""
    settings = view.settings
    if not view.shots:
        return f"{settings.shots} shots wanted"
    if view.expected_s is None:
        told = f"{len(view.shots)} shots"
    else:
        told = in_short(len(view.shots), view.expected_s)
    parts = [
        told,
        *(["around here"] if view.is_plain else []),
        *([f"bracket {settings.bracket_ev:.2g} EV"] if settings.bracket_ev else []),
        *([settings.extent.value] if settings.extent is not Extent.FULL else []),
    ]
    return ", ".join(parts)


class StackFoot(Painted[Stack]):
    """Why the chosen shot is where it is; then what speaks against the order of the frames."""

    COMPONENT_CLASSES = painted_as("muted", "strong", "warning")

    def paint(self, values: Stack, width: int, height: int) -> list[Line]:
        """The shot in as many lines as it takes, each doubt in one more."""
        lines: list[Line] = []
        if values.shot is not None:
            head, reason = _shot_text(values, values.shot)
            for text in textwrap.wrap(f"{head}: {reason}", max(8, width)):
                shown = text if lines else text.removeprefix(head)
                lines.append([*([] if lines else [(head, "strong")]), (shown, "plain")])
        lines += [[(cut(f"! {text}", width), "warning")] for text in _doubts(values.scene)]
        return lines[:height]


def _shot_text(values: Stack, shot: PlannedShot) -> tuple[str, str]:
    at = "" if shot.step is None else f", step {shot.step}"
    pinned = ", pinned" if shot.is_pinned else ""
    count = len(values.view.shots)
    return f"shot {values.selected} of {count}, {shot.depth:.0%}{at}{pinned}", shot.reason


def _doubts(scene: SceneMap | None) -> Iterator[str]:
    if scene is not None:
        if scene.doubt:
            yield scene.doubt
        yield from scene.set_aside
