"""The real libgphoto2 against cameras whose time passes a hundred times as fast."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from fsq_tui.backend.model import load_model
from tests.virtual_camera import CameraSetup, Maker, SceneSetup, VirtualCamera
from tests.virtual_camera.client import Client

RATE = 100.0

Connect = Callable[[VirtualCamera], Client]


@pytest.fixture(autouse=True)
def _settings_of_gphoto(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """libgphoto2 writes into the home folder; keep the developer's out of it."""
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def canon() -> Iterator[VirtualCamera]:
    setup = CameraSetup(Maker.CANON, load_model("ef24"), RATE, scene=SceneSetup(noise_levels=0))
    with VirtualCamera(setup) as camera:
        yield camera


@pytest.fixture
def nikon() -> Iterator[VirtualCamera]:
    setup = CameraSetup(Maker.NIKON, load_model("ef24"), RATE, scene=SceneSetup(noise_levels=0))
    with VirtualCamera(setup) as camera:
        yield camera


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Connects, with live view on, and leaves at the end of the test."""
    with ExitStack() as stack:

        def client(camera: VirtualCamera) -> Client:
            connected = stack.enter_context(Client(camera))
            connected.put("viewfinder", 1)
            return connected

        yield client
