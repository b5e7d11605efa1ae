from __future__ import annotations

import sys

import pytest

from fsq_tui.errors import UsageFault
from fsq_tui.verbs.terminal import require_terminal, spare_the_line


class Tty:
    def isatty(self) -> bool:
        return True


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, term: str = "linux") -> None:
    for stream in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, stream, Tty())
    monkeypatch.setenv("TERM", term)


@pytest.mark.parametrize("stream", ["stdin", "stdout", "stderr"])
def test_redirected_is_no_terminal(stream: str, monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch)
    require_terminal()
    monkeypatch.setattr(sys, stream, None)
    with pytest.raises(UsageFault, match="redirected"):
        require_terminal()


@pytest.mark.parametrize(("term", "said"), [("dumb", "is dumb"), ("", "not set")])
def test_a_dumb_terminal_is_refused_by_name(
    term: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_a_terminal(monkeypatch, term)
    with pytest.raises(UsageFault, match=said) as caught:
        require_terminal()
    assert "fsq plan" in caught.value.remedy


def test_over_ssh_frames_are_few_and_nothing_is_animated() -> None:
    environment = {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}
    spare_the_line(environment)
    assert (environment["TEXTUAL_FPS"], environment["TEXTUAL_ANIMATIONS"]) == ("15", "none")


def test_what_a_person_set_stays_and_nothing_is_set_at_home() -> None:
    environment = {"SSH_CONNECTION": "x", "TEXTUAL_FPS": "30"}
    spare_the_line(environment)
    assert environment["TEXTUAL_FPS"] == "30"
    home: dict[str, str] = {}
    spare_the_line(home)
    assert home == {}
