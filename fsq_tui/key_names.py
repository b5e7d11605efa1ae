"""What a key is called: Textual's names, known here without Textual, so that a check is quick.

A test compares this vocabulary with Textual's own.
"""

from __future__ import annotations

import difflib
import unicodedata
from functools import cache

MODIFIERS = frozenset({"alt", "ctrl", "hyper", "meta", "shift", "super"})

RENAMED_CHARACTERS = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}

KEYPAD_CHARACTERS = frozenset(
    {"add", "subtract", "multiply", "divide", "decimal", "equal", "separator"}
)
"""The keypad's own keys, which only terminals with the kitty protocol tell from the main ones."""

NAMED_KEYS = KEYPAD_CHARACTERS.union(
    ("escape", "enter", "tab", "backspace", "insert", "delete", "home", "end", "pageup"),
    ("pagedown", "up", "down", "left", "right", "menu", "pause", "print_screen", "kp_begin"),
    ("caps_lock", "scroll_lock", "num_lock", "lower_volume", "raise_volume", "mute_volume"),
    ("media_play", "media_pause", "media_play_pause", "media_reverse", "media_stop"),
    ("media_fast_forward", "media_rewind", "media_track_next", "media_track_previous"),
    ("media_record", "ctrl+@"),
    (f"f{number}" for number in range(1, 36)),
)

ARRIVES_AS = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
    "ctrl+space": "ctrl+@",
}

COMMON_NAMES = {
    "return": "enter",
    "esc": "escape",
    "del": "delete",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "period": "full_stop",
    "dot": "full_stop",
    "hyphen": "minus",
    "control": "ctrl",
    "cmd": "super",
    "option": "alt",
}


LATIN_1 = 0x100
BASIC_PLANE = 0x10000


class BadKeyError(ValueError):
    """A key that does not exist or never arrives; `nearest` is what may have been meant, or ''."""

    def __init__(self, problem: str, nearest: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.nearest = nearest


def character_name(character: str) -> str:
    """What Textual calls the key of a printable character: `a`, `comma`, `left_parenthesis`."""
    if character.isalnum():
        return character
    name = unicodedata.name(character).lower().replace("-", "_").replace(" ", "_")
    return RENAMED_CHARACTERS.get(name, name)


def key_name(written: str) -> str:
    """The name by which Textual reports a key, from how a person wrote it.

    `written` is a character or a name, with modifiers in any order: `,` `comma` `shift+ctrl+left`.
    Raises BadKeyError for a key that does not exist or that no terminal sends under this name.
    """
    if written in NAMED_KEYS:
        return written
    if not written:
        raise BadKeyError("the key is empty")
    # The last character is no separator: `+` and `ctrl++` are keys.
    head, _, tail = written[:-1].rpartition("+")
    key = _plain_key(tail + written[-1])
    modifiers = sorted({_modifier(modifier) for modifier in head.split("+")}) if head else []
    name = "+".join([*modifiers, key])
    _refuse_unsendable(name, modifiers, key)
    return name


def key_label(name: str) -> str:
    """A key as a person writes it: the character where it types one, its name otherwise."""
    return _latin_characters().get(name, name)


def is_printable(name: str) -> bool:
    """Whether a key (by its Textual name) types a character into a field."""
    return name in KEYPAD_CHARACTERS or (name not in NAMED_KEYS and "+" not in name)


def is_delayed(name: str) -> bool:
    """Whether a terminal holds the key back for a moment to see if more follows."""
    return name == "escape" or "alt" in name.split("+")


def _plain_key(written: str) -> str:
    if written in NAMED_KEYS or written in _character_names(LATIN_1):
        return written
    if len(written) == 1 and written.isprintable() and written < chr(BASIC_PLANE):
        return character_name(written)
    if written in _character_names(BASIC_PLANE):
        return written
    raise BadKeyError(
        f"there is no key {written!r}", nearest(written, NAMED_KEYS | _character_names(LATIN_1))
    )


@cache
def _character_names(end: int) -> frozenset[str]:
    """The names of the printable characters before a code."""
    return frozenset(character_name(chr(code)) for code in range(end) if chr(code).isprintable())


@cache
def _latin_characters() -> dict[str, str]:
    visible = (chr(code) for code in range(0x21, LATIN_1) if chr(code).isprintable())
    return {character_name(character): character for character in visible}


def _modifier(written: str) -> str:
    if written in MODIFIERS:
        return written
    raise BadKeyError(f"there is no modifier {written!r}", nearest(written, MODIFIERS))


def _refuse_unsendable(name: str, modifiers: list[str], key: str) -> None:
    if name in ARRIVES_AS:
        raise BadKeyError(f"terminals send {name} as {ARRIVES_AS[name]}", ARRIVES_AS[name])
    if key in NAMED_KEYS or not modifiers or key == "space":
        return
    if modifiers == ["shift"]:
        raise BadKeyError(
            f"no terminal sends {name}: name the character that it types",
            key.upper() if key.islower() and len(key) == 1 else "",
        )
    if key != key.lower():
        lower = "+".join([*modifiers, key.lower()])
        raise BadKeyError(f"no terminal sends {name}: letters are small after a modifier", lower)


def nearest(written: str, names: frozenset[str]) -> str:
    """The name that is spelt most like what was written, '' where none is close."""
    lowered = written.lower()
    if COMMON_NAMES.get(lowered) in names:
        return COMMON_NAMES[lowered]
    close = difflib.get_close_matches(lowered, sorted(names), n=1)
    return close[0] if close else ""
