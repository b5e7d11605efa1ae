from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from fsq_tui import paths
from fsq_tui.backend import BACKENDS
from fsq_tui.backend.model import load_model
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.backend.simulated_card import SimulatedCard
from fsq_tui.clock import Clock, VirtualClock
from fsq_tui.storage.library import LensLibrary
from tests.session.silent import SMALL, scene_of
from tests.terminal.scenes import reference_calibration

SEED = 5


class Camera:
    """The simulated reference lens, calibrated; each run opens it anew with the card it had."""

    def __init__(self) -> None:
        self.card = SimulatedCard()
        self.opened = 0
        self.began_step = 0
        self.ready: Callable[[SimulatedLens], None] = lambda _lens: None

    def open(self, clock: Clock, name: str, seed: int | None) -> SimulatedLens:
        # Without a seed it would begin anywhere, as beside a stop where there is no room.
        self.lens = SimulatedLens(load_model(name), clock, SEED if seed is None else seed)
        self.lens.card = self.card
        self.lens._still_scene = scene_of(SMALL, "ef24")  # a scene of its own size is slow to make
        self.began_step = self.lens.true_step
        self.opened += 1
        self.ready(self.lens)
        return self.lens

    @property
    def steps(self) -> list[int]:
        """Where each picture was taken."""
        return [taken.step for taken in self.card.taken]


@pytest.fixture
def camera(monkeypatch: pytest.MonkeyPatch) -> Camera:
    made = Camera()
    monkeypatch.setattr("fsq_tui.backend.mount.RealClock", lambda _rate: VirtualClock())
    monkeypatch.setitem(BACKENDS, "simulated", made.open)
    known = dataclasses.replace(reference_calibration(), simulated=True)
    LensLibrary(paths.simulated_lens_library()).keep(known)
    return made


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """A folder that is not there."""
    return tmp_path / "stack"
