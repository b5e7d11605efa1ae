from __future__ import annotations

import json

import pytest

from fsq_tui.backend.gphoto2.connection import Found
from fsq_tui.cli import main
from fsq_tui.errors import LensFault
from fsq_tui.verbs import cameras

Capture = pytest.CaptureFixture[str]
TWO = (Found("Canon EOS 80D", "usb:001,004"), Found("Nikon DSC D750", "usb:002,011"))


def test_no_camera_is_a_sentence_that_says_what_may_hold_one(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(cameras, "detected", tuple)
    assert main(["cameras"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("No camera is connected over USB.\n")
    for words in ("Switch it on", "gio mount", "virtual machine", "ptpip:IP"):
        assert words in text
    assert max(map(len, text.splitlines())) <= 100


def test_no_camera_as_json(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(cameras, "detected", tuple)
    assert main(["cameras", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"cameras": []}


def test_cameras_are_a_table(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(cameras, "detected", lambda: TWO)
    assert main(["cameras"]) == 0
    assert capsys.readouterr().out == (
        "MODEL           PORT\nCanon EOS 80D   usb:001,004\nNikon DSC D750  usb:002,011\n"
    )


def test_cameras_as_json(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(cameras, "detected", lambda: TWO)
    assert main(["cameras", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cameras"][1] == {
        "model": "Nikon DSC D750",
        "port": "usb:002,011",
    }


def test_a_library_that_fails_is_exit_code_5(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def fail() -> tuple[Found, ...]:
        raise LensFault("The camera library cannot be loaded (no such file).", "Install it.")

    monkeypatch.setattr(cameras, "detected", fail)
    assert main(["cameras"]) == 5
    assert capsys.readouterr().err == (
        "fsq: The camera library cannot be loaded (no such file). Install it.\n"
    )
