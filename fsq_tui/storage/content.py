"""What a scene is made of, and every rule its values keep, wherever they were read from.

The values arrive as plain dicts and lists in the shape of the settings file; each fault names the
place in that shape, and the reader of the format turns the place into a line or a byte.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeGuard

from fsq_tui.focus.calibration import Calibration, DistanceMark, StepMode
from fsq_tui.focus.distance import INFINITY_CM
from fsq_tui.focus.rack import NO_ENDS, Ends
from fsq_tui.focus.sequence import (
    MAX_DURATION_S,
    MAX_POINTS,
    FocusPoint,
    Order,
)
from fsq_tui.storage.marks import MARKS, marks_from
from fsq_tui.storage.optional_keys import OPTIONAL_KEYS, meant, optional_values
from fsq_tui.storage.outline import Place
from fsq_tui.storage.rack import RACK, ends_from
from fsq_tui.storage.subjects import NOUNS, subject
from fsq_tui.storage.values import Problem, is_number, is_tables, is_whole, told

STEP_SIZES = (3, 2, 1)  # fastest first
MAX_POSITION = 2**32 - 1  # what the in-camera file can hold
MAX_STEPS = 100_000
MAX_DRIVE_UNIT = 32_767  # pulses that libgphoto2 takes at once
MAX_BACKLASH_STEPS = 1_000
LEAST, MOST = 0.01, 1_000_000.0  # a measured mode outside of this would swamp the planner


@dataclass(frozen=True, slots=True)
class Scene:
    """One settings file: the lens it is for, its calibration, its focus points and its rack.

    `lens_name` is '' only where there is nothing else.
    """

    lens_name: str = ""
    calibration: Calibration | None = None
    points: tuple[FocusPoint, ...] = ()
    order: Order = Order.ONCE
    rack: Ends = NO_ENDS

    def rounded(self) -> Self:
        """With its times as they are written: to the millisecond."""
        return replace(self, points=tuple(point.rounded() for point in self.points))


def scene_from(data: dict[str, Any]) -> tuple[Scene, list[Problem]]:
    """The scene in `data` and all that is wrong with it; the scene counts only if nothing is."""
    check = _Check()
    lens_name = check.lens_name(data)
    calibration = check.calibration(data, lens_name)
    points = check.points(data.get("focus_points", []))
    order = check.order(data.get("play_order", Order.ONCE.value))
    if calibration is not None and not check.problems:
        check.within(points, calibration.positions[-1])
    rack = check.rack(data.get(RACK), calibration)
    return Scene(lens_name, calibration, points, order, rack), check.problems


def points_from(tables: object) -> tuple[tuple[FocusPoint, ...], list[Problem]]:
    """The focus points in a list of tables, and all that is wrong with them."""
    check = _Check()
    return check.points(tables), check.problems


@dataclass(slots=True)
class _Check:
    """Reads values one by one; a faulty one is noted and stands as None or is left out."""

    problems: list[Problem] = field(default_factory=list)

    def lens_name(self, data: dict[str, Any]) -> str:
        """'' where there is none, which is a fault beside anything else."""
        name = data.get("lens_name", "")
        if not isinstance(name, str):
            self._expect(("lens_name",), name, "a quoted text")
        elif not name and any(data.get(key) for key in (*NOUNS, RACK)):
            found = "empty" if "lens_name" in data else "missing"
            self._note(("lens_name",), f"is {found}, expected the name the lens reports")
        return name if isinstance(name, str) else ""

    def calibration(self, data: dict[str, Any], lens_name: str) -> Calibration | None:
        """None where the scene has none, and where it is faulty."""
        keys = ("focus_positions", "focus_distances_cm", MARKS, "modes")
        if not any(key in data for key in keys):
            return None
        before = len(self.problems)
        positions = self._positions(data)
        distances_cm = self._distances_cm(data.get("focus_distances_cm", []), len(positions))
        marks = self._marks(data.get(MARKS, []), positions)
        modes = self._modes(data)
        drive_unit = self._drive_unit(data.get("drive_unit", 0))
        simulated = self._simulated(data.get("simulated", False))
        backlash_steps = self._backlash_steps(data.get("backlash_steps", 0.0))
        if len(self.problems) > before:
            return None
        return Calibration(
            lens_name,
            positions,
            modes,
            distances_cm,
            drive_unit,
            simulated,
            backlash_steps,
            marks,
        )

    def points(self, tables: object) -> tuple[FocusPoint, ...]:
        """The focus points that are faultless."""
        if not is_tables(tables):
            self._expect(("focus_points",), tables, "[[focus_points]] tables")
            return ()
        if len(tables) > MAX_POINTS:
            self._note(("focus_points",), f"are {len(tables)}, expected at most {MAX_POINTS}")
        points = [self._point(("focus_points", index), table) for index, table in enumerate(tables)]
        return tuple(point for point in points if point is not None)

    def order(self, value: object) -> Order:
        """How the points follow each other; ONCE for a faulty one."""
        orders = [order.value for order in Order]
        if value in orders:
            return Order(value)
        self._expect(("play_order",), value, meant(value, orders))
        return Order.ONCE

    def rack(self, table: object, calibration: Calibration | None) -> Ends:
        """End and start point of the rack; none of them lies beyond the forward stop."""
        last = MAX_POSITION if calibration is None else calibration.positions[-1]
        most_is = "" if calibration is None else "the last position of this lens"
        ends, problems = ends_from(table, last, most_is)
        self.problems += problems
        return ends

    def within(self, points: tuple[FocusPoint, ...], last_position: int) -> None:
        """No point lies beyond the forward stop."""
        for index, point in enumerate(points):
            if point.normalized_position > last_position:
                place: Place = ("focus_points", index, "normalized_position")
                wanted = f"at most {last_position}, the last position of this lens"
                self._expect(place, point.normalized_position, wanted)

    def _positions(self, data: dict[str, Any]) -> tuple[int, ...]:
        key = "focus_positions"
        values = self._list(data, key, "the normalized position of each step")
        if values is None:
            return ()
        if not 2 <= len(values) <= MAX_STEPS:
            self._note((key,), f"has {len(values)} steps, expected 2 to {MAX_STEPS}")
        wanted = f"a whole number from 0 to {MAX_POSITION}"
        last = -1
        for index, value in enumerate(values):
            if not is_whole(value, 0, MAX_POSITION):
                self._expect((key, index), value, wanted)
            elif index == 0 and value != 0:
                self._expect((key, index), value, "0, the position of the backward stop")
            elif value <= last:
                self._expect((key, index), value, f"more than {last}, the position before it")
            last = value if is_whole(value, 0, MAX_POSITION) else last
        return tuple(values)

    def _distances_cm(self, values: object, count: int) -> tuple[int, ...]:
        key = "focus_distances_cm"
        if not isinstance(values, list):
            self._expect((key,), values, "a list with the distance of each step")
            return ()
        if values and len(values) != count:
            self._note((key,), f"has {len(values)} entries, expected {count}, one a step")
        for index, value in enumerate(values):
            if not is_whole(value, 0, INFINITY_CM):
                self._expect((key, index), value, f"a whole number from 0 to {INFINITY_CM}")
        return tuple(values)

    def _marks(self, tables: object, positions: tuple[int, ...]) -> tuple[DistanceMark, ...]:
        whole = [position for position in positions if is_whole(position, 0, MAX_POSITION)]
        marks, problems = marks_from(tables, whole[-1] if whole else MAX_POSITION)
        for problem in problems:
            self._note(problem.place, problem.text)
        return marks

    def _drive_unit(self, value: object) -> int:
        if is_whole(value, 0, MAX_DRIVE_UNIT):
            return int(value)
        self._expect(("drive_unit",), value, f"a whole number from 0 to {MAX_DRIVE_UNIT}")
        return 0

    def _backlash_steps(self, value: object) -> float:
        if _is_backlash(value):
            return float(value)
        self._expect(("backlash_steps",), value, f"a number from 0 to {MAX_BACKLASH_STEPS}")
        return 0.0

    def _simulated(self, value: object) -> bool:
        if isinstance(value, bool):
            return value
        self._expect(("simulated",), value, "true or false")
        return False

    def _modes(self, data: dict[str, Any]) -> tuple[StepMode, ...]:
        tables = self._list(data, "modes", "the measured step sizes")
        if tables is None:
            return ()
        if not is_tables(tables):
            self._note(("modes",), "holds something else than tables, expected { step_size = ... }")
            return ()
        modes: list[StepMode] = []
        before = len(self.problems)
        for index, table in enumerate(tables):
            mode = self._mode(("modes", index), table)
            if mode is None:
                continue
            if mode.step_size in [other.step_size for other in modes]:
                self._expect(("modes", index, "step_size"), mode.step_size, "each size once")
            modes.append(mode)
        if len(self.problems) == before and 1 not in [mode.step_size for mode in modes]:
            self._note(("modes",), "has no step_size 1, expected one")
        return tuple(sorted(modes, key=lambda mode: -mode.step_size))

    def _mode(self, place: Place, table: dict[str, Any]) -> StepMode | None:
        wanted = f"a number from {LEAST} to {MOST:.0f}"
        size = self._value(place, table, "step_size", lambda v: is_whole(v, 1, 3), "1, 2 or 3")
        steps = self._value(place, table, "steps", _is_measure, wanted)
        speed = self._value(place, table, "speed", _is_measure, wanted)
        if size is None or steps is None or speed is None:
            return None
        return StepMode(size, float(steps), float(speed))

    def _point(self, place: Place, table: dict[str, Any]) -> FocusPoint | None:
        before = len(self.problems)
        position = self._whole(place, table, "normalized_position", MAX_POSITION)
        distance_cm = self._whole(place, table, "distance_cm", INFINITY_CM)
        wanted = f"a number from 0 to {MAX_DURATION_S}"
        duration_s = self._value(place, table, "duration_s", _is_duration, wanted)
        for key, rule in OPTIONAL_KEYS.items():
            if key in table and not rule.is_right(table[key]):
                self._expect((*place, key), table[key], rule.wanted(table[key]))
        if len(self.problems) > before:
            return None
        values = optional_values(table)
        return FocusPoint(position, distance_cm, float(duration_s), **values)

    def _whole(self, place: Place, table: dict[str, Any], key: str, most: int) -> Any:
        wanted = f"a whole number from 0 to {most}"
        return self._value(place, table, key, lambda value: is_whole(value, 0, most), wanted)

    def _value(
        self,
        place: Place,
        table: dict[str, Any],
        key: str,
        is_right: Callable[[object], bool],
        wanted: str,
    ) -> Any:
        if key not in table:
            self._note((*place, key), f"is missing, expected {wanted}")
        elif is_right(table[key]):
            return table[key]
        else:
            self._expect((*place, key), table[key], wanted)
        return None

    def _list(self, data: dict[str, Any], key: str, wanted: str) -> list[Any] | None:
        if key not in data:
            self._note((key,), f"is missing, expected {wanted}")
            return None
        if not isinstance(data[key], list):
            self._expect((key,), data[key], f"a list with {wanted}")
            return None
        return list(data[key])

    def _expect(self, place: Place, value: object, wanted: str) -> None:
        self._note(place, f"is {told(value)}, expected {wanted}")

    def _note(self, place: Place, what: str) -> None:
        self.problems.append(Problem(place, f"{subject(place)} {what}"))


def _is_measure(value: object) -> bool:
    return is_number(value, LEAST, MOST)


def _is_backlash(value: object) -> TypeGuard[float]:
    return is_number(value, 0.0, MAX_BACKLASH_STEPS)


def _is_duration(value: object) -> bool:
    return is_number(value, 0.0, MAX_DURATION_S)
