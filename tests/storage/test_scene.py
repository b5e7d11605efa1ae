from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsq_tui.errors import FileRefused
from fsq_tui.focus.sequence import FocusPoint
from fsq_tui.storage.scene import Scene, SceneFile, read_scene, rewrite, scene_in
from tests.storage.examples import CALIBRATION, LENS, POINTS, SCENE, WRITTEN, scenes

PATH = Path("scene.toml")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "scene.toml"


def save(path: Path, scene: Scene) -> str:
    with SceneFile.open(path) as file:
        file.load()
        file.save(scene)
    return path.read_text("utf-8")


def changed(text: str, scene: Scene) -> str:
    return rewrite(PATH, text.encode(), scene).decode()


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


def test_an_edited_point_keeps_its_comments_and_keys() -> None:
    edited = replace(POINTS[1], duration_s=2.5, name="")
    text = changed(WRITTEN, replace(SCENE, points=(POINTS[0], edited, POINTS[2])))
    assert text == WRITTEN.replace("duration_s = 1.30", "duration_s = 2.5").replace(
        'name = "door"\n', ""
    )


def test_an_inserted_point_takes_nothing_from_the_others() -> None:
    new = FocusPoint(9, 300, 0.7, "lamp")
    text = changed(WRITTEN, replace(SCENE, points=(POINTS[0], new, *POINTS[1:])))
    block = (
        "[[focus_points]]\nnormalized_position = 9\ndistance_cm = 300\nduration_s = 0.7\n"
        'name = "lamp"\n\n'
    )
    assert text == WRITTEN.replace("# the door opens", block + "# the door opens")


def test_a_removed_point_takes_its_text_and_only_that() -> None:
    text = changed(WRITTEN, replace(SCENE, points=(POINTS[0], POINTS[2])))
    start, end = WRITTEN.index("# the door"), WRITTEN.index("# the wall")
    assert text == WRITTEN[:start] + WRITTEN[end:]


def test_several_edits_in_one_save_keep_each_point_with_its_text() -> None:
    moved = replace(POINTS[2], duration_s=7.0)
    new = FocusPoint(31, 54, 1.0)
    text = changed(WRITTEN, replace(SCENE, points=(new, POINTS[1], new, moved)))
    door, wall = text.index("# the door opens"), text.index("# the wall")
    assert "the eyes" not in text or text.index("# the eyes") < door
    assert tomllib.loads(text)["focus_points"][1]["light"] == {"lamp": 3}
    assert text[wall:].startswith("# the wall\n[[focus_points]]\nnormalized_position = 0\n")


def test_the_last_point_removed_leaves_the_rest() -> None:
    text = changed(WRITTEN, replace(SCENE, points=()))
    assert tomllib.loads(text)["notes"] == {"weather": "rain"}
    assert text.startswith("# Scene 12, the corridor\n")
    assert text.endswith("# the end\n")


def test_a_new_calibration_keeps_comments_and_unknown_keys() -> None:
    modes = tuple(replace(mode, speed_steps_s=mode.speed_steps_s + 1) for mode in CALIBRATION.modes)
    calibration = replace(CALIBRATION, positions=(0, 10, 20, 30, 45), modes=modes)
    text = changed(WRITTEN, replace(SCENE, calibration=calibration))
    assert text == (
        WRITTEN.replace("[0, 9, 19, 31, 44]", "[0, 10, 20, 30, 45]")
        .replace("94.321", "95.321")
        .replace("48.733", "49.733")
        .replace("23.496", "24.496")
    )


def test_a_calibration_with_other_step_sizes_keeps_comments_and_unknown_keys() -> None:
    calibration = replace(CALIBRATION, modes=(CALIBRATION.modes[0], CALIBRATION.modes[2]))
    text = changed(WRITTEN, replace(SCENE, calibration=calibration))
    for comment in ("# measured; fastest first", "# the middle one is loud"):
        assert comment in text
    assert tomllib.loads(text)["modes"][0]["serial"] == "A7"


def test_comments_inside_of_a_list_survive_a_new_one() -> None:
    text = WRITTEN.replace("[0, 9,", "[0, # the stop\n 9,")
    calibration = replace(CALIBRATION, positions=(0, 10, 20, 30, 45))
    assert "# the stop\n" in changed(text, replace(SCENE, calibration=calibration))


def test_distances_come_and_go_between_positions_and_modes() -> None:
    without = changed(WRITTEN, replace(SCENE, calibration=replace(CALIBRATION, distances_cm=())))
    assert "focus_distances_cm" not in without
    keys = list(tomllib.loads(changed(without, SCENE)))
    assert keys.index("focus_positions") < keys.index("focus_distances_cm") < keys.index("modes")


OTHER_LAYOUTS = {
    "inline points": 'lens_name = "a"\nfocus_points = [ # mine\n'
    ' { normalized_position = 4, distance_cm = 0, duration_s = 1, cue = "x" },\n]\n',
    "modes as tables": 'lens_name = "a"\nfocus_positions = [0, 4]\n# loud\n[[modes]]\n'
    'step_size = 1\nsteps = 1\nspeed = 2\ncue = "x" # mine\n',
    "quoted and dotted": '"lens_name" = \'a\'\nx.cue = "x" # mine\n["focus_points".cue]\n'.replace(
        '["focus_points".cue]', "[x.y] # mine too"
    ),
    "windows": 'lens_name = "a" # mine\r\ncue = "x"\r\n',
    "byte order mark": '\ufefflens_name = "a" # mine\ncue = "x"\n',
    "no last line end": 'lens_name = "a"\ncue = "x" # mine',
    "points apart": 'lens_name = "a"\ncue = "x"\n[[focus_points]]\nnormalized_position = 3\n'
    "distance_cm = 1\nduration_s = 1\n[notes] # mine\n[[focus_points]]\n"
    "normalized_position = 4\ndistance_cm = 1\nduration_s = 1\n",
    "deceptive strings": 'lens_name = "a"\ncue = "x" # mine\nlong = """\n[[focus_points]]\n'
    '# foo"""\n[[focus_points]]\nnormalized_position = 3\ndistance_cm = 1\nduration_s = 1\n',
}


@pytest.mark.parametrize("text", OTHER_LAYOUTS.values(), ids=OTHER_LAYOUTS)
def test_layouts_that_fsq_does_not_write_survive_as_well(text: str) -> None:
    scene = scene_in(PATH, text.encode())
    new = Scene("b", replace(CALIBRATION, lens_name="b"), (FocusPoint(9, 1), *scene.points))
    after = changed(text, new)
    assert scene_in(PATH, after.encode()) == new
    assert "# mine" in after
    assert str(tomllib.loads(after)).count("'cue': 'x'") == 1
    assert ("\r\n" in after) == ("\r\n" in text)
    again = changed(after, replace(new, points=()))
    assert scene_in(PATH, again.encode()) == replace(new, points=())


@settings(max_examples=150, deadline=None)
@given(first=scenes(), second=scenes(), third=scenes())
def test_any_scene_saves_over_any_other_and_loads_equal(
    first: Scene, second: Scene, third: Scene
) -> None:
    text = ""
    for scene in (first, second, third, first):
        text = changed(text, scene)
        assert scene_in(PATH, text.encode()) == scene
        assert changed(text, scene) == text


def marked(scene: Scene) -> str:
    """The text of a scene with a comment and an unknown key in each point: its position."""
    text = changed("", scene)
    for point in {p.normalized_position for p in scene.points}:
        line = f"normalized_position = {point}\n"
        text = text.replace(f"[[focus_points]]\n{line}", f"# {point}!\n[[focus_points]]\n{line}")
    return text


@settings(max_examples=150, deadline=None)
@given(scene=scenes(), data=st.data())
def test_after_one_edit_every_surviving_point_has_its_comment(scene: Scene, data: Any) -> None:
    text = marked(scene)
    points = list(scene.points)
    at = data.draw(st.integers(0, len(points)))
    if at < len(points) and data.draw(st.booleans()):
        del points[at]
        added = 0
    else:
        points.insert(at, FocusPoint(1, 3, 4.0))
        added = 1
    after = changed(text, replace(scene, points=tuple(points)))
    lines = after.splitlines()
    heads = [i for i, line in enumerate(lines) if line == "[[focus_points]]"]
    kept = [
        i
        for i in heads
        if lines[i - 1] == f"# {lines[i + 1].removeprefix('normalized_position = ')}!"
    ]
    assert len(heads) - len(kept) == added


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
