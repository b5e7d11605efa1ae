"""Real camera processes, each test with folders of its own, and none left behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from fsq_tui.process.client import RemoteSession
from fsq_tui.process.launch import Starting
from fsq_tui.process.setup import ShowSetup
from fsq_tui.session.interface import Session
from fsq_tui.session.snapshot import Snapshot
from tests.terminal.scenes import point_at, write_scene
from tests.terminal.shows import RUNTIME, end_all

WAIT_S = 30.0
POINTS = (point_at(15), point_at(151, 99.0, "Anna"))

Open = Callable[..., RemoteSession]
"""open_show(**changes of the setup) -> a screen's session"""


def until(session: Session, holds: Callable[[Snapshot], bool]) -> Snapshot:
    """The first snapshot for which it holds."""
    found: list[Snapshot] = []
    there = threading.Event()

    def look() -> None:
        snapshot = session.snapshot()
        if not found and holds(snapshot):
            found.append(snapshot)
            there.set()

    unsubscribe = session.subscribe(look)
    look()
    try:
        assert there.wait(WAIT_S), session.snapshot()
    finally:
        unsubscribe()
    return found[0]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where everything is kept; every show is ended with the test."""
    for name in ("DATA", "CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / RUNTIME))
    yield tmp_path
    end_all(tmp_path)


@pytest.fixture
def scene(home: Path) -> Path:
    """Two points of the reference lens, far apart in time."""
    return write_scene(home / "take.toml", *POINTS)


@pytest.fixture
def open_show(scene: Path) -> Iterator[Open]:
    """Attaches a screen to the show of the scene, which is started if need be."""
    with ExitStack() as stack:

        def attach(**changes: object) -> RemoteSession:
            words: dict[str, object] = {
                "scene": str(scene),
                "simulated": True,
                "time_scale": 20.0,
                "linger_s": 60.0,
            }
            session = RemoteSession(Starting(ShowSetup(**(words | changes))))  # type: ignore[arg-type]
            stack.callback(session.detach)
            return session

        yield attach
