"""A stack from the command line in a real terminal: planned, broken off, gone on with, mapped."""

from __future__ import annotations

import dataclasses
import signal
from pathlib import Path

import pytest

from fsq_tui.storage.library import LensLibrary
from tests.terminal.conftest import Start
from tests.terminal.scenes import reference_calibration

pytestmark = pytest.mark.timeout(120)

FAST = ("--sim", "--time-scale", "20")


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """A folder that is not there, on a machine where the lens is calibrated."""
    library = LensLibrary(tmp_path / "home" / "data" / "fsq" / "simulated_lenses")
    library.keep(dataclasses.replace(reference_calibration(), simulated=True))
    return tmp_path / "stack"


def test_a_stack_that_ctrl_c_ends_goes_on_where_it_was(start: Start, stack: Path) -> None:
    words = ["stack", "capture", stack, "--near", "300", "--far", "120", "--shots", "5"]
    fsq = start(*words, *FAST, "--even", "--settle", "12", columns=200)
    fsq.wait_for(r"5 shots, 4 moves, about \d+ s")
    fsq.wait_for(r"  2   25\.0%    255  evenly spaced")
    fsq.wait_for(r"40% 2 of 5 shots, about \d+ s left")
    fsq.send("ctrl+c")
    assert fsq.ended() == 128 + signal.SIGINT
    assert "Of this stack there is not taken: shot " in fsq.text()
    assert "--resume goes on with it." in fsq.text()
    assert not list(stack.glob("*.lock"))
    taken = len(list(stack.glob("shot_*.jpg")))
    assert 2 <= taken < 5

    again = start("stack", "capture", stack, "--resume", *FAST, "--settle", "0")
    assert again.ended() == 0
    assert "stack: 5 of 5 shots" in again.text().replace("\n", "")
    assert len(list(stack.glob("shot_*.jpg"))) == 5
