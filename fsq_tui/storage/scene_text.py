"""Rewriting the text of a settings file for another scene, keeping what a person wrote into it.

What is kept: every comment and unknown key at the top, in a mode and in a focus point that is still
there, and every other table. The text of a focus point is its table, its sub-tables and the
comments above it; it goes where the point goes, and away with it. Points are paired with those
of the old scene by difflib, so a point that only changed keeps its text. Comments between
the numbers of a list that is measured anew move to the head of the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Any

import tomlkit

from fsq_tui.focus.rack import Ends
from fsq_tui.focus.sequence import FocusPoint, Order
from fsq_tui.storage.calibration_text import CALIBRATION_KEYS, comments_in, put_calibration
from fsq_tui.storage.content import Scene
from fsq_tui.storage.marks import MARKS
from fsq_tui.storage.optional_keys import OPTIONAL_KEYS, optional_table
from fsq_tui.storage.outline import Outline, outline
from fsq_tui.storage.rack import RACK
from fsq_tui.storage.rack_text import fresh_rack, has_rack, with_rack

POINTS = "focus_points"


def rewritten(text: str, old: Scene, new: Scene) -> str:
    """`text`, a valid settings file that holds `old`, changed to hold `new`.

    Raises tomlkit.exceptions.TOMLKitError for a text that tomlkit cannot follow.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    parts = _split(text.replace("\r\n", "\n"))
    parts.head = _inline_points_moved(parts)
    if replace(old, points=(), rack=new.rack) != replace(new, points=()):
        parts.head = _head_text(parts, old, new)
    if new.rack != old.rack:
        _put_rack(parts, new.rack)
    blocks = _blocks(parts.points, old.rounded().points, new.rounded().points)
    before_points, after_points = _texts(parts.before), _texts(parts.after)
    pieces = [parts.head, *before_points, *blocks, *after_points, parts.foot]
    return _joined(pieces).replace("\n", newline)


@dataclass(slots=True)
class _Table:
    """A stretch of text from the comments above a header to the next such stretch."""

    name: str
    text: str


@dataclass(slots=True)
class _Parts:
    """A settings file in pieces: top-level keys, tables before the points, one text a point, ..."""

    head: str
    before: list[_Table] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    after: list[_Table] = field(default_factory=list)
    foot: str = ""


def _split(text: str) -> _Parts:
    plan = outline(text)
    starts = [_start(text, header.offset, plan, is_first=False) for header in plan.headers]
    if not starts:
        return _Parts(text)
    starts[0] = _start(text, plan.headers[0].offset, plan, is_first=True)
    foot = _start(text, len(text), plan, is_first=False)
    parts = _Parts(text[: starts[0]], foot=text[foot:])
    for header, start, end in zip(plan.headers, starts, [*starts[1:], foot], strict=True):
        piece = text[start:end]
        if header.name == (POINTS,):
            parts.points.append(piece)
        elif header.name[0] == POINTS:
            parts.points[-1] += piece
        else:
            others = parts.after if parts.points else parts.before
            others.append(_Table(header.name[0], piece))
    return parts


def _start(text: str, offset: int, plan: Outline, is_first: bool) -> int:
    """Where the text of the table at `offset` begins: at the comments that belong to it.

    Below another table these are all comments between the two, but for those right under it;
    below the top-level keys only those right above the header.
    """
    at = text.rfind("\n", 0, offset) + 1
    run: list[int] = []
    while at > 0:
        line = text.rfind("\n", 0, at - 1) + 1
        is_comment = line in plan.comment_lines
        if not is_comment and (is_first or text[line:at].strip()):
            break
        run.append(line)
        at = line
    own = run[::-1]
    blank = next((i for i, line in enumerate(own) if line not in plan.comment_lines), 0)
    return next((line for line in own[blank:] if line in plan.comment_lines), _line(text, offset))


def _line(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1 if offset < len(text) else offset


def _texts(tables: list[_Table]) -> list[str]:
    return [table.text for table in tables]


def _joined(pieces: Iterable[str]) -> str:
    """The pieces one after the other, on lines of their own; new ones between blank lines."""
    text = ""
    for piece in pieces:
        if text and piece and not text.endswith("\n"):
            text += "\n"
        text += piece.lstrip("\n") if not text or text.endswith("\n\n") else piece
    return text.rstrip("\n") + "\n" if text.endswith("\n\n") else text


def _blocks(
    texts: list[str], old: tuple[FocusPoint, ...], new: tuple[FocusPoint, ...]
) -> Iterator[str]:
    """The text of each new point: that of its old self where it had one."""
    for source, point in zip(_sources(old, new), new, strict=True):
        if source is None:
            yield _fresh(_values(point))
        else:
            yield _changed(texts[source], old[source], point)


def _sources(old: tuple[FocusPoint, ...], new: tuple[FocusPoint, ...]) -> list[int | None]:
    """For each new point the index of the old one it comes from."""
    first = _alike(zip(old, new, strict=False))
    last = _alike(zip(reversed(old[first:]), reversed(new[first:]), strict=False))
    changed = _matched(old[first : len(old) - last], new[first : len(new) - last])
    middle = [None if source is None else first + source for source in changed]
    return [*range(first), *middle, *range(len(old) - last, len(old))]


def _alike(pairs: Iterable[tuple[FocusPoint, FocusPoint]]) -> int:
    """How many pairs there are before the first of two that differ."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _matched(old: tuple[FocusPoint, ...], new: tuple[FocusPoint, ...]) -> list[int | None]:
    sources: list[int | None] = [None] * len(new)
    for kind, a, a_end, b, b_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        pairs = list(zip(range(a, a_end), range(b, b_end), strict=False))
        if kind == "replace" and a_end - a != b_end - b:
            places = [[point.normalized_position for point in points] for points in (old, new)]
            match = SequenceMatcher(None, places[0][a:a_end], places[1][b:b_end], autojunk=False)
            blocks = match.get_matching_blocks()
            pairs = [(a + m.a + i, b + m.b + i) for m in blocks for i in range(m.size)]
        for source, index in pairs:
            sources[index] = source
    return sources


def _changed(text: str, old: FocusPoint, new: FocusPoint) -> str:
    if old == new:
        return text
    body = text.rstrip()
    document = tomlkit.parse(body + "\n")
    tables: Any = document[POINTS]
    before, after = _values(old), _values(new)
    tables[0].update({key: value for key, value in after.items() if value != before.get(key)})
    for key in OPTIONAL_KEYS.keys() - after.keys():
        tables[0].pop(key, None)
    return document.as_string().rstrip() + text[len(body) :]


def _fresh(values: dict[str, Any]) -> str:
    table = tomlkit.table()
    table.update(values)
    tables = tomlkit.aot()
    tables.append(table)
    return f"\n{tomlkit.document().add(POINTS, tables).as_string().strip()}\n\n"


def _values(point: FocusPoint) -> dict[str, Any]:
    values: dict[str, Any] = {
        "normalized_position": point.normalized_position,
        "distance_cm": point.distance_cm,
        "duration_s": point.duration_s,
    }
    return values | optional_table(point)


def _inline_points_moved(parts: _Parts) -> str:
    """The head without `focus_points = [...]`, which becomes one table a point like any other."""
    if POINTS not in parts.head:
        return parts.head
    document = tomlkit.parse(parts.head)
    if POINTS not in document:
        return parts.head
    parts.points = [_fresh(values) for values in document[POINTS].unwrap()]
    kept = comments_in(document, POINTS)
    document.remove(POINTS)
    return "".join([document.as_string(), *(f"{comment}\n" for comment in kept)])


def _head_text(parts: _Parts, old: Scene, new: Scene) -> str:
    body = parts.head.rstrip()
    document = tomlkit.parse(f"{body}\n" if body else "")
    if new.lens_name != old.lens_name:
        document["lens_name"] = new.lens_name
    if new.calibration != old.calibration:
        dropped = {key: _dropped(parts, key) for key in ("modes", MARKS)}
        if new.calibration is None:
            for key in CALIBRATION_KEYS:
                document.pop(key, None)
        else:
            put_calibration(document, new.calibration, dropped)
    if new.order is not old.order:
        if new.order is Order.ONCE:
            document.pop("play_order")
        else:
            document["play_order"] = new.order.value
    return document.as_string().rstrip() + (parts.head[len(body) :] or "\n")


def _put_rack(parts: _Parts, rack: Ends) -> None:
    """Where it stands, else in a table of its own at the end."""
    for table in (*parts.before, *parts.after):
        if table.name == RACK:
            table.text = with_rack(table.text, rack)
            return
    if has_rack(parts.head):
        parts.head = with_rack(parts.head, rack)
    else:
        parts.after.append(_Table(RACK, fresh_rack(rack)))


def _dropped(parts: _Parts, key: str) -> str:
    """Take `[[key]]` tables out: they become one list at the top, where fsq writes it."""
    tables = [*parts.before, *parts.after]
    parts.before = [table for table in parts.before if table.name != key]
    parts.after = [table for table in parts.after if table.name != key]
    return "".join(f"{table.text}\n" for table in tables if table.name == key)
