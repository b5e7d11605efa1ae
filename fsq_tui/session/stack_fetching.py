"""The pictures of a stack that are still only in the camera, fetched to its folder."""

from __future__ import annotations

from contextlib import suppress

from fsq_tui.backend.base import Shot
from fsq_tui.errors import DownloadFailed
from fsq_tui.session.motor import Motor
from fsq_tui.session.patience import RETRY_S
from fsq_tui.storage.stack_folder import StackFolder
from fsq_tui.storage.stack_manifest import StackPicture

FETCH_TRIES = 3


def fetch_all(motor: Motor, folder: StackFolder) -> None:
    """Each of them; one that does not come is left in the camera, for now.

    Raises FileRefused, Stopped, LensGone.
    """
    for picture in folder.unfetched:
        if (data := _fetched(motor, picture)) is not None:
            folder.keep(picture.name, data)


def _fetched(motor: Motor, picture: StackPicture) -> bytes | None:
    shot = Shot(picture.camera)
    for _ in range(FETCH_TRIES):
        motor.attention.heed()
        with suppress(DownloadFailed):
            return motor.patience.retried(lambda: motor.lens.download(shot), motor.attention)
        motor.attention.pause_until(motor.clock.now() + RETRY_S)
    return None
