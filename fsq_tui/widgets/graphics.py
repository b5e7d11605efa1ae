"""Pictures for terminals that show some: which can, and what is written to them.

Nothing is asked of the terminal: an answer would arrive among the keys, and over SSH late. So it
is known by its environment, and its cells by what the system says of the window.
"""

from __future__ import annotations

import fcntl
import re
import struct
import termios
import zlib
from base64 import b64encode
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # numpy is loaded with the first picture, not before
    from fsq_tui.pictures.decoding import Colours

KITTY_ID = 0x667371  # of our picture: there is one, each replaces the one before
CHUNK = 4096  # characters, the most that the protocol allows in one piece
SIXEL_COLOURS = 64
SIXEL_COLOUR = re.compile(r"#(\d+);2;\d+;\d+;\d+")  # where one is defined, in RGB
KITTY_PROGRAMS = ("ghostty", "WezTerm")
SIXEL_PROGRAMS = ("iTerm.app", "mintty", "contour")
SIXEL_TERMS = ("foot", "mlterm", "yaft", "contour")


class Drawing(Enum):
    """How pictures are shown."""

    HALF_BLOCKS = "half blocks"
    KITTY = "kitty"
    SIXEL = "sixel"


def drawing_for(environment: Mapping[str, str], remote: bool, cell_px: tuple[int, int]) -> Drawing:
    """The best that this terminal can do; half blocks over SSH and where cells have no size."""
    term = environment.get("TERM", "")
    if remote or 0 in cell_px or "TMUX" in environment or term.startswith(("screen", "tmux")):
        return Drawing.HALF_BLOCKS
    program = environment.get("TERM_PROGRAM", "")
    if term in ("xterm-kitty", "xterm-ghostty") or program in KITTY_PROGRAMS:
        return Drawing.KITTY
    if term.partition("-")[0] in SIXEL_TERMS or program in SIXEL_PROGRAMS:
        return Drawing.SIXEL
    return Drawing.HALF_BLOCKS


def cell_px(fileno: int) -> tuple[int, int]:
    """Width and height of a cell of the terminal, in pixels; 0 where it does not say."""
    try:
        answer = fcntl.ioctl(fileno, termios.TIOCGWINSZ, b"\0" * 8)
    except (OSError, ValueError):
        return 0, 0
    rows, columns, width, height = struct.unpack("HHHH", answer)
    return (width // columns, height // rows) if rows and columns else (0, 0)


def encoded(drawing: Drawing, picture: Colours, columns: int, rows: int) -> str:
    """What shows the picture where the cursor is, over so many cells; '' in half blocks."""
    if drawing is Drawing.KITTY:
        return kitty(picture, columns, rows)
    return sixel(picture) if drawing is Drawing.SIXEL else ""


def placed(drawn: str, column: int, row: int) -> str:
    """The same at this place (0, 0 is the corner), the cursor staying where it is."""
    return f"\x1b7\x1b[{row + 1};{column + 1}H{drawn}\x1b8"


def kitty(picture: Colours, columns: int, rows: int) -> str:
    """Send and show, in place of the one before, under any text, without an answer (q=2).

    See https://sw.kovidgoyal.net/kitty/graphics-protocol/.
    """
    height, width = picture.shape[:2]
    data = b64encode(zlib.compress(picture.tobytes(), 1)).decode("ascii")
    chunks = [data[at : at + CHUNK] for at in range(0, len(data), CHUNK)]
    head = f"a=T,q=2,f=24,o=z,i={KITTY_ID},p=1,C=1,z=-1,s={width},v={height},c={columns},r={rows},"
    last = len(chunks) - 1
    return "".join(
        f"\x1b_G{head if not index else ''}m={int(index < last)};{chunk}\x1b\\"
        for index, chunk in enumerate(chunks)
    )


def erased(drawing: Drawing) -> str:
    """What takes the picture away again. Sixels go when their cells are written."""
    return f"\x1b_Ga=d,d=I,q=2,i={KITTY_ID}\x1b\\" if drawing is Drawing.KITTY else ""


def sixel(picture: Colours) -> str:
    """As sixels, in few colours, so that they are few bytes.

    Seen with xterm 379: to define a colour does not choose it there, as it does elsewhere.
    """
    # Its public modules ask the terminal when they are imported, and this one does not.
    from PIL import Image
    from textual_image._sixel import SixelOptions, image_to_sixels

    drawn = image_to_sixels(Image.fromarray(picture), SixelOptions(colors=SIXEL_COLOURS))
    return SIXEL_COLOUR.sub(r"\g<0>#\g<1>", drawn)
