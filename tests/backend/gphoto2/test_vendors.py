from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fsq_tui.backend.gphoto2 import vendors
from fsq_tui.backend.model import load_model
from fsq_tui.clock import Clock, VirtualClock
from fsq_tui.errors import LensFault, LensOnAuto
from tests.backend.gphoto2.child import child
from tests.virtual_camera import CameraSetup, Maker, VirtualCamera
from tests.virtual_camera.panasonic import MANUAL_FOCUS_DRIVE


@dataclass
class Stranger:
    """A camera that only says who made it."""

    maker: str
    body: str
    settings: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)
    closed: bool = False

    def value(self, name: str) -> str:
        self.asked.append(name)
        return {"manufacturer": self.maker, "cameramodel": self.body}.get(name, "")

    def has(self, name: str) -> bool:
        self.asked.append(name)
        return name in self.settings

    def close(self) -> None:
        self.closed = True


def refusal(camera: Stranger, monkeypatch: pytest.MonkeyPatch) -> LensFault:
    def connect(_address: str, _clock: Clock) -> Stranger:
        return camera

    monkeypatch.setattr(vendors, "Connection", connect)
    with pytest.raises(LensFault) as caught:
        vendors.open_camera("usb:001,002", VirtualClock())
    assert camera.closed
    assert "Canon EOS" in caught.value.remedy
    return caught.value


def test_a_panasonic_is_refused_untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    camera = Stranger("Panasonic", "DC-GH5", ("manualfocusdrive",))
    assert "crashes when it drives the lens of a Panasonic (DC-GH5)" in str(
        refusal(camera, monkeypatch)
    )
    assert "manualfocusdrive" not in camera.asked


@pytest.mark.parametrize(
    ("maker", "body"),
    [
        ("Canon Inc.", "Canon EOS M"),
        ("Nikon Corporation", "D3200"),
        ("Sony Corporation", "ILCE-7M4"),
        ("OLYMPUS", "TG-6"),
        ("GP", "VC"),
    ],
)
def test_who_has_no_focus_drive_is_refused(
    maker: str, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = refusal(Stranger(maker, body), monkeypatch)
    assert refused.message == f"{body} by {maker} has no focus drive for a computer."


def test_another_maker_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = refusal(Stranger("Sigma", "fp", ("manualfocusdrive",)), monkeypatch)
    assert refused.message == "fsq does not know how fp by Sigma drives its lens."


def test_a_fuji_without_a_focus_position_is_told_to_go_to_manual(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    camera = Stranger("FUJIFILM", "X-S10")
    monkeypatch.setattr(vendors, "Connection", lambda _address, _clock: camera)
    with pytest.raises(LensOnAuto, match="X-S10 does not tell") as caught:
        vendors.open_camera("usb:001,002", VirtualClock())
    assert camera.closed
    assert "focus mode to MF" in caught.value.remedy


REFUSED = """
import sys
from fsq_tui.backend import open_lens
from fsq_tui.clock import RealClock
from fsq_tui.errors import LensFault
try:
    open_lens("gphoto2", RealClock(), sys.argv[1])
except LensFault as fault:
    print(fault.message)
"""


def test_a_panasonic_is_refused_before_the_library_can_crash(tmp_path: Path) -> None:
    setup = CameraSetup(Maker.PANASONIC, load_model("ef24"))
    with VirtualCamera(setup) as camera:
        done = child(REFUSED, tmp_path, camera.port)
        assert (done.returncode, done.stderr) == (0, "")
        assert "crashes when it drives the lens of a Panasonic (DC-GH5)" in done.stdout
        assert camera.operations(MANUAL_FOCUS_DRIVE) == []


def test_a_model_is_judged_by_its_name_without_opening_it() -> None:
    for model in ("Canon EOS 80D", "Nikon DSC D750", "USB PTP Class Camera"):
        assert vendors.refusal(model) is None
    for model in ("Panasonic DC-GH5", "Pentax K1 (PTP Mode)"):
        refused = vendors.refusal(model)
        assert refused is not None
        assert model in refused.message
