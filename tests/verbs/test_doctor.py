"""The doctor, on the real libgphoto2 with a virtual camera behind it, and on systems made up."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fsq_tui import paths
from fsq_tui.backend.gphoto2.detection import Found
from fsq_tui.backend.model import load_model
from fsq_tui.cli import main
from fsq_tui.errors import LensFault
from fsq_tui.process.setup import ShowSetup
from fsq_tui.process.wire import Hello
from fsq_tui.verbs.doctor import camera as camera_check
from fsq_tui.verbs.doctor import finding as finding_module
from fsq_tui.verbs.doctor import system as system_check
from fsq_tui.verbs.doctor.picture import looked_at
from tests.backend.gphoto2.system import make_node, plug_in, run_program
from tests.virtual_camera import CameraSetup, Maker, SceneKind, VirtualCamera
from tests.virtual_camera.canon import DRIVE_LENS
from tests.virtual_camera.nikon import MF_DRIVE

Capture = pytest.CaptureFixture[str]
Told = dict[str, dict[str, str]]
NIKON = Found("Nikon DSC D750", "usb:002,011")


@pytest.fixture(autouse=True)
def nothing_plugged_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))  # libgphoto2 writes there
    monkeypatch.setattr(sys, "platform", "linux")
    plugged_in(monkeypatch)


def plugged_in(monkeypatch: pytest.MonkeyPatch, *found: Found) -> None:
    monkeypatch.setattr(finding_module, "detected", lambda: found)


@pytest.fixture(params=[Maker.CANON, Maker.NIKON])
def body(request: pytest.FixtureRequest) -> Iterator[tuple[Maker, VirtualCamera]]:
    with VirtualCamera(CameraSetup(request.param, load_model("ef24"), rate=50.0)) as camera:
        yield request.param, camera


def doctor(capsys: Capture, *words: str) -> tuple[int, Told]:
    """The exit code, and the worst finding of each check."""
    status = main(["doctor", "--json", *words])
    printed = capsys.readouterr()
    assert printed.err == ""
    report = json.loads(printed.out)
    assert report["works"] is (status == 0)
    worst: Told = {}
    levels = ["ok", "info", "warning", "fault"]
    for check in report["checks"]:
        before = worst.get(check["check"])
        if before is None or levels.index(check["level"]) > levels.index(before["level"]):
            worst[check["check"]] = check
    return status, worst


def test_a_camera_in_order(body: tuple[Maker, VirtualCamera], capsys: Capture) -> None:
    maker, camera = body
    status, told = doctor(capsys, "--camera", camera.port)
    assert status == 0
    for check in (
        "program",
        "folders",
        "files",
        "process",
        "library",
        "camera",
        "drive",
        "battery",
    ):
        assert told[check]["level"] == "ok", check
    assert told["switch"]["level"] == told["picture"]["level"] == "ok"
    assert told["picture"]["text"] == "640x428 in live view"
    assert told["lens"]["level"] == ("ok" if maker is Maker.CANON else "warning")
    assert "2.5.34" in told["library"]["text"]
    assert "move" not in told
    assert camera.operations(DRIVE_LENS, MF_DRIVE) == []
    assert camera.clients == 0


def test_a_camera_that_is_being_played_on_is_left_alone(
    body: tuple[Maker, VirtualCamera],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    _, camera = body
    show = Hello(1, "0.1.0", 4711, ShowSetup("/a/take.toml", camera.port), 1, 0.0)
    monkeypatch.setattr(finding_module, "running", lambda: [show])
    status, told = doctor(capsys, "--camera", camera.port)
    assert (status, told["process"]["level"]) == (LensFault.exit_code, "fault")
    assert "/a/take.toml is being played" in told["process"]["text"]
    assert told["camera"]["text"] == "not examined"
    assert camera.operations() == []


def test_the_lens_is_moved_on_demand(body: tuple[Maker, VirtualCamera], capsys: Capture) -> None:
    _, camera = body
    before = camera.lens_truth_step
    status, told = doctor(capsys, "--camera", camera.port, "--move")
    assert (status, told["move"]["level"]) == (0, "ok")
    directions = {drive.params[0] & 0x8003 for drive in camera.operations(DRIVE_LENS, MF_DRIVE)}
    assert len(directions) == 2
    assert camera.lens_truth_step == pytest.approx(before, abs=1)


def test_what_keeps_a_lens_from_being_pulled(
    body: tuple[Maker, VirtualCamera], capsys: Capture
) -> None:
    maker, camera = body
    camera.set_on_manual(True)
    camera.set_battery(5)
    camera.show(SceneKind.DARK)
    status, told = doctor(capsys, "--camera", camera.port)
    assert status == LensFault.exit_code
    assert (told["switch"]["level"], told["battery"]["level"]) == ("fault", "warning")
    assert "Set the switch to AF" in told["switch"]["remedy"]
    # A Nikon tells its stops; on a Canon they have to be seen.
    assert told["picture"]["level"] == ("fault" if maker is Maker.CANON else "warning")
    assert "lens cap" in told["picture"]["remedy"]


def test_an_empty_battery_and_an_unplugged_camera(capsys: Capture) -> None:
    with VirtualCamera(CameraSetup(Maker.NIKON, load_model("ef24"), rate=50.0)) as camera:
        camera.set_battery(0)
        status, told = doctor(capsys, "--camera", camera.port)
        assert (status, told["battery"]["level"]) == (5, "fault")
        camera.unplug()
        status, told = doctor(capsys, "--camera", camera.port)
        assert (status, told["camera"]["level"]) == (5, "fault")
        assert "does not answer" in told["camera"]["text"]


def test_a_body_that_drives_no_lens_is_a_fault_and_is_not_moved(capsys: Capture) -> None:
    setup = CameraSetup(Maker.NIKON, load_model("ef24"), rate=50.0, drives=False)
    with VirtualCamera(setup) as camera:
        status, told = doctor(capsys, "--camera", camera.port, "--move")
        assert status == 5
        assert told["drive"]["text"].startswith("This body does not let a computer drive its lens")
        assert "move" not in told


def test_without_a_camera_it_says_that_the_lens_would_be_simulated(capsys: Capture) -> None:
    assert main(["doctor"]) == 5
    lines = capsys.readouterr().out.splitlines()
    [fault] = [line for line in lines if line.startswith("FAULT")]
    assert "No camera is connected over USB: fsq would drive its simulated lens." in fault
    assert lines[-1] == "A pull on a camera would not work: 1 fault."


def test_a_card_reader_is_no_camera_but_is_told(capsys: Capture) -> None:
    plug_in("1-2", "04a9", "08", "EOS Kiss")
    main(["doctor"])
    assert "EOS Kiss is connected as a card reader" in capsys.readouterr().out


def test_of_two_cameras_one_must_be_named(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    plugged_in(monkeypatch, NIKON, Found("Panasonic DC-GH5", "usb:001,007"))
    status, told = doctor(capsys)
    assert status == 5
    assert "Say which: --camera usb:002,011" in told["cameras"]["remedy"]
    assert told["camera"]["text"] == "not examined"
    _, told = doctor(capsys, "--camera", "usb:001,007")
    assert told["cameras"]["level"] == "fault"
    assert "Panasonic" in told["cameras"]["text"]


def test_a_camera_without_permission_is_not_even_opened(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    plugged_in(monkeypatch, NIKON)
    node = make_node(NIKON.port)
    monkeypatch.setattr(os, "access", lambda path, _mode: path != node)
    status, told = doctor(capsys)
    assert (status, told["usb"]["level"]) == (5, "fault")
    assert "udev rules" in told["usb"]["remedy"]
    assert told["camera"]["text"] == "not examined"


def test_who_holds_a_camera_is_named_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    plugged_in(monkeypatch, NIKON)
    run_program(812, "/usr/libexec/gvfsd-gphoto2", make_node(NIKON.port))
    run_program(813, "/usr/libexec/gvfs-gphoto2-volume-monitor")
    monkeypatch.setattr(camera_check, "told_by", lambda *_: iter(()))
    assert main(["doctor"]) == 0, "who has it open need not use it; that shows on opening"
    told = capsys.readouterr().out
    assert "is held by gvfsd-gphoto2 (process 812). Free it" in told
    assert "gvfs-gphoto2-volume-monitor (process 813) takes a camera as soon as" in told


def test_files_that_would_be_refused_are_all_named(capsys: Capture) -> None:
    paths.lens_library().mkdir()
    broken = paths.lens_library() / "a.toml", paths.default_scene(), paths.lens_names()
    for path in broken:
        path.parent.mkdir(exist_ok=True)
        path.write_text("lens_name = [")
    main(["doctor"])
    told = capsys.readouterr().out
    assert all(f"files     {path}, line 1" in told for path in broken)


def test_a_folder_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(os, "access", lambda path, _mode: path != tmp_path)
    status, told = doctor(capsys)
    assert (status, told["folders"]["level"]) == (5, "fault")
    assert str(tmp_path) in told["folders"]["remedy"]


def test_a_library_that_was_not_tried_or_does_not_load(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(system_check, "version", lambda: "2.5.99")
    assert doctor(capsys)[1]["library"]["level"] == "warning"

    def fail() -> str:
        raise LensFault("The camera library cannot be loaded (no such file).", "Install it.")

    monkeypatch.setattr(system_check, "version", fail)
    monkeypatch.setattr(finding_module, "detected", fail)
    status, told = doctor(capsys)
    assert (status, told["library"]["level"], told["camera"]["level"]) == (5, "fault", "info")


def test_an_address_that_is_none(capsys: Capture) -> None:
    assert main(["doctor", "--camera", "usb:1"]) == 2
    assert "not where a camera can be" in capsys.readouterr().err


FOUND = json.dumps({"check": "camera", "level": "ok", "text": "answers", "remedy": ""})


@pytest.mark.parametrize(
    ("end", "patience_s", "sentence"),
    [
        (f"kill -{int(signal.SIGSEGV)} $$", 30.0, "has crashed: ended by SIGSEGV"),
        ("exit 7", 30.0, "has crashed: its process ended with 7"),
        ("exec sleep 60", 2.0, "not answered for 2 s"),
    ],
)
def test_what_a_dead_or_hanging_process_had_found_is_still_told(
    end: str, patience_s: float, sentence: str
) -> None:
    findings = camera_check.told_by(["/bin/sh", "-c", f"echo '{FOUND}'; {end}"], patience_s)
    assert next(findings).text == "answers"
    with pytest.raises(LensFault, match=sentence) as caught:
        next(findings)
    assert "Switch" in caught.value.remedy


def test_what_is_no_picture_is_not_taken_for_one() -> None:
    with pytest.raises(LensFault, match="no picture"):
        looked_at(b"\xff\xd8\xff\xd9")
