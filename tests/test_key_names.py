from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS, MODIFIER_FUNCTIONAL_KEYS
from textual._xterm_parser import XTermParser
from textual.keys import Keys

from fsq_tui import key_names
from fsq_tui.key_names import BadKeyError, character_name, is_delayed, is_printable, key_name

# Never a key that arrives: old names, catch-alls, and what the terminal makes of the mouse wheel.
NOT_KEYS = {"return", "ctrl-at", "<any>", "<ignore>", "<scroll-up>", "<scroll-down>"}


def test_characters_are_named_as_textual_names_them() -> None:
    for code in (*range(0x20, 0x250), *range(0x2010, 0x20B0)):
        character = chr(code)
        if character.isprintable():
            [event] = [e for e in XTermParser().feed(character) if isinstance(e, events.Key)]
            assert key_name(character) == event.key == key_name(event.key)


def test_every_key_that_textual_names_is_known_under_that_name() -> None:
    names = {key.value for key in Keys} | set(FUNCTIONAL_KEYS.values())
    for name in names - NOT_KEYS - MODIFIER_FUNCTIONAL_KEYS - set(key_names.ARRIVES_AS):
        assert key_name(name) == name


def test_every_key_that_textual_reads_from_a_terminal_is_known() -> None:
    for sequence in ANSI_SEQUENCES_KEYS:
        for event in XTermParser().feed(sequence):
            if isinstance(event, events.Key) and event.key.isprintable():
                assert event.key in NOT_KEYS or key_name(event.key) == event.key


def test_no_key_is_known_that_textual_cannot_name() -> None:
    names = {key.value for key in Keys} | set(FUNCTIONAL_KEYS.values())
    assert names >= key_names.NAMED_KEYS


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("(", "left_parenthesis"),
        (",", "comma"),
        ("+", "plus"),
        ("-", "minus"),
        (" ", "space"),
        ("A", "A"),
        ("ä", "ä"),
        ("€", "euro_sign"),
        ("euro_sign", "euro_sign"),
        ("question_mark", "question_mark"),
        ("ctrl++", "ctrl+plus"),
        ("shift+ctrl+left", "ctrl+shift+left"),
        ("shift+ctrl+alt+x", "alt+ctrl+shift+x"),
        ("shift+f1", "shift+f1"),
        ("shift+space", "shift+space"),
        ("ctrl+@", "ctrl+@"),
    ],
)
def test_a_key_may_be_written_in_more_ways_than_one(written: str, name: str) -> None:
    assert key_name(written) == name


@pytest.mark.parametrize(
    ("written", "problem", "nearest"),
    [
        ("", "empty", ""),
        ("entr", "no key 'entr'", "enter"),
        ("Enter", "no key 'Enter'", "enter"),
        ("return", "no key 'return'", "enter"),
        ("esc", "no key 'esc'", "escape"),
        ("page_up", "no key 'page_up'", "pageup"),
        ("f36", "no key 'f36'", ""),
        ("comma_", "no key 'comma_'", "comma"),
        ("control+q", "no modifier 'control'", "ctrl"),
        ("strl+q", "no modifier 'strl'", "ctrl"),
        ("ctrl+", "no key 'ctrl+'", ""),
        ("shift+a", "no terminal sends shift+a", "A"),
        ("shift+1", "no terminal sends shift+1", ""),
        ("ctrl+A", "no terminal sends ctrl+A", "ctrl+a"),
        ("ctrl+i", "as tab", "tab"),
        ("ctrl+m", "as enter", "enter"),
        ("ctrl+h", "as backspace", "backspace"),
        ("ctrl+[", "as escape", "escape"),
        ("ctrl+space", "as ctrl+@", "ctrl+@"),
        ("\x1b", "no key", ""),
        ("left_shift", "no key 'left_shift'", ""),
        ("\N{CYCLONE}", "no key", ""),
    ],
)
def test_a_key_that_never_arrives_is_refused(written: str, problem: str, nearest: str) -> None:
    with pytest.raises(BadKeyError) as caught:
        key_name(written)
    assert problem in caught.value.problem
    if nearest:
        assert caught.value.nearest == nearest


@given(st.text(max_size=20))
def test_any_text_is_a_key_or_a_bad_key(written: str) -> None:
    try:
        name = key_name(written)
    except BadKeyError:
        return
    assert key_name(name) == name


def test_a_key_is_shown_as_a_person_writes_it() -> None:
    names = ("left_parenthesis", "comma", "a", "space", "f13", "ctrl+q", "add")
    assert [key_names.key_label(name) for name in names] == [
        *("(", ",", "a", "space", "f13", "ctrl+q", "add")
    ]


def test_printable_keys_are_those_that_type() -> None:
    assert all(map(is_printable, ("a", "comma", "space", "5", "add", "decimal")))
    assert not any(map(is_printable, ("enter", "f13", "ctrl+c", "escape", "pageup", "alt+a")))
    assert character_name(" ") == "space"


def test_escape_and_alt_are_delayed() -> None:
    assert is_delayed("escape")
    assert is_delayed("alt+s")
    assert not is_delayed("ctrl+c")
    assert not is_delayed("f13")
