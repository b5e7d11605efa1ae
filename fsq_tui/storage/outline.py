"""Where things stand in a TOML text: the line of every key and element, and where tables begin.

The text must be one that tomllib accepts; then a walk over its tokens is enough.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field

Place = tuple[str | int, ...]

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    | (?P<text>\"\"\"(?:\\.|[^\\])*?\"{3,5} | '''.*?'{3,5} | "(?:\\.|[^"\\])*" | '[^']*')
    | (?P<newline>\n)
    | (?P<mark>[\[\]{}=,.])
    | (?P<bare>[^\s\[\]{}=,.\"'\#]+)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Header:
    """A `[name]` or `[[name]]` line: the offset of its first bracket and the parts of the name."""

    offset: int
    name: tuple[str, ...]
    is_array: bool


@dataclass(slots=True)
class Outline:
    """`lines` maps the place of a key or an array element to its line, from 1.

    `comment_lines` holds the offset of every line that is nothing but a comment.
    """

    lines: dict[Place, int] = field(default_factory=dict)
    headers: list[Header] = field(default_factory=list)
    comment_lines: set[int] = field(default_factory=set)

    def line(self, place: Place) -> int:
        """The line of a place; of the nearest thing around it where that does not exist."""
        while place:
            if place in self.lines:
                return self.lines[place]
            place = place[:-1]
        return 1


def outline(text: str) -> Outline:
    """The outline of a valid TOML text."""
    walk = _Walk()
    for match in _TOKEN.finditer(text):
        walk.step(match.lastgroup or "", match.group(), match.start())
        line_start = text.rfind("\n", 0, match.start()) + 1
        if match["comment"] and not text[line_start : match.start()].strip():
            walk.outline.comment_lines.add(line_start)
    walk.step("newline", "\n", len(text))
    return walk.outline


def comments(text: str) -> list[str]:
    """The comments in a piece of TOML, without line ends."""
    return [match.group().rstrip() for match in _TOKEN.finditer(text) if match["comment"]]


class _Walk:
    """Follows the tokens. `_open` holds the arrays and inline tables around the present token."""

    def __init__(self) -> None:
        self.outline = Outline()
        self._line = 1
        self._table: Place = ()
        self._counts: dict[Place, int] = {}  # tables so far in each array of tables
        self._open: list[_Bracket] = []
        self._key: list[str] = []
        self._in_value = False
        self._header: list[str] = []
        self._header_offset = 0

    def step(self, kind: str, token: str, offset: int) -> None:
        """Take one token in."""
        if kind == "newline" and not self._open:
            self._end_line()
        elif self._header or (kind == "mark" and self._at_header(token)):
            self._header_offset = self._header_offset if self._header else offset
            self._header += [] if kind == "comment" else [token]
        elif kind == "mark":
            self._mark(token)
        elif kind in ("text", "bare"):
            self._word(token)
        self._line += token.count("\n")

    def _at_header(self, mark: str) -> bool:
        return mark == "[" and not (self._in_value or self._open)

    def _end_line(self) -> None:
        if self._header:
            self._end_header()
        self._key, self._in_value, self._header = [], False, []

    def _end_header(self) -> None:
        is_array = self._header[1] == "["
        name = tuple(_unquoted(token) for token in self._header if token not in {"[", "]", "."})
        place: Place = ()
        for part in name[:-1]:
            place = self._latest((*place, part))
        place = (*place, name[-1])
        if is_array:
            self._counts[place] = self._counts.get(place, 0) + 1
        self._table = self._latest(place)
        self.outline.lines.setdefault(self._table, self._line)
        self.outline.lines.setdefault(place, self._line)
        self.outline.headers.append(Header(self._header_offset, name, is_array))

    def _latest(self, place: Place) -> Place:
        return (*place, self._counts[place] - 1) if place in self._counts else place

    def _mark(self, mark: str) -> None:
        if mark == "=":
            self._in_value = True
            self.outline.lines.setdefault(self._here(), self._line)
        elif mark in "[{":
            self.outline.lines.setdefault(self._here(), self._line)
            self._open.append(_Bracket(self._here(), 0 if mark == "[" else None))
            self._key, self._in_value = [], mark == "["
        elif mark in "]}":
            self._open.pop()
        elif mark == "," and self._open:
            self._open[-1].advance()
            self._key, self._in_value = [], self._open[-1].index is not None

    def _word(self, token: str) -> None:
        if not self._in_value:
            self._key.append(_unquoted(token))
        elif self._open:
            self.outline.lines.setdefault(self._here(), self._line)

    def _here(self) -> Place:
        """The place of the key or the element the walk is at."""
        if not self._open:
            return (*self._table, *self._key)
        around = self._open[-1]
        return (*around.place, *(self._key if around.index is None else [around.index]))


@dataclass(slots=True)
class _Bracket:
    """An array (`index` counts its elements) or an inline table (`index` is None) being walked."""

    place: Place
    index: int | None

    def advance(self) -> None:
        if self.index is not None:
            self.index += 1


def _unquoted(token: str) -> str:
    return next(iter(tomllib.loads(token + "=0"))) if token[0] in "\"'" else token
