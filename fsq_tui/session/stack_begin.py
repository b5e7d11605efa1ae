"""A stack is begun: what is told of it, and the folder that it is taken in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from fsq_tui.focus.stack import Extent
from fsq_tui.session.motor import Motor
from fsq_tui.storage.stack_folder import StackFolder
from fsq_tui.storage.stack_manifest import Manifest, StackShot

if TYPE_CHECKING:
    from fsq_tui.pictures.seen import Seen


def begun(
    motor: Motor,
    shots: tuple[StackShot, ...],
    home_step: int | None,
    extent: Extent,
    place: Callable[[], Path],
    seen: Seen | None = None,
) -> StackFolder:
    """A new folder at `place`; to rehearse the movement makes none. Raises FileRefused.

    What its sweep has `seen` is kept there for a lens that tells no place.
    """
    identity = motor.lens.identity
    made = motor.clock.wall().isoformat(timespec="seconds")
    manifest = Manifest(made, identity.body, identity.lens_name, shots, home_step)
    if extent is Extent.MOVEMENT:
        return StackFolder.unwritten(manifest)
    folder = StackFolder.create(place(), manifest)
    if seen is not None and motor.is_counted:
        from fsq_tui.session.stack_seen import keep_seen

        try:
            keep_seen(folder.path, seen)
        except BaseException:
            folder.close()
            raise
    return folder
