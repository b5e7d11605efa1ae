"""Finding the process of a show, or starting one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from fsq_tui import errors, paths
from fsq_tui.errors import CamerasFound, FsqError, ProcessFault
from fsq_tui.process.codec import decoded
from fsq_tui.process.folder import secured, socket_path
from fsq_tui.process.setup import NotStarted, ShowSetup

if TYPE_CHECKING:
    from fsq_tui.process.link import Link
    from fsq_tui.process.wire import Hello

COMMAND: tuple[str, ...] = (sys.executable, "-P", "-m", "fsq_tui.process")
MOST_LOG_BYTES = 1_000_000
_started: list[subprocess.Popen[bytes]] = []  # a Popen complains of a child that may outlive it
ENDED_S = 2.0  # how long the system may take to tell how a process ended


class Starting:
    """A show that is being started or was found; `link` waits for it.

    Beginning costs no time: what else is to be loaded can be, meanwhile.
    """

    def __init__(self, setup: ShowSetup) -> None:
        """Raises ProcessFault where no process can be reached or started."""
        self._path = socket_path(secured(paths.runtime_folder()), Path(setup.scene))
        self.process: subprocess.Popen[bytes] | None = None
        self._link = connected(self._path)
        if self._link is None:
            self.process, self._told = _spawned(setup)

    @property
    def found(self) -> Hello | None:
        """Who was there already; None for a process of our own."""
        return None if self.process or self._link is None else self._link.hello

    def link(self) -> Link:
        """Connected to the show. Raises what has kept the process from starting."""
        if self._link is None:
            with self._told as told:
                _require_started(told.readline(), self.process)
            self._link = connected(self._path)
        if self._link is None:
            raise ProcessFault(*_ended_early(self.process))
        return self._link

    def abandon(self) -> None:
        """Leave what was found, end what was started."""
        if self._link is not None:
            self._link.close()
        elif self.process is not None:
            self._told.close()
            self.process.terminate()
            self.process.wait()


def connected(path: Path) -> Link | None:
    """The link to who listens at a path; None for nobody. Raises ProcessFault."""
    if not path.exists():
        return None
    from fsq_tui.process.link import Link  # a process is started before what it is to say is loaded

    try:
        return Link(path)
    except OSError:
        return None


def running() -> list[Hello]:
    """Every show that is on, by this account."""
    found = []
    for path in sorted(secured(paths.runtime_folder()).glob("*.sock")):
        with suppress(ProcessFault):
            if (link := connected(path)) is not None:
                found.append(link.hello)
                link.close()
    return found


def how_ended(process: subprocess.Popen[bytes] | None) -> str:
    """`was ended by SIGSEGV`, or what else is known of a process that is gone."""
    code = None
    if process is not None:
        with suppress(subprocess.TimeoutExpired):
            code = process.wait(ENDED_S)
    if code is None:
        return "is gone"
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"


def _spawned(setup: ShowSetup) -> tuple[subprocess.Popen[bytes], IO[bytes]]:
    """The process, and the pipe on which it tells whether it has started."""
    ours, theirs = os.pipe()
    source = str(Path(__file__).parents[2])
    known = os.environ.get("PYTHONPATH")
    variables = os.environ | {"PYTHONPATH": os.pathsep.join([source, *([known] if known else [])])}
    try:
        with _log() as log:
            process = subprocess.Popen(  # noqa: S603  our own command
                [*COMMAND, str(theirs), setup.as_text()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=variables,
                pass_fds=[theirs],
                start_new_session=True,  # the end of this terminal is not its end
            )
    except OSError as fault:
        os.close(ours)
        raise ProcessFault(
            f"The camera process cannot be started ({fault.strerror}).", f"Check {COMMAND[0]}."
        ) from fault
    finally:
        os.close(theirs)
    _started.append(process)
    return process, os.fdopen(ours, "rb")


def _log() -> IO[bytes]:
    """What the process and its libraries write; begun anew when it has grown too long.

    Where no log can be kept the show goes on without one.
    """
    path = paths.camera_log()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        is_long = path.exists() and path.stat().st_size > MOST_LOG_BYTES
        return path.open("wb" if is_long else "ab")
    except OSError:
        return Path(os.devnull).open("wb")


def _require_started(line: bytes, process: subprocess.Popen[bytes] | None) -> None:
    """Raise what the process says has kept it from starting."""
    if not line:
        raise ProcessFault(*_ended_early(process))
    told = json.loads(line)
    if told:
        raise _error(decoded(NotStarted, told))


def _ended_early(process: subprocess.Popen[bytes] | None) -> tuple[str, str]:
    return (
        f"The camera process {how_ended(process)} before it could start.",
        f"Look into {paths.camera_log()}.",
    )


def _error(told: NotStarted) -> FsqError:
    """The error again that the process has met."""
    if told.kind == CamerasFound.__name__:
        return CamerasFound(tuple((model, port) for model, port in told.cameras))
    kind = getattr(errors, told.kind, FsqError)
    found: FsqError = kind(told.message, told.remedy)
    return found
