from __future__ import annotations

import json
import re
from collections import deque
from dataclasses import replace
from pathlib import Path

import pytest

from fsq_tui.backend import BACKENDS
from fsq_tui.backend.base import Lens
from fsq_tui.backend.model import load_model
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.cli import main
from fsq_tui.clock import Clock, VirtualClock
from fsq_tui.errors import Stopped
from fsq_tui.focus.sequence import FocusPoint, Order, Sequence
from fsq_tui.session.headless import Signalled, play
from fsq_tui.storage.scene import Scene
from fsq_tui.storage.takes import load_takes, takes_path
from tests.session.pictured import PicturedLens
from tests.terminal.scenes import reference_calibration
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


def test_record_makes_a_clip_of_it_all(scene: Path, model: str, capsys: Capture) -> None:
    assert main(["play", str(scene), "--lens-model", model, "--record"]) == 0
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 2
    first, second = (take.clip_s for take in load_takes(scene)[0])
    assert first == pytest.approx(2.0, abs=0.1)
    assert second is not None
    assert second >= 2.0 + 2.5
    (length,) = re.fullmatch(r"fsq: Recorded a clip of ([0-9.]+) s\.\n", told.err).groups()  # type: ignore[union-attr]
    assert float(length) == pytest.approx(second + 0.15 + 2.0, abs=0.2)


def test_without_record_there_is_no_clip(scene: Path, model: str, capsys: Capture) -> None:
    assert main(["play", str(scene), "--lens-model", model]) == 0
    assert capsys.readouterr().err == ""
    assert {take.clip_s for take in load_takes(scene)[0]} == {None}


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


def played(capsys: Capture, *words: str) -> list[tuple[int, int, float]]:
    """From, to and asked of each line."""
    assert main(["play", *words, "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [(line["from"], line["to"], line["asked_s"]) for line in lines]


def test_skipped_points_are_passed_over_and_the_order_is_kept(
    tmp_path: Path, model: str, capsys: Capture
) -> None:
    points = (replace(POINTS[0], duration_s=1.0), replace(POINTS[1], skip=True), POINTS[2])
    scene = write_scene(tmp_path / "loop.toml", Scene(LENS, CALIBRATION, points, Order.LOOP))
    words = [str(scene), "--lens-model", model]
    assert played(capsys, *words, "--times", "2") == [(1, 3, 0.01), (3, 1, 1.0)] * 2
    assert played(capsys, *words, "--order", "once") == [(1, 3, 0.01)]
    assert played(capsys, *words, "--order", "reverse") == [(3, 1, 0.01)]


def test_a_ping_pong_turns_round_and_dwells(tmp_path: Path, model: str, capsys: Capture) -> None:
    points = (replace(POINTS[0], dwell_s=3.0), POINTS[1], replace(POINTS[2], dwell_s=2.0))
    scene = write_scene(tmp_path / "swing.toml", Scene(LENS, CALIBRATION, points))
    words = [str(scene), "--lens-model", model, "--order", "ping-pong", "--times", "1"]
    assert played(capsys, *words) == [(1, 2, 2.5), (2, 3, 0.01), (3, 2, 0.01), (2, 1, 2.5)]


def test_it_dwells_at_each_point_that_another_follows(tmp_path: Path) -> None:
    clock = VirtualClock()
    lens = SimulatedLens(load_model("ef24"), clock, seed=3)
    raw = load_model("ef24").raw_positions()
    calibration = reference_calibration()
    points = tuple(
        FocusPoint(abs(raw[step] - raw[0]), duration_s=2.0, dwell_s=1.5) for step in (10, 30, 50)
    )
    playing = play(lens, clock, Signalled(clock), calibration, Sequence(points), None)
    ends_s = [clock.now() for _ in playing]
    assert ends_s[1] - ends_s[0] == pytest.approx(1.5 + 2.0, abs=0.2)
    assert clock.now() == ends_s[1], "there is nothing to wait for at the last one"


def test_an_endless_order_runs_until_a_signal_even_where_nothing_moves(tmp_path: Path) -> None:
    clock = VirtualClock()
    lens = SimulatedLens(load_model("ef24"), clock, seed=3)
    points = (FocusPoint(0), FocusPoint(0))
    attention = Signalled(clock)
    sequence = Sequence(points, 0, Order.LOOP)
    playing = play(lens, clock, attention, reference_calibration(), sequence, None)
    next(playing)
    clock.at(clock.now() + 60.0, attention.stop.set)
    with pytest.raises(Stopped):
        deque(playing, maxlen=0)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--times", "2"], "--times has no meaning with the play order once"),
        (["--order", "pingpong"], "Did you mean ping-pong? Give once, loop, ping-pong or reverse"),
        (["--order", "loop", "--times", "0"], "'0' is not a number of times"),
        (["--from", "2"], "it takes two points that are not skipped"),
    ],
)
def test_orders_that_cannot_be(
    tmp_path: Path, model: str, capsys: Capture, words: list[str], sentence: str
) -> None:
    points = (*POINTS[:2], replace(POINTS[2], skip=True))
    scene = write_scene(tmp_path / "take.toml", Scene(LENS, CALIBRATION, points))
    assert main(["play", str(scene), "--lens-model", model, *words]) == 2
    assert sentence in capsys.readouterr().err


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


def pictured_lens(clock: Clock, name: str, seed: int | None) -> Lens:
    return PicturedLens(load_model(name), clock, seed)


def test_the_pictures_of_transitions_are_recorded(
    scene: Path, model: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(BACKENDS, "simulated", pictured_lens)
    folder = tmp_path / "kept"
    words = ["play", str(scene), "--lens-model", model, "--record-frames", str(folder)]
    assert main(words) == 0
    (take,) = folder.iterdir()  # the other one has no time for a picture
    lines = [json.loads(line) for line in (take / "frames.jsonl").read_text().splitlines()]
    assert 10 < len(lines) <= 26
    assert {line["step"] for line in lines} <= {None, 1, 2, 3, 4, 5}
    assert len(list(take.glob("*.jpg"))) == len(lines)
    takes, _ = load_takes(scene)
    assert [take.late_s for take in takes] == [0.0, 0.0]
    assert capsys.readouterr().err == ""


def test_a_folder_for_pictures_that_cannot_be_made(
    scene: Path, model: str, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "file").write_text("")
    words = ["play", str(scene), "--lens-model", model, "--record-frames"]
    assert main([*words, str(tmp_path / "file" / "kept")]) == 3
    assert "cannot be written" in capsys.readouterr().err


def test_a_lens_without_pictures_is_said_and_played(
    scene: Path, model: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PicturedLens, "shows", False)

    monkeypatch.setitem(BACKENDS, "simulated", pictured_lens)
    words = ["play", str(scene), "--lens-model", model, "--record-frames", str(tmp_path / "kept")]
    assert main(words) == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 2
    assert err.endswith("shows no live view: no pictures of the takes are kept.\n")
