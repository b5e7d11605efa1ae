"""Which lens the show is played on, opened by the process itself."""

from __future__ import annotations

from fsq_tui.backend import open_lens
from fsq_tui.backend.base import Lens
from fsq_tui.clock import Clock
from fsq_tui.process.setup import ShowSetup
from fsq_tui.session.watch import Mounted


def mount(setup: ShowSetup, clock: Clock) -> Mounted:
    """Open it."""

    def open_it() -> Lens:
        if setup.camera:
            return open_lens("gphoto2", clock, setup.camera)
        return open_lens("simulated", clock, setup.lens_model or "ef24")

    return Mounted(open_it(), open_it, notes=(setup.note,) if setup.note else ())
