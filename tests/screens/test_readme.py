"""The README's picture: the real session on the simulated lens, shown by the real app."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fsq_tui.app import FsqApp
from fsq_tui.keymap import load_keymap
from fsq_tui.session.requests import GoTo, Rename, Retime
from tests.session.stage import Stage, stage

ROOT = Path(__file__).parents[2]
PICTURE = "snapshots/test_readme/test_the_picture_of_the_readme.svg"


def rehearse(show: Stage) -> None:
    """Three named points, two timed pulls, standing on the second in play mode."""
    show.press("info", "half_shutter", "set")
    show.ask(Rename("window"))
    for name, duration_s in (("her face", 2.5), ("his hand", 1.0)):
        show.press("half_shutter", "q")
        show.ask(Rename(name))
        show.ask(Retime(duration_s))
    show.ask(GoTo(1))
    show.press("info", "set")
    show.rest()


def test_the_picture_of_the_readme(snap_compare: Callable[..., bool], tmp_path: Path) -> None:
    with stage(tmp_path) as show:
        rehearse(show)
        app = FsqApp(show.session, load_keymap("camera").keys, "camera")
        app.theme = "textual-dark"
        assert snap_compare(app, terminal_size=(80, 24))
    assert PICTURE in (ROOT / "README.md").read_text()
