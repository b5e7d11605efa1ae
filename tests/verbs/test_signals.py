from __future__ import annotations

import signal
from pathlib import Path

import pytest

from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.cli import main
from fsq_tui.clock import VirtualClock
from fsq_tui.session.headless import Signalled
from fsq_tui.verbs.signals import Ended, halted_by_signals
from tests.verbs.conftest import LENS_MODEL


@pytest.mark.parametrize(
    ("number", "exit_code"),
    [(signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGTERM, 143)],
)
def test_a_signal_halts_and_names_itself(number: signal.Signals, exit_code: int) -> None:
    before = signal.getsignal(number)
    attention = Signalled(VirtualClock())

    def work() -> None:
        with halted_by_signals(attention):
            signal.raise_signal(number)
            attention.pause_until(100.0)

    with pytest.raises(Ended, match=number.name) as ended:
        work()
    assert ended.value.exit_code == exit_code
    assert signal.getsignal(number) is before


def test_a_signal_in_a_pull_ends_play_within_one_command(
    scene: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lens.toml").write_text(LENS_MODEL)
    monkeypatch.setattr("fsq_tui.backend.mount.RealClock", lambda _rate: VirtualClock())
    drive = SimulatedLens.drive
    commands = 0

    def drive_and_signal(self: SimulatedLens, step_size: int, direction: int) -> None:
        nonlocal commands
        commands += 1
        if commands == 8:
            signal.raise_signal(signal.SIGTERM)
        drive(self, step_size, direction)

    monkeypatch.setattr(SimulatedLens, "drive", drive_and_signal)
    assert main(["play", str(scene), "--lens-model", str(tmp_path / "lens.toml")]) == 143
    assert commands == 8
    assert "SIGTERM" in capsys.readouterr().err
