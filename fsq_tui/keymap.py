"""Keymaps: TOML files that give keys to the buttons of buttons.py, read and checked in full.

What a file says is all there is: a button it does not name has no key. Only STOP and QUIT must
have one, and STOP one that is not printable (it then works while a text is typed) and that no
terminal delays (as all delay escape).
"""

from __future__ import annotations

import json
import re
import stat
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fsq_tui import paths
from fsq_tui.buttons import BY_ID
from fsq_tui.errors import FileRefused, UsageFault
from fsq_tui.focus.sequence import printable
from fsq_tui.key_names import BadKeyError, is_delayed, is_printable, key_name, nearest

DEFAULT = "camera"
TOP_LEVEL = frozenset({"name", "about", "keys"})
MAX_BYTES = 1_000_000
REQUIRED = ("stop", "quit")

_TABLE = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]")
_ENTRY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+))\s*=""")
_SYNTAX = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Keymap:
    """Keys (by their Textual names) of each button id; buttons that are not in it have none."""

    name: str
    about: str
    keys: dict[str, tuple[str, ...]]
    path: Path


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file; `nearest` is what may have been meant, or ''."""

    path: Path
    line: int
    problem: str
    nearest: str = ""

    def __str__(self) -> str:
        hint = f"; did you mean {self.nearest!r}?" if self.nearest else ""
        return printable(f"{self.path}:{self.line}: {self.problem}{hint}")


def keymap_names() -> list[str]:
    """The names `load_keymap` takes: the user's own and the shipped ones, sorted."""
    folders = (paths.user_keymaps(), paths.shipped_keymaps())
    return sorted({file.stem for folder in folders for file in folder.glob("*.toml")})


def load_keymap(name_or_path: str = DEFAULT) -> Keymap:
    """The keymap of a name, the user's own before a shipped one, or of a path ending in `.toml`.

    Raises UsageFault for an unknown name, FileRefused for a file with any fault.
    """
    path = _find(name_or_path)
    keymap, found = _read(path)
    if keymap is None:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise FileRefused(f"{found[0]}{more}.", f"List every fault: fsq keys --check {path}")
    return keymap


def faults(path: Path) -> list[Fault]:
    """Everything wrong with a keymap, in the order of its lines.

    Raises FileRefused where there is nothing to read.
    """
    return _read(path)[1]


def _find(name_or_path: str) -> Path:
    if name_or_path.endswith(".toml") or "/" in name_or_path:
        return Path(name_or_path)
    for folder in (paths.user_keymaps(), paths.shipped_keymaps()):
        path = folder / f"{name_or_path}.toml"
        if path.is_file():
            return path
    names = keymap_names()
    meant = nearest(name_or_path, frozenset(names))
    hint = f"; did you mean {meant}?" if meant else "."
    raise UsageFault(
        f"There is no keymap {printable(name_or_path)!r}{hint} There are: {', '.join(names)}.",
        f"Put your own into {paths.user_keymaps()}.",
    )


def _read(path: Path) -> tuple[Keymap | None, list[Fault]]:
    data = _bytes_of(path)
    try:
        text = data.decode()
        document = tomllib.loads(text)
    except UnicodeDecodeError as error:
        return None, [Fault(path, data.count(b"\n", 0, error.start) + 1, "this is not UTF-8 text")]
    except tomllib.TOMLDecodeError as error:
        return None, [_syntax_fault(path, text, str(error))]
    except (ValueError, RecursionError):
        return None, [Fault(path, 1, "this is no keymap: its numbers or tables go too far")]
    return _Check(path, text, document).result()


def _bytes_of(path: Path) -> bytes:
    data, reason = b"", ""
    try:
        if stat.S_ISREG(path.stat().st_mode):
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        else:
            reason = "it is not a file"
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "there is no such path").lower()
    if len(data) > MAX_BYTES:
        reason = "it is too large for a keymap"
    if reason:
        shown = printable(str(path))
        raise FileRefused(f"{shown} cannot be read: {reason}.", "Give the path of a keymap.")
    return data


def _syntax_fault(path: Path, text: str, message: str) -> Fault:
    match = _SYNTAX.fullmatch(message)
    if match is None:
        return Fault(path, 1, message)
    problem, line, column = match.groups()
    if line is None:
        return Fault(path, text.count("\n") + 1, f"{problem} at the end of the file")
    return Fault(path, int(line), f"column {column}: {problem}")


class _Check:
    """One pass over a parsed keymap, gathering keys and faults."""

    def __init__(self, path: Path, text: str, document: dict[str, Any]) -> None:
        self.path = path
        self.lines = text.splitlines()
        self.line_of = _line_numbers(self.lines)
        self.document = document
        self.faults: list[Fault] = []
        self.owners: dict[str, str] = {}

    def result(self) -> tuple[Keymap | None, list[Fault]]:
        self._top_level()
        table = self.document.get("keys", {})
        keys = {button: self._keys_of(button, value) for button, value in table.items()}
        self._required(keys)
        if self.faults:
            return None, sorted(self.faults, key=lambda fault: fault.line)
        name = self.document.get("name", self.path.stem)
        return Keymap(
            printable(name), printable(self.document.get("about", "")), keys, self.path
        ), []

    def _fault(self, where: str, problem: str, meant: str = "") -> None:
        self.faults.append(Fault(self.path, self.line_of.get(where, 1), problem, meant))

    def _top_level(self) -> None:
        for key, value in self.document.items():
            if key not in TOP_LEVEL:
                self._fault(key, f"unknown entry {key!r}", nearest(key, TOP_LEVEL))
            elif key != "keys" and not isinstance(value, str):
                self._fault(key, f"{key} must be a text in quotes")
        if not isinstance(self.document.get("keys"), dict):
            self._fault("keys", "the keys must stand in a table that begins with [keys]")
            self.document = {**self.document, "keys": {}}

    def _keys_of(self, button: str, value: object) -> tuple[str, ...]:
        where = f"keys.{button}"
        if button not in BY_ID:
            self._fault(where, f"there is no button {button!r}", nearest(button, frozenset(BY_ID)))
        written = [value] if isinstance(value, str) else value
        if not isinstance(written, list) or not all(isinstance(key, str) for key in written):
            self._fault(where, f"{button} needs a key in quotes, or a list of them")
            return ()
        if not written:
            self._fault(where, f"{button} has an empty list: leave a button without key out")
        return tuple(self._valid(button, written))

    def _valid(self, button: str, written: list[str]) -> Iterator[str]:
        for text in written:
            line = self._line_of_key(button, text)
            try:
                name = key_name(text)
            except BadKeyError as bad:
                self.faults.append(Fault(self.path, line, f"{button}: {bad.problem}", bad.nearest))
                continue
            if name in self.owners:
                problem = f"{button}: {text!r} is already a key of {self.owners[name]}"
                self.faults.append(Fault(self.path, line, problem))
                continue
            self.owners[name] = button
            yield name

    def _required(self, keys: dict[str, tuple[str, ...]]) -> None:
        for button in REQUIRED:
            if button not in keys:
                self._fault("keys", f"{button} has no key, and must have one")
        stop = keys.get("stop", ())
        if stop and all(is_printable(key) or is_delayed(key) for key in stop):
            self._fault(
                "keys.stop",
                "stop needs a key that types no character and that no terminal delays "
                "(escape and alt are delayed)",
                "ctrl+c",
            )

    def _line_of_key(self, button: str, text: str) -> int:
        first = self.line_of.get(f"keys.{button}", 1)
        quoted = (json.dumps(text, ensure_ascii=False), f"'{text}'")
        for number, line in enumerate(self.lines[first - 1 :], first):
            value = line.split("=", 1)[-1] if number == first else line
            if any(form in value for form in quoted):
                return number
            if "]" in value:
                break
        return first


def _line_numbers(lines: list[str]) -> dict[str, int]:
    """The line of each entry, by its full name (`keys.stop`), and of each table."""
    numbers: dict[str, int] = {}
    table = ""
    for number, line in enumerate(lines, 1):
        if match := _TABLE.match(line):
            table = f"{match[1]}."
            numbers.setdefault(match[1], number)
        elif match := _ENTRY.match(line):
            numbers.setdefault(table + (match[1] or match[2] or match[3] or ""), number)
    return numbers
