from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from fsq_tui.backend.gphoto2 import detection
from fsq_tui.backend.gphoto2.detection import Found, detected
from fsq_tui.errors import LensFault
from tests.backend.gphoto2.child import child

STILL, PLAYER = 0, 1


class Failure(Exception):
    code = -70


class Abilities:
    """What libgphoto2 would find: model, port, kind, driver."""

    def __init__(self, listed: list[tuple[str, str, int, str]]) -> None:
        self._listed = listed

    def load(self) -> None: ...

    def detect(self, _ports: object) -> SimpleNamespace:
        return SimpleNamespace(items=lambda: [(model, port) for model, port, *_ in self._listed])

    def lookup_model(self, model: str) -> int:
        return [listed[0] for listed in self._listed].index(model)

    def get_abilities(self, index: int) -> SimpleNamespace:
        _, _, kind, driver = self._listed[index]
        return SimpleNamespace(device_type=kind, library=f"/lib/camlibs/{driver}")


def bus(monkeypatch: pytest.MonkeyPatch, *listed: tuple[str, str, int, str]) -> None:
    gp = SimpleNamespace(
        PortInfoList=lambda: SimpleNamespace(load=lambda: None),
        CameraAbilitiesList=lambda: Abilities(list(listed)),
        GP_DEVICE_STILL_CAMERA=STILL,
        GPhoto2Error=Failure,
    )
    monkeypatch.setattr(detection, "library", lambda: gp)


def test_only_cameras_on_usb_count_and_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    bus(
        monkeypatch,
        ("Canon EOS 80D", "usb:", STILL, "ptp2"),
        ("Canon EOS 80D", "usb:001,004", STILL, "ptp2"),
        ("USB PTP Class Camera", "usb:001,004", STILL, "ptp2"),
        ("USB PTP Class Camera", "usb:001,009", STILL, "ptp2"),
        ("Google Inc Pixel (MTP)", "usb:001,005", PLAYER, "ptp2"),
        ("Mass Storage Camera", "disk:/media/EOS_DIGITAL", STILL, "directory"),
        ("Olympus C-3030Z", "usb:001,006", STILL, "sierra"),
    )
    assert detected() == (
        Found("Canon EOS 80D", "usb:001,004"),
        Found("USB PTP Class Camera", "usb:001,009"),
    )


def test_a_library_that_cannot_look_for_cameras(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: Abilities) -> None:
        raise Failure

    bus(monkeypatch)
    monkeypatch.setattr(Abilities, "load", fail)
    with pytest.raises(LensFault, match="error -70 of libgphoto2") as caught:
        detected()
    assert "USB" in caught.value.remedy


VIRTUAL_USB = """
import sys
from fsq_tui.backend import open_lens
from fsq_tui.backend.gphoto2.detection import detected
from fsq_tui.clock import RealClock
from fsq_tui.errors import LensFault
(found,) = detected()
print(*found, sep="|")
try:
    open_lens("gphoto2", RealClock(), found.port)
except LensFault as fault:
    print(type(fault).__name__, fault, sep="|")
"""


def test_the_virtual_usb_camera_is_found_and_refused(tmp_path: Path) -> None:
    done = child(VIRTUAL_USB, tmp_path, VCAMERADIR=str(tmp_path))
    assert done.stderr == ""
    found, refused = done.stdout.splitlines()
    assert found == "Nikon DSC D750|usb:001,001"
    assert refused.startswith("LensFault|VC by GP has no focus drive for a computer.")
