"""A simulated lens that tells when each drive command arrives, and fsq on such a lens.

Run as `timed_lens.py FILE [ARGUMENTS OF FSQ]` it is fsq, and FILE takes a line with the monotonic
time of each drive command. The process of its show runs this file as well, as `COMMAND` says.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.pictured import PicturedLens
from fsq_tui.backend import BACKENDS
from fsq_tui.backend.base import Lens
from fsq_tui.backend.model import load_model
from fsq_tui.clock import Clock

SHOW = "--show"


class TimedLens(PicturedLens):
    """Calls `on_drive` with the monotonic time of each drive command, before it is performed."""

    def __init__(self, clock: Clock, model: str, on_drive: Callable[[float], object]) -> None:
        super().__init__(load_model(model), clock)
        self._on_drive = on_drive

    def drive(self, step_size: int, direction: int) -> None:
        """Tell, then drive."""
        self._on_drive(time.monotonic())
        super().drive(step_size, direction)


def command(path: Path) -> tuple[str, ...]:
    """In place of `fsq_tui.process.launch.COMMAND`: a show whose lens writes into a file."""
    return (sys.executable, "-P", __file__, SHOW, str(path))


def main(path: Path, arguments: list[str]) -> int:
    """Run fsq, its shows on timed lenses."""
    from fsq_tui import cli
    from fsq_tui.process import launch

    launch.COMMAND = command(path)
    return cli.main(arguments)


def show(path: Path, arguments: list[str]) -> int:
    """Run the process of a show, its lens replaced."""
    from fsq_tui.process import __main__ as process

    with path.open("a", buffering=1, encoding="ascii") as file:

        def make(clock: Clock, model: str, _seed: int | None) -> Lens:
            return TimedLens(clock, model, lambda now_s: file.write(f"{now_s!r}\n"))

        BACKENDS["simulated"] = make
        sys.argv = [SHOW, *arguments]
        return process.main()


if __name__ == "__main__":
    if sys.argv[1] == SHOW:
        sys.exit(show(Path(sys.argv[2]), sys.argv[3:]))
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
