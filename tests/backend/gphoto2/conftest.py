"""The backend on virtual cameras whose time passes fifty times as fast."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Protocol

import pytest

from fsq_tui.backend.base import Lens
from fsq_tui.backend.gphoto2.vendors import open_camera
from fsq_tui.backend.model import load_model
from fsq_tui.clock import RealClock
from tests.virtual_camera import CameraSetup, Maker, SceneSetup, VirtualCamera

RATE = 50.0
NO_NOISE = SceneSetup(noise_levels=0)


class Open(Protocol):
    """Opens a camera; it is closed at the end of the test."""

    def __call__(self, camera: VirtualCamera, rate: float = RATE) -> Lens: ...


@pytest.fixture(autouse=True)
def _settings_of_gphoto(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """libgphoto2 writes into the home folder; keep the developer's out of it."""
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def canon() -> Iterator[VirtualCamera]:
    setup = CameraSetup(Maker.CANON, load_model("ef24"), RATE, scene=NO_NOISE)
    with VirtualCamera(setup) as camera:
        yield camera


@pytest.fixture
def nikon() -> Iterator[VirtualCamera]:
    setup = CameraSetup(Maker.NIKON, load_model("ef24"), RATE, scene=NO_NOISE)
    with VirtualCamera(setup) as camera:
        yield camera


@pytest.fixture
def sony() -> Iterator[VirtualCamera]:
    setup = CameraSetup(Maker.SONY, load_model("ef24"), RATE, scene=NO_NOISE)
    with VirtualCamera(setup) as camera:
        yield camera


@pytest.fixture
def fuji() -> Iterator[VirtualCamera]:
    with VirtualCamera(CameraSetup(Maker.FUJI, load_model("ef24"), RATE)) as camera:
        yield camera


@pytest.fixture
def olympus() -> Iterator[VirtualCamera]:
    setup = CameraSetup(Maker.OLYMPUS, load_model("ef24"), RATE, scene=NO_NOISE)
    with VirtualCamera(setup) as camera:
        yield camera


@pytest.fixture
def opened() -> Iterator[Open]:
    with ExitStack() as stack:

        def open_it(camera: VirtualCamera, rate: float = RATE) -> Lens:
            lens = open_camera(camera.port, RealClock(rate))
            stack.callback(lens.close)
            return lens

        yield open_it
