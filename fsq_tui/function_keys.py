"""Mends for the keys that Textual 8.2.8 takes for something else; the only place that does so.

Three forms of F13 to F24 come from terminals:

- `ESC[25~` ... `ESC[34~`, the codes of the VT220 (Linux console, rxvt, PuTTY), for F13 to F20.
  Textual's parser of extended keys does not know them and takes the number for a character.
- `ESC[1;2P` ... `ESC[24;2~` (xterm, tmux), which are also shift+F1 ... shift+F12; Textual names
  them so, and a keymap lists both names. Shifted F3, `ESC[1;2R`, is lost as a report of the cursor.
- `ESC[57376u` ... (kitty and its like), which Textual understands.
"""

from __future__ import annotations

import re

from textual import _xterm_parser, events
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._xterm_parser import XTermParser
from textual.keys import Keys

VT220_KEYS = {
    "25~": "f13",
    "26~": "f14",
    "28~": "f15",
    "29~": "f16",
    "31~": "f17",
    "32~": "f18",
    "33~": "f19",
    "34~": "f20",
}

# Row 1, columns 2 to 8 are the modified F3. Only an inline app asks where the cursor is.
CURSOR_REPORT = re.compile(r"\x1b\[(?!1;[2-8]R)(?P<row>\d+);(?P<col>\d+)R")

_parse_extended_key = XTermParser._parse_extended_key  # noqa: SLF001


def install() -> None:
    """Mend Textual's key parser for this process. Calling it again changes nothing."""
    FUNCTIONAL_KEYS.update(VT220_KEYS)
    setattr(_xterm_parser, "_re_cursor_position", CURSOR_REPORT)  # noqa: B010
    setattr(XTermParser, "_parse_extended_key", _parse_or_ignore)  # noqa: B010


def _parse_or_ignore(parser: XTermParser, sequence: str) -> list[events.Key] | None:
    """Noise on a line can hold a code that is no character: drop it, where Textual would end."""
    try:
        return _parse_extended_key(parser, sequence)
    except (ValueError, OverflowError):
        return [events.Key(Keys.Ignore, sequence)]
