"""A session that runs: with its thread, or not at all."""

from __future__ import annotations

from fsq_tui.clock import Clock
from fsq_tui.errors import FsqError
from fsq_tui.session.local import LocalSession
from fsq_tui.session.recorder import Recorder
from fsq_tui.session.watch import Mounted
from fsq_tui.storage.focus_settings import FocusSettingsFile
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import SceneFile


def open_session(
    mounted: Mounted,
    clock: Clock,
    file: SceneFile,
    library: LensLibrary,
    recorder: Recorder | None = None,
    settings_file: FocusSettingsFile | None = None,
) -> LocalSession:
    """A started session on a scene. Raises WrongLens and FileRefused, with all of these let go."""
    try:
        session = LocalSession(mounted, clock, file, library, recorder, settings_file)
    except FsqError:
        if recorder is not None:
            recorder.close()
        file.close()
        mounted.lens.close()
        raise
    session.start()
    return session
