"""A camera call that hangs: the screen lives on, says so, and what was pressed is not lost."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.process import launch
from tests.process import hanging_lens
from tests.process.conftest import Open, until
from tests.terminal.screen import Terminal, environment
from tests.terminal.shows import end_all

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    return path


def let_go(fifo: Path) -> None:
    """Let one drive command through that hangs."""
    fifo.write_bytes(b"")


def test_the_operator_is_told_and_stop_is_heeded_afterwards(
    open_show: Open, fifo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "COMMAND", hanging_lens.command(fifo))
    session = open_show()
    session.press("info")
    until(session, lambda shown: shown.activity is Activity.CHECKING)
    shown = until(session, lambda shown: shown.hint is not None)
    assert shown.hint is not None
    assert shown.hint.text == "No answer from the camera for 2 s: keys wait."
    session.press("stop")
    until(session, lambda shown: shown.hint is not None and "for 4 s" in shown.hint.text)
    let_go(fifo)
    shown = until(session, lambda shown: not shown.busy)
    assert shown.hint is not None
    assert "STOP: checking lens limits was halted." in shown.hint.text
    assert shown.mode is Mode.OFF


def test_waiting_in_a_pull_is_not_taken_for_silence(open_show: Open) -> None:
    session = open_show()  # one command of a pull of 99 s is 20 times as fast here
    session.press("info")
    until(session, lambda shown: shown.mode is Mode.EDIT and not shown.busy)
    session.press("info")
    session.press("set")
    hints = []
    unsubscribe = session.subscribe(lambda: hints.append(session.snapshot().hint))
    until(session, lambda shown: shown.index == 1 and not shown.busy)
    unsubscribe()
    assert not [hint for hint in hints if hint and "No answer" in hint.text]


def test_the_screen_never_stalls(tmp_path: Path, fifo: Path) -> None:
    command = [sys.executable, hanging_lens.__file__, "screen", str(fifo), str(tmp_path / "a.toml")]
    root = str(Path(__file__).parents[2])
    fsq = Terminal(command, environment(tmp_path / "home", {"PYTHONPATH": root}))
    try:
        fsq.wait_for_line("[    ]")
        fsq.send("i")
        fsq.wait_for_overlay(r"\[.{4}\] checking lens limits\.\.\.")
        fsq.wait_for(r"! No answer from the camera for [2-9] s: keys wait\.")
        fsq.send("m")
        fsq.wait_for("─ Focus ─")
        fsq.send("m", "l")
        fsq.wait_for("─ Points ─")
        fsq.send("l")
        fsq.wait_for(r"! No answer from the camera for [0-9]+ s")
        fsq.send("ctrl+c", "m")
        fsq.wait_for("─ Focus ─")  # so STOP has been sent
        fsq.send("m")
        let_go(fifo)
        fsq.wait_for_line("[    ]")
        assert fsq.quit() == 0
    finally:
        fsq.close()
        end_all(tmp_path / "home")
