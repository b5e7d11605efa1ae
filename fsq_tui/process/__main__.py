"""The process of a show: `python -m fsq_tui.process FD SETUP`, started by `launch.Starting`.

On the file descriptor FD it says one line of JSON: null once it listens, else why it does not.
"""

from __future__ import annotations

import asyncio
import faulthandler
import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from fsq_tui import paths
from fsq_tui.errors import CamerasFound, FsqError
from fsq_tui.process.codec import Json, encoded
from fsq_tui.process.folder import secured, socket_path
from fsq_tui.process.host import Host
from fsq_tui.process.mounting import on_stage
from fsq_tui.process.setup import NotStarted, ShowSetup
from fsq_tui.session.local import LocalSession
from fsq_tui.session.opening import open_session
from fsq_tui.session.recorder import Recorder
from fsq_tui.storage.focus_settings import FocusSettingsFile
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import SceneFile

SWITCH_S = 0.0005  # showing the state must not keep the lens waiting for Python's 5 ms


def main() -> int:
    """Run one show to its end."""
    faulthandler.enable()
    sys.setswitchinterval(SWITCH_S)
    tell = partial(_tell, int(sys.argv[1]))
    setup = ShowSetup.from_text(sys.argv[2])
    try:
        path = socket_path(secured(paths.runtime_folder()), Path(setup.scene))
        session, settled = _opened(setup)
    except FsqError as fault:
        cameras = fault.cameras if isinstance(fault, CamerasFound) else ()
        kind = type(fault).__name__
        tell(encoded(NotStarted(kind, fault.message, fault.remedy, cameras)))
        return fault.exit_code
    try:
        asyncio.run(_show(Host(session, settled), path, lambda: tell(None)))
    finally:
        session.close()
    return 0


def _opened(setup: ShowSetup) -> tuple[LocalSession, ShowSetup]:
    """The scene first, which is a process's own: two of them must not meet at the camera."""
    file = SceneFile.open(Path(setup.scene))
    recorder = None
    try:
        if setup.record_frames:
            recorder = Recorder(Path(setup.record_frames))
        mounted, clock, settled = on_stage(setup, file.load().lens_name)
    except BaseException:
        file.close()
        if recorder is not None:
            recorder.close()
        raise
    library = LensLibrary(paths.lens_library_of(settled.simulated))
    settings_file = FocusSettingsFile(paths.focus_settings())
    return open_session(mounted, clock, file, library, recorder, settings_file), settled


async def _show(host: Host, path: Path, listening: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, host.end, "The camera process was told to end.")
    await host.run(path, listening)


def _tell(descriptor: int, message: Json) -> None:
    """Say it once; whoever has started us may be gone."""
    with suppress(OSError):
        os.write(descriptor, json.dumps(message).encode() + b"\n")
    os.close(descriptor)


if __name__ == "__main__":
    sys.exit(main())
