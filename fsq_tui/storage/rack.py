"""End and start point of the rack in a settings file: read and checked.

[rack]
end_position = 1450      # normalized positions
end_unsure_steps = 4     # by how much, on a lens whose position is counted
start_position = 980
"""

from __future__ import annotations

from typing import Any

from fsq_tui.focus.rack import Ends, Mark
from fsq_tui.storage.values import Problem, is_whole, told

RACK = "rack"
NAMES = ("end", "start")


def ends_from(table: object, most: int, most_is: str = "") -> tuple[Ends, list[Problem]]:
    """The ends in a table, None for no table, and all that is wrong; they count only if nothing is.

    `most` is the last position there can be; `most_is` says why.
    """
    if table is None:
        return Ends(), []
    if not isinstance(table, dict):
        return Ends(), [Problem((RACK,), f"{RACK} is {told(table)}, expected a [{RACK}] table")]
    problems: list[Problem] = []
    marks: list[Mark | None] = []
    for name in NAMES:
        position = _whole(table, f"{name}_position", most, most_is, problems)
        unsure = _whole(table, f"{name}_unsure_steps", most, "", problems)
        marks.append(None if position is None else Mark(position, unsure or 0))
    return Ends(*marks), problems


def _whole(
    table: dict[str, Any], key: str, most: int, most_is: str, problems: list[Problem]
) -> int | None:
    if key not in table:
        return None
    value = table[key]
    if is_whole(value, 0, most):
        return value
    reason = f", {most_is}" if most_is else ""
    wanted = f"a whole number from 0 to {most}{reason}"
    problems.append(Problem((RACK, key), f"{key} of the rack is {told(value)}, expected {wanted}"))
    return None
