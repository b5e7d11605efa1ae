"""How much comes into focus at each depth, from near to far, and the shots as ticks under it."""

from __future__ import annotations

from fsq_tui.focus.distance import distance_label
from fsq_tui.focus.stack import PlannedShot, SceneMap
from fsq_tui.widgets.paint import Line, Painted, cut, painted_as
from fsq_tui.widgets.ruler import Canvas
from fsq_tui.widgets.sharpness import bars
from fsq_tui.widgets.stack import Stack

TICK, PINNED, CHOSEN = "│", "■", "▲"
OFF, UNSURE = "!", "?"  # was taken elsewhere; may have been
AXIS = "─"
NOT_SCANNED = "not scanned: the shots are even"
LEAST_COLUMNS = 12
UNDER = 3  # lines: the axis with the ticks, the arrow, the ends


class StackChart(Painted[Stack]):
    """The chart; before there are shots, what there is to do."""

    COMPONENT_CLASSES = painted_as(
        "accent", "done", "muted", "selected", "strong", "track", "warning"
    )

    def paint(self, values: Stack, width: int, height: int) -> list[Line]:
        """The columns take what height is left over."""
        if width < LEAST_COLUMNS:
            return []
        if values.shot is None:
            return _steps(values, width)
        lines = [_axis(values, width), _arrow(values, width), _ends(values, width)]
        room = height - UNDER
        if room < 1:
            return lines[:height]
        return [*_information(values, values.shot, width, room), *lines]


def _steps(values: Stack, width: int) -> list[Line]:
    """What is done, what is next, and what comes after that."""
    lines: list[Line] = []
    is_next = True
    for number, (text, is_done) in enumerate(values.steps, 1):
        role = "muted" if is_done or not is_next else "strong"
        mark = "done" if is_done else f"{number}"
        lines.append([(f" {mark:>4}  {cut(text, width - 7)}", role)])
        is_next = is_next and is_done
    return lines


def _information(values: Stack, shot: PlannedShot, width: int, rows: int) -> list[Line]:
    """Its columns; a line of dots over the chosen shot, so that it is seen what lies there."""
    x = column(shot.depth, width)
    if values.scene is None or not values.scene.information:
        blank: list[Line] = [[] for _ in range(rows)]
        if rows > 1:
            blank[rows // 2] = [(f"{cut(NOT_SCANNED, width):^{width}}", "muted")]
        return blank
    heights = [round(2 * rows * _at(values.scene, place, width)) for place in range(width)]
    lines: list[Line] = []
    for text in bars(heights, rows):
        here = (text[x], "strong") if text[x] != " " else ("·", "accent")
        lines.append([(text[:x], "done"), here, (text[x + 1 :], "done")])
    return lines


def _at(scene: SceneMap, place: int, width: int) -> float:
    """The information of a column; something is shown where there is something."""
    spans = len(scene.information)
    return min(1.0, max(0.0, scene.information[min(place * spans // width, spans - 1)]))


def _axis(values: Stack, width: int) -> Line:
    canvas = Canvas(width)
    canvas.put(0, AXIS * width, "track")
    shots = list(enumerate(values.view.shots, 1))
    for number, shot in sorted(shots, key=lambda each: _weight(values, *each)):
        stray = values.stray(number)
        role = "selected" if number == values.selected else "warning" if stray else "strong"
        mark = PINNED if shot.is_pinned else TICK
        if stray is not None:
            mark = UNSURE if stray.is_unsure else OFF
        canvas.put(column(shot.depth, width), mark, role)
    return canvas.line()


def _weight(values: Stack, number: int, shot: PlannedShot) -> tuple[bool, bool, bool]:
    """Of two in a column the chosen one is seen, one that was taken elsewhere, one pinned."""
    return number == values.selected, values.stray(number) is not None, shot.is_pinned


def _arrow(values: Stack, width: int) -> Line:
    """Under the chosen shot, with its number beside it."""
    canvas = Canvas(width)
    if values.shot is not None:
        x = column(values.shot.depth, width)
        number = str(values.selected)
        canvas.put(x, CHOSEN, "accent")
        canvas.put(x + 1 if x + len(number) < width else x - len(number), number, "accent")
    return canvas.line()


def _ends(values: Stack, width: int) -> Line:
    near, far = values.view.near, values.view.far
    first, last = ("first", "last") if values.view.is_plain else ("near", "far")
    if near and near.distance_cm:
        first += f" {distance_label(near.distance_cm)}"
    if far and far.distance_cm:
        last = f"{distance_label(far.distance_cm)} {last}"
    how = "" if values.scene is None else f"depths {values.scene.how.value}"
    room = width - len(first) - len(last)
    return [(first, "muted"), (f"{how if len(how) + 2 <= room else '':^{room}}", "muted"),
            (last, "muted")]  # fmt: skip


def column(depth: float, width: int) -> int:
    """Where a depth of 0.0 ... 1.0 stands."""
    return min(max(round(depth * (width - 1)), 0), width - 1)
