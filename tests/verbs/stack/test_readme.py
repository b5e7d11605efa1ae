"""What the README says of stacks on the command line can be typed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from fsq_tui.cli import _parsed

TEXT = (Path(__file__).parents[3] / "README.md").read_text()
SECTION = TEXT[TEXT.index("## Focus stacking") : TEXT.index("## Files")]
COMMANDS = re.findall(r"fsq (stack (?:plan|capture|depth|merge) [^`\n]+)", SECTION)
OPTIONS = sorted(set(re.findall(r"`(--[a-z-]+)", SECTION)))


def test_there_are_commands_of_every_verb() -> None:
    verbs = {command.split()[1] for command in COMMANDS}
    assert verbs == {"plan", "capture", "depth", "merge"}


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_are_understood(command: str) -> None:
    assert _parsed(shlex.split(command)).module == f"stack.{command.split()[1]}"


def test_options_are_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    told = ""
    for verb in ("plan", "capture", "depth", "merge"):
        with pytest.raises(SystemExit):
            _parsed(["stack", verb, "--help"])
        told += capsys.readouterr().out
    assert len(OPTIONS) > 10
    assert [option for option in OPTIONS if option not in told] == []
