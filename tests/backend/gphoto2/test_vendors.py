from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from fsq_tui.backend.gphoto2 import vendors
from fsq_tui.clock import Clock, VirtualClock
from fsq_tui.errors import LensFault


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
    ("maker", "body", "settings"),
    [
        ("Sony Corporation", "ILCE-7M3", ("manualfocus",)),
        ("FUJIFILM", "X-H2", ("manualfocusdrive",)),
        ("OLYMPUS", "E-M1MarkII", ("manualfocusdrive",)),
        ("Canon Inc.", "Canon EOS M", ()),
        ("Nikon Corporation", "D3200", ()),
    ],
)
def test_others_are_refused_by_name(
    maker: str, body: str, settings: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = refusal(Stranger(maker, body, settings), monkeypatch)
    assert f"cannot drive the lens of this camera yet: {body}" in refused.message


def test_a_model_is_judged_by_its_name_without_opening_it() -> None:
    for model in ("Canon EOS 80D", "Nikon DSC D750", "USB PTP Class Camera"):
        assert vendors.refusal(model) is None
    for model in ("Panasonic DC-GH5", "Pentax K1 (PTP Mode)"):
        refused = vendors.refusal(model)
        assert refused is not None
        assert model in refused.message
