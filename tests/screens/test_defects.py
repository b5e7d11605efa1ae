"""A defect of the screen is loud: one sentence, code 1, and its traceback in a file."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from fsq_tui import paths
from fsq_tui.app import FsqApp
from fsq_tui.screens.defects import ScreenDefect
from tests.screens.fake import KEYS, FakeSession, second_of_two
from tests.screens.test_app import until


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the traceback goes."""
    path = tmp_path / "log" / "screen.log"
    monkeypatch.setattr(paths, "screen_log", lambda: path)
    return path


def broken(*_args: object, **_options: object) -> None:
    raise KeyError("[nothing]")


def in_painting(app: FsqApp, session: FakeSession) -> None:
    app.screen.show = broken  # type: ignore[attr-defined]
    session.set(session.state)


def in_a_worker(app: FsqApp, _session: FakeSession) -> None:
    async def work() -> None:
        broken()

    app.run_worker(work())


def in_a_key(app: FsqApp, session: FakeSession) -> None:
    session.press = broken  # type: ignore[method-assign]
    app.simulate_key("i")


async def run(app: FsqApp, act: Callable[[], None]) -> None:
    """Start, act, and wait for the end."""
    async with app.run_test() as pilot:
        await pilot.pause()
        act()
        await until(lambda: app.return_code == 1)


@pytest.mark.parametrize("breaks", [in_painting, in_a_worker, in_a_key])
async def test_it_ends_the_screen_with_a_sentence(
    breaks: Callable[[FsqApp, FakeSession], None], log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = FakeSession(second_of_two())
    app = FsqApp(session, KEYS, "camera")
    output = StringIO()
    app.error_console = Console(file=output, width=200, markup=True)
    with pytest.raises(ScreenDefect) as caught:
        await run(app, lambda: breaks(app, session))
    assert isinstance(caught.value.__cause__, KeyError)
    assert app.return_code == 1
    assert session.closed == 1
    app._print_error_renderables()
    said = output.getvalue() + capsys.readouterr().err
    sentence = "fsq: fsq has a defect: KeyError('[nothing]') in broken, line"
    assert sentence in said
    assert str(log) in said
    assert "Traceback" not in said
    assert "KeyError: '[nothing]'" in log.read_text()


async def test_without_a_place_for_it_the_sentence_must_do(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.parent.write_text("no folder")
    session = FakeSession(second_of_two())
    app = FsqApp(session, KEYS, "camera")
    monkeypatch.setattr(app, "view", broken)
    with pytest.raises(ScreenDefect):
        await run(app, app.repaint)
