from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from fsq_tui.errors import FileRefused
from fsq_tui.focus.sequence import FocusPoint
from fsq_tui.storage.scene import Scene, SceneFile, read_scene, scene_in
from tests.storage.examples import CALIBRATION, LENS, POINTS, SCENE, WRITTEN

PATH = Path("scene.toml")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "scene.toml"


def save(path: Path, scene: Scene) -> str:
    with SceneFile.open(path) as file:
        file.load()
        file.save(scene)
    return path.read_text("utf-8")


def test_a_missing_and_an_empty_file_are_an_empty_scene(path: Path) -> None:
    assert read_scene(path) == Scene()
    path.write_bytes(b"")
    assert read_scene(path) == Scene()
    path.write_bytes(b"# nothing yet\nmine = 1\n")
    assert read_scene(path) == Scene()


def test_the_example_of_a_person_is_read() -> None:
    assert scene_in(PATH, WRITTEN.encode()) == SCENE


def test_an_empty_scene_makes_no_file(path: Path) -> None:
    with SceneFile.open(path) as file:
        file.save(Scene())
    assert not path.exists()


def test_a_fresh_file_has_the_keys_in_the_order_of_the_in_camera_file(path: Path) -> None:
    data = tomllib.loads(save(path, SCENE))
    assert list(data) == [
        "lens_name",
        "focus_positions",
        "focus_distances_cm",
        "modes",
        "focus_points",
    ]
    assert list(data["modes"][0]) == ["step_size", "steps", "speed"]
    assert list(data["focus_points"][0]) == ["normalized_position", "distance_cm", "duration_s"]
    assert list(data["focus_points"][1])[3:] == ["name"]


def test_a_fresh_file_to_the_letter(path: Path) -> None:
    assert save(path, replace(SCENE, points=POINTS[1:2])) == (
        'lens_name = "EF24mm f/2.8 IS USM"\n'
        "focus_positions = [0, 9, 19, 31, 44]\n"
        "focus_distances_cm = [1647, 300, 120, 54, 20]\n"
        "modes = [\n"
        "    { step_size = 3, steps = 26.0, speed = 94.321 },\n"
        "    { step_size = 2, steps = 4.0, speed = 48.733 },\n"
        "    { step_size = 1, steps = 1.0, speed = 23.496 },\n"
        "]\n"
        "\n"
        "[[focus_points]]\n"
        "normalized_position = 19\n"
        "distance_cm = 120\n"
        "duration_s = 1.3\n"
        'name = "door"\n'
    )


def test_many_positions_are_wrapped(path: Path) -> None:
    positions = tuple(range(0, 407 * 13, 13))
    calibration = replace(CALIBRATION, positions=positions, distances_cm=())
    text = save(path, Scene(LENS, calibration))
    assert max(len(line) for line in text.splitlines()) <= 100
    assert len(text.splitlines()) < 40
    assert "focus_distances_cm" not in text


def test_durations_have_no_float_noise(path: Path) -> None:
    text = save(path, Scene(LENS, None, (FocusPoint(1, 2, 0.1 * 13), FocusPoint(1, 2, 1.00049))))
    assert "duration_s = 1.3\n" in text
    assert "duration_s = 1.0\n" in text


def test_saving_what_is_there_does_not_touch_the_file(path: Path) -> None:
    path.write_text(WRITTEN)
    before = path.stat()
    save(path, SCENE)
    assert path.read_text() == WRITTEN
    assert path.stat().st_ino == before.st_ino


def test_a_text_that_cannot_be_changed_without_loss_is_left_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text(WRITTEN)
    monkeypatch.setattr("fsq_tui.storage.scene_text.rewritten", lambda text, *_: text)
    with pytest.raises(FileRefused, match="cannot be changed without losing"):
        save(path, replace(SCENE, points=()))
    assert path.read_text() == WRITTEN


def test_a_scene_that_breaks_the_rules_is_not_written(path: Path) -> None:
    path.write_text(WRITTEN)
    beyond = replace(SCENE, points=(FocusPoint(45),))
    with pytest.raises(FileRefused, match="at most 44, the last position of this lens"):
        save(path, beyond)
    with pytest.raises(FileRefused, match="half a character"):
        save(path, Scene("\ud800"))
    assert path.read_text() == WRITTEN


def test_a_damaged_file_is_never_overwritten(path: Path) -> None:
    path.write_text("lens_name = \n")
    with SceneFile.open(path) as file, pytest.raises(FileRefused, match="line 1, column 13"):
        file.save(SCENE)
    assert path.read_text() == "lens_name = \n"


def test_comments_that_a_person_adds_while_we_run_survive(path: Path) -> None:
    path.write_text(WRITTEN)
    with SceneFile.open(path) as file:
        file.load()
        path.write_text(WRITTEN + "# added meanwhile\n")
        file.save(replace(SCENE, points=POINTS[:1]))
    assert path.read_text().endswith("# added meanwhile\n")
    assert read_scene(path).points == POINTS[:1]


@pytest.mark.parametrize("theirs", [WRITTEN.replace("= 19\n", "= 20\n"), "lens_name = [", "\x00"])
def test_a_scene_changed_by_another_program_stays_and_ours_is_kept(path: Path, theirs: str) -> None:
    path.write_text(WRITTEN)
    ours = replace(SCENE, points=POINTS[:1])
    with SceneFile.open(path) as file:
        file.load()
        path.write_text(theirs)
        for scene in (SCENE, ours):
            with pytest.raises(FileRefused, match="changed by another program") as refused:
                file.save(scene)
            assert "scene.mine.toml" in refused.value.message
    assert path.read_text() == theirs
    mine = path.with_name("scene.mine.toml")
    assert read_scene(mine) == ours
    assert "# the end" in mine.read_text()


def test_a_file_deleted_while_we_run_comes_back_with_its_comments(path: Path) -> None:
    path.write_text(WRITTEN)
    with SceneFile.open(path) as file:
        file.load()
        path.unlink()
        file.save(replace(SCENE, points=POINTS[:1]))
    assert read_scene(path).points == POINTS[:1]
    assert "# the end" in path.read_text()


def test_a_save_that_failed_is_made_up_by_the_next(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text(WRITTEN)
    with SceneFile.open(path) as file:
        file.load()
        with monkeypatch.context() as full:
            full.setattr("fsq_tui.storage.atomic.os.fsync", _full)
            with pytest.raises(FileRefused, match="the disk is full"):
                file.save(replace(SCENE, points=POINTS[:2]))
            assert path.read_text() == WRITTEN
        file.save(replace(SCENE, points=POINTS[:1]))
    assert read_scene(path).points == POINTS[:1]


def test_a_folder_that_cannot_be_synced_does_not_lock_us_out(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SceneFile.open(path) as file:
        file.save(SCENE)
        with monkeypatch.context() as broken:
            broken.setattr("fsq_tui.storage.atomic._sync_folder", _full)
            with pytest.raises(FileRefused):
                file.save(replace(SCENE, points=POINTS[:2]))
        file.save(replace(SCENE, points=POINTS[:1]))
    assert read_scene(path).points == POINTS[:1]


def _full(_: object) -> None:
    raise OSError(28, "No space left on device")
