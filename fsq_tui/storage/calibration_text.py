"""Writing a calibration into the top-level keys of a settings file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

import tomlkit
from tomlkit import TOMLDocument

from fsq_tui.focus.calibration import Calibration, DistanceMark, StepMode
from fsq_tui.storage.marks import MARKS
from fsq_tui.storage.outline import comments

COLUMNS = 100
KEYS = [field.name for field in fields(DistanceMark)]
CALIBRATION_KEYS = (
    "focus_positions", "focus_distances_cm", MARKS, "modes", "drive_unit", "simulated",
    "backlash_steps",
)  # fmt: skip


def put_calibration(
    document: TOMLDocument, calibration: Calibration, dropped: dict[str, str]
) -> None:
    """Set the keys of a calibration; `dropped` are the tables that become `modes` and `MARKS`."""
    _put(document, "focus_positions", _numbers(calibration.positions))
    _put_or_drop(document, "focus_distances_cm", _numbers(calibration.distances_cm))
    _put_marks(document, calibration.marks, dropped[MARKS])
    _put_modes(document, calibration.modes, dropped["modes"])
    for key, value in (
        ("drive_unit", calibration.drive_unit),
        ("simulated", calibration.simulated),
        ("backlash_steps", calibration.backlash_steps),
    ):
        if value:
            document[key] = value
        else:
            document.pop(key, None)


def _put_or_drop(
    document: TOMLDocument, key: str, lines: list[str], kept: Iterable[str] = ()
) -> None:
    """A list that not every lens has; a new one goes before the modes."""
    if not lines:
        document.pop(key, None)
    elif key not in document and "modes" in document:
        modes = document.item("modes")
        document.remove("modes")
        _put(document, key, lines, kept)
        document.append("modes", modes)
    else:
        _put(document, key, lines, kept)


def _put(document: TOMLDocument, key: str, lines: list[str], kept: Iterable[str] = ()) -> None:
    """Set a list, given as its lines; comments inside of the old one move to its head."""
    kept = [*kept, *comments_in(document, key)]
    if len(lines) == 1 and not kept and len(key) + len(lines[0]) < COLUMNS - 5:
        text = f"[{lines[0]}]"
    else:
        text = "\n".join(["[", *(f"    {line}" for line in [*kept, *lines]), "]"])
    document[key] = tomlkit.value(text)


def comments_in(document: TOMLDocument, key: str) -> list[str]:
    """The comments inside of a value."""
    value: Any = document.get(key)
    return [] if value is None else comments(value.as_string())


def _numbers(values: tuple[int, ...]) -> list[str]:
    return textwrap.wrap(", ".join(map(str, values)), COLUMNS - 4)


def _put_modes(document: TOMLDocument, modes: tuple[StepMode, ...], dropped: str) -> None:
    tables: Any = document.get("modes", [])
    if [table["step_size"] for table in tables] == [mode.step_size for mode in modes]:
        for table, mode in zip(tables, modes, strict=True):
            table.update({"steps": mode.steps, "speed": mode.speed_steps_s})
        return
    tables = tomlkit.parse(dropped)["modes"] if dropped else tables
    unknown = {table["step_size"]: table.unwrap() for table in tables}
    lines = [_mode_text(mode, unknown.get(mode.step_size, {})) for mode in modes]
    _put(document, "modes", lines, comments(dropped))


def _mode_text(mode: StepMode, before: dict[str, Any]) -> str:
    values = {"step_size": mode.step_size, "steps": mode.steps, "speed": mode.speed_steps_s}
    return _inline(values, before)


def _put_marks(document: TOMLDocument, marks: tuple[DistanceMark, ...], dropped: str) -> None:
    tables: Any = tomlkit.parse(dropped)[MARKS] if dropped else document.get(MARKS, [])
    before = {table["normalized_position"]: table.unwrap() for table in tables}
    values = [asdict(mark) for mark in marks]
    if not dropped and values == [{key: old[key] for key in KEYS} for old in before.values()]:
        return
    lines = [_inline(each, before.get(each["normalized_position"], {})) for each in values]
    _put_or_drop(document, MARKS, lines, comments(dropped))


def _inline(values: dict[str, Any], before: dict[str, Any]) -> str:
    """A line of a list of tables, with the unknown keys that its former self had."""
    table = tomlkit.inline_table()
    table.update(values | before | values)
    return f"{{ {table.as_string()[1:-1]} }},"
