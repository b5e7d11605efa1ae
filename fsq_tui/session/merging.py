"""Merging a focus stack: the pictures go to a program that is installed, the result to its place.

That program is the only one that writes; what it makes on the way lies in a hidden folder beside
the result, which is removed however it ends, and the result appears whole or not at all.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from fsq_tui.errors import Stopped, ToolFault, UsageFault
from fsq_tui.focus.sequence import printable
from fsq_tui.session.merge_tools import ENDINGS, Command, Tool
from fsq_tui.session.stack_frames import Told, require_alike
from fsq_tui.storage.atomic import move_into_place
from fsq_tui.storage.files import real_path, refusal, refuse_special

LAST_LINES = 3  # of what a program said before it failed
MOST_SAID = 300


def require_ending(result: Path) -> None:
    """Raise UsageFault for a file name whose ending tells no picture that is written."""
    if result.suffix.lower() not in ENDINGS:
        raise UsageFault("A merged picture is written as TIFF, JPEG or PNG.", "Name a .tif file.")


class Merging:
    """One merge, which another thread or a signal may stop."""

    def __init__(self, tool: Tool, told: Told) -> None:
        self._tool = tool
        self._told = told
        self._is_stopped = False
        self._running: subprocess.Popen[str] | None = None

    def stop(self) -> None:
        """End the program that runs, and so `merge`."""
        self._is_stopped = True
        if self._running is not None:
            with suppress(ProcessLookupError):  # it has ended by itself
                os.killpg(self._running.pid, signal.SIGKILL)

    def merge(self, pictures: tuple[Path, ...], result: Path) -> None:
        """Make `result` of the pictures, in their order; a file that is there is replaced.

        Raises ToolFault, FileRefused, and Stopped after `stop`; then nothing is left behind.
        """
        require_ending(result)
        refuse_special(result)
        target = real_path(result)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            work = tempfile.TemporaryDirectory(prefix=".fsq-", dir=target.parent)
        except OSError as fault:
            raise refusal(result, fault, "written") from fault
        with work:
            draft = Path(work.name) / f"merged{result.suffix.lower()}"
            whole = tuple(picture.absolute() for picture in pictures)
            commands = self._tool.commands(whole, draft)
            stages = len(commands) + 1
            require_alike(pictures, lambda share, label: self._tell(share / stages, label))
            for stage, command in enumerate(commands, 1):
                self._run(command, draft.parent, stage, stages)
            move_into_place(draft, target)

    def _tell(self, fraction: float, label: str) -> None:
        if self._is_stopped:
            raise Stopped("Merging was stopped; nothing was written.")
        self._told(fraction, label)

    def _run(self, command: Command, work: Path, stage: int, stages: int) -> None:
        """Run a program to its end; its progress is that of one stage of several."""
        last: deque[str] = deque(maxlen=LAST_LINES)
        self._tell(stage / stages, command.label)
        with self._started(command, work) as process:
            assert process.stdout is not None  # noqa: S101  it is a pipe
            try:
                for part in _parts(process.stdout, command, last):
                    self._tell((stage + part) / stages, command.label)
            except BaseException:  # leaving the `with` waits for it to end
                self.stop()
                raise
        self._running = None
        self._tell((stage + 1) / stages, command.label)
        if process.returncode or not all(path.is_file() for path in command.makes):
            raise _failed(command, process.returncode, " ".join(last))
        for path in command.spends:
            path.unlink()

    def _started(self, command: Command, work: Path) -> subprocess.Popen[str]:
        """In a group of its own, so that ctrl+c reaches it through `stop` alone."""
        try:
            process = subprocess.Popen(  # noqa: S603  one of our own tables
                command.words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                cwd=work,
                env=os.environ | {"LC_ALL": "C", "TMPDIR": str(work)},
                errors="replace",
                encoding="utf-8",
                start_new_session=True,
            )
        except OSError as fault:
            raise ToolFault(f"{command.words[0]} cannot be started: {fault.strerror}.") from fault
        self._running = process
        if self._is_stopped:  # while it was being started
            self.stop()
        return process


def _parts(output: Iterator[str], command: Command, last: deque[str]) -> Iterator[float]:
    """What share of its work a program has done, at each line that tells of it."""
    done = 0
    for line in output:
        if line.strip():
            last.append(line.strip())
        if found := command.progress.search(line):
            done += 1
            part, parts = map(int, found.groups()) if found.groups() else (done, command.parts)
            yield min(1.0, part / max(1, parts))


def _failed(command: Command, returncode: int, said: str) -> ToolFault:
    program = command.words[0]
    if returncode == -signal.SIGKILL:
        remedy = "Merge fewer or smaller pictures, or on a machine with more memory."
        return ToolFault(f"{program} was killed, as by a system that is out of memory.", remedy)
    how = f"ended with code {returncode}" if returncode else "did not write what it should"
    words = f": {printable(said)[-MOST_SAID:].rstrip('.')}" if said else ""
    return ToolFault(f"{program} {how}{words}.", command.remedy)
