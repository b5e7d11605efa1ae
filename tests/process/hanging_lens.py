"""fsq on a simulated lens whose drive commands hang for as long as a test wants.

Run as `hanging_lens.py screen FIFO [ARGUMENTS OF FSQ]` it is fsq. Each drive command opens FIFO for
reading, and so hangs until the test opens it for writing.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fsq_tui import cli
from fsq_tui.backend import BACKENDS
from fsq_tui.backend.base import Lens
from fsq_tui.backend.model import load_model
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.clock import Clock
from fsq_tui.process import __main__ as process
from fsq_tui.process import launch


def command(fifo: Path) -> tuple[str, ...]:
    """What starts a camera process with such a lens."""
    return (sys.executable, str(Path(__file__)), "process", str(fifo))


class HangingLens(SimulatedLens):
    """Hangs in its drive commands."""

    def __init__(self, clock: Clock, model: str, fifo: Path) -> None:
        super().__init__(load_model(model), clock)
        self._fifo = fifo

    def drive(self, step_size: int, direction: int) -> None:
        self._fifo.read_bytes()
        super().drive(step_size, direction)


def main() -> int:
    what, fifo = sys.argv[1], Path(sys.argv[2])
    if what == "screen":
        launch.COMMAND = command(fifo)
        return cli.main(sys.argv[3:])

    def make(clock: Clock, model: str, _seed: int | None) -> Lens:
        return HangingLens(clock, model, fifo)

    BACKENDS["simulated"] = make
    sys.argv[1:3] = []
    return process.main()


if __name__ == "__main__":
    sys.exit(main())
