"""What goes over the socket: JSON, a line each, from the process to a screen and back.

The process begins with a Hello. A screen that answers with Attach is shown the whole snapshot, then
what changes; one that does not has only looked. Whoever speaks another PROTOCOL is refused.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from typing import Any

from fsq_tui.process.codec import decoded, encoded, field_decoders
from fsq_tui.process.setup import ShowSetup
from fsq_tui.session.frames import Frame
from fsq_tui.session.requests import Request
from fsq_tui.session.snapshot import LOG_LINES, LogLine, Snapshot

PROTOCOL = 6


@dataclass(frozen=True, slots=True)
class Hello:
    """Who answers at a socket, what show it was started for, on which lens, for how many screens.

    `place` is the port of the camera, or the model of a simulated lens.

    `zero_s` is the session's time 0 on the system's monotonic clock, which all processes share.
    """

    protocol: int
    version: str
    pid: int
    setup: ShowSetup
    screens: int
    zero_s: float


@dataclass(frozen=True, slots=True)
class Attach:
    """The screen wants to be shown the session, and to drive it if it may and no other does."""

    may_drive: bool = True
    protocol: int = PROTOCOL


@dataclass(frozen=True, slots=True)
class TakeOver:
    """From now on this screen drives; the others watch."""


@dataclass(frozen=True, slots=True)
class Frames:
    """The screen wants so many pictures of the live view a second at most; 0 for none.

    Each comes as a Frame: the newest there is, once all that was sent before has been taken.
    """

    per_s: float


@dataclass(frozen=True, slots=True)
class Quit:
    """Halt the lens, save, and end the show."""


@dataclass(frozen=True, slots=True)
class Bye:
    """The last word of the process: `reason` is '' where a screen has quit."""

    reason: str = ""


Said = Hello | Attach | TakeOver | Frames | Frame | Quit | Bye | Request
"""Everything but the snapshot, which goes in parts."""

SAID = {kind.__name__: kind for kind in Said.__args__}
STATE, LOG_ADDED = "Snapshot", "log_added"
COUNTED_FIELDS = tuple(field.name for field in fields(Snapshot))


def line_of(said: Said) -> bytes:
    """One message as a line."""
    return _line({type(said).__name__: encoded(said)})


def state_line(now: Snapshot, before: Snapshot | None) -> bytes | None:
    """What of the snapshot is new since `before`, as a line; None where nothing is.

    Of the log only the lines that were added go out: it is long and grows by one.
    """
    changed: dict[str, Any] = {}
    for name in COUNTED_FIELDS:
        value = getattr(now, name)
        old = None if before is None else getattr(before, name)
        if before is not None and (value is old or value == old):
            continue
        if name == "log" and before is not None:
            changed[LOG_ADDED] = encoded(_added(now.log, before.log))
        else:
            changed[name] = encoded(value)
    return _line({STATE: changed}) if changed else None


def understood(line: bytes, snapshot: Snapshot) -> Said | Snapshot:
    """What a line says; of a snapshot, `snapshot` with what is new. Raises ValueError."""
    message = json.loads(line)
    if not isinstance(message, dict) or len(message) != 1:
        raise ValueError(f"{line!r:.60} is no message")
    ((name, value),) = message.items()
    if name == STATE:
        return _updated(snapshot, value)
    if name not in SAID:
        raise ValueError(f"{name!r:.60} is no kind of message")
    said: Said = decoded(SAID[name], value)
    return said


def _line(message: dict[str, Any]) -> bytes:
    return json.dumps(message, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def _added(now: tuple[LogLine, ...], before: tuple[LogLine, ...]) -> tuple[LogLine, ...]:
    """The lines behind the last one of `before`, which is the same object where it is kept."""
    if before:
        for index in range(len(now) - 1, -1, -1):
            if now[index] is before[-1]:
                return now[index + 1 :]
    return now


def _updated(snapshot: Snapshot, changed: dict[str, Any]) -> Snapshot:
    decoders = field_decoders(Snapshot)
    try:
        added = decoded(tuple[LogLine, ...], changed.pop(LOG_ADDED, []))
        values = {name: decoders[name](value) for name, value in changed.items()}
    except (TypeError, KeyError, AttributeError) as fault:
        raise ValueError(f"no part of a snapshot: {fault!r:.80}") from fault
    if added:
        values["log"] = (*snapshot.log, *added)[-LOG_LINES:]
    return replace(snapshot, **values)
