from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from fsq_tui.cli import main
from fsq_tui.clock import VirtualClock
from fsq_tui.storage.scene import Scene
from fsq_tui.storage.takes import load_takes, takes_path
from tests.verbs.conftest import CALIBRATION, LENS, LENS_MODEL, POINTS, write_scene

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fsq_tui.backend.mount.RealClock", lambda _rate: VirtualClock())


@pytest.fixture
def model(tmp_path: Path) -> str:
    path = tmp_path / "lens.toml"
    path.write_text(LENS_MODEL)
    return str(path)


def test_json_has_a_line_for_each_transition(scene: Path, model: str, capsys: Capture) -> None:
    assert main(["play", str(scene), "--lens-model", model, "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["from"], line["to"]) for line in lines] == [(1, 2), (2, 3)]
    assert list(lines[0]) == [
        "from", "to", "asked_s", "planned_s", "took_s",
        "off_by_steps_before", "off_by_steps", "how",
    ]  # fmt: skip
    assert lines[0]["asked_s"] == lines[0]["planned_s"] == 2.5
    assert lines[0]["took_s"] == pytest.approx(2.5, abs=0.05)
    assert (lines[1]["asked_s"], lines[1]["planned_s"]) == (0.01, 0.15)
    assert all(line["off_by_steps"] == 0 for line in lines)
    assert all(line["how"] == "measured" for line in lines)


def test_from_and_to(scene: Path, model: str, capsys: Capture) -> None:
    words = ["play", str(scene), "--lens-model", model, "--from", "2", "--to", "3"]
    assert main(words) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("2 -> 3: asked 0.010s, planned 0.150s, took 0.1")
    assert line.endswith("corrected to +0, measured")


def test_each_transition_is_kept_as_a_take(scene: Path, model: str, capsys: Capture) -> None:
    for _ in range(2):
        assert main(["play", str(scene), "--lens-model", model]) == 0
    takes, notes = load_takes(scene)
    assert notes == ()
    assert [(take.from_point, take.to_point) for take in takes] == [(1, 2), (2, 3)] * 2
    assert takes[0].names == ("start", "door")
    assert capsys.readouterr().err == ""


def test_a_take_that_cannot_be_kept_is_said_and_playing_goes_on(
    scene: Path, model: str, capsys: Capture
) -> None:
    takes_path(scene).mkdir()
    assert main(["play", str(scene), "--lens-model", model]) == 0
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 2
    assert printed.err.count("fsq: This take was played, but is not kept: ") == 2


@pytest.mark.parametrize(
    "words", [["--from", "3"], ["--to", "4"], ["--from", "3", "--to", "2"], ["--from", "0"]]
)
def test_points_that_are_not_there(
    scene: Path, model: str, capsys: Capture, words: list[str]
) -> None:
    assert main(["play", str(scene), "--lens-model", model, *words]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_another_lens_is_never_played(scene: Path, capsys: Capture) -> None:
    assert main(["play", str(scene)]) == 4
    message = capsys.readouterr().err
    assert LENS in message
    assert "EF24mm" in message


def test_a_lens_that_was_never_calibrated(tmp_path: Path, model: str, capsys: Capture) -> None:
    scene = write_scene(tmp_path / "bare.toml", Scene(LENS, None, POINTS))
    assert main(["play", str(scene), "--lens-model", model]) == 5
    assert "fsq calibrate" in capsys.readouterr().err


def test_a_calibration_of_another_range(tmp_path: Path, model: str, capsys: Capture) -> None:
    longer = replace(CALIBRATION, positions=tuple(20 * step for step in range(10)))
    scene = write_scene(tmp_path / "longer.toml", Scene(LENS, longer, POINTS))
    assert main(["play", str(scene), "--lens-model", model]) == 5
    assert "90 positions" in capsys.readouterr().err


def test_a_missing_scene(tmp_path: Path, capsys: Capture) -> None:
    assert main(["play", str(tmp_path / "none.toml")]) == 3
    assert "none.toml" in capsys.readouterr().err
