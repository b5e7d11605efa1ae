"""The picture at each focus point, beside its scene: how sharp each part of it was.

Kept by the position of the point, so that a point that is moved loses its print, one that is named
or timed anew keeps it, and undo finds it again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fsq_tui.errors import FileRefused
from fsq_tui.storage.atomic import write_atomically
from fsq_tui.storage.files import read_whole, real_path
from fsq_tui.storage.values import is_number, is_whole

VERSION = 1
DECIMALS = 4  # noise is larger by far
MOST = 1e6


@dataclass(frozen=True, slots=True)
class Print:
    """Tile sharpness as `pictures` has it, flat; the noise of a frame at each scale; frames."""

    sharpness: tuple[float, ...]
    variances: tuple[float, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Lens:
    """Whose positions the prints are kept by: a lens by name, with so many steps."""

    name: str
    steps: int


def prints_path(scene_path: Path) -> Path:
    """Where the prints of a scene are."""
    target = real_path(scene_path)
    return target.with_name(f"{target.name}.prints.json")


def load_prints(scene_path: Path, lens: Lens) -> tuple[dict[int, Print], str]:
    """The print at each normalized position; none where there is no file, or of another lens.

    A damaged file costs the prints, never the scene: the second value is then a sentence for the
    log, otherwise ''.
    """
    try:
        content = read_whole(prints_path(scene_path))
        if content is None:
            return {}, ""
        document = json.loads(content)
        prints = _prints(document)
        is_ours = Lens(document["lens_name"], document["steps"]) == lens
    except FileRefused as refused:
        return {}, f"The pictures of the points are lost: {refused.message}"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return (
            {},
            f"The pictures of the points are lost: {prints_path(scene_path).name} is damaged.",
        )
    return (prints if is_ours else {}), ""


def save_prints(scene_path: Path, prints: Mapping[int, Print], lens: Lens) -> None:
    """Put the prints beside their scene. Raises FileRefused where they cannot be written."""
    document = {
        "version": VERSION,
        "lens_name": lens.name,
        "steps": lens.steps,
        "prints": {str(position): print_json(kept) for position, kept in prints.items()},
    }
    content = json.dumps(document, separators=(",", ":")).encode()
    write_atomically(prints_path(scene_path), content, keep_previous=False)


def print_json(kept: Print) -> dict[str, Any]:
    """A print as JSON can hold it."""
    return {
        "sharpness": [round(value, DECIMALS) for value in kept.sharpness],
        "variances": list(kept.variances),
        "count": kept.count,
    }


def _prints(document: dict[str, Any]) -> dict[int, Print]:
    """Raises ValueError, KeyError, TypeError or AttributeError for anything but prints."""
    if document["version"] != VERSION:
        raise ValueError("another version")
    return {int(position): print_of(kept) for position, kept in document["prints"].items()}


def print_of(kept: dict[str, Any]) -> Print:
    """What `print_json` made. Raises ValueError, KeyError or TypeError for anything else."""
    sharpness, variances, count = kept["sharpness"], kept["variances"], kept["count"]
    if not (
        is_whole(count, 1, 1000)
        and sharpness
        and all(is_number(value, -MOST, MOST) for value in sharpness)
        and all(is_number(value, 0, MOST) for value in variances)
    ):
        raise ValueError("an impossible print")
    return Print(tuple(map(float, sharpness)), tuple(map(float, variances)), count)
