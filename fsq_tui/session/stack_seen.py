"""What a sweep has seen, kept beside the stack that it is for, so that a later show goes by it."""

from __future__ import annotations

from pathlib import Path

from fsq_tui.pictures.seen import Seen
from fsq_tui.session.motor import Motor
from fsq_tui.session.prints import print_of, still_of
from fsq_tui.session.stack_by_picture import ByPicture
from fsq_tui.session.stack_ways import ByPosition, Way
from fsq_tui.storage.stack_seen import SeenPlaces, load_seen, save_seen


def keep_seen(folder: Path, seen: Seen) -> None:
    """In the folder of a stack. Raises FileRefused."""
    prints = tuple(print_of(one) for one in seen.pictures)
    save_seen(folder, SeenPlaces(tuple(map(float, seen.steps)), prints, float(seen.unsure_share)))


def seen_of(folder: Path) -> Seen | None:
    """What was kept there; None for nothing that can be used."""
    kept = load_seen(folder)
    if kept is None:
        return None
    pictures = tuple(one for one in map(still_of, kept.prints) if one is not None)
    if len(pictures) < len(kept.steps):
        return None
    return Seen(kept.steps, pictures, kept.unsure_share)


def way_on(motor: Motor, folder: Path, home_step: int | None) -> Way:
    """What brings a driven lens to the shots of a stack that was begun before.

    By what its sweep has seen, where the lens tells no place and that was kept; else by the steps.
    Raises Stopped and LensFault.
    """
    seen = seen_of(folder) if motor.is_counted else None
    return ByPosition(motor, home_step) if seen is None else ByPicture(motor, seen, home_step)
