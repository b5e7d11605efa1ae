from __future__ import annotations

import json
import os

import pytest

from fsq_tui.backend.gphoto2.detection import Found
from fsq_tui.cli import main
from fsq_tui.errors import LensFault
from fsq_tui.verbs import cameras
from tests.backend.gphoto2.system import make_node, run_program

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
    for found in TWO:
        make_node(found.port)
    assert main(["cameras"]) == 0
    assert capsys.readouterr().out == (
        "MODEL           PORT         STATE\n"
        "Canon EOS 80D   usb:001,004  free\n"
        "Nikon DSC D750  usb:002,011  free\n"
    )


def test_what_keeps_a_camera_from_being_used_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    panasonic, unseen = Found("Panasonic DC-GH5", "usb:001,007"), Found("Nikon", "usb:009,009")
    monkeypatch.setattr(cameras, "detected", lambda: (*TWO, panasonic, unseen))
    held, forbidden = (make_node(found.port) for found in TWO)
    run_program(812, "/usr/libexec/gvfsd-gphoto2", held)
    monkeypatch.setattr(os, "access", lambda path, _mode: path != forbidden)
    assert main(["cameras"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].endswith("held by gvfsd-gphoto2 (process 812)")
    assert lines[2].endswith("no permission")
    assert "crashes when it drives the lens of a Panasonic" in lines[3]
    assert lines[4].endswith("connected")
    assert lines[5] == "fsq doctor --camera PORT says what to do."
    assert main(["cameras", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["cameras"]
    assert [camera["state"] for camera in told] == ["held", "forbidden", "unknown", "unknown"]
    assert told[0]["held_by"] == [{"name": "gvfsd-gphoto2", "pid": 812}]
    assert [bool(camera["refused"]) for camera in told] == [False, False, True, False]


def test_cameras_as_json(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(cameras, "detected", lambda: TWO)
    make_node(TWO[1].port)
    assert main(["cameras", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cameras"][1] == {
        "model": "Nikon DSC D750",
        "port": "usb:002,011",
        "state": "free",
        "held_by": [],
        "refused": "",
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
