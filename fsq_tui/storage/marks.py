"""The operator's distance marks in a settings file, and the rules they keep there."""

from __future__ import annotations

from fsq_tui.focus.calibration import DistanceMark
from fsq_tui.focus.distance import INFINITY_CM, dioptres
from fsq_tui.storage.outline import Place
from fsq_tui.storage.values import Problem, is_tables, is_whole, told

MARKS = "distance_marks"


def marks_from(
    tables: object, last_position: int
) -> tuple[tuple[DistanceMark, ...], list[Problem]]:
    """The marks in a list of tables, and all that is wrong; they count only if nothing is.

    The text of a problem lacks its subject: "is 0, expected ...".
    """
    if not is_tables(tables):
        return (), [_expected((MARKS,), tables, "a list of { normalized_position, distance_cm }")]
    problems: list[Problem] = []
    marks: list[DistanceMark] = []
    for index, table in enumerate(tables):
        place: Place = (MARKS, index)
        position = _whole(place, table, "normalized_position", 0, last_position, problems)
        distance_cm = _whole(place, table, "distance_cm", 1, INFINITY_CM, problems)
        if position is not None and distance_cm is not None:
            marks.append(DistanceMark(position, distance_cm))
    if not problems:
        problems = _out_of_order(marks)
    return tuple(marks), problems


def _whole(
    place: Place,
    table: dict[str, object],
    key: str,
    least: int,
    most: int,
    problems: list[Problem],
) -> int | None:
    wanted = f"a whole number from {least} to {most}"
    value = table.get(key)
    if is_whole(value, least, most):
        return value
    if key in table:
        problems.append(_expected((*place, key), value, wanted))
    else:
        problems.append(Problem((*place, key), f"is missing, expected {wanted}"))
    return None


def _out_of_order(marks: list[DistanceMark]) -> list[Problem]:
    """Positions rise from mark to mark, and the distances all go one way."""
    problems: list[Problem] = []
    for index in range(1, len(marks)):
        before, mark = marks[index - 1], marks[index]
        if mark.normalized_position <= before.normalized_position:
            wanted = f"more than {before.normalized_position}, the position of the mark before it"
            place: Place = (MARKS, index, "normalized_position")
            problems.append(_expected(place, mark.normalized_position, wanted))
        nearer = dioptres(mark.distance_cm) > dioptres(before.distance_cm)
        falls = dioptres(marks[1].distance_cm) > dioptres(marks[0].distance_cm)
        if mark.distance_cm == before.distance_cm or nearer != falls:
            way = "less" if falls else "more"
            wanted = f"{way} than {before.distance_cm}, the distance of the mark before it"
            problems.append(_expected((MARKS, index, "distance_cm"), mark.distance_cm, wanted))
    return problems


def _expected(place: Place, value: object, wanted: str) -> Problem:
    return Problem(place, f"is {told(value)}, expected {wanted}")
