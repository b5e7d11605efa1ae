from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from fsq_tui.cli import main
from fsq_tui.storage.first_start import claim_first_start
from fsq_tui.verbs import open as open_verb


def opened(tmp_path: Path, *words: str, term: str = "xterm-256color") -> pexpect.spawn:
    folders = {"DATA_HOME": "data", "CONFIG_HOME": "config", "RUNTIME_DIR": "r"}
    homes = {f"XDG_{name}": str(tmp_path / folder) for name, folder in folders.items()}
    claim_first_start(tmp_path / "config" / "fsq" / "guide_offered")
    child = pexpect.spawn(
        sys.executable,
        ["-m", "fsq_tui", *words],
        env=os.environ | homes | {"TERM": term},
        dimensions=(24, 80),
        timeout=20,
    )
    child.delaybeforesend = None
    return child


def ended(child: pexpect.spawn) -> int | None:
    child.expect(pexpect.EOF)
    child.close()
    status: int | None = child.exitstatus
    return status


def test_a_macro_pad_on_a_vt220_works_the_application(tmp_path: Path) -> None:
    take = tmp_path / "take.toml"
    child = opened(tmp_path, "--keymap", "macropad", "--time-scale", "100", str(take))
    child.expect_exact(b"F14")
    child.send(b"\x1b[26~")
    child.expect_exact(b"[edit]")
    child.send(b"\x11")
    assert ended(child) == 0


@pytest.mark.parametrize(
    ("words", "exit_code", "sentence"),
    [
        (["--lens-model", "longthrw"], 2, b"Did you mean longthrow?"),
        (["--keymap", "vin"], 2, b"did you mean vim?"),
        (["bad.toml"], 3, b"line 1"),
    ],
)
def test_what_cannot_be_opened_is_told_before_the_screen_is_touched(
    tmp_path: Path,
    words: list[str],
    exit_code: int,
    sentence: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "bad.toml").write_text("lens_name = [")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent.parent.parent))
    monkeypatch.chdir(tmp_path)
    child = opened(tmp_path, *words)
    child.expect_exact(sentence)
    assert b"\x1b" not in child.before
    assert ended(child) == exit_code
    assert (tmp_path / "bad.toml").read_text() == "lens_name = ["


def test_a_dumb_terminal_is_refused(tmp_path: Path) -> None:
    child = opened(tmp_path, term="dumb")
    child.expect_exact(b"TERM is dumb")
    assert b"\x1b" not in child.before
    assert ended(child) == 2


def test_textual_is_not_imported_before_its_variables_are_set() -> None:
    script = f"import sys, {open_verb.__name__}; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script]).returncode == 0


def test_without_a_terminal_nothing_is_opened(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "take.toml")]) == 2
    assert list(tmp_path.iterdir()) == []
