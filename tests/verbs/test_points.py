from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fsq_tui.cli import main
from fsq_tui.focus.sequence import FocusPoint, Order, Sequence
from fsq_tui.focus.shape import Shape
from fsq_tui.storage.journal import journal_path, load_history
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import Scene, SceneFile, read_scene
from tests.verbs.conftest import CALIBRATION, LENS, POINTS, write_scene

Capture = pytest.CaptureFixture[str]


def edit(scene: Path, *words: str) -> tuple[FocusPoint, ...]:
    assert main(["points", str(scene), *words]) == 0
    return read_scene(scene).points


def refused(capsys: Capture, exit_code: int, scene: Path, *words: str) -> str:
    before = scene.read_bytes() if scene.exists() else None
    assert main(["points", str(scene), *words]) == exit_code
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert (scene.read_bytes() if scene.exists() else None) == before
    return printed.err


@pytest.mark.parametrize("words", [[], ["list"]])
def test_the_list_names_every_point(scene: Path, capsys: Capture, words: list[str]) -> None:
    assert main(["points", str(scene), *words]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == LENS
    assert lines[3].split() == ["1", "start", "10", "1", "inf"]
    assert lines[4].split() == ["2", "door", "50", "5", "1.2m", "2.500s", "2.500s"]
    assert lines[5].split() == ["3", "80", "8", "54cm", "0.010s", "0.150s"]
    assert "3 steps take 0.150s at least" in lines[6]


@pytest.mark.parametrize("words", [["--json"], ["list", "--json"], ["--json", "list"]])
def test_json_holds_every_point(scene: Path, capsys: Capture, words: list[str]) -> None:
    assert main(["points", str(scene), *words]) == 0
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (printed["lens_name"], printed["play_order"]) == (LENS, "once")
    first, second, third = printed["points"]
    assert first == {
        "number": 1,
        "normalized_position": 10,
        "distance_cm": 65535,
        "duration_s": 0.0,
        "name": "start",
        "shape": "linear",
        "dwell_s": 0.0,
        "chain": False,
        "skip": False,
        "step": 1,
        "expected_s": None,
        "fastest_s": None,
        "reason": "",
    }
    assert (second["step"], second["duration_s"], second["expected_s"]) == (5, 2.5, 2.5)
    assert third["fastest_s"] == pytest.approx(0.15)
    assert third["reason"]


def test_listing_changes_nothing(scene: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert main(["points", str(scene)]) == 0
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_scene_without_calibration_is_listed_too(tmp_path: Path, capsys: Capture) -> None:
    bare = write_scene(tmp_path / "bare.toml", Scene(LENS, None, POINTS))
    assert main(["points", str(bare), "--json"]) == 0
    assert [point["step"] for point in json.loads(capsys.readouterr().out)["points"]] == [None] * 3


def test_the_lens_library_lends_its_calibration(tmp_path: Path, capsys: Capture) -> None:
    LensLibrary(tmp_path / "lenses").keep(CALIBRATION)
    bare = write_scene(tmp_path / "bare.toml", Scene(LENS, None, POINTS))
    assert main(["points", str(bare), "--json"]) == 0
    assert [point["step"] for point in json.loads(capsys.readouterr().out)["points"]] == [1, 5, 8]
    edit(bare, "add", "--at", "9")
    assert read_scene(bare).calibration is None


def test_add_by_step_goes_behind_the_last_point_at_the_fastest_duration(scene: Path) -> None:
    assert edit(scene, "add", "--at", "3") == (*POINTS, FocusPoint(30, 300, 0.134))


def test_add_takes_duration_name_and_place(scene: Path) -> None:
    words = ["--distance", "120", "--duration", "1.5", "--name", "window", "--after", "1"]
    assert edit(scene, "add", *words)[1] == FocusPoint(60, 120, 1.5, "window")
    words = ["--position", "33", "--duration", "2", "--after", "WINDOW"]
    assert edit(scene, "add", *words)[2] == FocusPoint(33, 300, 2.0)


def test_the_first_point_can_be_added_too(tmp_path: Path) -> None:
    empty = write_scene(tmp_path / "empty.toml", Scene(LENS, CALIBRATION, ()))
    assert edit(empty, "add", "--at", "2") == (FocusPoint(20, 300, 0.0),)


def test_add_by_position_needs_no_calibration(tmp_path: Path, capsys: Capture) -> None:
    bare = write_scene(tmp_path / "bare.toml", Scene(LENS, None, POINTS))
    assert edit(bare, "add", "--position", "77")[-1] == FocusPoint(77)
    capsys.readouterr()
    for place in (["--at", "3"], ["--distance", "54"]):
        assert "not calibrated" in refused(capsys, 5, bare, "add", *place)


@pytest.mark.parametrize(
    ("distance", "position", "distance_cm"),
    [
        ("inf", 0, 65535),
        ("9m", 10, 900),
        ("300", 30, 300),
        ("1.8m", 40, 180),
        ("120.4cm", 50, 120),
        ("54", 80, 54),
    ],
)
def test_a_distance_is_interpolated_between_those_that_the_lens_reports(
    scene: Path, distance: str, position: int, distance_cm: int
) -> None:
    added = edit(scene, "add", "--distance", distance, "--duration", "9")[-1]
    assert added == FocusPoint(position, distance_cm, 9.0)


def test_a_distance_that_the_lens_does_not_reach_is_refused(scene: Path, capsys: Capture) -> None:
    told = refused(capsys, 5, scene, "add", "--distance", "1cm")
    assert "1cm is off the distance scale of this lens, which goes from 45cm to inf." in told


def test_a_lens_without_distances_goes_by_marks(tmp_path: Path, capsys: Capture) -> None:
    bare = replace(CALIBRATION, distances_cm=())
    mute = write_scene(tmp_path / "mute.toml", Scene(LENS, bare, POINTS))
    assert "reports no distances" in refused(capsys, 5, mute, "add", "--distance", "54")
    assert edit(mute, "add", "--at", "3", "--duration", "1")[-1] == FocusPoint(30, 0, 1.0)


def test_set_changes_what_is_named_and_nothing_else(scene: Path) -> None:
    assert edit(scene, "set", "door", "--duration", "3")[1] == replace(POINTS[1], duration_s=3.0)
    assert edit(scene, "set", "2", "--name", "")[1] == replace(POINTS[1], duration_s=3.0, name="")
    assert edit(scene, "set", "3", "--at", "9")[2] == FocusPoint(90, 54, 0.01)
    assert edit(scene, "set", "1", "--distance", "54")[0] == FocusPoint(80, 54, 0.0, "start")


def test_how_a_point_is_played_is_set_listed_and_taken_back(scene: Path, capsys: Capture) -> None:
    words = ["--shape", "ease-in", "--dwell", "1.5s", "--chain", "--skip"]
    played = {"shape": Shape.EASE_IN, "dwell_s": 1.5, "chain": True, "skip": True}
    assert edit(scene, "set", "door", *words)[1] == replace(POINTS[1], **played)  # type: ignore[arg-type]
    listed = capsys.readouterr().out.splitlines()
    assert listed[3].split()[-1] == "inf"
    assert listed[4].endswith("2.500s  ease-in 1.5s> skip")
    assert main(["points", str(scene), "--json"]) == 0
    second = json.loads(capsys.readouterr().out)["points"][1]
    shown = {"shape": "ease-in", "dwell_s": 1.5, "chain": True, "skip": True}
    assert {key: second[key] for key in shown} == shown
    words = ["--shape", "linear", "--dwell", "0", "--no-chain", "--no-skip"]
    assert edit(scene, "set", "door", *words) == POINTS
    assert "shape" not in scene.read_text()
    added = edit(scene, "add", "--at", "3", "--duration", "1", "--shape", "ease", "--chain")[-1]
    assert added == FocusPoint(30, 300, 1.0, shape=Shape.EASE, chain=True)


def test_dioptres_need_a_distance_scale(scene: Path, tmp_path: Path, capsys: Capture) -> None:
    assert edit(scene, "set", "2", "--shape", "dioptres")[1].shape is Shape.DIOPTRES
    mute = write_scene(
        tmp_path / "mute.toml", Scene(LENS, replace(CALIBRATION, distances_cm=()), POINTS)
    )
    capsys.readouterr()
    assert "no distance scale" in refused(capsys, 5, mute, "set", "2", "--shape", "dioptres")


def test_the_list_goes_by_the_order_and_what_is_skipped(tmp_path: Path, capsys: Capture) -> None:
    points = (POINTS[0], replace(POINTS[1], skip=True), POINTS[2])
    looped = write_scene(tmp_path / "loop.toml", Scene(LENS, CALIBRATION, points, Order.LOOP))
    assert main(["points", str(looped)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{LENS}, play order loop"
    assert "7 steps take" in lines[4], "round from point 3"
    assert "7 steps take" in lines[7], "from point 1, past point 2"


def test_an_edit_keeps_the_play_order(tmp_path: Path) -> None:
    looped = write_scene(tmp_path / "loop.toml", Scene(LENS, CALIBRATION, POINTS, Order.LOOP))
    edit(looped, "remove", "1")
    found = read_scene(looped)
    assert found.order is Order.LOOP
    history, _ = load_history(looped, Sequence(found.points, order=found.order), LENS)
    assert history.undone().present == Sequence(POINTS, 0, Order.LOOP)


def test_remove_takes_a_point_by_number_or_name_but_never_the_last(
    scene: Path, capsys: Capture
) -> None:
    assert edit(scene, "remove", "Door") == (POINTS[0], POINTS[2])
    assert edit(scene, "remove", "1") == (POINTS[2],)
    capsys.readouterr()
    assert "never removed" in refused(capsys, 2, scene, "remove", "1")


def test_an_edit_can_be_undone_in_the_application(scene: Path) -> None:
    edit(scene, "remove", "door")
    edit(scene, "set", "2", "--duration", "5")
    history, note = load_history(scene, Sequence(read_scene(scene).points), LENS)
    assert note == ""
    assert history.undone().present.points == (POINTS[0], POINTS[2])
    assert history.undone().undone().present == Sequence(POINTS, 1)


def test_an_edit_that_changes_nothing_writes_nothing(scene: Path) -> None:
    before = scene.read_bytes()
    edit(scene, "set", "door", "--duration", "2.5")
    assert scene.read_bytes() == before
    assert not journal_path(scene).exists()


def test_comments_survive_an_edit(scene: Path) -> None:
    scene.write_text("# take three\n" + scene.read_text())
    edit(scene, "remove", "1")
    assert scene.read_text().startswith("# take three\n")


def test_a_damaged_journal_costs_the_history_only(scene: Path, capsys: Capture) -> None:
    journal_path(scene).write_text("{")
    assert edit(scene, "remove", "1") == POINTS[1:]
    assert "damaged" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("exit_code", "words", "sentence"),
    [
        (2, ["remove", "9"], "There is no point '9'; the scene has 3 points."),
        (2, ["remove", "0"], "There is no point '0'"),
        (2, ["remove", "dor"], "Did you mean door?"),
        (2, ["remove", "9" * 5000], "There is no point"),
        (2, ["remove", "\x1b[2J"], "There is no point '[2J'"),
        (2, ["set", "1"], "nothing to change"),
        (2, ["set", "1", "--duration", "100"], "not a target duration"),
        (2, ["set", "1", "--shape", "easein"], "Did you mean ease-in? Give linear, ease-in,"),
        (2, ["set", "1", "--dwell", "100"], "'100' is not a dwell. The longest is 99.9 s."),
        (2, ["add"], "required"),
        (2, ["add", "--at", "3", "--distance", "4"], "not allowed with"),
        (2, ["add", "--at", "10"], "There is no step 10. The last one is 9."),
        (2, ["add", "--position", "91"], "There is no position 91. The last one is 90."),
        (2, ["add", "--at", "1", "--after", "x"], "There is no point 'x'"),
        (2, ["shuffle"], "invalid choice"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(
    scene: Path, capsys: Capture, exit_code: int, words: list[str], sentence: str
) -> None:
    assert sentence in refused(capsys, exit_code, scene, *words)


def test_a_name_that_two_points_share_is_not_enough(scene: Path, capsys: Capture) -> None:
    edit(scene, "set", "3", "--name", "DOOR")
    capsys.readouterr()
    assert "The points 2, 3 are all named 'door'" in refused(capsys, 2, scene, "remove", "door")


@pytest.mark.parametrize("words", [[], ["add", "--at", "1"], ["remove", "1"], ["set", "1"]])
def test_a_missing_scene_is_not_made(tmp_path: Path, capsys: Capture, words: list[str]) -> None:
    missing = tmp_path / "missing.toml"
    assert "There is no scene" in refused(capsys, 3, missing, *words)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_scene_is_refused_and_left(tmp_path: Path, capsys: Capture) -> None:
    damaged = tmp_path / "damaged.toml"
    damaged.write_text("lens_name = [")
    for words in ([], ["remove", "1"]):
        assert "line 1" in refused(capsys, 3, damaged, *words)


def test_a_scene_without_a_lens_takes_no_points(tmp_path: Path, capsys: Capture) -> None:
    empty = tmp_path / "empty.toml"
    empty.write_text("")
    assert "which lens" in refused(capsys, 2, empty, "add", "--position", "1")


def test_a_scene_that_another_program_has_open_is_refused(scene: Path, capsys: Capture) -> None:
    with SceneFile.open(scene):
        assert "in use" in refused(capsys, 3, scene, "remove", "1")
        assert main(["points", str(scene)]) == 0
