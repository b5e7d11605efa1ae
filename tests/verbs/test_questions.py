"""What only the person can say: asked until it is answered, and given up where nobody is there."""

from __future__ import annotations

import pytest

from fsq_tui.errors import CamerasFound, LensUnnamed
from fsq_tui.verbs.questions import ask_for_camera, ask_for_lens

CAMERAS = CamerasFound((("Canon EOS 80D", "usb:001,004"), ("Nikon DSC D750", "usb:002,011")))
UNNAMED = LensUnnamed("D750 does not tell which lens is mounted.", "Name it: --lens-name NAME")


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the person types, line by line; then the terminal is closed."""
    lines: list[str] = []

    def answer(_prompt: str) -> str:
        if not lines:
            raise EOFError
        return lines.pop(0)

    monkeypatch.setattr("builtins.input", answer)
    return lines


def test_one_of_several_cameras(answers: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    answers += ["", "Canon", "0", "3", "-1", " 2 "]
    assert ask_for_camera(CAMERAS) == "usb:002,011"
    shown = capsys.readouterr().out.splitlines()
    assert shown[1:3] == ["  1  Canon EOS 80D  usb:001,004", "  2  Nikon DSC D750  usb:002,011"]


def test_the_name_of_a_lens(answers: list[str]) -> None:
    answers += ["", "   ", " 50mm f/1.8 \x1b[31m"]
    assert ask_for_lens(UNNAMED) == "50mm f/1.8 [31m"


def test_nobody_answers(answers: list[str]) -> None:
    with pytest.raises(CamerasFound):
        ask_for_camera(CAMERAS)
    with pytest.raises(LensUnnamed):
        ask_for_lens(UNNAMED)
