"""The backend on virtual cameras whose time passes fifty times as fast."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Protocol

import pytest

from fsq_tui.backend.base import Lens
from fsq_tui.backend.gphoto2.vendors import open_camera
from fsq_tui.backend.model import load_model
from fsq_tui.clock import Clock, RealClock
from tests.virtual_camera import CameraSetup, Maker, SceneSetup, VirtualCamera

RATE = 50.0
NO_NOISE = SceneSetup(noise_levels=0)


class Open(Protocol):
    """Opens a camera; it is closed at the end of the test."""

    def __call__(self, camera: VirtualCamera, clock: Clock | None = None) -> Lens:
        """On `clock`, or else fifty times as fast as life."""


@pytest.fixture(autouse=True)
def _settings_of_gphoto(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """libgphoto2 writes into the home folder; keep the developer's out of it."""
    monkeypatch.setenv("HOME", str(tmp_path))


def served(maker: Maker) -> Iterator[VirtualCamera]:
    """A body of a maker with the reference lens."""
    with VirtualCamera(CameraSetup(maker, load_model("ef24"), RATE, scene=NO_NOISE)) as camera:
        yield camera


@pytest.fixture
def canon() -> Iterator[VirtualCamera]:
    yield from served(Maker.CANON)


@pytest.fixture
def nikon() -> Iterator[VirtualCamera]:
    yield from served(Maker.NIKON)


@pytest.fixture
def sony() -> Iterator[VirtualCamera]:
    yield from served(Maker.SONY)


@pytest.fixture
def fuji() -> Iterator[VirtualCamera]:
    yield from served(Maker.FUJI)


@pytest.fixture
def olympus() -> Iterator[VirtualCamera]:
    yield from served(Maker.OLYMPUS)


@pytest.fixture
def opened() -> Iterator[Open]:
    with ExitStack() as stack:

        def open_it(camera: VirtualCamera, clock: Clock | None = None) -> Lens:
            lens = open_camera(camera.port, clock or RealClock(RATE))
            stack.callback(lens.close)
            return lens

        yield open_it
