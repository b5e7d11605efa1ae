from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from fsq_tui import paths
from fsq_tui.backend.base import Capabilities
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.cli import main
from fsq_tui.clock import VirtualClock
from fsq_tui.focus.modes import How
from fsq_tui.storage.library import LensLibrary
from tests.verbs.conftest import CALIBRATION, LENS_MODEL

Capture = pytest.CaptureFixture[str]
SLOPPY = ["--lens-model", "backlash"]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fsq_tui.backend.mount.RealClock", lambda _rate: VirtualClock())


@pytest.fixture
def calibrated(capsys: Capture) -> None:
    """The lens with backlash is in the library."""
    assert main(["calibrate", *SLOPPY]) == 0
    capsys.readouterr()


@pytest.fixture
def model(tmp_path: Path) -> list[str]:
    """The lens of the scene."""
    path = tmp_path / "lens.toml"
    path.write_text(LENS_MODEL)
    return ["--lens-model", str(path)]


@pytest.mark.usefixtures("calibrated")
def test_steps_of_the_mounted_lens(capsys: Capture) -> None:
    assert main(["repeat", "50", "200", "-n", "6", *SLOPPY]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    lines = printed.out.splitlines()
    assert lines[0] == (
        "Simulated 50mm backlash, simulated: 6 pulls to each end, measured before any correction"
    )
    assert lines[2].split() == ["END", "STEP", "OFF", "BY", "STD", "DEV", "SPREAD"]
    assert re.fullmatch(r"step 50          50    [-+]\d\.\d\d     \d\.\d\d       \d", lines[3])
    assert re.fullmatch(r"step 200        200    [-+]\d\.\d\d     \d\.\d\d       \d", lines[4])
    assert lines[-1].startswith("backlash  ")
    assert lines[-1].endswith("(12 turns)")


@pytest.mark.usefixtures("calibrated")
def test_json(capsys: Capture) -> None:
    assert main(["repeat", "50", "200", *SLOPPY, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["lens_name"], found["simulated"]) == ("Simulated 50mm backlash", True)
    assert found["how"] == "measured"
    assert [end["step"] for end in found["ends"]] == [50, 200]
    for end in found["ends"]:
        off = end["off_by_steps"]
        assert len(off) == 20
        assert end["mean_steps"] == pytest.approx(sum(off) / 20)
        assert end["spread_steps"] == max(off) - min(off)
    backlash = found["backlash"]
    assert backlash["steps"] == pytest.approx(3.0, abs=backlash["error_steps"])
    assert len(backlash["lost_forward"]) == len(backlash["lost_backward"]) == 20
    assert backlash["wider_than_steps"] is None


def test_points_of_a_scene_by_number_and_name(
    scene: Path, model: list[str], capsys: Capture
) -> None:
    assert main(["repeat", "1", "DOOR", str(scene), "-n", "5", *model]) == 0
    text = capsys.readouterr().out
    assert "\npoint 1           1    +0.00     0.00       0\n" in text
    assert "\npoint 2           5    +0.00     0.00       0\n" in text
    assert text.endswith("\nbacklash  0.00 steps, give or take 0.50 (10 turns)\n")


def test_ends_too_near_together_and_play_too_wide_for_them(tmp_path: Path, capsys: Capture) -> None:
    lens = tmp_path / "loose.toml"
    lens.write_text(LENS_MODEL.replace("steps = 10\n", "steps = 10\nbacklash_steps = 3\n", 1))
    assert main(["calibrate", "--lens-model", str(lens)]) == 0
    told = []
    for end in ("3", "7"):
        words = ["repeat", "1", end, "-n", "5", "--lens-model", str(lens)]
        capsys.readouterr()
        assert main(words) == 0
        told.append(capsys.readouterr().out.splitlines()[-1])
    assert told == [
        "backlash  not measured: the two ends are too near together",
        "backlash  more than 2 steps",
    ]


@pytest.mark.parametrize(
    ("words", "exit_code", "sentence"),
    [
        (["1", "9"], 2, "There is no point '9'"),
        (["1", "dor"], 2, "Did you mean door?"),
        (["2", "2"], 2, "Both ends are the same step."),
        (["1", "2", "-n", "4"], 2, "'4' is not a number of pulls."),
        (["1", "2", "-n", "9999"], 2, "'9999' is not a number of pulls."),
    ],
)
def test_words_that_cannot_be_used(
    words: list[str],
    exit_code: int,
    sentence: str,
    scene: Path,
    model: list[str],
    capsys: Capture,
) -> None:
    first, second, *rest = words
    assert main(["repeat", first, second, str(scene), *rest, *model]) == exit_code
    printed = capsys.readouterr()
    assert sentence in printed.err
    assert (printed.out, printed.err.count("\n")) == ("", 1)


@pytest.mark.parametrize(
    ("words", "exit_code", "sentence"),
    [
        (["0", "10"], 2, "There is no step 10. The last one is 9."),
        (["0", "door"], 2, "'door' is not a number of steps"),
    ],
)
def test_steps_that_are_not_there(
    words: list[str], exit_code: int, sentence: str, model: list[str], capsys: Capture
) -> None:
    LensLibrary(paths.lens_library_of(True)).keep(CALIBRATION)
    assert main(["repeat", *words, *model]) == exit_code
    assert sentence in capsys.readouterr().err


def test_a_lens_that_was_never_calibrated(capsys: Capture) -> None:
    assert main(["repeat", "1", "5", *SLOPPY]) == 5
    assert "fsq calibrate" in capsys.readouterr().err


def test_another_lens_than_the_scenes(scene: Path, capsys: Capture) -> None:
    assert main(["repeat", "1", "2", str(scene), *SLOPPY]) == 4
    assert "is mounted" in capsys.readouterr().err


def test_a_scene_that_is_not_there(tmp_path: Path, capsys: Capture) -> None:
    assert main(["repeat", "1", "2", str(tmp_path / "none.toml"), *SLOPPY]) == 3
    assert "none.toml" in capsys.readouterr().err


@pytest.mark.usefixtures("calibrated")
def test_a_counted_position_is_never_shown_as_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(
        SimulatedLens, "capabilities", property(lambda _: Capabilities(position=How.COUNTED))
    )
    assert main(["repeat", "50", "200", *SLOPPY]) == 5
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "a count always repeats" in printed.err
