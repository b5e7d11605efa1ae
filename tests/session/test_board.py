"""The board: what others may see of it while the owner writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fsq_tui.focus.modes import Activity
from fsq_tui.session.board import Board
from fsq_tui.session.snapshot import Snapshot
from tests.session.stage import stage


def test_no_half_written_snapshot_is_ever_seen(tmp_path: Path) -> None:
    """Every value that the attribute takes is a whole snapshot: other threads read it any time."""
    with stage(tmp_path) as show:
        seen: list[Snapshot] = []

        class Watched(Board):
            def __setattr__(self, name: str, value: object) -> None:
                if name == "snapshot" and isinstance(value, Snapshot):
                    seen.append(value)
                super().__setattr__(name, value)

        show.session._board.__class__ = Watched
        show.press("info", "half_shutter", "q", "left")
        assert len(seen) > 100
        assert all(snapshot.overlay is not None for snapshot in seen)


def test_a_listener_hears_each_publication_until_it_leaves(tmp_path: Path) -> None:
    with stage(tmp_path) as show:
        heard: list[float] = []
        leave = show.session.subscribe(lambda: heard.append(show.clock.now()))
        show.press("info")
        count = len(heard)
        leave()
        show.press("rate")
    assert count > 10
    assert len(heard) == count


def test_an_empty_battery_is_told_once_until_it_was_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stage(tmp_path) as show:
        told = []
        for percent in (80, 5, 4, 90, None, 3):
            monkeypatch.setattr(show.lens, "battery_percent", lambda now=percent: now)
            with show.session._board.doing(Activity.JOGGING):
                pass
            told.append(sum("The battery of the camera is at" in line for line in show.log))
        assert told == [0, 1, 1, 1, 1, 2]
        assert "is at 3%. Change it before the next take." in show.hint
