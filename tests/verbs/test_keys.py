from __future__ import annotations

import sys
from pathlib import Path

import pexpect
import pytest

from fsq_tui.cli import main
from fsq_tui.keymap import load_keymap
from fsq_tui.verbs.key_listener import KeyListener, heard

Capture = pytest.CaptureFixture[str]


def test_the_keymap_is_a_table_of_buttons_and_keys(capsys: Capture) -> None:
    assert main(["keys"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("Camera: ")
    rows = {line.split()[0]: line for line in text.splitlines() if line}
    assert rows["set"].split()[1:3] == ["enter", "space"]
    assert rows["jog_backward_3"].split()[1] == "("
    assert "camera, macropad, numpad, pedal, vim" in text


def test_another_keymap_can_be_shown(tmp_path: Path, capsys: Capture) -> None:
    assert main(["keys", "--keymap", "vim"]) == 0
    assert "\nleft            h  left" in capsys.readouterr().out
    own = tmp_path / "least.toml"
    own.write_text("[keys]\nstop = 'ctrl+c'\nquit = 'ctrl+q'\n")
    assert main(["keys", "--keymap", str(own)]) == 0
    assert "\ninfo            -       next mode" in capsys.readouterr().out


def test_an_unknown_keymap_is_one_sentence(capsys: Capture) -> None:
    assert main(["keys", "--keymap", "vin"]) == 2
    assert "did you mean vim?" in capsys.readouterr().err


def test_check_names_every_fault(tmp_path: Path, capsys: Capture) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("[keys]\nsett = 'a'\nstop = 'entr'\nquit = 'ctrl+q'\n")
    assert main(["keys", "--check", str(bad)]) == 3
    assert capsys.readouterr().out.splitlines() == [
        f"{bad}:2: there is no button 'sett'; did you mean 'set'?",
        f"{bad}:3: stop: there is no key 'entr'; did you mean 'enter'?",
    ]
    bad.write_text("[keys]\nstop = 'ctrl+c'\nquit = 'ctrl+q'\n")
    assert main(["keys", "--check", str(bad)]) == 0
    assert capsys.readouterr().out == f"{bad}: no fault\n"
    assert main(["keys", "--check", str(tmp_path / "none.toml")]) == 3


def test_listening_needs_a_terminal(capsys: Capture) -> None:
    assert main(["keys", "--listen"]) == 2
    assert "no terminal" in capsys.readouterr().err


async def test_a_key_that_is_heard_is_named_with_its_button() -> None:
    app = KeyListener(load_keymap())
    async with app.run_test() as pilot:
        await pilot.press("left_parenthesis", "f13", "ctrl+q", "i", "ctrl+q", "ctrl+q")
    assert app.return_code == 0
    assert heard("left_parenthesis", {"left_parenthesis": "jog"}).split() == [
        '"left_parenthesis"',
        "jog",
    ]
    assert heard("f13", {}).split() == ['"f13"', "-"]


def test_keys_are_heard_in_a_real_terminal() -> None:
    child = pexpect.spawn(
        sys.executable, ["-m", "fsq_tui", "keys", "--listen"], dimensions=(24, 80), timeout=20
    )
    child.delaybeforesend = None
    child.expect_exact(b"Press keys")
    for sent, name in ((b"\x1b[25~", b'"f13"'), (b"(", b'"left_parenthesis"'), (b"i", b'"i"')):
        child.send(sent)
        child.expect_exact(name)
    child.send(b"\x11\x11")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
