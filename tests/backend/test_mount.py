from __future__ import annotations

import pytest

from fsq_tui.backend import mount
from fsq_tui.backend.gphoto2.detection import Found
from fsq_tui.backend.mount import Mount, choose
from fsq_tui.errors import CamerasFound, LensFault, UsageFault

CANON, NIKON = Found("Canon EOS 80D", "usb:001,004"), Found("Nikon DSC D750", "usb:002,011")


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> list[Found]:
    """What is plugged in."""
    found: list[Found] = []
    monkeypatch.setattr(mount, "detected", lambda: tuple(found))
    monkeypatch.setattr(mount, "may_have_camera", lambda: True)
    return found


def test_an_address_is_taken_and_completed(bus: list[Found]) -> None:
    bus.append(NIKON)
    assert choose("usb:001,004", False, None, "") == Mount("gphoto2", "usb:001,004")
    assert choose("ptpip:10.0.0.9", False, None, "50mm") == Mount(
        "gphoto2", "ptpip:10.0.0.9:15740:15740", "50mm"
    )
    with pytest.raises(UsageFault, match="not where a camera can be"):
        choose("usb:", False, None, "")


def test_a_simulated_lens_is_had_whatever_is_connected(bus: list[Found]) -> None:
    bus += [CANON, NIKON]
    assert choose(None, True, None, "") == Mount("simulated", "ef24")
    assert choose(None, False, "backlash", "") == Mount("simulated", "backlash")
    assert choose(None, True, "backlash", "") == Mount("simulated", "backlash")


def test_the_library_is_not_asked_where_the_system_knows_of_no_camera(
    bus: list[Found], monkeypatch: pytest.MonkeyPatch
) -> None:
    bus.append(CANON)
    monkeypatch.setattr(mount, "may_have_camera", lambda: False)
    assert choose(None, False, None, "").fallback


def test_the_camera_on_usb_comes_before_the_simulated_lens(bus: list[Found]) -> None:
    nobody_asked = choose(None, False, None, "50mm")
    assert nobody_asked == Mount("simulated", "ef24", "50mm", fallback=True)
    assert nobody_asked.is_simulated
    bus.append(NIKON)
    assert choose(None, False, None, "50mm") == Mount("gphoto2", "usb:002,011", "50mm")


def test_two_cameras_are_for_the_person_to_choose_from(bus: list[Found]) -> None:
    bus += [CANON, NIKON]
    with pytest.raises(CamerasFound) as caught:
        choose(None, False, None, "")
    assert caught.value.cameras == (CANON, NIKON)
    assert "2 cameras" in caught.value.message
    assert choose(NIKON.port, False, None, "").address == NIKON.port


@pytest.mark.parametrize(("simulated", "lens_model"), [(True, None), (False, "ef24")])
def test_a_camera_and_a_simulated_lens_contradict(simulated: bool, lens_model: str | None) -> None:
    with pytest.raises(UsageFault, match="simulated one"):
        choose("usb:001,004", simulated, lens_model, "")


def test_a_library_that_fails_does_not_keep_the_simulated_lens_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail() -> tuple[Found, ...]:
        raise LensFault("It cannot be loaded.", "Install it.")

    monkeypatch.setattr(mount, "detected", fail)
    monkeypatch.setattr(mount, "may_have_camera", lambda: True)
    with pytest.raises(LensFault, match="cannot be loaded") as caught:
        choose(None, False, None, "")
    assert caught.value.remedy == "Install it. Without a camera: --sim"
    assert choose(None, True, None, "").is_simulated
