"""A simulated lens whose motor is not as it was calibrated, and fsq on such a lens.

Run as `worn_lens.py STRETCH [ARGUMENTS OF FSQ]` it is fsq, on a lens whose commands take STRETCH
times as long as their model says, each up to JITTER_S more or less. The process of its show runs
this file as well.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from fsq_tui.backend import BACKENDS
from fsq_tui.backend.base import Lens
from fsq_tui.backend.model import load_model
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.clock import Clock

SHOW = "--show"
JITTER_S = 0.010


def main(stretch: str, arguments: list[str]) -> int:
    """Run fsq, its shows on worn lenses."""
    from fsq_tui import cli
    from fsq_tui.process import launch

    launch.COMMAND = (sys.executable, "-P", __file__, SHOW, stretch)
    return cli.main(arguments)


def show(stretch: float, arguments: list[str]) -> int:
    """Run the process of a show, its lens replaced."""
    from fsq_tui.process import __main__ as process

    def make(clock: Clock, model: str, seed: int | None) -> Lens:
        new = load_model(model)
        modes = tuple(replace(mode, speed=mode.speed / stretch) for mode in new.modes)
        return SimulatedLens(replace(new, modes=modes, jitter_s=JITTER_S), clock, seed)

    BACKENDS["simulated"] = make
    sys.argv = [SHOW, *arguments]
    return process.main()


if __name__ == "__main__":
    if sys.argv[1] == SHOW:
        sys.exit(show(float(sys.argv[2]), sys.argv[3:]))
    sys.exit(main(sys.argv[1], sys.argv[2:]))
