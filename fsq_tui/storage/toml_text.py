"""Text that should be TOML: what is in it, or where and why it is none."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from fsq_tui.focus.sequence import printable

_TOML_FAULT = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
_EXPECTED = {
    "Invalid value": "this is no value, expected a number, a quoted text, [ or {",
    "Invalid statement": "this starts nothing, expected a key, a [table] or a # comment",
    "Unclosed array": "the list does not end, expected a comma or ]",
    "Unclosed inline table": "the { table does not end, expected a comma or }",
    "Unterminated string": "the text does not end, expected a closing quotation mark",
    "Cannot overwrite a value": "this key stands here twice, expected each key once",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a file: where (from 1; column 0 = the line as a whole), what."""

    line: int
    message: str
    column: int = 0

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return f"line {self.line}{column}: {self.message}"


def parsed(content: bytes) -> tuple[str, dict[str, Any], Fault | None]:
    """The text of a file and what it holds; where it is no TOML, neither, but what is wrong."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        before = content[: fault.start]
        column = fault.start - before.rfind(b"\n")
        message = f"byte 0x{content[fault.start]:02x} is not UTF-8, expected UTF-8 text"
        return "", {}, Fault(before.count(b"\n") + 1, message, column)
    try:
        return text, tomllib.loads(text), None
    except (ValueError, RecursionError) as fault:
        return "", {}, _syntax_fault(text, fault)


def _syntax_fault(text: str, fault: Exception) -> Fault:
    if isinstance(fault, RecursionError):
        return Fault(1, "lists or tables are nested too deeply, expected a settings file of fsq")
    said = printable(str(fault))
    match = _TOML_FAULT.fullmatch(said)
    if match is None:
        return Fault(1, f"{said}, expected TOML")
    message = _EXPECTED.get(match[1], f"{match[1][:1].lower()}{match[1][1:]}")
    if match[2] is None:
        last = text.rfind("\n") + 1
        return Fault(text.count("\n") + 1, f"{message}, the file ends here", len(text) - last + 1)
    return Fault(int(match[2]), message, int(match[3]))
