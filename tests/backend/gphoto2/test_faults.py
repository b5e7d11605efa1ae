from __future__ import annotations

import os
from pathlib import Path

import pytest

from fsq_tui.backend.gphoto2 import faults, usb
from fsq_tui.errors import CameraClaimed, LensBusy, LensFault, LensGone
from tests.backend.gphoto2.system import make_node, run_program

ADDRESS = "usb:001,005"


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (-110, LensBusy, "has not moved"),
        (-7, LensGone, "does not answer"),
        (-10, LensGone, "does not answer"),
        (-52, LensGone, "does not answer"),
        (-34, LensGone, "does not answer"),
        (-1, faults.Refused, "refused"),
        (-113, faults.Refused, "refused"),
        (-999, faults.Refused, "error -999"),
    ],
)
def test_every_code_is_a_sentence_with_a_remedy(
    code: int, kind: type[LensFault], words: str
) -> None:
    found = faults.fault(code)
    assert type(found) is kind
    assert words in found.message
    assert found.remedy


@pytest.mark.parametrize(
    ("response", "kind"),
    [
        (0x2019, LensBusy),
        (0x02FA, LensGone),
        (0x02FF, LensGone),
        (0x200F, faults.Refused),
        (None, faults.Refused),
    ],
)
def test_a_property_that_was_not_set_is_told_by_the_response(
    response: int | None, kind: type[LensFault]
) -> None:
    assert type(faults.fault(-2, "", response)) is kind
    assert type(faults.fault(-1, "", response)) is faults.Refused


def test_what_the_camera_said_is_told_printable() -> None:
    found = faults.fault(-1, "Liveview cannot start: Battery exhausted.\x1b[2J")
    assert "(Liveview cannot start: Battery exhausted.[2J; error -1" in found.message


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (-53, CameraClaimed, "Another program holds"),
        (-60, CameraClaimed, "Another program holds"),
        (-105, LensGone, "no camera at"),
        (-5, LensGone, "no camera at"),
        (-7, LensGone, "does not answer"),
        (-1, LensGone, "does not answer"),
        (-110, LensBusy, "busy"),
    ],
)
def test_an_error_of_opening_names_the_camera(code: int, kind: type[LensFault], words: str) -> None:
    found = faults.fault_of_opening(code, ADDRESS)
    assert type(found) is kind
    assert words in found.message
    assert ADDRESS in found.message
    assert found.remedy


def test_a_camera_that_may_not_be_used_is_not_called_claimed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usb, "ROOT", tmp_path)
    node = make_node(ADDRESS)
    assert isinstance(faults.fault_of_opening(-53, ADDRESS), CameraClaimed)
    monkeypatch.setattr(os, "access", lambda path, _mode: path != node)  # root may do everything
    refused = faults.fault_of_opening(-53, ADDRESS)
    assert not isinstance(refused, CameraClaimed)
    assert "may not use" in refused.message
    assert "udev" in refused.remedy


def test_a_claimed_camera_names_who_holds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usb, "ROOT", tmp_path)
    run_program(812, "/usr/libexec/gvfsd-gphoto2", make_node(ADDRESS))
    held = faults.fault_of_opening(-53, ADDRESS)
    assert isinstance(held, CameraClaimed)
    assert held.message == f"The camera at {ADDRESS} is held by gvfsd-gphoto2 (process 812)."
    assert "gio mount" in held.remedy


def test_where_the_holder_is_not_seen_the_usual_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usb, "ROOT", tmp_path)
    make_node(ADDRESS)
    run_program(402, "/usr/libexec/ptpcamerad")
    held = faults.fault_of_opening(-53, ADDRESS)
    assert held.message == f"Another program holds the camera at {ADDRESS}."
    assert held.remedy.startswith("Perhaps ptpcamerad (process 402). Close Photos")
