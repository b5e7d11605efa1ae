"""What terminals with pictures are sent, decoded again; and which terminals those are."""

from __future__ import annotations

import os
import pty
import re
import struct
import zlib
from base64 import b64decode
from fcntl import ioctl
from termios import TIOCSWINSZ

import numpy as np
import pytest

from fsq_tui.pictures.decoding import Colours
from fsq_tui.widgets.graphics import (
    CHUNK,
    Drawing,
    cell_px,
    drawing_for,
    encoded,
    erased,
    placed,
)

CELL = (10, 20)


@pytest.mark.parametrize(
    ("environment", "remote", "cell", "drawing"),
    [
        ({"TERM": "xterm-kitty"}, False, CELL, Drawing.KITTY),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, False, CELL, Drawing.KITTY),
        ({"TERM": "xterm-ghostty"}, False, CELL, Drawing.KITTY),
        ({"TERM": "foot"}, False, CELL, Drawing.SIXEL),
        ({"TERM": "foot-extra"}, False, CELL, Drawing.SIXEL),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, False, CELL, Drawing.SIXEL),
        ({"TERM": "xterm-256color"}, False, CELL, Drawing.HALF_BLOCKS),
        ({"TERM": "linux"}, False, (0, 0), Drawing.HALF_BLOCKS),
        ({}, False, CELL, Drawing.HALF_BLOCKS),
        ({"TERM": "xterm-kitty"}, True, CELL, Drawing.HALF_BLOCKS),
        ({"TERM": "xterm-kitty"}, False, (0, 0), Drawing.HALF_BLOCKS),
        ({"TERM": "xterm-kitty", "TMUX": "1,2,3"}, False, CELL, Drawing.HALF_BLOCKS),
        ({"TERM": "screen-256color", "TERM_PROGRAM": "WezTerm"}, False, CELL, Drawing.HALF_BLOCKS),
    ],
)
def test_what_a_terminal_can_do(
    environment: dict[str, str], remote: bool, cell: tuple[int, int], drawing: Drawing
) -> None:
    assert drawing_for(environment, remote, cell) is drawing


def test_the_size_of_a_cell_is_the_systems() -> None:
    master, slave = pty.openpty()
    assert cell_px(slave) == (0, 0)
    ioctl(slave, TIOCSWINSZ, struct.pack("HHHH", 24, 80, 720, 432))
    assert cell_px(slave) == (9, 18)
    os.close(master)
    os.close(slave)
    reading, writing = os.pipe()
    assert cell_px(reading) == (0, 0)
    os.close(reading)
    os.close(writing)


def noise(height: int = 90, width: int = 120) -> Colours:
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)


def test_the_cursor_is_brought_back_from_the_picture() -> None:
    assert placed("any", 3, 5) == "\x1b7\x1b[6;4Hany\x1b8"


def test_kitty_is_sent_the_very_pixels_in_chunks() -> None:
    picture = noise()
    body = encoded(Drawing.KITTY, picture, 12, 5)
    pieces = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", body)
    assert "".join(f"\x1b_G{control};{data}\x1b\\" for control, data in pieces) == body
    controls = [dict(item.split("=") for item in control.split(",")) for control, _ in pieces]
    assert len(pieces) > 1
    assert all(len(data) <= CHUNK for _, data in pieces)
    assert [control["m"] for control in controls] == ["1"] * (len(pieces) - 1) + ["0"]
    first = controls[0]
    assert (first["a"], first["f"], first["o"], first["q"]) == ("T", "24", "z", "2")
    assert (first["s"], first["v"], first["c"], first["r"]) == ("120", "90", "12", "5")
    pixels = zlib.decompress(b64decode("".join(data for _, data in pieces)))
    assert pixels == picture.tobytes()


def test_kitty_takes_that_picture_away_again_and_sixels_go_by_themselves() -> None:
    body = encoded(Drawing.KITTY, noise(), 12, 5)
    number = re.search(r"i=(\d+)", body)
    assert number
    assert erased(Drawing.KITTY) == f"\x1b_Ga=d,d=I,q=2,i={number[1]}\x1b\\"
    assert erased(Drawing.SIXEL) == erased(Drawing.HALF_BLOCKS) == ""


def test_sixels_hold_the_picture() -> None:
    picture = np.zeros((30, 40, 3), np.uint8)
    picture[:, :20] = (255, 0, 0)
    picture[6:12, 30:] = (0, 0, 255)
    body = encoded(Drawing.SIXEL, picture, 4, 2)
    shown = from_sixels(body)
    assert shown.shape == picture.shape
    assert np.abs(shown.astype(int) - picture).max() <= 3  # sixels have 101 levels


def from_sixels(written: str) -> Colours:
    """The picture in a sixel sequence: see DEC STD 070, chapter 9.

    As on an xterm, a colour that is defined is not yet chosen.
    """
    found = re.fullmatch(r'\x1bP[\d;]*q"1;1;(\d+);(\d+)(.*)\x1b\\', written, re.DOTALL)
    assert found
    width, height = int(found[1]), int(found[2])
    made = np.zeros((-(-height // 6) * 6, width, 3), np.uint8)
    colours: dict[int, tuple[int, ...]] = {}
    x = y = colour = 0
    for part in re.findall(r"#[\d;]+|![0-9]+[?-~]|[?-~]|\$|-", found[3]):
        if part[0] == "#":
            number, *rest = map(int, part[1:].split(";"))
            if rest:
                assert rest[0] == 2
                colours[number] = tuple(round(value * 2.55) for value in rest[1:])
            else:
                colour = number
        elif part == "$":
            x = 0
        elif part == "-":
            x, y = 0, y + 6
        else:
            count = int(part[1:-1]) if part[0] == "!" else 1
            bits = ord(part[-1]) - 63
            for row in range(6):
                if bits >> row & 1:
                    made[y + row, x : x + count] = colours[colour]
            x += count
    return made[:height]
