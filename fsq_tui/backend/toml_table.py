"""Reading a TOML file by rules: every fault names the file, the place and what was expected."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fsq_tui.errors import FileRefused
from fsq_tui.focus.sequence import printable

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

REMEDY = "Correct the file and try again."


@dataclass(frozen=True, slots=True)
class Rule:
    """What a key may hold, in words and as a test, and what becomes of it."""

    expected: str
    fits: Callable[[Any], bool]
    convert: Callable[[Any], Any]


def whole(low: int, high: int) -> Rule:
    """A whole number within bounds."""

    def fits(value: object) -> bool:
        return type(value) is int and low <= value <= high

    return Rule(f"a whole number from {low} to {high}", fits, int)


def number(low: float, high: float) -> Rule:
    """A finite number within bounds, read as a float."""
    return Rule(
        f"a number from {low:g} to {high:g}", lambda value: _is_number(value, low, high), float
    )


def choice(words: type[StrEnum]) -> Rule:
    """One of the words of an enum, read as its member."""

    def fits(value: object) -> bool:
        return value in list(words)

    return Rule(f"one of {', '.join(words)}", fits, words)


def numbers(low: float, high: float) -> Rule:
    """A list of at least one such number, read as a tuple."""

    def fits(value: object) -> bool:
        return _is_filled_list(value, lambda item: _is_number(item, low, high))

    return Rule(
        f"a list of numbers from {low:g} to {high:g}", fits, lambda value: tuple(map(float, value))
    )


def _is_number(value: object, low: float, high: float) -> bool:
    return isinstance(value, int | float) and type(value) is not bool and low <= value <= high


def _is_text(value: object) -> bool:
    return isinstance(value, str) and printable(value).strip() != ""


def _is_filled_list(value: object, fits: Callable[[object], bool]) -> bool:
    return isinstance(value, list) and value != [] and all(map(fits, value))


TEXT = Rule("a text", _is_text, lambda value: printable(value).strip())
SWITCH = Rule("true or false", lambda value: type(value) is bool, bool)
TABLES = Rule(
    "a list of tables",
    lambda value: _is_filled_list(value, lambda item: isinstance(item, dict)),
    tuple,
)


def parsed(path: Path) -> dict[str, Any]:
    """The file as TOML. Raises FileRefused with line and column where it is not."""
    try:
        text = path.read_bytes().decode()
        return tomllib.loads(text)
    except OSError as error:
        raise FileRefused(
            f"{_shown(path)} cannot be read: {error.strerror}.", "Check the path."
        ) from error
    except UnicodeDecodeError as error:
        raise refused(path, "the file must be UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, text, str(error)) from error
    except (ValueError, RecursionError) as error:
        raise refused(path, f"the file must be TOML ({error})") from error


def _not_toml(path: Path, text: str, problem: str) -> FileRefused:
    """With line and column in front; where the parser says 'end of document', those of its end."""
    lines = text.split("\n")
    line, column = len(lines), len(lines[-1]) + 1
    if found := re.search(r" \(at line (\d+), column (\d+)\)$", problem):
        line, column = int(found[1]), int(found[2])
    said = printable(re.sub(r" \(at [^()]+\)$", "", problem))
    return FileRefused(
        f"{_shown(path)}, line {line}, column {column}: not valid TOML: {said}.", REMEDY
    )


def checked(
    path: Path,
    table: Mapping[str, Any],
    made: type[DataclassInstance],
    rules: Mapping[str, Rule],
    prefix: str = "",
) -> dict[str, Any]:
    """The values of a table, converted; the keys of `made` without a default must be there.

    `prefix` goes before each key that is named. Raises FileRefused for an unknown key, with the
    nearest spelling, for a missing one and for a value against its rule.
    """
    for key in table:
        if key not in rules:
            raise FileRefused(
                f"{_shown(path)}: unknown key {prefix}{printable(key)}.",
                f"{nearest(key, rules)}The keys are {', '.join(rules)}.",
            )
    for field in fields(made):
        if field.default is MISSING and field.name not in table:
            expected = rules[field.name].expected
            raise refused(path, f"the key {prefix}{field.name} is missing; it must be {expected}")
    for key, value in table.items():
        if not rules[key].fits(value):
            raise refused(path, f"{prefix}{key} must be {rules[key].expected}")
    return {key: rules[key].convert(value) for key, value in table.items()}


def refused(path: Path, fault: str) -> FileRefused:
    """The error for a fault of this file."""
    return FileRefused(f"{_shown(path)}: {fault}.", REMEDY)


def nearest(word: str, words: Iterable[str]) -> str:
    """'Did you mean ...? ', or nothing where no word comes close."""
    close = difflib.get_close_matches(word, list(words), n=1)
    return f"Did you mean {close[0]}? " if close else ""


def _shown(path: Path) -> str:
    return printable(str(path))
