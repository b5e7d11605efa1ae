"""A stack is begun: what is told of it, and the folder that it is taken in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fsq_tui.focus.stack import Extent
from fsq_tui.session.motor import Motor
from fsq_tui.storage.stack_folder import StackFolder
from fsq_tui.storage.stack_manifest import Manifest, StackShot


def begun(
    motor: Motor,
    shots: tuple[StackShot, ...],
    home_step: int | None,
    extent: Extent,
    place: Callable[[], Path],
) -> StackFolder:
    """A new folder at `place`; to rehearse the movement makes none. Raises FileRefused."""
    identity = motor.lens.identity
    made = motor.clock.wall().isoformat(timespec="seconds")
    manifest = Manifest(made, identity.body, identity.lens_name, shots, home_step)
    if extent is Extent.MOVEMENT:
        return StackFolder.unwritten(manifest)
    return StackFolder.create(place(), manifest)
