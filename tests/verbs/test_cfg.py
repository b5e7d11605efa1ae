from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fsq_tui.cli import main
from fsq_tui.focus.sequence import Order, Sequence
from fsq_tui.focus.shape import Shape
from fsq_tui.storage.journal import load_history
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import Scene, read_scene
from tests.verbs.conftest import CALIBRATION, LENS, POINTS, write_scene

Capture = pytest.CaptureFixture[str]
BARE_POINTS = tuple(replace(point, name="") for point in POINTS)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_scene_goes_to_the_camera_and_back(scene: Path, tmp_path: Path, capsys: Capture) -> None:
    cfg, again = tmp_path / "focus_sq.cfg", tmp_path / "again.toml"
    assert main(["export", str(scene), str(cfg)]) == 0
    said = capsys.readouterr()
    assert said.out == f'{cfg}: 3 points for "{LENS}".\n'
    assert "does not hold the name of point 1" in said.err
    assert main(["import", str(cfg), str(again)]) == 0
    back = read_scene(again)
    assert (back.lens_name, back.points) == (LENS, BARE_POINTS)
    assert back.calibration == replace(CALIBRATION, distances_cm=())


def test_export_says_what_of_the_sequence_the_camera_cannot_hold(
    tmp_path: Path, capsys: Capture
) -> None:
    points = (
        POINTS[0],
        replace(POINTS[1], shape=Shape.EASE_IN, dwell_s=1.5, chain=True),
        replace(POINTS[2], skip=True),
    )
    scene = write_scene(tmp_path / "take.toml", Scene(LENS, CALIBRATION, points, Order.LOOP))
    assert main(["export", str(scene), str(tmp_path / "a.cfg")]) == 0
    said = capsys.readouterr().err.splitlines()
    assert [sentence for sentence in said if "play" in sentence] == [
        "The in-camera file does not hold how point 2 is played: ease-in 1.5s>.",
        "The in-camera file does not hold how point 3 is played: skip.",
        "The in-camera file does not hold the play order, loop.",
    ]


def test_export_takes_the_calibration_of_the_library(tmp_path: Path) -> None:
    LensLibrary(tmp_path / "lenses").keep(CALIBRATION)
    bare = write_scene(tmp_path / "bare.toml", Scene(LENS, None, POINTS))
    assert main(["export", str(bare), str(tmp_path / "a.cfg")]) == 0


def test_export_of_an_uncalibrated_scene_is_refused(tmp_path: Path, capsys: Capture) -> None:
    bare = write_scene(tmp_path / "bare.toml", Scene(LENS, None, POINTS))
    assert main(["export", str(bare), str(tmp_path / "a.cfg")]) == 3
    assert "no calibration" in capsys.readouterr().err
    assert not (tmp_path / "a.cfg").exists()


def test_an_existing_file_is_replaced_by_force_only_and_kept(
    scene: Path, tmp_path: Path, capsys: Capture
) -> None:
    cfg = tmp_path / "focus_sq.cfg"
    cfg.write_bytes(b"precious")
    before = files(tmp_path)
    assert main(["export", str(scene), str(cfg)]) == 3
    assert "exists already" in capsys.readouterr().err
    assert files(tmp_path) == before
    assert main(["export", "--force", str(scene), str(cfg)]) == 0
    assert (tmp_path / "focus_sq.cfg.bak").read_bytes() == b"precious"


def test_an_existing_scene_is_replaced_by_force_only_and_can_be_undone(
    scene: Path, tmp_path: Path, capsys: Capture
) -> None:
    cfg = tmp_path / "focus_sq.cfg"
    assert main(["export", str(scene), str(cfg)]) == 0
    edited = write_scene(tmp_path / "edited.toml", Scene(LENS, CALIBRATION, POINTS[:1]))
    edited.write_text("# mine\n" + edited.read_text())
    before = files(tmp_path)
    capsys.readouterr()
    assert main(["import", str(cfg), str(edited)]) == 3
    assert "exists already" in capsys.readouterr().err
    assert files(tmp_path) == before
    assert main(["import", str(cfg), str(edited), "--force"]) == 0
    assert edited.read_text().startswith("# mine\n")
    assert (tmp_path / "edited.toml.bak").read_bytes() == before["edited.toml"]
    history, _ = load_history(edited, Sequence(read_scene(edited).points), LENS)
    assert history.undone().present.points == POINTS[:1]


def test_the_points_of_another_lens_never_come_back_by_undo(scene: Path, tmp_path: Path) -> None:
    cfg = tmp_path / "focus_sq.cfg"
    assert main(["export", str(scene), str(cfg)]) == 0
    other_lens = replace(CALIBRATION, lens_name="Other")
    other = write_scene(tmp_path / "other.toml", Scene("Other", other_lens, POINTS[:1]))
    assert main(["import", str(cfg), str(other), "--force"]) == 0
    history, _ = load_history(other, Sequence(read_scene(other).points), LENS)
    assert (history.past, history.future) == ((), ())


def test_a_damaged_scene_is_not_replaced_even_by_force(
    scene: Path, tmp_path: Path, capsys: Capture
) -> None:
    cfg, damaged = tmp_path / "focus_sq.cfg", tmp_path / "damaged.toml"
    assert main(["export", str(scene), str(cfg)]) == 0
    damaged.write_text("lens_name = [")
    assert main(["import", str(cfg), str(damaged), "--force"]) == 3
    assert damaged.read_text() == "lens_name = ["


@pytest.mark.parametrize("content", [None, b"", b"\x00" * 40, b"x" * 5000])
def test_a_file_that_is_none_of_the_cameras_makes_no_scene(
    tmp_path: Path, capsys: Capture, content: bytes | None
) -> None:
    cfg = tmp_path / "focus_sq.cfg"
    if content is not None:
        cfg.write_bytes(content)
    assert main(["import", str(cfg), str(tmp_path / "new.toml")]) == 3
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "new.toml").exists()


def test_swapped_files_are_found_out(scene: Path, tmp_path: Path, capsys: Capture) -> None:
    assert main(["import", str(scene), str(tmp_path / "focus_sq.cfg")]) == 2
    assert main(["export", str(scene), str(scene), "--force"]) == 2
    assert read_scene(scene).points == POINTS


def test_export_of_a_missing_scene_is_refused(tmp_path: Path, capsys: Capture) -> None:
    assert main(["export", str(tmp_path / "none.toml"), str(tmp_path / "a.cfg")]) == 3
    assert "There is no scene" in capsys.readouterr().err
