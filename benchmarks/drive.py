"""From the key to the drive command: in the session, through its socket, in the whole program."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import cycle, islice
from pathlib import Path
from unittest.mock import patch

from benchmarks import timed_lens
from benchmarks.figures import Figure, percentile
from benchmarks.pictured import PicturedLens
from benchmarks.stage import Stage, enter_edit, hurried
from benchmarks.terminal import TIMEOUT_S, Terminal, environment
from benchmarks.timed_lens import TimedLens
from fsq_tui.clock import RealClock
from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.process import launch
from fsq_tui.process.client import RemoteSession
from fsq_tui.process.launch import Starting
from fsq_tui.process.setup import ShowSetup
from fsq_tui.session.interface import Session
from fsq_tui.session.opening import open_session
from fsq_tui.session.watch import Mounted
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import SceneFile

AIM_MS = 10.0
JOGS, PULLS = 100, 60
POLL_S = 0.01
RESTING_POLLS = 5
KEYS = {
    "info": b"i",
    "set": b"\r",
    "q": b"q",
    "stop": b"\x03",
    "jog_forward_1": b".",
    "jog_backward_1": b",",
}

React = Callable[[str], float]
"""Presses a button while the lens rests; the milliseconds until the drive command."""


def measure(stage: Stage) -> list[Figure]:
    """Jogs in edit mode; in play mode SET, which plans a pull, and is halted after a command."""
    stage = hurried(stage)
    figures: list[Figure] = []
    with timed_session(stage) as session:
        figures += reactions("in the session", session.react, session.press)
    with socket_session(stage) as remote:
        figures += reactions("through the socket", remote.react, remote.press)
    with _program(stage) as program:
        figures += reactions("from the terminal", program.react, program.press)
    return figures


def reactions(where: str, react: React, press: Callable[[str], None]) -> list[Figure]:
    """How soon the lens is driven, in edit mode and then in play mode."""
    jogs_ms = [react(jog) for jog in islice(cycle(("jog_forward_1", "jog_backward_1")), JOGS)]
    press("info")
    pulls_ms = []
    for _ in range(PULLS):
        pulls_ms.append(react("set"))
        press("stop")
        press("q")  # a lens that was halted at once may stand there still
    return [
        Figure(f"{name} to drive command, {where}, p{percent}", value, "ms", aim, note)
        for name, taken_ms in (("jog", jogs_ms), ("SET", pulls_ms))
        for percent, aim in ((50, None), (99, AIM_MS))
        for value, note in [(percentile(taken_ms, percent), f"{len(taken_ms)} presses")]
    ]


class _Session:
    """A session on the real clock, whose drive commands are timed by `drives`."""

    def __init__(self, session: Session, drives: Callable[[], list[float]]) -> None:
        self.session = session
        self._drives = drives

    def press(self, button: str) -> None:
        """Press, and wait until the lens rests."""
        self.session.press(button)
        self.rest()

    def react(self, button: str) -> float:
        """See React."""
        self.rest()
        seen = len(self._drives())
        pressed_s = time.monotonic()
        self.session.press(button)
        while len(times := self._drives()) == seen:
            if time.monotonic() > pressed_s + TIMEOUT_S:
                raise TimeoutError(f"{button} drove nothing: {self.session.snapshot().hint}")
            time.sleep(POLL_S)
        return (times[seen] - pressed_s) * 1000

    def rest(self, mode: Mode | None = None) -> None:
        """Wait until the lens has been at rest for some time, at least once in a mode."""
        give_up_s = time.monotonic() + TIMEOUT_S
        polls = 0
        while polls < RESTING_POLLS:
            if time.monotonic() > give_up_s:
                raise TimeoutError("The lens never came to rest.")
            time.sleep(POLL_S + random.uniform(0.0, POLL_S))
            shown = self.session.snapshot()
            resting = shown.activity is Activity.IDLE and mode in (None, shown.mode)
            polls = polls + 1 if resting else 0


class _Program:
    """The whole program in a terminal, whose drive commands are timed by `drives`."""

    def __init__(self, terminal: Terminal, drives: Callable[[], list[float]]) -> None:
        self._terminal = terminal
        self._drives = drives

    def press(self, button: str) -> None:
        """Press, and give the lens time to rest."""
        self._terminal.write(KEYS[button])
        self._pause()

    def react(self, button: str) -> float:
        """See React."""
        self._pause()
        seen = len(self._drives())
        pressed_s = self._terminal.write(KEYS[button])
        give_up_s = pressed_s + TIMEOUT_S
        while len(times := self._drives()) == seen:
            if time.monotonic() > give_up_s:
                raise TimeoutError(f"{button} drove nothing:\n{self._terminal.picture()}")
            self._terminal.collect(POLL_S)
        return (times[seen] - pressed_s) * 1000

    def _pause(self) -> None:
        self._terminal.collect(0.2 + random.uniform(0.0, 0.1))


@contextmanager
def timed_session(stage: Stage, frame_s: float = PicturedLens.frame_s) -> Iterator[_Session]:
    """A session in this process, in edit mode, on a lens whose pictures take so long."""
    clock = RealClock()
    drives: list[float] = []
    lens = TimedLens(clock, "ef24", drives.append)
    lens.frame_s = frame_s
    session = open_session(
        Mounted(lens, lambda: lens),
        clock,
        SceneFile.open(stage.scene),
        LensLibrary(stage.home / "lenses"),
    )
    with closing(session):
        yield _in_edit(_Session(session, lambda: [*drives]))


@contextmanager
def socket_session(stage: Stage) -> Iterator[_Session]:
    """A screen's session on the scene of the stage, in edit mode."""
    drives = stage.home / "drives-socket"
    drives.touch()
    setup = ShowSetup(str(stage.scene), simulated=True, lens_model=str(stage.blind))
    with (
        patch.dict(os.environ, environment(stage.home), clear=True),
        patch.object(launch, "COMMAND", timed_lens.command(drives)),
        closing(RemoteSession(Starting(setup))) as session,
    ):
        yield _in_edit(_Session(session, lambda: _times(drives)))


@contextmanager
def _program(stage: Stage) -> Iterator[_Program]:
    drives = stage.home / "drives"
    drives.touch()
    blind = ("--lens-model", str(stage.blind))
    command = (sys.executable, timed_lens.__file__, str(drives), *blind, str(stage.scene))
    with Terminal(command, stage.home) as terminal:
        enter_edit(terminal)
        yield _Program(terminal, lambda: _times(drives))


def _in_edit(made: _Session) -> _Session:
    made.press("info")
    made.rest(Mode.EDIT)
    return made


def _times(drives: Path) -> list[float]:
    """What a timed lens has written. All processes read the same monotonic clock."""
    lines = drives.read_text(encoding="ascii").splitlines(keepends=True)
    return [float(line) for line in lines if line.endswith("\n")]
