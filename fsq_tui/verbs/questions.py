"""What only the person can say, asked on the terminal before the screen is drawn."""

from __future__ import annotations

from fsq_tui.errors import CamerasFound, FsqError, LensUnnamed
from fsq_tui.focus.sequence import printable


def ask_for_camera(found: CamerasFound) -> str:
    """The port of the camera to use. Raises `found` again where nobody answers."""
    print("Which camera?")
    for number, (model, port) in enumerate(found.cameras, 1):
        print(f"  {number}  {printable(model)}  {port}")
    while True:
        answer = _answer(f"1 ... {len(found.cameras)}: ", found)
        if answer.isdecimal() and 1 <= int(answer) <= len(found.cameras):
            return found.cameras[int(answer) - 1][1]


def ask_for_lens(unnamed: LensUnnamed) -> str:
    """What the person calls the lens. Raises `unnamed` again where nobody answers."""
    print(unnamed.message)
    while True:
        if name := _answer("What do you call it? ", unnamed):
            return name


def _answer(prompt: str, unanswered: FsqError) -> str:
    try:
        return printable(input(prompt)).strip()
    except EOFError:
        print()
        raise unanswered from None
