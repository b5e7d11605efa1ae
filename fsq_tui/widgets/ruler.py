"""The distance scale of the lens: its travel from stop to stop, the points on it, and the lens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.distance import INFINITY_CM, dioptres, distance_label
from fsq_tui.focus.scale import scale_of
from fsq_tui.session.snapshot import Snapshot
from fsq_tui.widgets.paint import Line, Painted, painted_as

STOP = "█"
NOT_CALIBRATED = " this lens is not calibrated yet "
# In the order in which they get a place: the ends of a scale, then what a puller thinks in.
DISTANCES_CM = (
    INFINITY_CM, 100, 50, 200, 30, 500, 20, 70, 40, 1000, 300, 25, 150, 60, 80, 35, 45, 90, 120,
    2000, 700, 250, 400, 22, 28, 3000, 5000, 15, 10, 5,
)  # fmt: skip
NEAR_ENOUGH = 0.08  # a tick may stand where the lens reports a distance so much off its label


@dataclass(frozen=True, slots=True)
class Scale:
    """What the ruler draws. Points are (number, step); `current` and `destination` are numbers.

    `live_marks` is from how many marks `live_cm` was worked out, 0 where the lens reported it.
    """

    calibration: Calibration | None = None
    points: tuple[tuple[int, int], ...] = ()
    current: int = 0
    destination: int = 0
    live_step: int | None = None
    live_cm: int = 0
    live_marks: int = 0

    @classmethod
    def of(cls, snapshot: Snapshot) -> Scale:
        """From a snapshot."""
        steps = [(number, row.step) for number, row in enumerate(snapshot.rows, 1)]
        going = snapshot.destination
        return cls(
            snapshot.calibration,
            tuple((number, step) for number, step in steps if step is not None),
            snapshot.index + 1,
            0 if going is None else going + 1,
            snapshot.position.step,
            snapshot.position.distance_cm,
            snapshot.position.marks,
        )


class Canvas:
    """One line of cells that texts are placed on."""

    def __init__(self, width: int) -> None:
        self._cells: list[tuple[str, str]] = [(" ", "plain")] * width

    def put(self, x: int, text: str, role: str) -> None:
        """Draw a text from column `x`; what lies outside is left out."""
        for column, character in enumerate(text, x):
            if 0 <= column < len(self._cells):
                self._cells[column] = (character, role)

    def is_free(self, x: int, length: int, gap: int = 0) -> bool:
        """Whether so many columns from `x` are on the line and blank, and `gap` around them."""
        if x < 0 or x + length > len(self._cells):
            return False
        around = self._cells[max(0, x - gap) : x + length + gap]
        return all(character == " " for character, _ in around)

    def line(self) -> Line:
        """The cells as spans, equal roles joined."""
        spans: Line = []
        for character, role in self._cells:
            if spans and spans[-1][1] == role:
                spans[-1] = (spans[-1][0] + character, role)
            else:
                spans.append((character, role))
        return spans


class LensRuler(Painted[Scale]):
    """Labels, scale, points and lens, in four lines (three where there is no more room)."""

    COMPONENT_CLASSES = painted_as("accent", "destination", "muted", "selected", "strong", "track")

    def paint(self, values: Scale, width: int, height: int) -> list[Line]:
        """The travel of the lens across the width."""
        if width < 12:
            return []
        if values.calibration is None:
            return uncalibrated(width)
        return ruler_lines(values, values.calibration, width)[:height]


def uncalibrated(width: int) -> list[Line]:
    """A scale without marks that says why it has none."""
    axis = Canvas(width)
    axis.put(0, STOP + "·" * (width - 2) + STOP, "track")
    axis.put((width - len(NOT_CALIBRATED)) // 2, NOT_CALIBRATED, "muted")
    return [[], axis.line()]


def ruler_lines(scale: Scale, calibration: Calibration, width: int) -> list[Line]:
    """Four lines: labels, axis with the lens on it, point numbers, the lens in words."""
    labels, axis = Canvas(width), Canvas(width)
    axis.put(0, STOP + "─" * (width - 2) + STOP, "track")
    axis.put(0, STOP, "strong")
    axis.put(width - 1, STOP, "strong")
    for step, label in ticks(calibration, width):
        x = column(step, calibration, width)
        start = min(max(0, x - len(label) // 2), width - len(label))
        if labels.is_free(start, len(label), gap=2):
            labels.put(start, label, "muted")
            if 0 < x < width - 1:
                axis.put(x, "┴", "track")
    if scale.live_step is not None:
        axis.put(column(scale.live_step, calibration, width), "▼", "accent")
    return [labels.line(), axis.line(), _points(scale, calibration, width), _live(scale, width)]


def column(step: int, calibration: Calibration, width: int) -> int:
    """Where a step lies on a scale of `width` columns, stops included."""
    step = min(max(step, 0), calibration.last_step)
    return round(step * (width - 1) / calibration.last_step)


def ticks(calibration: Calibration, width: int) -> Iterator[tuple[int, str]]:
    """(step, label) of the marks, in the order in which they get a place."""
    if not any(calibration.distances_cm):
        scale = scale_of(calibration)
        if scale is None:
            yield from _step_ticks(calibration.last_step, width)
        else:
            reached = (cm for cm in DISTANCES_CM if scale.reaches(cm))
            yield from ((scale.step_at(cm), distance_label(cm)) for cm in reached)
        return
    reported = calibration.distances_cm
    for wanted_cm in DISTANCES_CM:
        step = _step_reporting(reported, wanted_cm)
        if step is not None:
            yield step, distance_label(wanted_cm)


def _step_ticks(last_step: int, width: int) -> Iterator[tuple[int, str]]:
    """Both ends, then round numbers, eight columns or more apart."""
    yield 0, "0"
    yield last_step, str(last_step)
    least = last_step * 8 / width
    spacing = next(s for s in _round_numbers() if s >= least)
    for step in range(spacing, last_step, spacing):
        yield step, str(step)


def _round_numbers() -> Iterator[int]:
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10


def _step_reporting(reported_cm: tuple[int, ...], wanted_cm: int) -> int | None:
    """The middle of the first run of steps whose reported distance is nearest the wanted one."""
    wanted = dioptres(wanted_cm)
    runs = _runs(reported_cm)
    error, first, last = min((abs(dioptres(cm) - wanted), a, z) for cm, a, z in runs)
    return None if error > wanted * NEAR_ENOUGH else (first + last) // 2


@lru_cache(maxsize=2)  # asked for thirty distances at each painting
def _runs(reported_cm: tuple[int, ...]) -> tuple[tuple[int, int, int], ...]:
    """The neighbouring steps that report the same distance, as (cm, first step, last step)."""
    runs = [
        (cm, [step for step, _ in run])
        for cm, run in groupby(enumerate(reported_cm), key=itemgetter(1))
    ]
    return tuple((cm, steps[0], steps[-1]) for cm, steps in runs if cm > 0)


def _points(scale: Scale, calibration: Calibration, width: int) -> Line:
    """The numbers of the points under their steps; a dot where two have no room side by side."""
    canvas = Canvas(width)
    for number, step in _by_weight(scale):
        role = _point_role(number, scale)
        text = f" {number} " if role == "selected" else str(number)
        x = column(step, calibration, width)
        start = min(max(0, x - len(text) // 2), width - len(text))
        if canvas.is_free(start, len(text), gap=0 if role == "selected" else 1):
            canvas.put(start, text, role)
        else:
            near = (each for each in (x, x - 1, x + 1, x - 2, x + 2) if canvas.is_free(each, 1))
            canvas.put(next(near, -1), "•", "muted")
    return canvas.line()


def _by_weight(scale: Scale) -> Iterable[tuple[int, int]]:
    """The current point and the destination first: they get their places before the others."""
    weight = {scale.current: 0, scale.destination: 1}
    return sorted(scale.points, key=lambda point: (weight.get(point[0], 2), point[0]))


def _point_role(number: int, scale: Scale) -> str:
    if number == scale.current:
        return "selected"
    return "destination" if number == scale.destination else "strong"


def _live(scale: Scale, width: int) -> Line:
    """The lens in words, beside a marker under its step."""
    if scale.calibration is None or scale.live_step is None:
        return [("position unknown", "muted")]
    canvas = Canvas(width)
    x = column(scale.live_step, scale.calibration, width)
    text = str(scale.live_step)
    if scale.live_cm:
        text += f"  {distance_label(scale.live_cm)}"
    if scale.live_marks:
        text += f" from {scale.live_marks} marks"
    canvas.put(x, "▲", "accent")
    canvas.put(x + 2 if x + 2 + len(text) <= width else x - 1 - len(text), text, "accent")
    return canvas.line()
