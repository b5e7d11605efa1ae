"""A focus stack in words: its two marks, its shots, and why the chosen one is where it is."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from pathlib import PurePath

from fsq_tui.focus.distance import distance_label
from fsq_tui.focus.modes import How
from fsq_tui.focus.stack import Extent, Plane, PlannedShot, SceneMap, StackView
from fsq_tui.focus.stray import Stray, shots_text, strays_text
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

    def stray(self, number: int) -> Stray | None:
        """Of a planned shot that was taken, and does not stand there."""
        if not self.view.is_as_taken:
            return None
        return next((found for found in self.view.strays if found.number == number), None)


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
LEAST_ROOM = 8  # columns for what is said of the newest stack


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
        name = PurePath(view.folder).name
        state = view.missing or _off(view) or "whole"
        role = "good" if state == "whole" else "warning"
        room = width - line_width(line) - len(GAP)
        told = f"{name}: {state}"
        if len(told) > room:
            told = state
        if room > LEAST_ROOM:
            line += [(GAP, "plain"), (cut(told, room), role)]
    return line


def _off(view: StackView) -> str:
    """`shot 3 off, shots 6-8 unsure`; '' where all stand as planned."""
    off = [found.number for found in view.strays if not found.is_unsure]
    unsure = [found.number for found in view.strays if found.is_unsure]
    parts = ((off, "off"), (unsure, "unsure"))
    return ", ".join(f"{shots_text(numbers)} {word}" for numbers, word in parts if numbers)


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
        """The doubts keep their lines; a reason that is longer than what is left is cut."""
        doubts = _doubts(_told(values), width, max(1, height - 1))
        room = height - len(doubts)
        lines: list[Line] = []
        if values.shot is not None and room > 0:
            head, reason = _shot_text(values, values.shot)
            texts = textwrap.wrap(f"{head}: {reason}", max(8, width))
            if len(texts) > room:
                texts[room - 1 :] = [cut(" ".join(texts[room - 1 :]), width)]
            lines = [[(text, "plain")] for text in texts]
            if texts[0].startswith(head):
                lines[0] = [(head, "strong"), (texts[0].removeprefix(head), "plain")]
        return [*lines, *doubts]


def _shot_text(values: Stack, shot: PlannedShot) -> tuple[str, str]:
    at = "" if shot.step is None else f", step {shot.step}"
    pinned = ", pinned" if shot.is_pinned else ""
    count = len(values.view.shots)
    return f"shot {values.selected} of {count}, {shot.depth:.0%}{at}{pinned}", shot.reason


def doubts_of(scene: SceneMap | None) -> tuple[str, ...]:
    """What speaks against the map, and which frames have no part in it."""
    if scene is None:
        return ()
    return (*((scene.doubt,) if scene.doubt else ()), *scene.set_aside)


def _told(values: Stack) -> tuple[str, ...]:
    """What was taken elsewhere, the chosen shot alone where it was; then what is doubted."""
    chosen = values.stray(values.selected)
    strays = values.view.strays if chosen is None else (chosen,)
    said = strays_text(strays)
    if said and values.view.is_as_taken:
        said = f"{said[:1].upper()}{said[1:]}"
    elif said:
        said = f"{PurePath(values.view.folder).name}: {said}"
    return (*((said,) if said else ()), *doubts_of(values.scene))


def _doubts(texts: tuple[str, ...], width: int, most: int) -> list[Line]:
    """A line each; the last one says how many more there are."""
    more = f" (+{len(texts) - most} more)" if len(texts) > most else ""
    shown = [f"! {text}" for text in texts[:most]]
    if more:
        shown[-1] = cut(shown[-1], width - len(more)) + more
    return [[(cut(text, width), "warning")] for text in shown]
