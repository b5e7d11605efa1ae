"""What the pictures of a stack are called in its folder."""

from __future__ import annotations

from pathlib import Path

from fsq_tui.storage.files import refusal


def put_aside(path: Path) -> None:
    """Rename a picture, so that no program takes it for one. Raises FileRefused."""
    number = 1
    while (aside := path.with_name(f"{path.name}.before{number}")).exists():
        number += 1
    try:
        path.rename(aside)
    except OSError as fault:
        raise refusal(path, fault, "renamed") from fault


def picture_name(stem: str, camera: str, used: set[str]) -> str:
    """A name with the end that the camera's has."""
    _, dot, end = base_name(camera).rpartition(".")
    end = "".join(letter for letter in end.lower() if letter.isascii() and letter.isalnum())
    end = end if dot and end else "bin"
    name, count = f"{stem}.{end}", 1
    while name in used:
        count += 1
        name = f"{stem}_{count}.{end}"
    return name


def exposed(ev: float) -> str:
    """What tells the exposures of a shot apart in their names."""
    return "_brighter" if ev > 0 else "_darker" if ev < 0 else ""


def base_name(camera: str) -> str:
    """Of a picture on the card, without the folder that it is in there."""
    return camera.rpartition("/")[2]
