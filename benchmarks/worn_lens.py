"""A simulated lens whose motor is not as it was calibrated, and fsq on such a lens.

Run as `worn_lens.py STRETCH PER_S FILE [ARGUMENTS OF FSQ]` it is fsq, on a lens whose commands take
STRETCH times as long as their model says, each up to JITTER_S more or less. PER_S pictures of its
live view are fetched a second, each of which takes FRAME_S. FILE takes a line for
each command that was waited for: how many seconds after it was due it was sent. The process of its
show runs this file as well.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO
from unittest.mock import patch

from benchmarks.pictured import PicturedLens
from fsq_tui.backend import BACKENDS
from fsq_tui.backend.base import Lens
from fsq_tui.backend.model import LensModel, load_model
from fsq_tui.clock import Clock

SHOW = "--show"
JITTER_S = 0.010
FRAME_S = 0.010  # short enough to fit into many of the waits


class WornLens(PicturedLens):
    """Writes down how late each drive command comes; `due_s` is when the next one is due."""

    frame_s = FRAME_S

    def __init__(self, model: LensModel, clock: Clock, seed: int | None, lates: TextIO) -> None:
        super().__init__(model, clock, seed)
        self._lates = lates
        self.due_s: float | None = None

    def drive(self, step_size: int, direction: int) -> None:
        """Write, then drive."""
        if self.due_s is not None:
            self._lates.write(f"{self._clock.now() - self.due_s!r}\n")
            self.due_s = None
        super().drive(step_size, direction)


def main(stretch: str, per_s: str, lates: str, arguments: list[str]) -> int:
    """Run fsq, its shows on worn lenses."""
    from fsq_tui import cli
    from fsq_tui.process import launch

    launch.COMMAND = (sys.executable, "-P", __file__, SHOW, stretch, per_s, lates)
    return cli.main(arguments)


def show(stretch: float, per_s: float, lates: Path, arguments: list[str]) -> int:
    """Run the process of a show, its lens replaced."""
    from fsq_tui.process import __main__ as process
    from fsq_tui.session.local import LocalSession
    from fsq_tui.session.opening import open_session

    lenses: list[WornLens] = []
    pause_until = LocalSession.pause_until

    def paused_until(session: LocalSession, until_s: float) -> None:
        entered_s = session.now() * session._clock.rate
        pause_until(session, until_s)
        for lens in lenses:
            lens.due_s = max(entered_s, until_s)

    def opened(*words: Any) -> LocalSession:
        session = open_session(*words)
        session.want_frames(per_s)
        return session

    with lates.open("a", encoding="ascii") as file:

        def make(clock: Clock, model: str, seed: int | None) -> Lens:
            new = load_model(model)
            modes = tuple(replace(mode, speed=mode.speed / stretch) for mode in new.modes)
            worn = replace(new, modes=modes, jitter_s=JITTER_S)
            lenses.append(WornLens(worn, clock, seed, file))
            return lenses[-1]

        BACKENDS["simulated"] = make
        sys.argv = [SHOW, *arguments]
        with (
            patch.object(LocalSession, "pause_until", paused_until),
            patch.object(process, "open_session", opened),
        ):
            return process.main()


if __name__ == "__main__":
    if sys.argv[1] == SHOW:
        sys.exit(show(float(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4]), sys.argv[5:]))
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]))
