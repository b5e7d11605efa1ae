"""What the tests of a stack's capture hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from fsq_tui.focus.stack import StackSettings
from fsq_tui.focus.stray import Stray
from fsq_tui.session.motor import Motor
from fsq_tui.session.stack_capture import Progress, StackCapture
from fsq_tui.session.stack_ways import ByPosition, Way
from fsq_tui.storage.stack_folder import StackFolder
from fsq_tui.storage.stack_manifest import Manifest, StackShot

SETTINGS = StackSettings()


class Heard:
    """What was told of a stack, and when by `now`."""

    def __init__(self, now: Callable[[], float] = lambda: 0.0) -> None:
        self.said: list[str] = []
        self.strays: list[Stray] = []
        self.shown: list[tuple[float, Progress]] = []
        self._now = now

    def say(self, text: str) -> None:
        self.said.append(text)

    def stray(self, found: Stray) -> None:
        self.strays.append(found)

    def progress(self, progress: Progress) -> None:
        self.shown.append((self._now(), progress))


def begun(folder: Path, steps: Sequence[int]) -> StackFolder:
    """A stack with shots at these steps."""
    last = max(1, len(steps) - 1)
    shots = tuple(StackShot(n + 1, n / last, step) for n, step in enumerate(steps))
    return StackFolder.create(folder, Manifest("2026-11-24T15:00:00+00:00", "body", "lens", shots))


def capture(
    motor: Motor,
    folder: StackFolder,
    settings: StackSettings = SETTINGS,
    start_step: int | None = None,
    heard: Heard | None = None,
    way: Way | None = None,
) -> Heard:
    """Run it; what was told. A STOP is over once it was heard."""
    told = Heard() if heard is None else heard
    stop = motor.attention.stop  # type: ignore[attr-defined]
    way = ByPosition(motor, start_step) if way is None else way
    StackCapture(motor, folder, settings, told, way, heard=stop.clear).run()
    return told
