"""The mends of Textual's key parser. Where a test of the unmended one fails, the mend can go."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from fsq_tui import function_keys

VT220 = {
    "\x1b[25~": "f13",
    "\x1b[26~": "f14",
    "\x1b[28~": "f15",
    "\x1b[29~": "f16",
    "\x1b[31~": "f17",
    "\x1b[32~": "f18",
    "\x1b[33~": "f19",
    "\x1b[34~": "f20",
}
SHIFTED_F3 = "\x1b[1;2R"
NOISE = ("\x1b[9999999~", "\x1b[40:57;2;40u", "\x1b[:;2u", "\x1b[99999999999999999999;2u")

UNMENDED = """
import json, sys
from textual import events
from textual._xterm_parser import XTermParser

def name(message):
    return message.key if isinstance(message, events.Key) else type(message).__name__

def names(sequence):
    try:
        return [name(message) for message in XTermParser().feed(sequence)]
    except (ValueError, OverflowError) as error:
        return [type(error).__name__]

print(json.dumps([names(sequence) for sequence in json.loads(sys.argv[1])]))
"""


def pressed(data: str) -> list[str]:
    function_keys.install()
    return [event.key for event in XTermParser().feed(data) if isinstance(event, events.Key)]


def unmended(*sequences: str) -> list[list[str]]:
    """What Textual itself makes of each sequence, in an interpreter without the mend."""
    command = [sys.executable, "-c", UNMENDED, json.dumps(sequences)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    names: list[list[str]] = json.loads(done.stdout)
    return names


@pytest.mark.parametrize(("sequence", "key"), VT220.items())
def test_vt220_codes_are_f13_to_f20(sequence: str, key: str) -> None:
    assert pressed(sequence) == [key]


def test_vt220_codes_keep_their_modifiers() -> None:
    assert pressed("\x1b[25;5~") == ["ctrl+f13"]
    assert pressed("\x1b[34;2~") == ["shift+f20"]


def test_textual_itself_still_misreads_every_vt220_code() -> None:
    for sequence, names in zip(VT220, unmended(*VT220), strict=True):
        assert names != [VT220[sequence]], f"Textual reads {sequence!r} now: take the mend out"


def test_the_shifted_form_has_the_name_a_keymap_lists_beside_f13_to_f24() -> None:
    codes = ["1;2P", "1;2Q", "1;2R", "1;2S"] + [f"{n};2~" for n in (15, 17, 18, 19, 20, 21, 23, 24)]
    names = [pressed(f"\x1b[{code}") for code in codes]
    assert names == [[f"shift+f{number}"] for number in range(1, 13)]


def test_textual_itself_still_loses_shifted_f3() -> None:
    assert unmended(SHIFTED_F3) == [["CursorPosition"]]


def test_a_cursor_report_elsewhere_is_still_one() -> None:
    function_keys.install()
    messages = [*XTermParser().feed("\x1b[24;80R"), *XTermParser().feed("\x1b[1;1R")]
    assert [type(message).__name__ for message in messages] == ["CursorPosition"] * 2


def test_kitty_codes_are_f13_to_f24() -> None:
    codes = [f"\x1b[{57376 + number}u" for number in range(12)]
    assert [pressed(code) for code in codes] == [[f"f{number}"] for number in range(13, 25)]


@pytest.mark.parametrize("noise", NOISE)
def test_noise_is_no_key_and_the_next_key_is_heard(noise: str) -> None:
    assert pressed(noise + "i") == ["i"]


def test_textual_itself_still_dies_of_noise() -> None:
    assert all(names in (["ValueError"], ["OverflowError"]) for names in unmended(*NOISE))


def test_installing_twice_is_installing_once() -> None:
    function_keys.install()
    function_keys.install()
    assert pressed("\x1b[25~") == ["f13"]
    assert pressed("\x1bOP\x1b[A\x1b[3~i") == ["f1", "up", "delete", "i"]
